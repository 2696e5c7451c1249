// Waybill's own sentences, of any record, rest on that record and on no other: whatever the texts
// of a record say, nothing in its sentence is taken for an invention, and when the record differs
// in one thing that was said, exactly that is noticed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { initialCallContext, type Person } from '../../machines/call-context.ts';
import type { Delivery } from '../../machines/delivery.ts';
import { en } from '../../machines/languages/en/en.ts';
import { deliveryReply, type Manner } from '../../machines/reply.ts';
import { type Facts, knowPolicy, NO_FACTS } from '../../src/grounding/facts.ts';
import { findUngrounded } from '../../src/grounding/trace-claims.ts';
import {
  deliverySentence,
  issueSentence,
  type SpokenRecord,
} from '../../src/speech/delivery-sentences.ts';
import { fixedSentence } from '../../src/speech/fallback-sentences.ts';
import {
  badNumberSentence,
  invalidRecordSentence,
  noNumberSentence,
  piecesSentence,
  readBackSentence,
  refusalSentence,
  repairSentence,
  whichPartSentence,
} from '../../src/speech/number-sentences.ts';
import { spokenStatus } from '../../src/speech/spoken-status.ts';
import { lateSentence, serverResponseSentences } from '../../src/speech/unasked-sentences.ts';
import { arbitraryDelivery, arbitraryTrackingNumber } from '../speech/arbitrary-delivery.ts';
import { PLAIN } from '../speech/manner.ts';

const AT = Date.parse('2026-11-30T15:00:00Z');

const knowing = (delivery: Delivery, ageSeconds: number, timeZone = 'UTC'): Facts => ({
  ...NO_FACTS,
  timeZone,
  records: [{ delivery, asOf: AT - ageSeconds * 1000 }],
});

type Speak = (record: SpokenRecord) => string;

const speakOf = (
  speak: Speak,
  delivery: Delivery,
  stale: boolean,
  ageSeconds: number,
  { timeZone, ...manner }: Manner & { timeZone: string } = { ...PLAIN, timeZone: 'UTC' },
) =>
  speak({
    delivery,
    asOf: AT - ageSeconds * 1000,
    stale,
    ageSeconds,
    timeZone,
    language: en,
    manner,
  });

const arbitraryManner = fc.record({
  naming: fc.constantFrom('none' as const, 'ending' as const, 'number' as const),
  speakName: fc.boolean(),
  isTold: fc.boolean(),
  closes: fc.boolean(),
  timeZone: fc.constantFrom('UTC', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Etc/GMT+12'),
});

const arbitraryAge = fc.tuple(fc.boolean(), fc.nat({ max: 120 * 86_400 }));

for (const [name, speak] of Object.entries({ deliverySentence, issueSentence })) {
  test(`findUngrounded() finds nothing in ${name}() of any record`, () => {
    const piece = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    const wild = fc.tuple(piece, fc.nat({ max: 30 })).map(([text, more]) => text.repeat(more + 1));
    const words = fc.stringMatching(/^[A-Za-z0-9 .,'?:-]{1,60}$/);
    const texts = fc.oneof(wild, words, fc.constantFrom(...TRICKY));
    fc.assert(
      fc.property(arbitraryDelivery(texts), arbitraryAge, arbitraryManner, (delivery, age, how) => {
        const [stale, ageSeconds] = age;
        const spoken = speakOf(speak, delivery, stale, ageSeconds, how);
        assert.deepEqual(
          findUngrounded(spoken, knowing(delivery, ageSeconds, how.timeZone), AT),
          [],
          spoken,
        );
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
      fc.property(pair, arbitraryManner, ([delivery, other, change], how) => {
        const spoken = speakOf(speak, delivery, false, 0, how);
        const changed = { ...delivery, ...CHANGES[change](other) };
        fc.pre(isStated(change, spoken, delivery, changed));
        const found = findUngrounded(spoken, knowing(changed, 0, how.timeZone), AT);
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
    case 'number': {
      const isSaid = spoken.includes('ending in') || spoken.includes(', number ');
      return isSaid && before.trackingNumber.slice(-4) !== after.trackingNumber.slice(-4);
    }
    case 'status':
      return before.status !== after.status && spoken.includes(spokenStatus(before.status, en));
    case 'name': {
      const { customerName } = before;
      return spoken.includes('The parcel for ') && customerName !== after.customerName;
    }
    case 'date': {
      const isSaid = /expected|arrive|estimate|no delivery date/.test(spoken);
      const day = ({ estimatedDelivery }: Delivery) => Date.parse(estimatedDelivery ?? '');
      // A moment is another day in another place.
      const isFar = Math.abs(day(before) - day(after)) > 3 * 86_400_000;
      const isGone = Number.isNaN(day(before)) !== Number.isNaN(day(after));
      return isSaid && (isFar || isGone);
    }
    case 'issue': {
      // A note that stands by itself is a sentence like any other; a reason follows its colon.
      const isSaid = /issue on record|No reason|(?:delayed|delivered|cancelled|expected.*): /.test(
        spoken,
      );
      return isSaid && before.issueMessage !== after.issueMessage;
    }
    default:
      return change satisfies never;
  }
}

const PERSONS = [
  { reach: 'transfer' },
  { reach: 'nobody' },
  { reach: 'contact', words: 'We call you back on weekdays from nine to five: 555 0100' },
] as const;

/** What is known where a person is reached like this. */
const reaching = (person: Person | null): Facts =>
  person === null ? NO_FACTS : knowPolicy(NO_FACTS, { ...POLICY, person });

const POLICY = { confirm: 'always', triesMax: 3, replyDeadlineMs: 500, freshMs: 60_000 } as const;

const FIXED = [
  'unavailable',
  'tooManyNumbers',
  'handoff',
  'unknownTool',
  'badArguments',
  'callEnded',
  'internalFault',
] as const;

test('findUngrounded() finds nothing in what Waybill says without a record', () => {
  const faults = ['missing', 'tooShort', 'tooLong', 'noNumber', 'ambiguous'] as const;
  for (const person of [null, ...PERSONS]) {
    const said = [
      noNumberSentence({ language: en }),
      refusalSentence(person, { language: en }),
      ...faults.map((fault) => badNumberSentence(fault, person, { language: en })),
      ...(person === null ? [] : FIXED.map((about) => fixedSentence(about, person, en))),
      ...(person === null
        ? []
        : [invalidRecordSentence('WB10000001', 'none', person, { language: en })]),
    ];
    for (const spoken of said) {
      assert.deepEqual(findUngrounded(spoken, reaching(person), AT), [], spoken);
    }
  }
});

test('findUngrounded() takes a number that is read back for a question', () => {
  const arbitraryPerson = fc.constantFrom(null, ...PERSONS);
  const arbitraryPlaces = fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('5', 'A', 'I'));
  fc.assert(
    fc.property(
      arbitraryTrackingNumber,
      arbitraryPerson,
      arbitraryPlaces,
      (number, person, [first, second, put]) => {
        const [a, b] = [first % number.length, second % number.length];
        const changed = { start: Math.min(a, b), end: Math.max(a, b) + 1 };
        const repaired = `${number.slice(0, a)}${put}${number.slice(a + 1)}`;
        const telling = { language: en };
        const asked = [
          readBackSentence(number, person, telling),
          readBackSentence(number, person, telling, changed),
          whichPartSentence(number, person, telling),
          piecesSentence(number.slice(0, 1 + a), person, telling),
        ];
        if (repaired !== number) {
          const repair = { trackingNumber: repaired, heard: number };
          asked.push(repairSentence(repair, person, telling));
        }
        for (const spoken of asked) {
          assert.deepEqual(findUngrounded(spoken, reaching(person), AT), [], spoken);
        }
      },
    ),
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
      const currentDelivery = { delivery, asOf: AT };
      const asked = { toolCallId: 'a', tool: 'track_delivery', topic: 'delivery' } as const;
      const { passingOn } = serverResponseSentences(
        { ...initialCallContext(undefined), currentDelivery },
        { person: { reach: 'transfer' }, language: en },
      );
      const late = lateSentence(
        deliveryReply({}, asked, currentDelivery, PLAIN, 'sanity', false, AT),
      );
      for (const spoken of [passingOn, late]) {
        assert.deepEqual(
          findUngrounded(spoken, { ...knowing(delivery, 0), transfer: 'asked' }, AT),
          [],
          spoken,
        );
      }
    }),
  );
});
