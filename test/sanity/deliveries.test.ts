import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DocumentInput, readDocuments } from '../../scripts/embedded-sanity/documents.ts';
import { readDeliveryRecord } from '../../src/sanity/record.ts';

/* The embedded data is what the demo speaks: it must be whole, valid and varied. */

const FILE = new URL('../../scripts/embedded-sanity/deliveries.ndjson', import.meta.url);
const documents = readDocuments(FILE);
const deliveries = documents.filter(
  ({ _id, _type }) => _type === 'delivery' && !_id?.startsWith('drafts.'),
);

const STATUSES = [
  'pending',
  'processing',
  'in_transit',
  'out_for_delivery',
  'delivered',
  'delayed',
  'failed',
  'cancelled',
  'held_at_customs',
  'returned_to_sender',
];

test('deliveries.ndjson: every delivery fits and no number is there twice', () => {
  const numbers = deliveries.map((document) => {
    const reading = readDeliveryRecord(document, Date.parse('2026-11-24'));
    assert.ok(reading.ok, `${document._id}: ${reading.ok || reading.fault}`);
    assert.deepEqual(reading.leftOut, []);
    return reading.delivery.trackingNumber;
  });
  assert.equal(new Set(numbers).size, deliveries.length);
  assert.ok(deliveries.length >= 48);
});

for (const status of STATUSES) {
  test(`deliveries.ndjson: ${status} is there with and without every optional field`, () => {
    const ofStatus = deliveries.filter((document) => document.status === status);
    for (const field of ['estimatedDelivery', 'customerName', 'issueMessage']) {
      const has = (document: DocumentInput) => document[field] !== undefined;
      assert.ok(ofStatus.some(has), field);
      assert.ok(!ofStatus.every(has), field);
    }
  });
}
