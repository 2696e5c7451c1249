import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Delivery } from '../../machines/delivery.ts';
import { en } from '../../machines/languages/en/en.ts';
import type { Manner } from '../../machines/reply.ts';
import {
  deliverySentence,
  issueSentence,
  SENTENCE_LENGTH_MAX,
} from '../../src/speech/delivery-sentences.ts';
import { PLAIN } from './manner.ts';

const asOf = Date.parse('2026-11-30T15:00:00Z');
const base = { trackingNumber: 'WB10000001', customerName: 'Maria Lopez' };
const due = { estimatedDelivery: '2026-12-05' };
const issueMessage = 'A snowstorm closed the road';

type Facts = Omit<Delivery, 'trackingNumber'>;

const record = (delivery: Facts, manner: Partial<Manner> = {}) => ({
  delivery: { ...base, ...delivery },
  stale: false,
  ageSeconds: 0,
  asOf,
  manner: { ...PLAIN, ...manner },
  timeZone: 'UTC',
  language: en,
});

const rows: [what: string, delivery: Facts, spoken: string][] = [
  [
    'promises the date of a parcel under way',
    { status: 'out_for_delivery', ...due },
    'Your parcel is out for delivery and should arrive on Saturday, December 5th.',
  ],
  [
    'mentions the note on a parcel under way, in its own words',
    { status: 'in_transit', ...due, issueMessage: 'Please have an ID ready' },
    'Your parcel is on its way and should arrive on Saturday, December 5th. ' +
      'Please have an ID ready.',
  ],
  [
    'says that there is no date',
    { status: 'processing' },
    'Your parcel is being prepared. There is no delivery date yet.',
  ],
  ['gives no date of a delivery', { status: 'delivered', ...due }, 'Your parcel was delivered.'],
  [
    'says why a parcel is delayed',
    { status: 'delayed', ...due, issueMessage },
    "Your parcel is delayed. It's now expected on Saturday, December 5th: " +
      'a snowstorm closed the road.',
  ],
  [
    'leaves a name at the beginning of a reason as it is',
    { status: 'failed', issueMessage: 'Buffalo is closed' },
    'Your parcel could not be delivered: Buffalo is closed.',
  ],
  [
    'leaves what may be part of a name after the beginning as it is',
    { status: 'failed', issueMessage: 'Newton On Sea is closed' },
    'Your parcel could not be delivered: Newton On Sea is closed.',
  ],
  [
    'says that no reason is on record',
    { status: 'failed', ...due },
    'Your parcel could not be delivered. No reason is on record.',
  ],
  [
    'speaks an unknown status as it is written',
    { status: 'held_at_customs', ...due },
    'Your parcel has the status held at customs. The estimate is Saturday, December 5th.',
  ],
  [
    'owns up to a note that has no words',
    { status: 'delayed', issueMessage: '📦' },
    "Your parcel is delayed. There is no delivery date yet. There is a note that I can't read out.",
  ],
];

for (const [what, delivery, spoken] of rows) {
  test(`deliverySentence() ${what}`, () => {
    assert.equal(deliverySentence(record(delivery)), spoken);
  });
}

const DELIVERED = { status: 'delivered' };

const manners: [what: string, manner: Partial<Manner>, spoken: string][] = [
  ['the end of the number', { naming: 'ending' }, 'Your parcel ending in 0 0 0 1 was delivered.'],
  [
    'the whole number',
    { naming: 'number' },
    'Your parcel, number W B, 1 0 0 0, 0 0 0 1, was delivered.',
  ],
  ['the name', { speakName: true }, 'The parcel for Maria Lopez was delivered.'],
  [
    'name and end of the number',
    { speakName: true, naming: 'ending' },
    'The parcel for Maria Lopez, ending in 0 0 0 1, was delivered.',
  ],
  [
    'name and number',
    { speakName: true, naming: 'number' },
    'The parcel for Maria Lopez, number W B, 1 0 0 0, 0 0 0 1, was delivered.',
  ],
  ['a question at the end', { closes: true }, 'Your parcel was delivered. Is there anything else?'],
];
for (const [what, manner, spoken] of manners) {
  test(`deliverySentence() speaks with ${what}`, () => {
    assert.equal(deliverySentence(record(DELIVERED, manner)), spoken);
  });
}

test('deliverySentence() says the age of a stale record before its facts', () => {
  const stale = { ...record(DELIVERED), stale: true, ageSeconds: 600 };
  assert.equal(
    deliverySentence(stale),
    'This is from about ten minutes ago. Your parcel was delivered.',
  );
});

test('deliverySentence() leaves the age of a fresh record unspoken', () => {
  const fresh = { ...record(DELIVERED), ageSeconds: 600 };
  assert.equal(deliverySentence(fresh), 'Your parcel was delivered.');
});

const TOLD = { isTold: true };
const issues: [what: string, delivery: Facts, manner: Partial<Manner>, spoken: string][] = [
  [
    'says the status with the reason',
    { status: 'delayed', ...due, issueMessage },
    {},
    'Your parcel is delayed: a snowstorm closed the road.',
  ],
  [
    'says the reason alone where the rest was told',
    { status: 'delayed', ...due, issueMessage },
    TOLD,
    'A snowstorm closed the road.',
  ],
  [
    'says of which parcel the reason is',
    { status: 'delayed', ...due, issueMessage },
    { ...TOLD, naming: 'ending' },
    'For the parcel ending in 0 0 0 1: a snowstorm closed the road.',
  ],
  [
    'says that there is no issue, and the status',
    { status: 'out_for_delivery', ...due },
    {},
    'There is no issue on record. Your parcel is out for delivery.',
  ],
  ['says that there is no issue', { status: 'in_transit' }, TOLD, 'There is no issue on record.'],
  [
    'says that no reason is on record for a parcel in trouble',
    { status: 'delayed', ...due },
    {},
    'Your parcel is delayed. No reason is on record.',
  ],
  ['says that no reason is on record', { status: 'failed' }, TOLD, 'No reason is on record.'],
];

for (const [what, delivery, manner, spoken] of issues) {
  test(`issueSentence() ${what}`, () => {
    assert.equal(issueSentence(record(delivery, manner)), spoken);
  });
}

test('issueSentence() says the age of a stale record before its facts', () => {
  const stale = { ...record(DELIVERED), stale: true, ageSeconds: 7200 };
  assert.equal(
    issueSentence(stale),
    'This is from about two hours ago. ' +
      'There is no issue on record. Your parcel was delivered.',
  );
});

for (const [name, speak] of Object.entries({ deliverySentence, issueSentence })) {
  for (const closes of [false, true]) {
    test(`${name}() cuts an issue that is too long, says so${closes ? ' and asks on' : ''}`, () => {
      const long = 'frozen road '.repeat(200);
      const spoken = speak(record({ status: 'delayed', issueMessage: long }, { closes }));
      const cut = /: ((?:frozen road )*frozen(?: road)?)\. That note is longer than I can read/;
      assert.match(spoken, cut);
      assert.equal(spoken.endsWith('anything else?'), closes);
      assert.ok(spoken.length <= SENTENCE_LENGTH_MAX);
      assert.ok(spoken.length > SENTENCE_LENGTH_MAX - 'frozen '.length);
    });
  }

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
