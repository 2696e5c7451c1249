// What strangers send is not read before it is known that they are none, or only so much of it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { buildTestApp, toolCall, toolCallsMessage } from '../build-app.ts';

const SECRET = { VAPI_AUTH: 'secret', VAPI_SECRET: 'a-secret-of-some-length' };
const HMAC = { VAPI_AUTH: 'hmac', VAPI_HMAC_SECRET: 'a-secret-of-some-length' };
const LARGE = 5 * 1024 * 1024;

async function listen(t: TestContext, settings: Record<string, string>) {
  const run = await buildTestApp(t, { settings });
  const { app } = run;
  await app.publicServer.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.publicServer.server.address() as AddressInfo;
  /** Sends the head of a request, and of its body what is given. */
  const begin = async (headers: Record<string, string>, body = '') => {
    const socket = connect(port, '127.0.0.1');
    t.after(() => socket.destroy());
    await once(socket, 'connect');
    const lines = Object.entries({ host: 'x', ...headers }).map((line) => `${line.join(': ')}\r\n`);
    socket.write(`POST /webhook HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
    return socket;
  };
  return { ...run, begin };
}

test('webhook: a wrong secret is refused and counted before anything of the body has come', async (t) => {
  const { app, begin } = await listen(t, SECRET);
  const socket = await begin({ 'x-vapi-secret': 'wrong', 'content-length': `${LARGE}` });
  const answer = await text(socket);
  assert.match(answer, /^HTTP\/1.1 401 /);
  assert.match(answer, /\r\nconnection: close\r\n/i);
  assert.equal(app.counters.getSnapshot().context.webhook.refused, 1);
});

for (const [style, settings] of Object.entries({ hmac: HMAC, none: { VAPI_AUTH: 'none' } })) {
  test(`webhook: with ${style} so many bodies are on their way and no more`, async (t) => {
    const { app, begin } = await listen(t, settings);
    const held = [];
    for (let index = 0; index < 12; index += 1) {
      held.push(await begin({ 'content-length': `${LARGE}` }, '{'));
    }
    // One that does not say how much it is counts as the most that is taken.
    const refused = await begin({ 'transfer-encoding': 'chunked' });
    assert.match(await text(refused), /^HTTP\/1.1 503 [\s\S]*\r\nretry-after: /i);
    assert.equal(app.counters.getSnapshot().context.webhook.shed.unread, 1);
    // Who leaves makes room.
    for (const socket of held) socket.destroy();
    const left = app.publicServer.requests;
    while (left.inFlight() > 0) await new Promise((resolve) => setImmediate(resolve));
    const socket = await begin({ 'content-length': '2', connection: 'close' }, '{}');
    assert.match(await text(socket), /^HTTP\/1.1 4(01|22) /);
  });
}

test('webhook: a body that begins with a byte order mark is JSON', async (t) => {
  const { inject } = await buildTestApp(t);
  const call = toolCall('track_delivery', { trackingNumber: 'WB10000001' });
  const body = JSON.stringify({ message: toolCallsMessage('a', call) });
  const { status } = await inject(`\ufeff${body}`);
  assert.equal(status, 200);
});

for (const encoding of ['gzip', 'br', 'deflate, gzip']) {
  test(`webhook: a body in ${encoding} is refused, with what is taken`, async (t) => {
    const { inject } = await buildTestApp(t);
    const { status, headers } = await inject(gzipSync('{}'), { 'content-encoding': encoding });
    assert.equal(status, 415);
    assert.equal(headers['accept-encoding'], 'identity');
  });
}

test('webhook: a body in identity is taken', async (t) => {
  const { inject } = await buildTestApp(t);
  assert.equal((await inject('{}', { 'content-encoding': 'identity' })).status, 422);
});
