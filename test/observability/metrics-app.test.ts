/* That the service is wired to its metrics: what a test of one part can not see. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTestApp, type TestApp, toolCall, toolCallsMessage } from '../build-app.ts';
import { readSeries } from './read-metrics.ts';

async function scrape({ app }: TestApp) {
  const { body } = await app.adminServer.inject({ url: '/metrics' });
  return { text: body, series: readSeries(body) };
}

function ask({ post }: TestApp, tool: string, args: unknown = {}) {
  return post(toolCallsMessage('call-4711', toolCall(tool, args)));
}

test('GET /metrics: a call shows in every number that it moves', async (t) => {
  const run = await buildTestApp(t);
  await ask(run, 'track_delivery', { trackingNumber: 'WB10000001' });
  await ask(run, 'read_my_mind');
  const { series, text } = await scrape(run);
  const of = (name: string) => series.get(name);
  assert.equal(of('requests_total{route="/webhook",method="POST",status="2xx"}'), 2);
  assert.equal(of('messages_total{type="tool-calls"}'), 2);
  assert.equal(of('calls_live'), 1);
  assert.equal(of('calls_held'), 1);
  assert.equal(of('cache_misses_total'), 1);
  assert.equal(of('sanity_latency_seconds_count{end="found"}'), 1);
  assert.equal(of('tool_calls_total{tool="track_delivery",outcome="success"}'), 1);
  assert.equal(of('tool_calls_total{tool="other",outcome="error"}'), 1);
  assert.equal(of('call_state_seconds_count{state="fetch"}'), 1);
  assert.doesNotMatch(text, /call-4711|WB10000001|read_my_mind/);
});

test('GET /metrics: the public port does not have it', async (t) => {
  const { app } = await buildTestApp(t);
  const { statusCode } = await app.publicServer.inject({ url: '/metrics' });
  assert.equal(statusCode, 404);
});

test('GET /metrics: a sender who is refused is counted', async (t) => {
  const run = await buildTestApp(t, { settings: { VAPI_AUTH: 'secret', VAPI_SECRET: 'right' } });
  await ask(run, 'track_delivery');
  assert.equal((await scrape(run)).series.get('auth_failures_total'), 1);
});

test('GET /metrics: an open breaker shows as 2', async (t) => {
  const run = await buildTestApp(t, { settings: { BREAKER_FAILURES: '1' } });
  run.sanity.failNext(3, 500);
  await ask(run, 'track_delivery', { trackingNumber: 'WB10000001' });
  const { series } = await scrape(run);
  assert.equal(series.get('circuit_breaker_state'), 2);
  assert.equal(series.get('sanity_latency_seconds_count{end="upstream"}'), 3);
});
