import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../../machines/languages/en/en.ts';
import { arrivalClause } from '../../src/speech/arrival.ts';

const at = Date.parse('2026-11-30T15:00:00Z');
const timeZone = 'UTC';

const rows: [status: string, estimatedDelivery: string | null, clause: string][] = [
  ['pending', '2026-12-01', ' and should arrive tomorrow'],
  ['processing', '2026-12-02', ' and should arrive on Wednesday, December 2nd'],
  ['in_transit', '2026-11-30', ' and should arrive today'],
  ['out_for_delivery', '2027-01-01', ' and should arrive on Friday, January 1st, 2027'],
  ['out_for_delivery', '2026-11-29', ' and was expected yesterday'],
  ['delayed', '2026-12-02', ". It's now expected on Wednesday, December 2nd"],
  ['delayed', '2026-11-30', ". It's now expected today"],
  ['delayed', '2026-11-01', ' and was expected on Sunday, November 1st'],
  ['held_at_customs', '2026-12-01', '. The estimate is Tuesday, December 1st'],
  ['held_at_customs', '2026-11-01', '. The estimate is Sunday, November 1st'],
  ['pending', null, '. There is no delivery date yet'],
  ['delayed', null, '. There is no delivery date yet'],
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
    assert.equal(arrivalClause(delivery, { at, timeZone, language: en }), clause);
  });
}

test('arrivalClause() takes the day of the callers for today', () => {
  const delivery = { trackingNumber: 'WB1', status: 'in_transit', estimatedDelivery: '2026-11-30' };
  const midnight = Date.parse('2026-12-01T00:00:00Z');
  assert.equal(
    arrivalClause(delivery, { at: midnight, timeZone, language: en }),
    ' and was expected yesterday',
  );
  assert.equal(
    arrivalClause(delivery, { at: midnight, timeZone: 'America/Los_Angeles', language: en }),
    ' and should arrive today',
  );
});
