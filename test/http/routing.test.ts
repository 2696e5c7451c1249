import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { pino } from 'pino';
import { createServer } from '../../src/http/server.ts';
import { buildTestApp } from '../build-app.ts';

type Asked = {
  port?: 'admin' | 'public';
  method: NonNullable<InjectOptions['method']>;
  url: string;
};
type Row = Asked & { status: number; allow?: string };

const ROWS: Row[] = [
  ...(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'] as const).map((method): Row => {
    return { method, url: '/webhook', status: 405, allow: 'OPTIONS, POST' };
  }),
  { method: 'OPTIONS', url: '/webhook', status: 204, allow: 'OPTIONS, POST' },
  { method: 'GET', url: '/webhook/?a=b', status: 405, allow: 'OPTIONS, POST' },
  { method: 'POST', url: '/webhook/', status: 400 },
  { method: 'POST', url: '/webhook/?a=b', status: 400 },
  { method: 'POST', url: '/webhooks', status: 404 },
  { method: 'POST', url: '/', status: 404 },
  ...(['public', 'admin'] as const).flatMap((port): Row[] => [
    { port, method: 'GET', url: '/healthz/', status: 200 },
    { port, method: 'HEAD', url: '/healthz', status: 200 },
    { port, method: 'POST', url: '/healthz', status: 405, allow: 'GET, HEAD, OPTIONS' },
    { port, method: 'OPTIONS', url: '/healthz', status: 204, allow: 'GET, HEAD, OPTIONS' },
    { port, method: 'GET', url: '/nowhere', status: 404 },
    { port, method: 'OPTIONS', url: '/nowhere', status: 404 },
  ]),
  { port: 'admin', method: 'OPTIONS', url: '/readyz', status: 204, allow: 'GET, HEAD, OPTIONS' },
  { port: 'admin', method: 'GET', url: '/readyz/', status: 200 },
  { port: 'admin', method: 'DELETE', url: '/metrics', status: 405, allow: 'GET, HEAD, OPTIONS' },
  ...(['GET', 'PUT'] as const).map((method): Row => {
    const url = '/admin/circuit-breaker/reset';
    return { port: 'admin', method, url, status: 405, allow: 'OPTIONS, POST' };
  }),
];

for (const { port = 'public', method, url, status, allow } of ROWS) {
  test(`routing: ${method} ${url} gets ${status} on the ${port} port`, async (t) => {
    const { app } = await buildTestApp(t);
    const server = port === 'public' ? app.publicServer : app.adminServer;
    const { statusCode, headers, body } = await server.inject({ method, url });
    assert.equal(statusCode, status);
    assert.equal(headers.allow, allow);
    assert.match(String(headers['x-correlation-id']), /./);
    if (status < 400 || method === 'HEAD') return;
    assert.match(String(headers['content-type']), /^application\/problem\+json/);
    assert.equal(JSON.parse(body).status, status);
  });
}

test('routing: a method that a path does not have is counted by its path', async (t) => {
  const { app } = await buildTestApp(t);
  await app.publicServer.inject({ method: 'GET', url: '/webhook' });
  const { body } = await app.adminServer.inject({ url: '/metrics' });
  assert.match(body, /^requests_total\{route="\/webhook",method="GET",status="4xx"\} 1$/m);
});

const BEYOND = { ADMIN_HOST: '0.0.0.0', ADMIN_TOKEN: 'the-token' };

test('routing: a stranger beyond loopback is not told what there is but the probes', async (t) => {
  const { app } = await buildTestApp(t, { settings: BEYOND });
  const ask = async (method: 'GET' | 'OPTIONS' | 'PUT', url: string) =>
    (await app.adminServer.inject({ method, url })).statusCode;
  assert.equal(await ask('GET', '/admin/circuit-breaker/reset'), 401);
  assert.equal(await ask('OPTIONS', '/metrics'), 401);
  assert.equal(await ask('GET', '/nowhere'), 401);
  assert.equal(await ask('OPTIONS', '/readyz'), 204);
  assert.equal(await ask('PUT', '/healthz/'), 405);
});

for (const [url, allow] of [
  ['/calls/call-1', 'GET, HEAD, OPTIONS'],
  ['/calls/call-1/turns', undefined],
  ['/files/a/b', 'GET, HEAD, OPTIONS'],
] as const) {
  test(`routing: POST ${url} is told ${allow} by the pattern that it fits`, async (t) => {
    const server = createServer({ logger: pino({ level: 'silent' }), newId: () => 'id' });
    t.after(() => server.close());
    server.get('/calls/:id', async () => '');
    server.get('/files/*', async () => '');
    const { headers } = await server.inject({ method: 'POST', url });
    assert.equal(headers.allow, allow);
  });
}

async function open({ server }: FastifyInstance) {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

const LARGE = 'content-type: application/json\r\ncontent-length: 5000000';

for (const [port, line, framing, status] of [
  ['public', 'POST /nowhere', LARGE, 404],
  ['public', 'PUT /webhook', LARGE, 405],
  ['public', 'POST /healthz', 'transfer-encoding: chunked', 405],
  ['admin', 'POST /nowhere', LARGE, 404],
  ['admin', 'POST /admin/circuit-breaker/reset', LARGE, 200],
] as const) {
  const what = `${line} with ${framing.replace(/.+\r\n/, '')}`;
  test(`routing: ${what} gets ${status} before its body, and the connection is closed`, async (t) => {
    const { app } = await buildTestApp(t);
    const server = port === 'public' ? app.publicServer : app.adminServer;
    await server.listen({ port: 0, host: '127.0.0.1' });
    const socket = await open(server);
    t.after(() => socket.destroy());
    socket.write(`${line} HTTP/1.1\r\nhost: 127.0.0.1\r\n${framing}\r\n\r\n`);
    const answer = await text(socket);
    assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
    assert.match(answer, /\r\nconnection: close\r\n/i);
  });
}
