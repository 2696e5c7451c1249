import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import Fastify from 'fastify';
import { healthRoute } from '../../src/http/health.ts';
import {
  createShedding,
  type SheddingBounds,
  sheddingBounds,
  urgencyOf,
} from '../../src/http/shedding.ts';
import type { WebhookNotice } from '../../src/http/webhook.ts';
import { toolCall, toolCallsMessage } from '../build-app.ts';
import { readFixture } from '../vapi/read-fixture.ts';
import { serveWebhook } from './serve-webhook.ts';

const CALM = { loopDelayMs: 1e6, heapBytes: 1e15, waitedMs: 1e6 };

async function shedding(context: TestContext, bounds: Partial<SheddingBounds>, heapBytes = 0) {
  const server = Fastify();
  context.after(() => server.close());
  const made = await createShedding(
    server,
    { first: CALM, last: CALM, ...bounds },
    () => heapBytes,
  );
  await server.ready();
  return made;
}

test('shedding: nothing is shed while there is room', async (t) => {
  const { isToShed } = await shedding(t, {});
  for (const urgency of ['event', 'ending', 'answer'] as const) {
    assert.equal(isToShed(urgency, 0), false, urgency);
  }
});

test('shedding: past the first bound events are shed, and nothing else', async (t) => {
  const { isToShed } = await shedding(t, { first: { ...CALM, waitedMs: 100 } });
  assert.equal(isToShed('event', 101), true);
  assert.equal(isToShed('ending', 101), false);
  assert.equal(isToShed('answer', 101), false);
});

for (const [waitedMs, expected] of [
  [20, 0],
  [40, 25],
  [60, 50],
  [100, 100],
] as const) {
  test(`shedding: of events that waited ${waitedMs} of 100 ms, ${expected} % are shed`, async (t) => {
    const { isToShed } = await shedding(t, { first: { ...CALM, waitedMs: 100 } });
    const shed = Array.from({ length: 100 }, () => isToShed('event', waitedMs)).filter(Boolean);
    assert.equal(shed.length, expected);
  });
}

test('shedding: past the last bound everything is shed', async (t) => {
  const { isToShed } = await shedding(t, { last: { ...CALM, waitedMs: 2000 } });
  assert.equal(isToShed('answer', 2001), true);
  assert.equal(isToShed('ending', 2001), true);
});

test('shedding: a full heap sheds events first and everything last', async (t) => {
  const first = { ...CALM, heapBytes: 1 };
  const { isToShed } = await shedding(t, { first }, 2);
  assert.equal(isToShed('event', 0), true);
  assert.equal(isToShed('answer', 0), false);
  const full = await shedding(t, { first, last: first }, 2);
  assert.equal(full.isToShed('answer', 0), true);
});

test('sheddingBounds() leaves room between the bounds', () => {
  const { first, last } = sheddingBounds(1000);
  assert.equal(first.heapBytes, 800);
  assert.ok(last.heapBytes > first.heapBytes && last.heapBytes < 1000);
  assert.ok(last.loopDelayMs > first.loopDelayMs);
  assert.ok(last.waitedMs > first.waitedMs);
});

for (const [name, expected] of [
  ['tool-calls', 'answer'],
  ['assistant-request', 'answer'],
  ['end-of-call-report', 'ending'],
  ['status-update-ended', 'ending'],
  ['status-update', 'event'],
  ['speech-update', 'event'],
  ['conversation-update', 'event'],
  ['unknown-type', 'event'],
] as const) {
  test(`urgencyOf() takes ${name} for ${expected}`, () => {
    assert.equal(urgencyOf(readFixture(name)), expected);
  });
}

const SPEECH = { type: 'speech-update', status: 'started', role: 'user' };
const TOOL_CALL = toolCallsMessage('call', toolCall('track_delivery', {}));
const CROWD = 60;

/** The webhook alone, on a clock by which whoever is queued at all has waited too long. */
function crowdedServer(context: TestContext) {
  let time = 0;
  const notices: WebhookNotice[] = [];
  const { server, post } = serveWebhook(context, {
    shedding: { first: { ...CALM, waitedMs: 0 }, last: CALM },
    now: () => {
      time += 1;
      return time;
    },
    notify: (notice) => notices.push(notice),
  });
  server.register(healthRoute);
  return { server, post, notices };
}

test('POST /webhook: in a crowd events are shed, tool calls answered, probes not kept waiting', async (t) => {
  const { server, post, notices } = crowdedServer(t);
  await server.ready();
  let served = 0;
  const events = Array.from({ length: CROWD }, async (_, number) => {
    const response = await post({ ...SPEECH, call: { id: `event-${number}` } });
    served += 1;
    return response;
  });
  const answer = post(TOOL_CALL);
  assert.equal((await server.inject({ url: '/healthz' })).statusCode, 200);
  assert.ok(served < CROWD / 2, `the probe came after ${served} of ${CROWD}`);
  assert.equal((await answer).statusCode, 200);
  const shed = (await Promise.all(events)).filter(({ statusCode }) => statusCode === 503);
  assert.ok(shed.length > CROWD / 2, `${shed.length} were shed`);
  assert.equal(shed[0]?.headers['retry-after'], '2');
  assert.match(shed[0]?.json().detail, /try again later/);
  const counted = notices.filter(({ type }) => type === 'request.shed');
  assert.deepEqual(
    counted,
    shed.map(() => ({ type: 'request.shed', kind: 'event' })),
  );
});
