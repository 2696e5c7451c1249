import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDeliveryRecord } from '../../src/sanity/record.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');

const FULL = {
  trackingNumber: 'WB10000001',
  status: 'in_transit',
  customerName: 'Zoë Lindqvist',
  postalCode: 'SW1A 1AA',
  customerPhone: '+12025550103',
  estimatedDelivery: '2026-11-28',
  issueMessage: 'The truck was rerouted.',
};

test('readDeliveryRecord() takes a full record as it is', () => {
  assert.deepEqual(readDeliveryRecord(FULL, NOW), { ok: true, delivery: FULL, leftOut: [] });
});

test('readDeliveryRecord() drops null, absent and blank fields', () => {
  const record = {
    ...FULL,
    customerName: null,
    postalCode: ' ',
    issueMessage: ' \n',
    customerPhone: '',
  };
  const { trackingNumber, status, estimatedDelivery } = FULL;
  const delivery = { trackingNumber, status, estimatedDelivery };
  assert.deepEqual(readDeliveryRecord(record, NOW), { ok: true, delivery, leftOut: [] });
});

const TRANSLATED = [
  ['trackingNumber', 'wb-1000 0001', 'WB10000001'],
  ['trackingNumber', 'WB–1000–0001\n', 'WB10000001'],
  ['trackingNumber', '\u202aＷＢ１０００\u200b０００１', 'WB10000001'],
  ['trackingNumber', 4481220019, '4481220019'],
  ['status', ' held_at_customs ', 'held_at_customs'],
  ['status', 'In Transit', 'in_transit'],
  ['status', 'OUT-FOR-DELIVERY', 'out_for_delivery'],
  ['status', '**Held** at customs', 'Held at customs'],
  ['status', 'None yet', 'None yet'],
  ['status', 'Date TBD', 'Date TBD'],
  ['customerName', 'Zoë\r\n\u2028Lind\u0000qvist', 'Zoë Lind qvist'],
  ['customerName', 'Dr. J. van der Berg Jr.', 'Dr. J. van der Berg Jr.'],
  ['customerName', "O'Neill &amp; Søn", "O'Neill & Søn"],
  ['customerName', 'x'.repeat(200), 'x'.repeat(200)],
  ['customerPhone', '+1 (202) 555-0103', '+12025550103'],
  ['estimatedDelivery', '2026-11-28T09:30Z', '2026-11-28T09:30Z'],
  ['estimatedDelivery', '2026-12-01 16:00', '2026-12-01T16:00'],
  ['estimatedDelivery', 'December 1st, 2026', '2026-12-01'],
  ['issueMessage', 'One.\n\tTwo.', 'One. Two.'],
  ['issueMessage', 'Held\u202e at\u200b customs', 'Held at customs'],
  ['issueMessage', '**Held** at customs &amp; waiting', 'Held at customs & waiting'],
  ['issueMessage', `${'word '.repeat(1000)}`, 'word '.repeat(200).trim()],
] as const;

for (const [field, written, read] of TRANSLATED) {
  test(`readDeliveryRecord() reads ${field} ${JSON.stringify(written).slice(0, 40)}`, () => {
    const reading = readDeliveryRecord({ ...FULL, [field]: written }, NOW);
    assert.deepEqual(reading, { ok: true, delivery: { ...FULL, [field]: read }, leftOut: [] });
  });
}

const EMPTY = [
  '',
  ' \n',
  '\u200b',
  'N/A',
  'NA',
  'n.a.',
  'n/a?',
  'none',
  '(none',
  'empty)',
  'NULL',
  'xxx',
  '-',
  '—',
  'tbd',
  'To be announced',
];
for (const [field, words] of [
  ['customerName', [...EMPTY, 'unknown']],
  ['estimatedDelivery', EMPTY],
  [
    'issueMessage',
    [
      ...EMPTY,
      ...['<p></p>', '**', 'No issues.'],
      ...['No issue', 'No problem', 'No note', 'No comment'],
    ],
  ],
  ['customerPhone', EMPTY],
] as const) {
  for (const written of words) {
    test(`readDeliveryRecord() takes ${field} ${JSON.stringify(written)} for absent`, () => {
      const { [field]: _, ...delivery } = FULL;
      const reading = readDeliveryRecord({ ...FULL, [field]: written }, NOW);
      assert.deepEqual(reading, { ok: true, delivery, leftOut: [] });
    });
  }
}

const LEFT_OUT = [
  ['customerName', { first: 'Zoë' }, 'no text'],
  ['customerName', 'x'.repeat(201), 'too long'],
  ['customerName', 'Zoë +1 202 555 0143', 'no name'],
  ['customerName', 'Leave it at the door. do not ring', 'no name'],
  ['customerName', 'Ask for Zoë first; then ring', 'no name'],
  ['customerName', '12', 'no name'],
  ['postalCode', 10115, 'no text'],
  ['postalCode', 'Berlin', 'no postcode'],
  ['postalCode', '1'.repeat(17), 'no postcode'],
  ['customerPhone', 12025550103, 'no text'],
  ['customerPhone', '(202) 555-0143', 'not E.164'],
  ['issueMessage', [{ _type: 'block' }], 'no text'],
  ['issueMessage', { en: 'late' }, 'no text'],
  ['estimatedDelivery', 1796083200000, 'no text'],
  ['estimatedDelivery', 'tomorrow', 'no date that can be read in one way'],
  ['estimatedDelivery', '2027-02-29', 'no date that can be read in one way'],
  ['estimatedDelivery', '1970-01-01', 'more than a year away'],
  ['estimatedDelivery', '9999-12-31', 'more than a year away'],
] as const;

for (const [field, value, fault] of LEFT_OUT) {
  test(`readDeliveryRecord() leaves out ${field} ${JSON.stringify(value).slice(0, 40)}`, () => {
    const { [field]: _, ...delivery } = FULL;
    const reading = readDeliveryRecord({ ...FULL, [field]: value }, NOW);
    assert.deepEqual(reading, { ok: true, delivery, leftOut: [{ field, fault }] });
  });
}

const REFUSED = [
  ['trackingNumber', undefined, 'missing'],
  ['trackingNumber', null, 'missing'],
  ['trackingNumber', 4.5, 'no text'],
  ['trackingNumber', 'WB', 'tooShort'],
  ['trackingNumber', '', 'missing'],
  ['trackingNumber', 'WB1000000ß', 'badCharacter'],
  ['status', undefined, 'missing'],
  ['status', null, 'missing'],
  ['status', 7, 'no text'],
  ['status', ' ', 'blank'],
  ['status', 'N/A', 'blank'],
  ['status', 'NA', 'blank'],
  ['status', 'n.a.', 'blank'],
  ['status', 'TBD', 'blank'],
  ['status', '--', 'blank'],
  ['status', 'x'.repeat(61), 'too long'],
] as const;

for (const [field, value, fault] of REFUSED) {
  test(`readDeliveryRecord() refuses ${field} ${String(JSON.stringify(value)).slice(0, 40)}`, () => {
    const { [field]: _, ...rest } = FULL;
    const record = value === undefined ? rest : { ...rest, [field]: value };
    assert.deepEqual(readDeliveryRecord(record, NOW), { ok: false, field, fault });
  });
}

for (const value of [null, 'WB10000001', 7, true, [], [FULL]]) {
  test(`readDeliveryRecord() refuses ${JSON.stringify(value).slice(0, 20)} as a record`, () => {
    assert.equal(readDeliveryRecord(value, NOW).ok, false);
  });
}

test('readDeliveryRecord() names no content in a fault', () => {
  const reading = readDeliveryRecord({ ...FULL, customerName: 'Zoë'.repeat(100) }, NOW);
  assert.ok(reading.ok);
  assert.doesNotMatch(JSON.stringify(reading.leftOut), /Zoë|WB1000/);
});
