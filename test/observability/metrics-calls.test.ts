import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallState, Reply } from '../../machines/reply.ts';
import type { CallNotice } from '../../src/calls/engine.ts';
import { makeReply, readSeries, readValue, setUp, TOOLS } from './read-metrics.ts';

const callId = 'call-1';

/** A notice at a moment; an answer took so long until then. */
type Told = (at: number) => CallNotice;

function entered(state: CallState): Told {
  return (at) => ({ type: 'state.entered', callId, at, state });
}

function answered(reply: Partial<Reply> = {}, latencyMs = 5): Told {
  const told = makeReply(reply);
  return (at) => ({ type: 'tool.answered', callId, at, reply: told, askedAt: at - latencyMs });
}

function resumed(state: CallState): Told {
  return (at) => ({ type: 'call.resumed', callId, at, state });
}

const OPENED: Told = (at) => ({ type: 'call.opened', callId, at });
const ENDED: Told = (at) => ({ type: 'call.ended', callId, at, reason: 'customer-ended-call' });

/** Tells of things one second apart. */
function tell(notices: Told[]) {
  const { metrics } = setUp();
  for (const [index, notice] of notices.entries()) metrics.observeNotice(notice(index * 1000));
  return metrics;
}

test('call metrics: a call is timed in every state but the last', async () => {
  const path = [entered('need'), entered('fetch'), entered('report'), entered('ended'), ENDED];
  const series = readSeries(await tell([OPENED, ...path]).render());
  for (const state of ['need', 'fetch', 'report']) {
    assert.equal(series.get(`call_state_seconds_sum{state="${state}"}`), 1, state);
  }
  assert.equal(series.has('call_state_seconds_sum{state="ended"}'), false);
});

test('call metrics: a clock that steps back makes no duration negative', async () => {
  const { metrics } = setUp();
  metrics.observeNotice(OPENED(9000));
  metrics.observeNotice(entered('need')(9000));
  metrics.observeNotice(entered('fetch')(4000));
  assert.equal(await readValue(metrics, 'call_state_seconds_sum{state="need"}'), 0);
});

const success = answered({ status: 'success' });
const handoff = answered({ status: 'handoff' });
const broken: Told = (at) => ({ type: 'call.broken', callId, at, error: new Error('boom') });
const OUTCOMES: [string, Told[]][] = [
  ['unasked', [OPENED]],
  ['unanswered', [OPENED, answered()]],
  ['answered', [OPENED, success, answered()]],
  ['handoff', [OPENED, handoff, success]],
  ['broken', [OPENED, success, broken]],
  ['answered', [resumed('report')]],
  ['unasked', [resumed('need')]],
];
for (const [outcome, notices] of OUTCOMES) {
  const kinds = notices.map((told) => told(0));
  const told = kinds.map((it) => ('reply' in it ? it.reply.status : it.type)).join(', ');
  test(`call metrics: ${told} comes to ${outcome}`, async () => {
    const series = readSeries(await tell([...notices, ENDED, ENDED]).render());
    const ends = [...series].filter(([name, count]) => /^calls_ended/.test(name) && count > 0);
    assert.deepEqual(ends, [[`calls_ended_total{outcome="${outcome}"}`, 1]]);
  });
}

test('call metrics: a call that was over before a restart ends no second time', async () => {
  const metrics = tell([resumed('ended'), ENDED]);
  const ends = [...readSeries(await metrics.render())].filter(([name]) =>
    /^calls_ended/.test(name),
  );
  assert.ok(ends.every(([, count]) => count === 0));
});

test('call metrics: a broken call and what its caller was told count as faults', async () => {
  const fault = answered({ utterance: { about: 'internalFault' } });
  const series = readSeries(await tell([OPENED, broken, fault]).render());
  assert.equal(series.get('errors_total{kind="call_broken"}'), 1);
  assert.equal(series.get('errors_total{kind="internal_fault"}'), 1);
});

test('call metrics: an answer at its deadline or later had nothing fresh to say in time', async () => {
  const metrics = tell([OPENED, answered({}, 499), answered({}, 500), answered({}, 900)]);
  assert.equal(await readValue(metrics, 'reply_deadline_misses_total'), 2);
});

test('call metrics: an answer from a record past its TTL is stale', async () => {
  const data = { asOf: 0, ageSeconds: 90, stale: true };
  const fresh = answered({ data: { ...data, stale: false } });
  const metrics = tell([OPENED, answered({ data }), fresh, answered()]);
  assert.equal(await readValue(metrics, 'stale_answers_total'), 1);
});

test('call metrics: a number that was one too many counts by whose limit it was', async () => {
  const limited = (by: 'call' | 'caller') =>
    answered({ utterance: { about: 'tooManyNumbers', by } });
  const metrics = tell([OPENED, limited('call'), limited('caller'), limited('caller')]);
  assert.equal(await readValue(metrics, 'limited_numbers_total{limit="call"}'), 1);
  assert.equal(await readValue(metrics, 'limited_numbers_total{limit="caller"}'), 2);
});

test('call metrics: only known tools have a label, and nothing else from the wire has one', async () => {
  const wired = ['__proto__', '+4915112345678', 'WB10000001"} 1\ninjected'];
  const notices = [...TOOLS, ...wired].map((tool) => answered({ tool, status: 'error' }));
  const text = await tell([OPENED, ...notices, ENDED]).render();
  const series = readSeries(text);
  const of = (tool: string) => series.get(`tool_calls_total{tool="${tool}",outcome="error"}`);
  assert.deepEqual([...TOOLS, 'other'].map(of), [1, 1, 3]);
  assert.doesNotMatch(text, /call-1|tool-1|4915112345678|WB10000001|customer-ended-call|proto/);
});
