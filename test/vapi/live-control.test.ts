import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import type { Vapi } from '@vapi-ai/server-sdk';
import { createLiveControl, type SayResult } from '../../src/vapi/live-control.ts';
import { createHandClock } from '../hand-clock.ts';

/*
 * A server on loopback stands for Vapi's. Every test says one sentence and looks at what came of it
 * on both sides of the socket; time is moved by hand.
 */

const SENTENCE = 'Your parcel is out for delivery.';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Starts a server whose control URL is on the list, with all requests that it got. */
async function setUp(context: TestContext, handle: Handler) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    handle(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = createHandClock();
  const results: SayResult[] = [];
  const control = createLiveControl({
    hosts: [origin],
    fetch: globalThis.fetch,
    clock,
    timeoutMs: 1000,
    onResult: (result) => results.push(result),
  });
  return { control, clock, requests, results, url: `${origin}/secret-of-call/control` };
}

const answer =
  (status: number, headers = {}): Handler =>
  (_, response) =>
    void response.writeHead(status, headers).end();

test('say() posts the sentence once, as the verb say that keeps the call open', async (context) => {
  const body = Promise.withResolvers<unknown>();
  const { control, requests, results, url, clock } = await setUp(context, (request, response) => {
    body.resolve(json(request));
    response.end('{}');
  });
  assert.equal(await control.say(url, SENTENCE), 'said');
  const message: Vapi.ClientInboundMessageSay & { type: 'say' } = {
    type: 'say',
    content: SENTENCE,
    endCallAfterSpoken: false,
  };
  assert.deepEqual(await body.promise, message);
  const [request] = requests;
  assert.deepEqual(
    [requests.length, request?.method, request?.url],
    [1, 'POST', new URL(url).pathname],
  );
  assert.equal(request?.headers['content-type'], 'application/json');
  assert.deepEqual(results, [{ outcome: 'said', detail: 'HTTP 200', latencyMs: 0 }]);
  assert.equal(clock.armed(), 0);
});

test('say() sends one line of bounded length', async (context) => {
  const body = Promise.withResolvers<unknown>();
  const { control, url } = await setUp(context, (request, response) => {
    body.resolve(json(request));
    response.end();
  });
  await control.say(url, ` On its\n\nway. ${'word '.repeat(400)}`);
  const { content } = (await body.promise) as { content: string };
  assert.ok(content.startsWith('On its way. word word'), content);
  assert.ok(content.length <= 1000, String(content.length));
});

const STATUSES = [
  [200, 'said'],
  [204, 'said'],
  [304, 'failed'],
  [400, 'gone'],
  [404, 'gone'],
  [410, 'gone'],
  [401, 'failed'],
  [403, 'failed'],
  [408, 'failed'],
  [429, 'failed'],
  [500, 'failed'],
  [503, 'failed'],
] as const;

for (const [status, outcome] of STATUSES) {
  test(`say() takes HTTP ${status} for ${outcome} and asks once`, async (context) => {
    const { control, requests, results, url } = await setUp(context, answer(status));
    assert.equal(await control.say(url, SENTENCE), outcome);
    assert.equal(requests.length, 1);
    assert.deepEqual(results, [{ outcome, detail: `HTTP ${status}`, latencyMs: 0 }]);
  });
}

test('say() does not follow a redirect', async (context) => {
  const elsewhere = await setUp(context, answer(200));
  const { control, url } = await setUp(context, answer(307, { location: elsewhere.url }));
  assert.equal(await control.say(url, SENTENCE), 'failed');
  assert.deepEqual(elsewhere.requests, []);
});

test('say() sends nothing to a host that is not on the list', async (context) => {
  const elsewhere = await setUp(context, answer(200));
  const { control, results } = await setUp(context, answer(200));
  assert.equal(await control.say(elsewhere.url, SENTENCE), 'refused');
  assert.equal(await control.say('no URL', SENTENCE), 'refused');
  assert.deepEqual(elsewhere.requests, []);
  const detail = 'Control URL is not allowed';
  assert.deepEqual(results[0], { outcome: 'refused', detail, latencyMs: 0 });
});

test('say() sends nothing when there is nothing to say', async (context) => {
  const { control, requests, url } = await setUp(context, answer(200));
  assert.equal(await control.say(url, ' \n'), 'refused');
  assert.deepEqual(requests, []);
});

test('say() gives up on a server that does not answer in time', async (context) => {
  const asked = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const { control, clock, requests, results, url } = await setUp(context, (request) => {
    request.socket.once('close', () => closed.resolve());
    asked.resolve();
  });
  const utterance = control.say(url, SENTENCE);
  await asked.promise;
  clock.advance(1000);
  assert.equal(await utterance, 'failed');
  await closed.promise;
  assert.equal(requests.length, 1);
  const detail = 'No answer within 1000 ms';
  assert.deepEqual(results, [{ outcome: 'failed', detail, latencyMs: 1000 }]);
});

test('say() gives up when it is told to', async (context) => {
  const asked = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const { control, clock, results, url } = await setUp(context, (request) => {
    request.socket.once('close', () => closed.resolve());
    asked.resolve();
  });
  const caller = new AbortController();
  const utterance = control.say(url, SENTENCE, { signal: caller.signal });
  await asked.promise;
  caller.abort();
  assert.equal(await utterance, 'failed');
  await closed.promise;
  assert.equal(results[0]?.detail, 'Given up');
  assert.equal(clock.armed(), 0);
});

test('say() sends nothing once it was told to give up', async (context) => {
  const { control, requests, url } = await setUp(context, answer(200));
  assert.equal(await control.say(url, SENTENCE, { signal: AbortSignal.abort() }), 'failed');
  assert.deepEqual(requests, []);
});

test('say() waits for no body and closes the connection that sends one', async (context) => {
  const closed = Promise.withResolvers<boolean>();
  const { control, url } = await setUp(context, (_, response) => {
    response.once('close', () => closed.resolve(response.writableFinished));
    response.write('x'.repeat(64 * 2 ** 20));
  });
  assert.equal(await control.say(url, SENTENCE), 'said');
  assert.equal(await closed.promise, false);
});

test('say() takes a broken connection for failed, its URL untold', async (context) => {
  const { control, requests, results, url } = await setUp(context, (request) => {
    request.socket.resetAndDestroy();
  });
  assert.equal(await control.say(url, SENTENCE), 'failed');
  assert.equal(requests.length, 1);
  assert.match(results[0]?.detail ?? '', /^\w+$/);
});

test('say() takes a refused connection for failed', async () => {
  const nobody = createServer().listen(0, '127.0.0.1');
  await once(nobody, 'listening');
  const origin = `http://127.0.0.1:${(nobody.address() as AddressInfo).port}`;
  nobody.close();
  await once(nobody, 'close');
  const results: SayResult[] = [];
  const lonely = createLiveControl({
    hosts: [origin],
    fetch: globalThis.fetch,
    clock: createHandClock(),
    onResult: (result) => results.push(result),
  });
  assert.equal(await lonely.say(`${origin}/control`, SENTENCE), 'failed');
  assert.equal(results[0]?.detail, 'ECONNREFUSED');
});

test('createLiveControl() does not start with a host that cannot be read', () => {
  const make = () =>
    createLiveControl({ hosts: ['https://*'], fetch: globalThis.fetch, clock: createHandClock() });
  assert.throws(make, RangeError);
});
