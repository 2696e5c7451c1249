import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type CallContext, initialCallContext } from '../../machines/call-context.ts';
import { languageOf } from '../../machines/languages/language.ts';
import { deliveryReply } from '../../machines/reply.ts';
import {
  correctionSentence,
  lateSentence,
  serverResponseSentences,
  withdrawalSentence,
} from '../../src/speech/unasked-sentences.ts';
import { PLAIN } from './manner.ts';

const LINE = { person: { reach: 'transfer' }, language: languageOf('en') } as const;
const DELIVERY = { trackingNumber: 'WB10000001', status: 'delayed' };
const TOLD = [{ delivery: DELIVERY, asOf: 0 }];

type Reason = CallContext['fallbackReason'];

function because(kind: NonNullable<Reason>['kind'], trackingNumber: string | null = null): Reason {
  return { kind, next: 'human', trackingNumber };
}

describe('the person who takes over is told', () => {
  const rows: [what: string, known: Partial<CallContext>, written: string][] = [
    [
      'nothing but that, of a call without a number',
      {},
      'Caller without a tracking number so far.',
    ],
    [
      'what was told, and that a person is wanted',
      { told: TOLD, fallbackReason: because('humanRequested') },
      'Caller about parcel WB10000001. They were told that it is delayed. They asked for a person.',
    ],
    [
      'the number that was not found, and not the one that was told before',
      { told: TOLD, fallbackReason: because('notFound', 'ZZ900001') },
      'Caller about number ZZ900001. Nothing was told of it. No parcel was found under the number.',
    ],
    [
      'that the caller could not show that it is theirs, and no status',
      {
        passedNumbers: ['WB10000001'],
        wrongAnswers: ['WB10000001', 'WB10000001'],
        fallbackReason: because('humanRequested'),
      },
      'Caller about number WB10000001. Nothing was told of it. They could not show that the parcel is theirs.',
    ],
  ];
  const reasons: [kind: NonNullable<Reason>['kind'], why: string][] = [
    ['humanRequested', 'They asked for a person.'],
    ['notFound', 'No parcel was found under the number.'],
    ['unavailable', 'The records could not be reached.'],
    ['invalidRecord', 'There is a problem with the record.'],
    ['tooManyTries', 'The number was not understood or not found.'],
    ['tooManyNumbers', 'They have tried as many numbers as they may.'],
  ];
  for (const [kind, why] of reasons) {
    rows.push([
      `why a person is wanted: ${kind}`,
      { fallbackReason: because(kind) },
      `Caller without a tracking number so far. ${why}`,
    ]);
  }
  for (const [what, known, written] of rows) {
    test(what, () => {
      const context = { ...initialCallContext(undefined), ...known };
      assert.equal(serverResponseSentences(context, LINE).briefing.written, written);
    });
  }

  test('a number in groups where it is spoken, and nothing where no call is known', () => {
    const context = { ...initialCallContext(undefined), told: TOLD };
    const { spoken } = serverResponseSentences(context, LINE).briefing;
    assert.match(spoken, /^Caller about parcel W B, 1 0 0 0, 0 0 0 1\. They/);
    assert.deepEqual(serverResponseSentences(null, LINE).briefing, { spoken: '', written: '' });
  });
});

test('the caller is told of what they are passed on with, and of what is known alone', () => {
  const passingOn = (known: Partial<CallContext>) =>
    serverResponseSentences({ ...initialCallContext(undefined), ...known }, LINE).passingOn;
  const base = "I'll put you through to a person now.";
  assert.equal(passingOn({}), base);
  assert.equal(
    passingOn({ currentDelivery: { delivery: DELIVERY, asOf: 0 } }),
    `${base} This is about the parcel W B, 1 0 0 0, 0 0 0 1, which is delayed.`,
  );
  assert.equal(
    passingOn({ fallbackReason: because('notFound', 'ZZ900001') }),
    `${base} This is about the number Z Z, 9 0 0, 0 0 1.`,
  );
});

test('a line that takes no calls, or has nobody to pass them to, says so', () => {
  const { noAssistant, noDestination } = serverResponseSentences(null, LINE);
  assert.equal(
    noAssistant,
    "I'm sorry, this line can't take calls right now. Please call again later.",
  );
  assert.equal(noDestination, "I'm sorry, I can't put you through to a person on this line.");
});

test('what is said unasked takes back what no record states, and tells what one does', () => {
  const at = Date.parse('2026-11-30T15:00:00Z');
  const context: CallContext = {
    ...initialCallContext(undefined),
    told: [{ delivery: DELIVERY, asOf: at }],
  };
  const disregard = 'I have to correct myself: please disregard what I just said';
  assert.equal(withdrawalSentence(context), `${disregard}. All that I can do is look up parcels.`);
  assert.equal(
    correctionSentence(initialCallContext(undefined), null, at),
    `${disregard} about your parcel, since I have no record of it.`,
  );
  assert.equal(correctionSentence(context, 'ZZ900001', at), `${disregard}. It is not on record.`);
  const told = 'Your parcel is delayed. There is no delivery date yet. No reason is on record.';
  assert.equal(
    correctionSentence(context, 'WB10000001', at),
    `I have to correct myself. This is what is on record: ${told}`,
  );
  const asked = { toolCallId: '', tool: '', topic: 'delivery' } as const;
  const late = deliveryReply(
    {},
    asked,
    { delivery: DELIVERY, asOf: at },
    PLAIN,
    'sanity',
    false,
    at,
  );
  assert.equal(lateSentence(late), `Thank you for waiting. ${told}`);
});
