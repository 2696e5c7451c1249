// Whoever has no number, asked outright.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type CallPolicy, initialCallContext } from '../../machines/call-context.ts';
import { lacksNumber, nextOwn, offerOwn } from '../../machines/call-own.ts';
import { after, callInput, type ScriptToolEvent, where, yes } from './call-script.ts';
import { CLEAN, OTHER } from './scenarios/numbers.ts';

const NOTHING = initialCallContext(callInput());
const LACKS = "I don't have it";

function owning(policy: Partial<CallPolicy> = {}) {
  const context = initialCallContext(callInput({ askOwn: 'on', ...policy }));
  return { ...context, callerNumbersUnderWay: [CLEAN, OTHER] };
}

describe('lacksNumber()', () => {
  const candidate = { trackingNumber: CLEAN, interpreted: false, topic: 'delivery' } as const;
  const long = (length: number) => LACKS.padEnd(length, '.');
  const rows: [string, boolean, ScriptToolEvent, boolean?][] = [
    ['words that say so', true, where('a', LACKS)],
    ['words with a curly apostrophe', true, where('a', 'I don’t have it')],
    ["the caller's own words, the latest", true, after(['Hello.', 'Well.', LACKS], where('a'))],
    ['not their words before', false, after([LACKS, 'Hello.'], where('a'))],
    ['not what was said beside something else', false, after(LACKS, where('a', 'Hello.'))],
    ['not a word', false, where('a')],
    ['not where a digit is among them', false, where('a', `${LACKS} 5`)],
    ['not beside a yes', false, yes('a', LACKS)],
    ['not where a number is on the table', false, where('a', LACKS), true],
    ['words as long as may be', true, where('a', long(200))],
    ['not longer ones', false, where('a', long(201))],
    ['not a figure', false, where('a', 5)],
  ];
  for (const [title, lacks, event, isOnTable = false] of rows) {
    const context = isOnTable ? { ...NOTHING, candidate } : NOTHING;
    test(title, () => assert.equal(lacksNumber(context, event), lacks));
  }
});

test('nextOwn() is the first under way that was not asked about, where any is', () => {
  assert.equal(nextOwn(owning()), CLEAN);
  assert.equal(nextOwn({ ...owning(), offeredNumbers: [CLEAN] }), OTHER);
  assert.equal(nextOwn({ ...owning(), offeredNumbers: [CLEAN, OTHER] }), null);
  assert.equal(nextOwn(owning({ askOwn: 'off' })), null);
});

test('offerOwn() greets where the call begins with it, with the notice where there is one', () => {
  const opening = { ...where('a'), isOpening: true } as ScriptToolEvent;
  const said = (policy: Partial<CallPolicy>, event: ScriptToolEvent) =>
    offerOwn(owning(policy), event).replies.map(({ utterance }) => utterance);
  const asks = { about: 'ownParcel', trackingNumber: CLEAN, offerHuman: false };
  assert.deepEqual(said({}, where('a')), [asks]);
  assert.deepEqual(said({}, yes('a')), [asks]);
  assert.deepEqual(said({}, opening), [{ ...asks, greets: true }]);
  const notice = 'This call is recorded.';
  assert.deepEqual(said({ notice }, opening), [{ ...asks, greets: true, notice }]);
  assert.deepEqual(said({ notice }, where('a')), [asks]);
});

test('offerOwn() puts the number on the table as one to be asked about', () => {
  const { patch } = offerOwn(owning(), where('a'));
  const candidate = { trackingNumber: CLEAN, interpreted: true, topic: 'delivery', isOwn: true };
  assert.deepEqual(patch.candidate, candidate);
  assert.throws(
    () => offerOwn(NOTHING, where('a')),
    /^Error: Cannot ask about a parcel: there is none$/,
  );
});
