import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Value } from 'typebox/value';
import { StateSchema, type StreamEvent, StreamEventSchema } from '../../src/console/schema.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { buildTestApp, type TestApp, toolCall, toolCallsMessage } from '../build-app.ts';
import { createHandClock } from '../hand-clock.ts';

/** A service that listens, so that answers can go on. */
async function listen(t: TestContext, settings: Record<string, string> = {}) {
  const run = await buildTestApp(t, { settings: { PORT: '0', ADMIN_PORT: '0', ...settings } });
  await run.app.listen();
  return run;
}

function open(t: TestContext, { app }: TestApp, headers: Record<string, string> = {}) {
  const { port } = app.adminServer.server.address() as AddressInfo;
  const request = get({ port, host: '127.0.0.1', path: '/api/stream', headers });
  request.on('error', () => {});
  t.after(() => request.destroy());
  return request;
}

async function answerOf(request: ClientRequest): Promise<IncomingMessage> {
  const [response] = await once(request, 'response');
  return response;
}

/** Events as they come; what they hold is checked by the schema. */
async function* eventsOf(response: IncomingMessage): AsyncGenerator<StreamEvent> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      if (!block.startsWith('data: ')) continue;
      const event = JSON.parse(block.slice('data: '.length));
      assert.deepEqual([...Value.Errors(StreamEventSchema, event)], []);
      yield event;
    }
  }
}

/** Reads on until an event is what is waited for. */
async function awaitEvent(
  events: AsyncGenerator<StreamEvent>,
  isMeant: (event: StreamEvent) => boolean,
): Promise<StreamEvent> {
  for (;;) {
    const { done, value } = await events.next();
    assert.ok(!done, 'the stream goes on');
    if (isMeant(value)) return value;
  }
}

function isState(callId: string, state: string) {
  return (event: StreamEvent) =>
    event.type === 'calls' &&
    event.changed.some((call) => call.callId === callId && call.state === state);
}

test('GET /api/state: what the process knows of itself', async (t) => {
  // A step of the series must not end between the answer and the look at it.
  const clock = { ...systemEdges.clock, now: () => Date.parse('2026-11-24T12:00:00Z') };
  const run = await buildTestApp(t, { edges: { clock } });
  await run.post(
    toolCallsMessage('a', toolCall('track_delivery', { trackingNumber: 'WB10000001' })),
  );
  const { statusCode, headers, body } = await run.app.adminServer.inject({ url: '/api/state' });
  assert.equal(statusCode, 200);
  assert.equal(headers['cache-control'], 'no-store');
  const state = JSON.parse(body);
  assert.deepEqual([...Value.Errors(StateSchema, state)], []);
  assert.equal(state.readiness.ready, true);
  assert.deepEqual([state.calls.live, state.calls.opened], [1, 1]);
  assert.deepEqual(state.answers, { success: 1 });
  assert.deepEqual(state.journal, { ok: true, reason: null });
  assert.equal(state.series.points.at(-1).answers.success, 1);
});

test('GET /api/state: says why the service is not ready', async (t) => {
  const run = await buildTestApp(t, { settings: { BREAKER_FAILURES: '1' } });
  run.sanity.failNext(3, 500);
  await run.post(
    toolCallsMessage('a', toolCall('track_delivery', { trackingNumber: 'WB10000001' })),
  );
  const state = (await run.app.adminServer.inject({ url: '/api/state' })).json();
  assert.equal(state.readiness.ready, false);
  assert.match(state.readiness.checks.breaker, /open/);
  assert.equal(state.breaker.state, 'open');
});

test('GET /api/stream: a call is seen as it goes on, masked', async (t) => {
  const run = await listen(t);
  await run.post({ type: 'status-update', status: 'in-progress', call: { id: 'a' } });
  const response = await answerOf(open(t, run));
  assert.equal(response.statusCode, 200);
  assert.match(String(response.headers['content-type']), /^text\/event-stream/);
  const events = eventsOf(response);
  const whole = await awaitEvent(events, isState('a', 'need'));
  assert.ok(whole.type === 'calls' && whole.isWhole);
  await run.post({
    ...toolCallsMessage('a', toolCall('track_delivery', { trackingNumber: 'WB10000001' })),
    artifact: { messages: [{ role: 'user', message: 'Where is WB 1000 0001?' }] },
  });
  const news = await awaitEvent(events, isState('a', 'report'));
  assert.ok(news.type === 'calls');
  const [row] = news.changed;
  assert.equal(row?.trackingNumber, '******0001');
  assert.equal(row?.status, 'success');
  assert.equal(row?.answers, 1);
  assert.deepEqual(row?.lastWords, { role: 'caller', text: 'Where is ******0001?' });
});

test('GET /api/stream: ends when the service closes, well within its time', async (t) => {
  const run = await listen(t);
  const response = await answerOf(open(t, run));
  const events = eventsOf(response);
  await events.next();
  await run.app.close(1000);
  await events.return(undefined);
  assert.equal(response.complete, true, 'the answer came to its end and was not cut off');
});

test('GET /api/stream: who leaves is let go, and is no failed request', async (t) => {
  const run = await listen(t);
  const request = open(t, run);
  const response = await answerOf(request);
  await eventsOf(response).next();
  request.destroy();
  const line = await run.logged({ route: '/api/stream' });
  assert.deepEqual(
    [line.event, line.status_code, 'latency_ms' in line],
    ['request.answered', 200, false],
  );
});

test('GET /api/stream: beyond loopback it needs the token', async (t) => {
  const run = await listen(t, { ADMIN_HOST: '0.0.0.0', ADMIN_TOKEN: 'the-token-of-the-admin' });
  assert.equal((await answerOf(open(t, run))).statusCode, 401);
  const authorization = 'Bearer the-token-of-the-admin';
  assert.equal((await answerOf(open(t, run, { authorization }))).statusCode, 200);
});

test('HEAD /api/stream: is not served, as it would never end', async (t) => {
  const run = await buildTestApp(t);
  const { statusCode } = await run.app.adminServer.inject({ method: 'HEAD', url: '/api/stream' });
  assert.equal(statusCode, 405);
});

test('GET /api/stream: a viewer who never reads is cut off', async (t) => {
  const clock = createHandClock();
  const run = await buildTestApp(t, {
    settings: { PORT: '0', ADMIN_PORT: '0' },
    edges: { clock: { ...systemEdges.clock, ...clock } },
  });
  await run.app.listen();
  const response = await answerOf(open(t, run));
  response.pause();
  const closed = once(response.socket, 'close');
  let isClosed = false;
  closed.then(() => {
    isClosed = true;
  });
  // As long as it takes to fill what the system holds for a connection, and then the bound.
  for (let frames = 0; frames < 5000 && !isClosed; frames += 1) {
    clock.advance(1000);
    await turn();
  }
  const line = await run.logged({ route: '/api/stream' });
  assert.equal(line.status_code, 200);
});
