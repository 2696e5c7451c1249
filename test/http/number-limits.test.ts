/* Whoever tries numbers by the dozen learns nothing of those that exist, in one call or in many. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTestApp, type TestApp, told, toolCall, toolCallsMessage } from '../build-app.ts';

async function track(app: TestApp, callId: string, trackingNumber: string, number?: string) {
  const message = {
    ...toolCallsMessage(callId, toolCall('track_delivery', { trackingNumber })),
    ...(number && { customer: { number } }),
  };
  const { body } = await app.post(message);
  return told(body.results[0]);
}

const guess = (index: number) => `ZZ1000${String(index).padStart(4, '0')}`;

test('sixty numbers in one call: ten are looked up, and a person is all that is left', async (t) => {
  const app = await buildTestApp(t, { settings: { TRANSFER_DESTINATION: '+15550100000' } });
  const answers: Record<string, unknown>[] = [];
  for (let index = 0; index < 60; index += 1)
    answers.push(await track(app, 'call-1', guess(index)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [...Array(10).fill('not_found'), ...Array(50).fill('unavailable')],
  );
  assert.equal(
    answers.at(-1)?.message,
    "I can't look up any more numbers right now. Shall I get a person to help you?",
  );
  const line = await app.logged({ event: 'numbers.limited', by: 'call' });
  assert.equal(line.call_id, 'call-1');
  assert.equal(line.number_last4, '0009', 'of the last number that it was let try');
  assert.equal(line.level, 'warn');
});

test('the limit of a caller holds from call to call', async (t) => {
  const settings = { NUMBERS_PER_CALLER_PER_HOUR: '2' };
  const app = await buildTestApp(t, { settings });
  const statuses: unknown[] = [];
  for (let index = 0; index < 4; index += 1) {
    // The same caller, however the number is written.
    const number = index % 2 === 0 ? '+1 (202) 555-0777' : 'tel:+12025550777';
    statuses.push((await track(app, `call-${index}`, guess(index), number)).status);
  }
  assert.deepEqual(statuses, ['not_found', 'not_found', 'unavailable', 'unavailable']);
  await app.logged({ event: 'numbers.limited', by: 'caller', call_id: 'call-3' });
  assert.equal((await track(app, 'call-other', guess(3), '+12025550778')).status, 'not_found');
});
