import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrivalClause } from '../../src/speech/arrival.ts';

const asOf = Date.parse('2026-11-30T15:00:00Z');
const onRecord = '. The expected date on record is';

const rows: [status: string, estimatedDelivery: string | null, clause: string][] = [
  ['pending', '2026-12-01', ' and should arrive on Tuesday, December 1st'],
  ['processing', '2026-12-01', ' and should arrive on Tuesday, December 1st'],
  ['in_transit', '2026-11-30', ' and should arrive on Monday, November 30th'],
  ['out_for_delivery', '2027-01-01', ' and should arrive on Friday, January 1st, 2027'],
  ['out_for_delivery', '2026-11-29', ' and was expected on Sunday, November 29th'],
  ['delayed', '2026-12-01', `${onRecord} Tuesday, December 1st`],
  ['delayed', '2026-11-01', ' and was expected on Sunday, November 1st'],
  ['held_at_customs', '2026-12-01', `${onRecord} Tuesday, December 1st`],
  ['held_at_customs', '2026-11-01', `${onRecord} Sunday, November 1st`],
  ['pending', null, '. There is no delivery date on record yet'],
  ['delayed', null, '. There is no delivery date on record yet'],
  ['held_at_customs', null, ''],
  ['delivered', '2026-12-01', ''],
  ['delivered', null, ''],
  ['failed', '2026-12-01', ''],
  ['cancelled', '2026-12-01', ''],
];

for (const [status, estimatedDelivery, clause] of rows) {
  test(`arrivalClause() says "${clause}" for ${status} and ${estimatedDelivery}`, () => {
    const date = estimatedDelivery === null ? {} : { estimatedDelivery };
    const delivery = { trackingNumber: 'WB10000001', status, ...date };
    assert.equal(arrivalClause(delivery, { asOf, ageSeconds: 0 }), clause);
  });
}

test('arrivalClause() promises nothing in the night in which a date ends', () => {
  const delivery = { trackingNumber: 'WB1', status: 'in_transit', estimatedDelivery: '2026-11-30' };
  const midnight = Date.parse('2026-12-01T00:00:00Z');
  assert.equal(
    arrivalClause(delivery, { asOf: midnight, ageSeconds: 0 }),
    `${onRecord} Monday, November 30th`,
  );
});

test('arrivalClause() measures a date against the moment of speaking, not of reading', () => {
  const delivery = { trackingNumber: 'WB1', status: 'in_transit', estimatedDelivery: '2026-11-30' };
  assert.equal(
    arrivalClause(delivery, { asOf, ageSeconds: 86_400 }),
    ' and was expected on Monday, November 30th',
  );
});
