/* A known caller who has no number is asked about their own parcels, by the ends of their numbers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTestApp, told, toolCall } from '../build-app.ts';

const PHONE = '+15550100001';

test('own parcels: a known caller without a number says yes to one of them', async (context) => {
  const { sanity, post } = await buildTestApp(context, { settings: { ASK_OWN: 'on' } });
  for (const trackingNumber of ['QM524217', 'QM528846', 'QM520001']) {
    sanity.upsert({
      _id: `delivery-${trackingNumber}`,
      _type: 'delivery',
      trackingNumber,
      // There is nothing to ask any more about the last one.
      status: trackingNumber === 'QM520001' ? 'delivered' : 'delayed',
      customerPhone: PHONE,
    });
  }
  const call = { id: 'call-a', customer: { number: PHONE } };
  await post({ type: 'status-update', status: 'in-progress', call });
  const say = async (tool: string, args: object) => {
    const { body } = await post({ type: 'tool-calls', call, toolCallList: [toolCall(tool, args)] });
    return told(body.results[0]);
  };
  const first = await say('track_delivery', { trackingNumber: "I don't have it" });
  assert.match(String(first.message), /^Is it the parcel ending in (4 2 1 7|8 8 4 6)\?$/);
  const second = await say('confirm_tracking_number', { confirmed: false });
  assert.match(String(second.message), /^Is it the parcel ending in (4 2 1 7|8 8 4 6)\?$/);
  assert.notEqual(first.message, second.message);
  assert.doesNotMatch(`${first.message} ${second.message}`, /5 2/);
  const { status } = await say('confirm_tracking_number', { confirmed: true });
  assert.equal(status, 'success');
  const third = await say('track_delivery', { trackingNumber: "I don't have it" });
  assert.match(String(third.message), /^Without a tracking number/);
});
