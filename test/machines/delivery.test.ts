import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';
import { type Delivery, DeliverySchema, knownStatus } from '../../machines/delivery.ts';
import { KNOWN_STATUSES } from '../../machines/statuses.ts';

test('knownStatus() knows the eight statuses as they are', () => {
  assert.deepEqual(KNOWN_STATUSES.map(knownStatus), [...KNOWN_STATUSES]);
});

const SPELLINGS = [
  ['In Transit', 'in_transit'],
  ['IN-TRANSIT', 'in_transit'],
  ['in–transit', 'in_transit'],
  ['OutForDelivery', 'out_for_delivery'],
  ['out for_delivery', 'out_for_delivery'],
  ['Canceled', 'cancelled'],
  ['ＤＥＬＡＹＥＤ', 'delayed'],
] as const;
for (const [written, known] of SPELLINGS) {
  test(`knownStatus() reads ${written}`, () => assert.equal(knownStatus(written), known));
}

for (const written of ['held_at_customs', 'not delivered', 'delivered?', 'in_transi', '']) {
  test(`knownStatus() does not know "${written}"`, () => assert.equal(knownStatus(written), null));
}

test('DeliverySchema takes no empty text for what a record does not say', () => {
  const delivery: Required<Delivery> = {
    ...{ trackingNumber: 'a', status: 'b', customerName: 'c', postalCode: 'd', customerPhone: 'e' },
    ...{ estimatedDelivery: 'f', issueMessage: 'g' },
  };
  assert.ok(Value.Check(DeliverySchema, delivery));
  assert.ok(Value.Check(DeliverySchema, { trackingNumber: 'a', status: 'b' }));
  for (const name of Object.keys(delivery)) {
    assert.equal(Value.Check(DeliverySchema, { ...delivery, [name]: '' }), false, name);
  }
});
