import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDeliveriesResult, readDeliveryResult } from '../../src/sanity/read-result.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const PHONE = '+12025550101';
const RECORD = { trackingNumber: 'WB10000001', status: 'delivered', customerPhone: PHONE };
const OTHER = { ...RECORD, trackingNumber: 'WB10000012' };
const MISFIT = { ...RECORD, status: 7 };

const SINGLE = [
  ['null', null, { kind: 'missing' }],
  ['an empty array', [], { kind: 'missing' }],
  ['an object', RECORD, { kind: 'found', delivery: RECORD }],
  ['an array of one', [RECORD], { kind: 'found', delivery: RECORD }],
  ['documents that agree', [RECORD, { ...RECORD }], { kind: 'found', delivery: RECORD }],
  [
    'documents that disagree',
    [RECORD, { ...RECORD, status: 'delayed' }],
    { kind: 'invalid', fault: 'record: ambiguous' },
  ],
  [
    'as many documents as the query gives',
    Array.from({ length: 10 }, () => RECORD),
    { kind: 'invalid', fault: 'record: ambiguous' },
  ],
  ['another number', OTHER, { kind: 'invalid', fault: 'trackingNumber: another than asked' }],
  ['a record that does not fit', MISFIT, { kind: 'invalid', fault: 'status: no text' }],
  ['an array of null', [null], { kind: 'invalid', fault: 'record: no object' }],
  ['a count', 1, { kind: 'invalid', fault: 'record: no object' }],
] as const;

for (const [title, result, reading] of SINGLE) {
  test(`readDeliveryResult() reads ${title} as ${reading.kind}`, () => {
    assert.deepEqual(withoutFlaws(readDeliveryResult(result, 'WB10000001', NOW)), reading);
  });
}

const SEVERAL = [
  ['an empty array', [], { kind: 'missing' }],
  ['two parcels', [OTHER, RECORD], { kind: 'found', deliveries: [OTHER, RECORD], leftOut: 0 }],
  ['a misfit', [MISFIT, OTHER], { kind: 'found', deliveries: [OTHER], leftOut: 1 }],
  [
    'another phone',
    [OTHER, { ...RECORD, customerPhone: '+12025550102' }],
    { kind: 'found', deliveries: [OTHER], leftOut: 1 },
  ],
  [
    'two that disagree',
    [RECORD, { ...RECORD, status: 'failed' }, RECORD, OTHER],
    { kind: 'found', deliveries: [OTHER], leftOut: 3 },
  ],
  ['misfits only', [MISFIT], { kind: 'invalid', fault: 'record: none fits' }],
  ['a text', 'oops', { kind: 'invalid', fault: 'record: none fits' }],
] as const;

for (const [title, result, reading] of SEVERAL) {
  test(`readDeliveriesResult() reads ${title} as ${reading.kind}`, () => {
    assert.deepEqual(withoutFlaws(readDeliveriesResult(result, PHONE, NOW)), reading);
  });
}

function withoutFlaws<Reading extends { flaws: unknown }>({ flaws: _, ...reading }: Reading) {
  return reading;
}

test('readDeliveryResult() tells which field of which document was left out', () => {
  const record = { ...RECORD, _id: 'parcel-1', estimatedDelivery: 'soon', customerName: [] };
  const { kind, flaws } = readDeliveryResult([record], 'WB10000001', NOW);
  assert.equal(kind, 'found');
  assert.deepEqual(flaws, [
    { document: 'parcel-1', told: true, field: 'customerName', fault: 'no text' },
    {
      document: 'parcel-1',
      told: true,
      field: 'estimatedDelivery',
      fault: 'no date that can be read in one way',
    },
  ]);
});

test('readDeliveryResult() tells which document cannot be told', () => {
  const twins = [
    { ...RECORD, _id: 'one' },
    { ...RECORD, _id: 'two', status: 'failed' },
  ];
  const { flaws } = readDeliveryResult(twins, 'WB10000001', NOW);
  assert.deepEqual(flaws, [{ document: 'two', told: false, field: 'record', fault: 'ambiguous' }]);
});

test('readDeliveriesResult() tells of the documents that it leaves out', () => {
  const { flaws } = readDeliveriesResult([{ ...MISFIT, _id: 'one' }, OTHER], PHONE, NOW);
  assert.deepEqual(flaws, [{ document: 'one', told: false, field: 'status', fault: 'no text' }]);
});
