import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import Fastify from 'fastify';
import { isLoopback } from '../../src/edges.ts';
import { guardAdmin } from '../../src/http/admin.ts';

type Given = { host: string; token?: string };
type Asked = { method?: 'GET' | 'POST'; url: string; headers?: Record<string, string> };

/** An internal port with a probe, something to read and something to change. */
async function ask(context: TestContext, options: Given, { method = 'GET', ...rest }: Asked) {
  const server = Fastify();
  context.after(() => server.close());
  guardAdmin(server, options);
  for (const url of ['/healthz', '/readyz', '/metrics', '/api/calls', '/console', '/console/:file'])
    server.get(url, async () => 'told');
  server.post('/admin/reset', async () => 'changed');
  return server.inject({ method, ...rest });
}

const LOCAL = '127.0.0.1';
const OPEN = '0.0.0.0';
const READ: Asked = { url: '/metrics' };
const CHANGE: Asked = { method: 'POST', url: '/admin/reset' };
const token = 'the-token';
const headers = { authorization: `Bearer ${token}` };

for (const [what, options, asked, expected] of [
  ['on loopback whoever is there reads', { host: LOCAL, token }, READ, 200],
  ['on loopback without a token whoever is there changes', { host: LOCAL }, CHANGE, 200],
  ['on loopback a change needs the token', { host: LOCAL, token }, CHANGE, 401],
  ['a change with the token is made', { host: LOCAL, token }, { ...CHANGE, headers }, 200],
  ['elsewhere reading needs the token', { host: OPEN, token }, READ, 401],
  ['elsewhere it is read with the token', { host: OPEN, token }, { ...READ, headers }, 200],
  ['elsewhere a change is made with it', { host: OPEN, token }, { ...CHANGE, headers }, 200],
  ['elsewhere without a token nothing is read', { host: OPEN }, READ, 403],
  ['elsewhere without a token nothing is changed', { host: OPEN }, CHANGE, 403],
  ['elsewhere an unknown path tells nothing', { host: OPEN, token }, { url: '/none' }, 401],
] as const) {
  test(`admin guard: ${what}`, async (t) => {
    assert.equal((await ask(t, options, asked)).statusCode, expected);
  });
}

for (const url of ['/console', '/console/', '/console/console.js']) {
  test(`admin guard: ${url} is given without the token, which its page asks for`, async (t) => {
    assert.notEqual((await ask(t, { host: OPEN, token }, { url })).statusCode, 401);
    assert.equal((await ask(t, { host: OPEN }, { url })).statusCode, 403);
  });
}

for (const url of ['/console/../api/calls', '/consoles', '/api/calls?/console']) {
  test(`admin guard: ${url} is not the console's page`, async (t) => {
    assert.equal((await ask(t, { host: OPEN, token }, { url })).statusCode, 401);
  });
}

for (const url of ['/healthz', '/readyz']) {
  test(`admin guard: ${url} is answered without a token anywhere`, async (t) => {
    assert.equal((await ask(t, { host: OPEN }, { url })).statusCode, 200);
    assert.equal((await ask(t, { host: OPEN, token }, { url })).statusCode, 200);
  });
}

for (const authorization of ['Bearer the-toke', 'Bearer the-token2', 'Bearer ', 'the-token', '']) {
  test(`admin guard: "${authorization}" is not the token`, async (t) => {
    const response = await ask(t, { host: OPEN, token }, { ...READ, headers: { authorization } });
    assert.equal(response.statusCode, 401);
    assert.equal(response.headers['www-authenticate'], 'Bearer');
  });
}

test("admin guard: a page of another site cannot use the operator's browser", async (t) => {
  const from = (site: string) =>
    ask(t, { host: LOCAL }, { ...CHANGE, headers: { 'sec-fetch-site': site } });
  assert.equal((await from('cross-site')).statusCode, 403);
  assert.equal((await from('same-site')).statusCode, 403);
  assert.equal((await from('same-origin')).statusCode, 200);
});

const FOREIGN: [what: string, options: Given, headers: Record<string, string>, status: number][] = [
  ['a foreign Origin', { host: LOCAL }, { origin: 'http://evil.example' }, 403],
  ['an Origin that is hidden', { host: LOCAL }, { origin: 'null' }, 403],
  ['an Origin on another port', { host: LOCAL }, { origin: 'http://localhost:81' }, 403],
  ['its own Origin', { host: LOCAL }, { origin: 'http://localhost' }, 200],
  ['a name that leads here', { host: LOCAL }, { host: 'evil.example:9090' }, 403],
  ['a name that begins like ours', { host: LOCAL }, { host: '127.0.0.1.evil.example' }, 403],
  ['an address of ours', { host: LOCAL }, { host: '[::1]:9090' }, 200],
  [
    'a foreign Origin with the token',
    { host: OPEN, token },
    { origin: 'http://e.x', ...headers },
    403,
  ],
  ['any name with the token', { host: OPEN, token }, { host: 'waybill:9090', ...headers }, 200],
];
for (const [what, options, given, status] of FOREIGN) {
  test(`admin guard: whoever asks by ${what} gets ${status} for a change and to read`, async (t) => {
    const change = await ask(t, options, { ...CHANGE, headers: given });
    assert.equal(change.statusCode, status);
    const read = await ask(t, options, { url: '/api/calls', headers: given });
    assert.equal(read.statusCode, status);
  });
}

test('admin guard: probes and metrics are told by any name', async (t) => {
  for (const url of ['/healthz', '/readyz', '/metrics']) {
    const asked = { url, headers: { host: 'waybill.local', origin: 'http://grafana.local' } };
    assert.equal((await ask(t, { host: LOCAL }, asked)).statusCode, 200);
  }
});

for (const [host, expected] of [
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['127.0.0.1.example.com', false],
] as const) {
  test(`isLoopback() says ${expected} of ${host}`, () => {
    assert.equal(isLoopback(host), expected);
  });
}
