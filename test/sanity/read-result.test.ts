import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDeliveriesResult, readDeliveryResult } from '../../src/sanity/read-result.ts';

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
    { kind: 'unfit', fault: 'record: ambiguous' },
  ],
  [
    'as many documents as the query gives',
    Array.from({ length: 10 }, () => RECORD),
    { kind: 'unfit', fault: 'record: ambiguous' },
  ],
  ['another number', OTHER, { kind: 'unfit', fault: 'trackingNumber: another than asked' }],
  ['a record that does not fit', MISFIT, { kind: 'unfit', fault: 'status: type' }],
  ['an array of null', [null], { kind: 'unfit', fault: 'record: type' }],
  ['a count', 1, { kind: 'unfit', fault: 'record: type' }],
] as const;

for (const [title, result, reading] of SINGLE) {
  test(`readDeliveryResult() reads ${title} as ${reading.kind}`, () => {
    assert.deepEqual(readDeliveryResult(result, 'WB10000001'), reading);
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
  ['misfits only', [MISFIT], { kind: 'unfit', fault: 'record: none fits' }],
  ['a text', 'oops', { kind: 'unfit', fault: 'record: none fits' }],
] as const;

for (const [title, result, reading] of SEVERAL) {
  test(`readDeliveriesResult() reads ${title} as ${reading.kind}`, () => {
    assert.deepEqual(readDeliveriesResult(result, PHONE), reading);
  });
}
