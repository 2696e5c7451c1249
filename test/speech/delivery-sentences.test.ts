import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Delivery } from '../../machines/delivery.ts';
import {
  deliverySentence,
  issueSentence,
  SENTENCE_LENGTH_MAX,
} from '../../src/speech/delivery-sentences.ts';

const asOf = Date.parse('2026-11-30T15:00:00Z');
const base = { trackingNumber: 'WB10000001', customerName: 'Maria Lopez' };
const due = { estimatedDelivery: '2026-12-01' };
const issueMessage = 'Address incomplete (no flat number)';
const parcel = 'parcel for Maria Lopez, number W B, 1 0 0 0, 0 0 0 1,';
const note = 'The note on it says: Address incomplete (no flat number).';

const record = (delivery: Omit<Delivery, 'trackingNumber'>) => ({
  delivery: { ...base, ...delivery },
  stale: false,
  ageSeconds: 0,
  asOf,
});

const rows: [what: string, delivery: Omit<Delivery, 'trackingNumber'>, spoken: string][] = [
  [
    'promises the date of a parcel under way',
    { status: 'out_for_delivery', ...due },
    `The ${parcel} is out for delivery and should arrive on Tuesday, December 1st.`,
  ],
  [
    'mentions the issue of a parcel under way',
    { status: 'in_transit', ...due, issueMessage },
    `The ${parcel} is on its way and should arrive on Tuesday, December 1st. ${note}`,
  ],
  [
    'says that there is no date',
    { status: 'processing' },
    `The ${parcel} is being prepared. There is no delivery date on record yet.`,
  ],
  ['gives no date of a delivery', { status: 'delivered', ...due }, `The ${parcel} was delivered.`],
  [
    'says why a parcel is delayed',
    { status: 'delayed', ...due, issueMessage },
    `The ${parcel} is delayed. The expected date on record is Tuesday, December 1st. ${note}`,
  ],
  [
    'says that no reason is on record',
    { status: 'failed', ...due },
    `The ${parcel} could not be delivered. No reason is on record.`,
  ],
  [
    'says why a parcel was cancelled, without a date',
    { status: 'cancelled', ...due, issueMessage },
    `The ${parcel} was cancelled. ${note}`,
  ],
  [
    'speaks an unknown status as it is written',
    { status: 'held_at_customs' },
    `The ${parcel} is listed as held at customs.`,
  ],
  [
    'owns up to an issue that has no words',
    { status: 'delayed', issueMessage: '📦' },
    `The ${parcel} is delayed. There is no delivery date on record yet. ` +
      "The note on it says: something that I can't read out.",
  ],
];

for (const [what, delivery, spoken] of rows) {
  test(`deliverySentence() ${what}`, () => {
    assert.equal(deliverySentence(record(delivery)), spoken);
  });
}

test('deliverySentence() names the parcel by its number alone without a customer', () => {
  const delivery = { trackingNumber: 'WB10000001', status: 'delivered' };
  assert.equal(
    deliverySentence({ ...record({ status: '' }), delivery }),
    'The parcel with number W B, 1 0 0 0, 0 0 0 1, was delivered.',
  );
});

test('deliverySentence() says the age of a stale record before its facts', () => {
  const stale = { ...record({ status: 'delivered' }), stale: true, ageSeconds: 600 };
  assert.equal(
    deliverySentence(stale),
    "I can't reach the live records right now, so this is as of about ten minutes ago. " +
      `The ${parcel} was delivered.`,
  );
});

test('deliverySentence() leaves the age of a fresh record unspoken', () => {
  const fresh = { ...record({ status: 'delivered' }), ageSeconds: 600 };
  assert.equal(deliverySentence(fresh), `The ${parcel} was delivered.`);
});

const issues: [what: string, delivery: Omit<Delivery, 'trackingNumber'>, spoken: string][] = [
  [
    'says the issue word for word',
    { status: 'delayed', issueMessage },
    `The note on the ${parcel} says: Address incomplete (no flat number).`,
  ],
  [
    'says that there is no issue, and the status',
    { status: 'out_for_delivery', ...due },
    `For the ${parcel} there is no issue on record. It is out for delivery.`,
  ],
  [
    'says that no reason is on record for a parcel in trouble',
    { status: 'delayed', ...due },
    `The ${parcel} is delayed. No reason is on record.`,
  ],
];

for (const [what, delivery, spoken] of issues) {
  test(`issueSentence() ${what}`, () => {
    assert.equal(issueSentence(record(delivery)), spoken);
  });
}

test('issueSentence() says the age of a stale record before its facts', () => {
  const stale = { ...record({ status: 'delivered' }), stale: true, ageSeconds: 7200 };
  assert.equal(
    issueSentence(stale),
    "I can't reach the live records right now, so this is as of about two hours ago. " +
      `For the ${parcel} there is no issue on record. It was delivered.`,
  );
});

for (const [name, speak] of Object.entries({ deliverySentence, issueSentence })) {
  test(`${name}() cuts an issue that is too long between two words and says so`, () => {
    const long = 'frozen road '.repeat(200);
    const spoken = speak(record({ status: 'delayed', issueMessage: long }));
    const cut = /says: ((?:frozen road )*frozen(?: road)?)\. That note is longer than I can read/;
    assert.match(spoken, cut);
    assert.ok(spoken.length <= SENTENCE_LENGTH_MAX);
    assert.ok(spoken.length > SENTENCE_LENGTH_MAX - 'frozen '.length);
  });

  test(`${name}() speaks an issue whole when it just fits`, () => {
    const lead = speak(record({ status: 'delayed', issueMessage: 'x' })).length - 1;
    const issue = (length: number) => 'x'.repeat(length);
    const fits = record({ status: 'delayed', issueMessage: issue(SENTENCE_LENGTH_MAX - lead) });
    assert.equal(speak(fits).length, SENTENCE_LENGTH_MAX);
    assert.doesNotMatch(speak(fits), /longer than/);
    const over = record({ status: 'delayed', issueMessage: issue(SENTENCE_LENGTH_MAX - lead + 1) });
    assert.match(speak(over), /longer than I can read out here\.$/);
  });
}
