/* An operator who is told the last four of a number finds the lines of its calls by it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTestApp, toolCall, toolCallsMessage } from '../build-app.ts';

test('log: the lines of a call carry the last four of the number that it is about', async (t) => {
  const { post, logs, logged } = await buildTestApp(t);
  const call = { id: 'call-1' };
  await post({ type: 'status-update', status: 'in-progress', call });
  for (const trackingNumber of ['WB10000001', 'wb-1000-0002']) {
    await post(toolCallsMessage('call-1', toolCall('track_delivery', { trackingNumber })));
  }
  await post(toolCallsMessage('call-1', toolCall('track_delivery', {})));
  await post({ type: 'status-update', status: 'ended', endedReason: 'x', call });
  await logged({ event: 'call.ended' });
  const told = logs.filter(({ call_id }) => call_id === 'call-1');
  const answered = told.filter(({ event }) => event === 'tool.answered');
  assert.deepEqual(
    answered.map(({ number_last4 }) => number_last4),
    ['0001', '0002', '0002'],
  );
  assert.equal('number_last4' in (told[0] ?? {}), false, 'none is known yet');
  assert.equal(told.at(-1)?.number_last4, '0002');
  assert.doesNotMatch(JSON.stringify(logs), /1000-?0002|WB1000/i);
});

test('log: a call that reads two parcels names each by its own last four', async (t) => {
  const { post, logs } = await buildTestApp(t);
  const asked = ['WB10000001', 'WB10000002'].map((trackingNumber) =>
    toolCall('track_delivery', { trackingNumber }),
  );
  await post(toolCallsMessage('call-1', ...asked));
  const answered = logs.filter(({ event }) => event === 'tool.answered');
  assert.deepEqual(answered.map(({ number_last4 }) => number_last4).toSorted(), ['0001', '0002']);
});
