import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type CallContext, initialCallContext } from '../../machines/call-context.ts';
import { languageOf } from '../../machines/languages/language.ts';
import { serverResponseSentences } from '../../src/speech/unasked-sentences.ts';

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
