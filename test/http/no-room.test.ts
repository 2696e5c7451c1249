/* What Vapi is answered when as many calls are held as may be: events wait, tool calls do not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { App } from '../../src/app.ts';
import { buildTestApp, told, toolCall, toolCallsMessage } from '../build-app.ts';
import { readSeries } from '../observability/read-metrics.ts';

const progress = (id: string) => ({ type: 'status-update', status: 'in-progress', call: { id } });
const asks = (id: string) =>
  toolCallsMessage(id, toolCall('track_delivery', { trackingNumber: 7 }));

async function seriesOf({ adminServer }: App): Promise<Map<string, number>> {
  return readSeries((await adminServer.inject({ url: '/metrics' })).body);
}

test('POST /webhook: a new call takes the place of the quietest that only sent events', async (t) => {
  const { app, post, notices, logs } = await buildTestApp(t, { settings: { LIVE_CALLS_MAX: '2' } });
  for (let n = 0; n < 10; n += 1) assert.equal((await post(progress(`f${n}`))).status, 200);
  assert.equal((await post(asks('real'))).status, 200);
  const dropped = notices.flatMap((each) => (each.type === 'call.dropped' ? each.callId : []));
  assert.deepEqual(dropped, ['f0', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'f7', 'f8']);
  const metrics = await seriesOf(app);
  assert.equal(metrics.get('calls_dropped_total'), 9);
  assert.equal(metrics.get('calls_live'), 2);
  assert.equal(metrics.get('calls_held'), 2);
  assert.deepEqual(
    logs.flatMap(({ event, calls }) => (event === 'calls.dropped' ? calls : [])),
    [1],
    'they are told together, once in a while',
  );
});

test('POST /webhook: where all have asked, a new call is told to come again, and a tool call is not', async (t) => {
  const { app, post } = await buildTestApp(t, { settings: { LIVE_CALLS_MAX: '2' } });
  for (const id of ['a', 'b']) await post(asks(id));
  const event = await post(progress('c'));
  assert.equal(event.status, 503);
  assert.equal(event.headers['retry-after'], '2');
  assert.equal((await post(progress('b'))).status, 200, 'a call that is known is heard');
  const answer = await post(asks('c'));
  assert.equal(told(answer.body.results[0]).status, 'invalid');
  const metrics = await seriesOf(app);
  assert.equal(metrics.get('shed_requests_total{kind="event"}'), 1);
  assert.equal(metrics.get('calls_dropped_total'), 1);
});
