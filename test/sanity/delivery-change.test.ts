import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDeliveryChanges } from '../../src/sanity/delivery-change.ts';

const SYSTEM = {
  _id: 'd1',
  _type: 'delivery',
  _rev: 'r1',
  _createdAt: '2026-11-23T12:00:00Z',
  _updatedAt: '2026-11-23T12:00:00Z',
};

function document(fields: Record<string, unknown>) {
  return { ...SYSTEM, ...fields };
}

const ONE = document({ trackingNumber: 'wb-1000 0001', status: 'delayed', _secret: 'x' });
const OTHER = document({ trackingNumber: 'WB10000002', status: 'delayed' });
const STATED = {
  trackingNumber: 'WB10000001',
  now: { trackingNumber: 'WB10000001', status: 'delayed' },
};

const ROWS: [string, Parameters<typeof readDeliveryChanges>[0], unknown][] = [
  ['an update', { transition: 'update', previous: ONE, result: ONE }, [STATED]],
  ['an update without the revision before', { transition: 'update', result: ONE }, [STATED]],
  ['an appearance', { transition: 'appear', previous: null, result: ONE }, [STATED]],
  [
    'a new number',
    { transition: 'update', previous: OTHER, result: ONE },
    [{ trackingNumber: 'WB10000002', now: 'gone' }, STATED],
  ],
  [
    'a disappearance',
    { transition: 'disappear', previous: ONE },
    [{ trackingNumber: 'WB10000001', now: 'gone' }],
  ],
  [
    'a document that is a delivery no longer',
    { transition: 'disappear', previous: ONE, result: document({ ...ONE, _type: 'note' }) },
    [{ trackingNumber: 'WB10000001', now: 'gone' }],
  ],
  [
    'a record that does not fit',
    { transition: 'update', previous: ONE, result: document({ ...ONE, status: 7 }) },
    [{ trackingNumber: 'WB10000001', now: 'invalid' }],
  ],
  [
    'a number that was taken away',
    { transition: 'update', previous: ONE, result: document({ status: 'delayed' }) },
    [{ trackingNumber: 'WB10000001', now: 'gone' }],
  ],
  [
    'numbers that no caller can name',
    {
      transition: 'update',
      previous: document({ trackingNumber: 4.5 }),
      result: document({ trackingNumber: '€' }),
    },
    [],
  ],
  ['nothing at all', { transition: 'update' }, []],
];

for (const [what, mutation, changes] of ROWS) {
  test(`readDeliveryChanges() reads ${what}`, () => {
    assert.deepEqual(readDeliveryChanges(mutation, Date.parse('2026-11-23')), changes);
  });
}
