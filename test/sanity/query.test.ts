import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalizeTrackingNumber } from '../../machines/tracking-number.ts';
import { createDocumentStore } from '../../scripts/embedded-sanity/documents.ts';
import { parseQuery, runQuery } from '../../scripts/embedded-sanity/groq.ts';
import {
  DELIVERIES_BY_PHONE_QUERY,
  DELIVERY_QUERY,
  EXACT_FIRST_QUERY,
} from '../../src/sanity/query.ts';

/* The queries by themselves, over all documents as the perspective `raw` shows them. */

const BARE = {
  trackingNumber: 'WB12345678',
  status: 'delivered',
  customerName: null,
  postalCode: null,
  customerPhone: '+12025550101',
  estimatedDelivery: null,
  issueMessage: null,
  _id: 'one',
};

async function ask(
  query: string,
  document: Record<string, unknown>,
  trackingNumber = 'WB12345678',
) {
  const documents = createDocumentStore([{ ...BARE, ...document }]).all();
  const params = { trackingNumber, customerPhone: '+12025550101' };
  const parsed = parseQuery(query, params);
  assert.ok(parsed.ok);
  return runQuery(parsed.tree, params, documents);
}

const QUERIES = { DELIVERY_QUERY, EXACT_FIRST_QUERY, DELIVERIES_BY_PHONE_QUERY };

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

const SPELLINGS = [
  'WB12345678',
  'wb12345678',
  'WB-1234-5678',
  'wb 1234 - 5678',
  'WB–1234–5678',
  'WB1234\u00a05678\n',
  'ＷＢ１２３４５６７８',
  'ｗｂ12345678',
  '\u202aWB12345678\u202c',
];
for (const [name, query] of Object.entries({ DELIVERY_QUERY, EXACT_FIRST_QUERY })) {
  for (const trackingNumber of SPELLINGS) {
    test(`${name} finds the number stored as ${JSON.stringify(trackingNumber)}`, async () => {
      assert.deepEqual(await ask(query, { trackingNumber }), [{ ...BARE, trackingNumber }]);
    });
  }

  for (const trackingNumber of ['WB1234567', 'WB123456789', 12345678, null, ['WB12345678']]) {
    test(`${name} passes over ${JSON.stringify(trackingNumber)}`, async () => {
      assert.deepEqual(await ask(query, { trackingNumber }), []);
    });
  }
}

test('DELIVERY_QUERY finds a number that is stored as a number of JSON', async () => {
  const document = { trackingNumber: 20000001 };
  assert.deepEqual(await ask(DELIVERY_QUERY, document, '20000001'), [{ ...BARE, ...document }]);
});

test('DELIVERIES_BY_PHONE_QUERY finds a number that is written with gaps', async () => {
  const document = { customerPhone: '+1 (202) 555-0101' };
  assert.deepEqual(await ask(DELIVERIES_BY_PHONE_QUERY, document), [{ ...BARE, ...document }]);
});

test('DELIVERY_QUERY ignores every character that normalizeTrackingNumber() ignores', () => {
  const ignored: string[] = [];
  for (let point = 0; point <= 0x10ffff; point += 1) {
    const character = String.fromCodePoint(point);
    const reading = normalizeTrackingNumber(`WB1234${character}5678`);
    if (reading.ok && reading.trackingNumber === 'WB12345678') ignored.push(character);
  }
  assert.ok(ignored.length > 50);
  assert.deepEqual(
    ignored.filter((character) => !DELIVERY_QUERY.includes(`,${JSON.stringify(character)}),`)),
    [],
  );
});

test('the queries are short enough to be asked with GET', () => {
  // The client posts what is longer, which Content Lake caches less well.
  for (const query of [DELIVERY_QUERY, EXACT_FIRST_QUERY]) {
    assert.ok(encodeURIComponent(query).length < 11_264, `${encodeURIComponent(query).length}`);
  }
});
