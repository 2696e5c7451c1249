import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';
import { DeliverySchema, knownStatus } from '../../machines/delivery.ts';
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
  const texts = Object.keys(DeliverySchema.properties);
  const delivery = Object.fromEntries(texts.map((name) => [name, 'x']));
  assert.ok(Value.Check(DeliverySchema, delivery));
  assert.ok(Value.Check(DeliverySchema, { trackingNumber: 'x', status: 'x' }));
  for (const name of texts) {
    assert.equal(Value.Check(DeliverySchema, { ...delivery, [name]: '' }), false, name);
  }
});
