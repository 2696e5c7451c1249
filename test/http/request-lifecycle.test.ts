/*
 * Every request ends exactly once, whatever its client does. Clients are bare sockets, since no HTTP
 * client leaves as rudely as a network does.
 */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { App } from '../../src/app.ts';
import type { Ended } from '../../src/http/request-lifecycle.ts';
import {
  CONNECTION_TIMEOUTS,
  type ConnectionTimeouts,
  createServer,
} from '../../src/http/server.ts';
import { takeTraces } from '../../src/http/tracing.ts';
import { loggerOptions } from '../../src/observability/logger.ts';
import type { Traces } from '../../src/observability/traces.ts';
import { buildTestApp, toolCall, toolCallsMessage } from '../build-app.ts';
import { readSeries } from '../observability/read-metrics.ts';

const HELD = '/webhook';
const LONG = 'x'.repeat(50_000_000);

/** A server of which one route never answers, and what is told of its requests. */
async function listen(context: TestContext, timeouts: Partial<ConnectionTimeouts> = {}) {
  const lines: Record<string, unknown>[] = [];
  const logger = pino(loggerOptions({ level: 'info', now: () => 0 }), {
    write: (line: string) => void lines.push(JSON.parse(line)),
  });
  let made = 0;
  const newId = () => {
    made += 1;
    return `made-${made}`;
  };
  const server = createServer({ logger, newId, timeouts: { ...CONNECTION_TIMEOUTS, ...timeouts } });
  const ends = collectEnds(server);
  const spans = collectSpans(server);
  server.addContentTypeParser('text/plain', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  server.get('/', async () => 'told');
  server.get('/long', async () => LONG);
  const handler = () => new Promise(() => {});
  server.route({ method: ['GET', 'POST'], url: HELD, handler });
  await server.listen({ port: 0, host: '127.0.0.1' });
  context.after(async () => {
    server.server.closeAllConnections();
    await server.close();
  });
  return { server, ...ends, lines, spans, open: opener(context, server) };
}

/** What is told of the requests that end. */
function collectEnds({ requests }: FastifyInstance) {
  const ended: Ended[] = [];
  let look = () => {};
  requests.onEnd((one) => {
    ended.push(one);
    look();
  });
  const ends = async (count: number) => {
    await new Promise<void>((resolve) => {
      look = () => ended.length >= count && resolve();
      look();
    });
    assert.equal(requests.inFlight(), 0);
    return ended;
  };
  return { ends };
}

/** How the spans ended that requests had. */
function collectSpans(server: FastifyInstance) {
  const spans: [object, boolean | undefined][] = [];
  const context = { traceId: '', spanId: '', flags: 0, state: null };
  const open: Traces['open'] = () => ({
    context,
    end: (attributes, isFailed) => void spans.push([attributes, isFailed]),
  });
  takeTraces(server, { open, within: (_name, fn) => fn(), close: async () => {} });
  return spans;
}

/** Opens connections to a server that listens. */
function opener(context: TestContext, { server }: FastifyInstance) {
  const { port } = server.address() as AddressInfo;
  return async () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    context.after(() => socket.destroy());
    await once(socket, 'connect');
    return socket;
  };
}

const get = (path: string, ...headers: string[]) =>
  `${[`GET ${path} HTTP/1.1`, 'host: x', ...headers].join('\r\n')}\r\n\r\n`;
const BODY_BEGUN = `POST ${HELD} HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\nx-correlation-id: own-1\r\ncontent-length: 10\r\n\r\nx`;

test('request lifecycle: one that is answered ends so, and once', async (t) => {
  const { open, ends, lines, spans } = await listen(t);
  const socket = await open();
  socket.end(get('/', 'connection: close'));
  assert.match(await text(socket), /^HTTP\/1.1 200/);
  const [one, ...others] = await ends(1);
  assert.deepEqual(others, []);
  assert.equal(one?.outcome, 'answered');
  assert.equal(lines.at(-1)?.event, 'request.answered');
  assert.deepEqual(spans, []);
});

for (const [what, sent, method] of [
  ['while its answer is made', get(HELD, 'x-correlation-id: own-1'), 'GET'],
  ['within its body', BODY_BEGUN, 'POST'],
] as const) {
  for (const how of ['destroy', 'resetAndDestroy'] as const) {
    test(`request lifecycle: a client that leaves ${what} (${how}) has aborted`, async (t) => {
      const { server, open, ends, lines, spans } = await listen(t);
      const socket = await open();
      const arrived = once(server.server, 'request');
      socket.write(sent);
      await arrived;
      assert.equal(server.requests.inFlight(), 1);
      socket[how]();
      const [one, ...others] = await ends(1);
      assert.deepEqual(others, []);
      assert.deepEqual([one?.outcome, one?.route, one?.statusCode], ['aborted', HELD, null]);
      const { latency_ms, ...line } = lines.at(-1) ?? {};
      assert.deepEqual(
        [line.event, line.level, line.correlation_id, line.method, line.route],
        ['request.aborted', 'warn', 'own-1', method, HELD],
      );
      assert.equal(typeof latency_ms, 'number');
      assert.deepEqual(spans, [[{ 'error.type': 'aborted' }, true]]);
    });
  }
}

test('request lifecycle: those that wait behind one another end with their connection', async (t) => {
  const { server, open, ends } = await listen(t);
  const socket = await open();
  const arrived = new Promise<void>((resolve) => {
    server.server.on('request', () => server.requests.inFlight() === 3 && resolve());
  });
  socket.write(get(HELD).repeat(3));
  await arrived;
  socket.destroy();
  const outcomes = (await ends(3)).map(({ outcome }) => outcome);
  assert.deepEqual(outcomes, ['aborted', 'aborted', 'aborted']);
});

test('request lifecycle: a client that leaves within its answer has aborted', async (t) => {
  const { open, ends } = await listen(t);
  const socket = await open();
  socket.write(get('/long'));
  await once(socket, 'data');
  socket.destroy();
  assert.equal((await ends(1))[0]?.outcome, 'aborted');
});

test('request lifecycle: a connection on which nothing moves has timed out', async (t) => {
  const { open, ends, lines, spans } = await listen(t, { connectionTimeoutMs: 50 });
  const socket = await open();
  socket.write(get(HELD));
  const [one] = await ends(1);
  assert.deepEqual([one?.outcome, one?.statusCode], ['timed_out', null]);
  assert.equal(lines.at(-1)?.event, 'request.timed_out');
  assert.deepEqual(spans, [[{ 'error.type': 'timed_out' }, true]]);
});

const SOON = { headersTimeoutMs: 60, requestTimeoutMs: 80, checkMs: 20 };
const ANSWERED: {
  what: string;
  sent: string;
  expected: [outcome: string, status: number | null, route: string];
}[] = [
  { what: 'no HTTP', sent: 'hello\r\n\r\n', expected: ['answered', 400, 'unknown'] },
  {
    what: 'no host',
    sent: 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n',
    expected: ['answered', 400, '/'],
  },
  {
    what: 'a head that is too large',
    sent: get('/', `x: ${'x'.repeat(20_000)}`),
    expected: ['answered', 431, 'unknown'],
  },
  {
    what: 'a path that is no URL',
    sent: get('/%zz', 'connection: close'),
    expected: ['answered', 400, 'unknown'],
  },
  {
    what: 'an expectation',
    sent: get('/', 'expect: tea', 'connection: close'),
    expected: ['answered', 417, '/'],
  },
  {
    what: 'the wish for a tunnel',
    sent: 'CONNECT x:1 HTTP/1.1\r\nhost: x\r\n\r\n',
    expected: ['answered', 400, 'unknown'],
  },
  {
    what: 'a body in broken chunks',
    sent: BODY_BEGUN.replace('content-length: 10', 'transfer-encoding: chunked').concat('zz\r\n'),
    expected: ['answered', 400, HELD],
  },
  { what: 'half a head', sent: 'GET / HT', expected: ['timed_out', 408, 'unknown'] },
  { what: 'half a body', sent: BODY_BEGUN, expected: ['timed_out', 408, HELD] },
];

for (const { what, sent, expected } of ANSWERED) {
  const [outcome, statusCode] = expected;
  test(`request lifecycle: ${what} gets ${statusCode} as a problem, is ${outcome} and logged`, async (t) => {
    const { open, ends, lines } = await listen(t, SOON);
    const socket = await open();
    socket.write(sent);
    const answer = await text(socket);
    const [, status, head = '', body = ''] =
      /^HTTP\/1.1 (\d+) [^\r]+\r\n(.+?)\r\n\r\n(.+)$/s.exec(answer) ?? assert.fail(answer);
    assert.equal(Number(status), statusCode);
    assert.equal(JSON.parse(body).status, statusCode);
    assert.match(head, /content-type: application\/problem\+json/i);
    const [, correlationId] = /x-correlation-id: (\S+)/i.exec(head) ?? [];
    const [one, ...others] = await ends(1);
    assert.deepEqual(others, []);
    assert.deepEqual([one?.outcome, one?.statusCode, one?.route], expected);
    const line = lines.at(-1);
    assert.equal(line?.event, `request.${outcome}`);
    assert.equal(line?.correlation_id, correlationId);
    assert.equal(line?.status_code, statusCode);
  });
}

test('request lifecycle: a client that leaves within a head has aborted', async (t) => {
  const { open, ends } = await listen(t);
  const socket = await open();
  socket.end('GET / HT');
  const [one] = await ends(1);
  assert.deepEqual([one?.outcome, one?.route, one?.statusCode], ['aborted', 'unknown', null]);
});

test('request lifecycle: a connection on which nothing was asked is no request', async (t) => {
  const { open, ends } = await listen(t, SOON);
  const socket = await open();
  assert.match(await text(socket), /^HTTP\/1.1 408 /);
  const other = await open();
  other.end(get('/', 'connection: close'));
  await text(other);
  assert.deepEqual(
    (await ends(1)).map(({ statusCode }) => statusCode),
    [200],
  );
});

test('request lifecycle: what is broken behind a request under way is not answered before it', async (t) => {
  const { open, ends } = await listen(t);
  const socket = await open();
  socket.write(`${get(HELD)}no HTTP\r\n\r\n`);
  assert.equal(await text(socket), '');
  assert.deepEqual(
    (await ends(1)).map(({ outcome }) => outcome),
    ['aborted'],
  );
});

const HUNG_UP = 500;
const PADDING = 'x'.repeat(40_000);

function post(body: string, length = body.length): string {
  const headers = ['host: x', 'content-type: application/json', `content-length: ${length}`];
  return `${['POST /webhook HTTP/1.1', ...headers].join('\r\n')}\r\n\r\n${body}`;
}

async function abortedOf(app: App): Promise<number | undefined> {
  const { body } = await app.adminServer.inject({ url: '/metrics' });
  const name = 'requests_total{route="/webhook",method="POST",status="aborted"}';
  return readSeries(body).get(name);
}

test(`POST /webhook: ${HUNG_UP} clients that leave while Sanity hangs are counted, and none is kept`, async (t) => {
  // Nobody is answered before the last of them has come, however slow the machine is.
  const settings = { REPLY_DEADLINE_MS: '20000' };
  const { app, sanity, logged, logs } = await buildTestApp(t, { settings });
  sanity.hangNext(HUNG_UP);
  await app.publicServer.listen({ port: 0, host: '127.0.0.1' });
  const open = opener(t, app.publicServer);
  const { ends } = collectEnds(app.publicServer);
  const sockets: Socket[] = [];
  for (let call = 0; call < HUNG_UP; call += 1) {
    const tool = toolCall('track_delivery', { trackingNumber: 'WB10000001' });
    const message = { ...toolCallsMessage(`call-${call}`, tool), artifact: { padding: PADDING } };
    const socket = await open();
    socket.write(post(JSON.stringify({ message })));
    sockets.push(socket);
    await logged({ event: 'call.opened', call_id: `call-${call}` });
  }
  assert.equal(app.publicServer.requests.inFlight(), HUNG_UP);
  for (const socket of sockets) socket.destroy();
  await ends(HUNG_UP);
  assert.equal(await abortedOf(app), HUNG_UP);
  assert.equal(logs.filter(({ event }) => event === 'request.aborted').length, HUNG_UP);
});

const CUT_OFF = 3000;
const AT_ONCE = 100;

test(`POST /webhook: ${CUT_OFF} clients that leave within a body are counted, and none is kept`, async (t) => {
  const { app } = await buildTestApp(t);
  await app.publicServer.listen({ port: 0, host: '127.0.0.1' });
  const open = opener(t, app.publicServer);
  const { ends } = collectEnds(app.publicServer);
  for (let begun = AT_ONCE; begun <= CUT_OFF; begun += AT_ONCE) {
    const sockets = await Promise.all(Array.from({ length: AT_ONCE }, open));
    for (const socket of sockets) socket.end(post('x'.repeat(4000), 5000));
    await ends(begun);
  }
  assert.equal(await abortedOf(app), CUT_OFF);
});
