import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDeliveryRecord } from '../../src/sanity/record.ts';

const FULL = {
  trackingNumber: 'WB10000001',
  status: 'in_transit',
  customerName: 'Zoë Lindqvist',
  customerPhone: '+12025550103',
  estimatedDelivery: '2026-11-28',
  issueMessage: 'The truck was rerouted.',
};

test('readDeliveryRecord() takes a full record as it is', () => {
  assert.deepEqual(readDeliveryRecord(FULL), { ok: true, delivery: FULL });
});

test('readDeliveryRecord() drops null, absent and blank fields', () => {
  const record = { ...FULL, customerName: null, issueMessage: ' \n', customerPhone: '' };
  const { trackingNumber, status, estimatedDelivery } = FULL;
  const delivery = { trackingNumber, status, estimatedDelivery };
  assert.deepEqual(readDeliveryRecord(record), { ok: true, delivery });
});

const TRANSLATED = [
  ['trackingNumber', 'wb-1000 0001', 'WB10000001'],
  ['status', ' held_at_customs ', 'held_at_customs'],
  ['customerName', 'Zoë\r\n\u2028Lind\u0000qvist', 'Zoë Lind qvist'],
  ['customerName', 'x'.repeat(200), 'x'.repeat(200)],
  ['customerPhone', '+1 (202) 555-0103', '+12025550103'],
  ['estimatedDelivery', '2028-02-29', '2028-02-29'],
  ['estimatedDelivery', '2026-11-28T09:30Z', '2026-11-28T09:30Z'],
  ['estimatedDelivery', '2026-11-28T09:30:15.250-05:00', '2026-11-28T09:30:15.250-05:00'],
  ['estimatedDelivery', '2026-11-28T23:59:59', '2026-11-28T23:59:59'],
  ['issueMessage', 'One.\n\tTwo.', 'One. Two.'],
] as const;

for (const [field, written, read] of TRANSLATED) {
  test(`readDeliveryRecord() reads ${field} ${JSON.stringify(written).slice(0, 40)}`, () => {
    const reading = readDeliveryRecord({ ...FULL, [field]: written });
    assert.deepEqual(reading, { ok: true, delivery: { ...FULL, [field]: read } });
  });
}

const REFUSED = [
  ['trackingNumber', undefined, 'trackingNumber: missing'],
  ['trackingNumber', 4481220019, 'trackingNumber: type'],
  ['trackingNumber', 'WB', 'trackingNumber: tooShort'],
  ['trackingNumber', '', 'trackingNumber: missing'],
  ['trackingNumber', 'WB1000000ß', 'trackingNumber: badCharacter'],
  ['status', undefined, 'status: missing'],
  ['status', null, 'status: type'],
  ['status', ' ', 'status: blank'],
  ['status', 'x'.repeat(61), 'status: maxLength'],
  ['customerName', { first: 'Zoë' }, 'customerName: anyOf'],
  ['customerName', 'x'.repeat(201), 'customerName: anyOf'],
  ['customerPhone', 12025550103, 'customerPhone: anyOf'],
  ['customerPhone', '555-0103', 'customerPhone: not E.164'],
  ['issueMessage', ['late'], 'issueMessage: anyOf'],
  ['issueMessage', 'x'.repeat(601), 'issueMessage: anyOf'],
  ['estimatedDelivery', 1796083200000, 'estimatedDelivery: anyOf'],
  ['estimatedDelivery', 'tomorrow', 'estimatedDelivery: no ISO date'],
  ['estimatedDelivery', '28/11/2026', 'estimatedDelivery: no ISO date'],
  ['estimatedDelivery', '2026-11-28 09:30', 'estimatedDelivery: no ISO date'],
  ['estimatedDelivery', '2026-02-29', 'estimatedDelivery: no ISO date'],
  ['estimatedDelivery', '2026-13-01', 'estimatedDelivery: no ISO date'],
  ['estimatedDelivery', '2026-11-31T09:30:00Z', 'estimatedDelivery: no ISO date'],
  ['estimatedDelivery', '2026-11-30T24:00:00Z', 'estimatedDelivery: no ISO date'],
  ['estimatedDelivery', '2026-11-30T09:30:00+0200', 'estimatedDelivery: no ISO date'],
] as const;

for (const [field, value, fault] of REFUSED) {
  test(`readDeliveryRecord() refuses ${field} ${String(JSON.stringify(value)).slice(0, 40)}`, () => {
    const { [field]: _, ...rest } = FULL;
    const record = value === undefined ? rest : { ...rest, [field]: value };
    assert.deepEqual(readDeliveryRecord(record), { ok: false, fault });
  });
}

for (const value of [null, 'WB10000001', 7, true, [], [FULL]]) {
  test(`readDeliveryRecord() refuses ${JSON.stringify(value).slice(0, 20)} as a record`, () => {
    assert.equal(readDeliveryRecord(value).ok, false);
  });
}

test('readDeliveryRecord() names no content in a fault', () => {
  const reading = readDeliveryRecord({ ...FULL, customerName: 'Zoë'.repeat(100) });
  assert.doesNotMatch(JSON.stringify(reading), /Zoë|WB1000/);
});
