import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processRegistry } from '../../src/observability/process-metrics.ts';
import type { RequestOutcome } from '../../src/observability/request-metrics.ts';
import { readSeries, readValue, setUp } from './read-metrics.ts';

test('metrics: the names of the contract are there before anything has happened', async () => {
  const { metrics } = setUp();
  const text = await metrics.render();
  const types = new Map(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, n, type]) => [n, type]),
  );
  for (const name of ['requests_total', 'errors_total', 'cache_hits_total', 'cache_misses_total']) {
    assert.equal(types.get(name), 'counter', name);
  }
  assert.equal(types.get('request_latency_seconds'), 'histogram');
  assert.equal(types.get('sanity_latency_seconds'), 'histogram');
  assert.equal(types.get('circuit_breaker_state'), 'gauge');
  assert.ok(types.has('nodejs_eventloop_lag_p99_seconds'));
});

test('metrics: what the store counts is read at the scrape', async () => {
  const { metrics, counters } = setUp({ heldCalls: 3 });
  counters.trigger.callOpened();
  counters.trigger.cacheRead({ kind: 'fresh' });
  counters.trigger.cacheRead({ kind: 'stale' });
  counters.trigger.toolRepeated();
  counters.trigger.senderRefused();
  counters.trigger.ungroundedSaid({ claims: 2 });
  counters.trigger.messageReceived({ messageType: 'tool-calls' });
  counters.trigger.lateAnswered({ outcome: 'said' });
  counters.trigger.requestShed({ kind: 'event' });
  counters.trigger.requestLimited({ kind: 'answer' });
  await metrics.render();
  const series = readSeries(await metrics.render());
  const expected = {
    calls_live: 1,
    calls_held: 3,
    cache_hits_total: 1,
    cache_misses_total: 1,
    cache_stale_total: 1,
    dedupe_hits_total: 1,
    auth_failures_total: 1,
    hallucinations_total: 2,
    'messages_total{type="tool-calls"}': 1,
    'late_answers_total{outcome="said"}': 1,
    'late_answers_total{outcome="gone"}': 0,
    'shed_requests_total{kind="event"}': 1,
    'shed_requests_total{kind="answer"}': 0,
    'limited_requests_total{kind="answer"}': 1,
  };
  const seen = Object.keys(expected).map((name) => [name, series.get(name)]);
  assert.deepEqual(Object.fromEntries(seen), expected, 'a second scrape counts nothing twice');
});

for (const [state, value] of [
  ['closed', 0],
  ['halfOpen', 1],
  ['open', 2],
] as const) {
  test(`metrics: the breaker that is ${state} is ${value}`, async () => {
    const { metrics, counters } = setUp();
    counters.trigger.breakerChanged({ state });
    assert.equal(await readValue(metrics, 'circuit_breaker_state'), value);
  });
}

test('metrics: a journal in trouble tells for how long, how many lines wait and are lost', async () => {
  const journal = { ok: false, waiting: 7, lost: 2, troubleSince: 1000, reason: 'ENOSPC' };
  const { metrics } = setUp({ journal, now: 4500 });
  metrics.observeJournal({ type: 'journal.failed' });
  metrics.observeJournal({ type: 'journal.recovered' });
  const series = readSeries(await metrics.render());
  assert.equal(series.get('journal_up'), 0);
  assert.equal(series.get('journal_lag_lines'), 7);
  assert.equal(series.get('journal_lost_lines_total'), 2);
  assert.equal(series.get('journal_trouble_seconds'), 3.5);
  assert.equal(series.get('journal_errors_total{kind="journal.failed"}'), 1);
  assert.equal(series.has('journal_errors_total{kind="journal.recovered"}'), false);
});

const TAKEN: RequestOutcome = 'answered';
const REQUEST = {
  outcome: TAKEN,
  route: '/webhook',
  method: 'POST',
  statusCode: 200,
  latencyMs: 3,
};

test('metrics: requests are counted by route, method and class of status', async () => {
  const { metrics } = setUp();
  metrics.observeRequest(REQUEST);
  metrics.observeRequest({ ...REQUEST, statusCode: 429 });
  metrics.observeRequest({ ...REQUEST, statusCode: 500, method: 'PROPFIND' });
  const series = readSeries(await metrics.render());
  const of = (method: string, status: string) =>
    series.get(`requests_total{route="/webhook",method="${method}",status="${status}"}`);
  assert.equal(of('POST', '2xx'), 1);
  assert.equal(of('POST', '4xx'), 1);
  assert.equal(of('other', '5xx'), 1);
  assert.equal(series.get('errors_total{kind="http_5xx"}'), 1);
  const upTo = (le: string) =>
    series.get(`request_latency_seconds_bucket{le="${le}",route="/webhook",method="POST"}`);
  assert.deepEqual([upTo('0.0025'), upTo('0.005'), upTo('5')], [0, 2, 2]);
});

test('metrics: requests that end without an answer are counted by how they ended', async () => {
  const { metrics } = setUp();
  metrics.observeRequest({ ...REQUEST, outcome: 'aborted', statusCode: null });
  metrics.observeRequest({ ...REQUEST, outcome: 'timed_out', statusCode: 408, latencyMs: null });
  const series = readSeries(await metrics.render());
  for (const status of ['aborted', 'timed_out']) {
    const name = `requests_total{route="/webhook",method="POST",status="${status}"}`;
    assert.equal(series.get(name), 1, status);
  }
  const timed = 'request_latency_seconds_count{route="/webhook",method="POST"}';
  assert.equal(series.get(timed), 1, 'what has no beginning is not timed');
  assert.equal(series.get('errors_total{kind="http_5xx"}'), 0);
});

test('metrics: a service that says on purpose that it cannot serve has not failed', async () => {
  const { metrics } = setUp();
  metrics.observeRequest({ ...REQUEST, route: '/readyz', method: 'GET', statusCode: 503 });
  assert.equal(await readValue(metrics, 'errors_total{kind="http_5xx"}'), 0);
});

test('metrics: requests to Sanity are timed by how they end', async () => {
  const { metrics } = setUp();
  metrics.observeAttempt(0.2, 'found');
  metrics.observeAttempt(0.5, 'timeout');
  const series = readSeries(await metrics.render());
  assert.equal(series.get('sanity_latency_seconds_sum{end="found"}'), 0.2);
  assert.equal(series.get('sanity_latency_seconds_count{end="timeout"}'), 1);
});

test('metrics: two services in one process count apart', async () => {
  const [one, other] = [setUp(), setUp()];
  one.metrics.observeRequest({ ...REQUEST, statusCode: 500 });
  assert.equal(await readValue(one.metrics, 'errors_total{kind="http_5xx"}'), 1);
  assert.equal(await readValue(other.metrics, 'errors_total{kind="http_5xx"}'), 0);
});

test('metrics: however many services are built, the process is watched once', async () => {
  assert.equal(processRegistry(), processRegistry());
  for (const { metrics } of [setUp(), setUp()]) {
    assert.match(await metrics.render(), /^process_resident_memory_bytes \d/m);
  }
});

test('metrics: no gauge has the name of a counter', async () => {
  const text = await setUp().metrics.render();
  assert.deepEqual(text.match(/^# TYPE \S+_total (?!counter)\S+$/gm), null);
});
