import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DELIVERY_QUERY } from '../../src/sanity/query.ts';
import { connect, noLimits, runSanity } from './run-sanity.ts';

test('fetchDelivery() finds a delivery with all its facts', async (context) => {
  const { url } = await runSanity(context);
  assert.deepEqual(await connect(url).fetchDelivery('WB10000001', noLimits()), {
    kind: 'found',
    delivery: {
      trackingNumber: 'WB10000001',
      status: 'out_for_delivery',
      customerName: 'Maria Gonzalez',
      customerPhone: '+12025550101',
      estimatedDelivery: '2026-11-24T16:30:00-05:00',
      issueMessage: 'Please have an ID ready: a signature is required.',
    },
  });
});

test('fetchDelivery() leaves out what a document lacks', async (context) => {
  const { url } = await runSanity(context);
  const delivery = { trackingNumber: '84120077351', status: 'processing' };
  const attempt = await connect(url).fetchDelivery('84120077351', noLimits());
  assert.deepEqual(attempt, { kind: 'found', delivery });
});

test('fetchDelivery() finds a number that is stored with hyphens and in lower case', async (context) => {
  const { url } = await runSanity(context, {
    documents: [{ trackingNumber: 'wb-1234 5678', status: 'delivered' }],
  });
  const delivery = { trackingNumber: 'WB12345678', status: 'delivered' };
  const attempt = await connect(url).fetchDelivery('WB12345678', noLimits());
  assert.deepEqual(attempt, { kind: 'found', delivery });
});

const NEVER_READ = [
  ['an unknown number', 'WB99999999'],
  ['a draft', 'WB10000090'],
  ['a document of another type', 'WB10000091'],
  ['a part of a number', 'WB1000000'],
  ['GROQ', '"] | *[0]'],
  ['GROQ that would match everything', 'WB10000001" || true || "'],
  ['a wildcard', '*'],
  ['a parameter', '$trackingNumber'],
] as const;

for (const [title, number] of NEVER_READ) {
  test(`fetchDelivery() is missing for ${title}`, async (context) => {
    const { url, requests } = await runSanity(context);
    const attempt = await connect(url).fetchDelivery(number, noLimits());
    assert.deepEqual(attempt, { kind: 'missing' });
    assert.deepEqual(requests.list[0]?.params, { trackingNumber: number });
    assert.equal(requests.list[0]?.query, DELIVERY_QUERY);
  });
}

test('fetchDelivery() asks for published documents, once', async (context) => {
  const { url, requests } = await runSanity(context);
  await connect(url).fetchDelivery('WB10000001', noLimits());
  assert.equal(requests.count, 1);
  assert.equal(requests.list[0]?.perspective, 'published');
});

test('fetchDelivery() takes two documents that disagree for invalid', async (context) => {
  const { url } = await runSanity(context, {
    documents: [
      { trackingNumber: 'WB12345678', status: 'delivered' },
      { trackingNumber: 'wb-12345678', status: 'delayed' },
    ],
  });
  const attempt = await connect(url).fetchDelivery('WB12345678', noLimits());
  assert.equal(attempt.kind === 'failed' && attempt.detail, 'record: ambiguous');
});

const OWN_QUERIES = [
  ['one object', '*[_type == "parcel" && code == $trackingNumber][0]'],
  ['an array', '*[_type == "parcel" && code == $trackingNumber]'],
] as const;

for (const [title, filter] of OWN_QUERIES) {
  test(`fetchDelivery() reads another shape through a query that gives ${title}`, async (context) => {
    const { url } = await runSanity(context, {
      documents: [{ _type: 'parcel', code: 'WB12345678', phase: 'delivered' }],
    });
    const query = `${filter}{"trackingNumber": code, "status": phase}`;
    const delivery = { trackingNumber: 'WB12345678', status: 'delivered' };
    const client = connect(url, { query });
    const found = await client.fetchDelivery('WB12345678', noLimits());
    assert.deepEqual(found, { kind: 'found', delivery });
    assert.deepEqual(await client.fetchDelivery('WB00000000', noLimits()), { kind: 'missing' });
  });
}

test('fetchDelivery() refuses the wrong parcel from a query of the user', async (context) => {
  const { url } = await runSanity(context);
  const client = connect(url, { query: '*[_type == "delivery"][0]' });
  const attempt = await client.fetchDelivery('WB10000003', noLimits());
  assert.equal(attempt.kind === 'failed' && attempt.reason, 'invalid');
});

test('fetchDelivery() sends a long query in a body', async (context) => {
  const { url, requests } = await runSanity(context);
  const query = `${' '.repeat(12_000)}*[trackingNumber == $trackingNumber && _type == "delivery"]`;
  const attempt = await connect(url, { query }).fetchDelivery('WB10000003', noLimits());
  assert.equal(attempt.kind, 'found');
  assert.equal(requests.list[0]?.method, 'POST');
});

test('fetchDelivery() reaches a host whose URL ends in a slash', async (context) => {
  const { url } = await runSanity(context);
  const attempt = await connect(`${url}/`).fetchDelivery('WB10000001', noLimits());
  assert.equal(attempt.kind, 'found');
});

test('fetchDelivery() asks the host of the project where there is no other', async () => {
  const asked: string[] = [];
  const fetch = async (input: string | URL | Request) => {
    asked.push(String(input));
    return Response.json({ result: null });
  };
  for (const apiHost of [undefined, 'https://api.sanity.io']) {
    await connect('', { apiHost, fetch }).fetchDelivery('WB10000001', noLimits());
  }
  for (const url of asked) {
    assert.match(url, /^https:\/\/embedded\.api\.sanity\.io\/v2025-02-19\/data\/query\/production/);
  }
});

test('fetchDeliveriesByPhone() finds every parcel of a phone', async (context) => {
  const { url } = await runSanity(context);
  const attempt = await connect(url).fetchDeliveriesByPhone('+12025550101', noLimits());
  assert.ok(attempt.kind === 'found');
  const numbers = attempt.deliveries.map(({ trackingNumber }) => trackingNumber);
  assert.deepEqual(numbers.sort(), ['WB10000001', 'WB10000012', 'WB10000016', 'WB10000019']);
  assert.equal(attempt.leftOut, 0);
});

test('fetchDeliveriesByPhone() reads the twenty that changed last', async (context) => {
  const documents = Array.from({ length: 30 }, (_, index) => ({
    trackingNumber: `WB${10_000_000 + index}`,
    status: 'pending',
    customerPhone: '+12025550199',
    _updatedAt: `2026-11-${index + 1}`,
  }));
  const { url } = await runSanity(context, { documents: documents.slice(9) });
  const attempt = await connect(url).fetchDeliveriesByPhone('+12025550199', noLimits());
  assert.ok(attempt.kind === 'found');
  assert.equal(attempt.deliveries.length, 20);
  assert.equal(attempt.deliveries[0]?.trackingNumber, 'WB10000029');
});

test('fetchDeliveriesByPhone() is missing for an unknown phone', async (context) => {
  const { url } = await runSanity(context);
  const attempt = await connect(url).fetchDeliveriesByPhone('+12025550000', noLimits());
  assert.deepEqual(attempt, { kind: 'missing' });
});
