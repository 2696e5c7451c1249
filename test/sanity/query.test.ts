import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDocumentStore } from '../../scripts/embedded-sanity/documents.ts';
import { parseQuery, runQuery } from '../../scripts/embedded-sanity/groq.ts';
import { DELIVERIES_BY_PHONE_QUERY, DELIVERY_QUERY } from '../../src/sanity/query.ts';

/* The queries by themselves, over all documents as the perspective `raw` shows them. */

const BARE = {
  ...{ trackingNumber: 'WB12345678', status: 'delivered', customerName: null },
  ...{ customerPhone: '+12025550101', estimatedDelivery: null, issueMessage: null },
};

async function ask(query: string, document: Record<string, unknown>) {
  const documents = createDocumentStore([{ _id: 'one', ...BARE, ...document }]).all();
  const params = { trackingNumber: 'WB12345678', customerPhone: '+12025550101' };
  const parsed = parseQuery(query, params);
  assert.ok(parsed.ok);
  return runQuery(parsed.tree, params, documents);
}

const QUERIES = { DELIVERY_QUERY, DELIVERIES_BY_PHONE_QUERY };

for (const [name, query] of Object.entries(QUERIES)) {
  test(`${name} gives the fields of a delivery and null for what it lacks`, async () => {
    assert.deepEqual(await ask(query, {}), [BARE]);
  });

  const unread = { _type: 'order', _id: 'drafts.one' };
  for (const [field, value] of [...Object.entries(unread), ['_id', 'versions.spring.one']]) {
    test(`${name} reads no document whose ${field} is ${value}`, async () => {
      assert.deepEqual(await ask(query, { [String(field)]: value }), []);
    });
  }
}

for (const trackingNumber of ['WB12345678', 'wb12345678', 'WB-1234-5678', 'wb 1234 - 5678']) {
  test(`DELIVERY_QUERY finds the number stored as ${trackingNumber}`, async () => {
    assert.deepEqual(await ask(DELIVERY_QUERY, { trackingNumber }), [{ ...BARE, trackingNumber }]);
  });
}

for (const trackingNumber of ['WB1234567', 'WB123456789', 12345678, null, ['WB12345678']]) {
  test(`DELIVERY_QUERY passes over ${JSON.stringify(trackingNumber)}`, async () => {
    assert.deepEqual(await ask(DELIVERY_QUERY, { trackingNumber }), []);
  });
}
