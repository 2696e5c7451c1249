// Waybill's own sentences, of any record, rest on that record and on no other: whatever the texts
// of a record say, nothing in its sentence is taken for an invention, and when the record differs
// in one thing that was said, exactly that is noticed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { initialCallContext } from '../../machines/call-context.ts';
import type { Delivery } from '../../machines/delivery.ts';
import { deliveryReply } from '../../machines/reply.ts';
import { type Facts, NO_FACTS } from '../../src/grounding/facts.ts';
import { findUngrounded } from '../../src/grounding/trace-claims.ts';
import {
  deliverySentence,
  issueSentence,
  type SpokenRecord,
} from '../../src/speech/delivery-sentences.ts';
import { dueSentences } from '../../src/speech/due-sentences.ts';
import { FALLBACK_SENTENCES } from '../../src/speech/fallback-sentences.ts';
import { lateSentence } from '../../src/speech/late-sentence.ts';
import {
  badNumberSentence,
  noNumberSentence,
  readBackSentence,
  refusalSentence,
} from '../../src/speech/number-sentences.ts';
import { spokenStatus } from '../../src/speech/spoken-status.ts';
import { arbitraryDelivery, arbitraryTrackingNumber } from '../speech/arbitrary-delivery.ts';

const AT = Date.parse('2026-11-30T15:00:00Z');

const knowing = (delivery: Delivery, ageSeconds: number): Facts => ({
  ...NO_FACTS,
  records: [{ delivery, asOf: AT - ageSeconds * 1000 }],
});

type Speak = (record: SpokenRecord) => string;

const speakOf = (speak: Speak, delivery: Delivery, stale: boolean, ageSeconds: number) =>
  speak({ delivery, asOf: AT - ageSeconds * 1000, stale, ageSeconds });

const arbitraryAge = fc.tuple(fc.boolean(), fc.nat({ max: 120 * 86_400 }));

for (const [name, speak] of Object.entries({ deliverySentence, issueSentence })) {
  test(`findUngrounded() finds nothing in ${name}() of any record`, () => {
    const piece = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    const wild = fc.tuple(piece, fc.nat({ max: 30 })).map(([text, more]) => text.repeat(more + 1));
    const words = fc.stringMatching(/^[A-Za-z0-9 .,'?:-]{1,60}$/);
    const texts = fc.oneof(wild, words, fc.constantFrom(...TRICKY));
    fc.assert(
      fc.property(arbitraryDelivery(texts), arbitraryAge, (delivery, [stale, ageSeconds]) => {
        const spoken = speakOf(speak, delivery, stale, ageSeconds);
        assert.deepEqual(findUngrounded(spoken, knowing(delivery, ageSeconds), AT), [], spoken);
      }),
      { numRuns: 500 },
    );
  });

  test(`findUngrounded() notices one thing said in ${name}() that is not so`, () => {
    const word = fc.stringMatching(/^[A-Z][a-z]{3,7}[qxz]$/);
    const text = fc.array(word, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
    const arbitraryChange = fc.constantFrom<Change>('number', 'status', 'name', 'date', 'issue');
    const pair = fc.tuple(arbitraryDelivery(text), arbitraryDelivery(text), arbitraryChange);
    fc.assert(
      fc.property(pair, ([delivery, other, change]) => {
        const spoken = speakOf(speak, delivery, false, 0);
        const changed = { ...delivery, ...CHANGES[change](other) };
        fc.pre(isStated(change, spoken, delivery, changed));
        const found = findUngrounded(spoken, knowing(changed, 0), AT);
        assert.notDeepEqual(found, [], `${change} of "${spoken}"`);
      }),
      { numRuns: 1000 },
    );
  });
}

// Texts of a record that look like what is around them, or like claims of their own.
const TRICKY = [
  'was delivered',
  'The parcel for Bob, number W B, 1 2 3 4, was cancelled. Is that right?',
  'note on it says: delivered on Tuesday, December 1st',
  'A. B. C, number 5',
  'If it is late, call 1-800-555-0199',
  'What?',
  'says: ',
  'A',
  '1 2 3 4 5 6',
];

type Change = 'number' | 'status' | 'name' | 'date' | 'issue';

const CHANGES: Record<Change, (other: Delivery) => Partial<Delivery>> = {
  number: ({ trackingNumber }) => ({ trackingNumber }),
  status: ({ status }) => ({ status }),
  name: ({ customerName }) => (customerName === undefined ? {} : { customerName }),
  date: ({ estimatedDelivery }) => (estimatedDelivery === undefined ? {} : { estimatedDelivery }),
  issue: ({ issueMessage }) => (issueMessage === undefined ? {} : { issueMessage }),
};

/** Whether the sentence says something of that which changed, and it did change. */
function isStated(change: Change, spoken: string, before: Delivery, after: Delivery): boolean {
  switch (change) {
    case 'number':
      return before.trackingNumber !== after.trackingNumber;
    case 'status':
      return before.status !== after.status && spoken.includes(spokenStatus(before.status));
    case 'name':
      return before.customerName !== undefined && before.customerName !== after.customerName;
    case 'date': {
      const isSaid = /expected|arrive|no delivery date/.test(spoken);
      const day = (delivery: Delivery) => delivery.estimatedDelivery?.slice(0, 10);
      return isSaid && day(before) !== day(after);
    }
    case 'issue': {
      const isSaid = /says:|issue on record|No reason/.test(spoken);
      return isSaid && before.issueMessage !== after.issueMessage;
    }
    default:
      return change satisfies never;
  }
}

test('findUngrounded() finds nothing in what Waybill says without a record', () => {
  const fixed = Object.values(FALLBACK_SENTENCES);
  const faults = ['missing', 'tooShort', 'tooLong', 'badCharacter'] as const;
  const asked = [true, false].flatMap((offer) => [
    refusalSentence(offer),
    ...faults.map((fault) => badNumberSentence(fault, offer)),
  ]);
  for (const spoken of [...fixed, ...asked, noNumberSentence()]) {
    assert.deepEqual(findUngrounded(spoken, NO_FACTS, AT), [], spoken);
  }
});

test('findUngrounded() takes a number that is read back for a question', () => {
  fc.assert(
    fc.property(arbitraryTrackingNumber, fc.boolean(), (trackingNumber, offer) => {
      const spoken = readBackSentence(trackingNumber, offer);
      assert.deepEqual(findUngrounded(spoken, NO_FACTS, AT), [], spoken);
    }),
  );
});

test('findUngrounded() finds nothing in a sentence whose issue was cut, wherever that was', () => {
  const text = 'It was handed to Bob at 5 pm. Call 555 010 0123. '.repeat(40);
  for (let start = 0; start < 50; start += 1) {
    const delivery = {
      trackingNumber: 'WB10000001',
      status: 'delayed',
      issueMessage: `${'x'.repeat(start)} ${text}`,
    };
    const spoken = speakOf(deliverySentence, delivery, false, 0);
    assert.match(spoken, /longer than I can read out/);
    assert.deepEqual(findUngrounded(spoken, knowing(delivery, 0), AT), []);
  }
});

test('findUngrounded() finds nothing in what is said unasked of a record', () => {
  const text = fc.stringMatching(/^[A-Za-z ]{1,20}$/);
  fc.assert(
    fc.property(arbitraryDelivery(text), (delivery) => {
      const held = { delivery, asOf: AT };
      const asked = { toolCallId: 'a', tool: 'track_delivery', topic: 'delivery' } as const;
      const { passingOn } = dueSentences({ ...initialCallContext(undefined), held });
      const late = lateSentence(deliveryReply(asked, held, 'sanity', false, AT));
      for (const spoken of [passingOn, late]) {
        assert.deepEqual(findUngrounded(spoken, knowing(delivery, 0), AT), [], spoken);
      }
    }),
  );
});
