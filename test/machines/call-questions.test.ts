// What the chart asks of a call, asked outright: no scenario comes to each answer by itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CallContext,
  type CallPolicy,
  initialCallContext,
} from '../../machines/call-context.ts';
import * as question from '../../machines/call-questions.ts';
import {
  after,
  broken,
  cachedDelivery,
  callInput,
  found,
  hangUp,
  missing,
  NOON,
  no,
  where,
  yes,
} from './call-script.ts';
import { BAD, CLEAN, OTHER } from './scenarios/numbers.ts';

/** One character from the clean number. */
const NEAR = 'WB100002';
/** Wrong by its check digit, and right with another character in one of two places. */
const TWO_REPAIRS = 'RB123456784GB';

function knowing(known: Partial<CallContext>, policy: Partial<CallPolicy> = {}): CallContext {
  return { ...initialCallContext(callInput(policy)), ...known };
}

function onTable(trackingNumber: string, known: Partial<CallContext> = {}): CallContext {
  const candidate = { trackingNumber, interpreted: false, topic: 'delivery' } as const;
  return knowing({ ...known, candidate });
}

function awaiting(...trackingNumbers: string[]): Partial<CallContext> {
  const asked = {
    tool: 'track_delivery',
    topic: 'delivery',
    deadlineAt: NOON,
    stale: null,
  } as const;
  return {
    pendingLookups: trackingNumbers.map((it) => ({ ...asked, toolCallId: it, trackingNumber: it })),
  };
}

const NOTHING = knowing({});

test('toolEvent() is of tool calls alone', () => {
  assert.deepEqual(question.toolEvent(where('a')), where('a'));
  assert.throws(
    () => question.toolEvent(hangUp),
    /^Error: Cannot answer "call.ended": no tool call/,
  );
});

test('topicOf() is what was asked, else that of the number on the table', () => {
  const candidate = { trackingNumber: CLEAN, interpreted: false, topic: 'issue' } as const;
  assert.equal(question.topicOf(knowing({ candidate }), yes('a')), 'issue');
  assert.equal(question.topicOf(knowing({ candidate }), where('a')), 'delivery');
  assert.equal(question.topicOf(NOTHING, yes('a')), 'delivery');
});

for (const { title, context = NOTHING, event, passes } of [
  { title: 'a clean number that is asked for', event: where('a', CLEAN), passes: true },
  {
    title: 'none',
    context: knowing({}, { confirm: 'never' }),
    event: where('a', BAD),
    passes: false,
  },
  { title: 'one that came with a yes to another', event: yes('a', CLEAN), passes: false },
  {
    title: 'the one that the call speaks of, which was not said now',
    context: knowing({ currentDelivery: cachedDelivery(CLEAN) }),
    event: where('a'),
    passes: false,
  },
  {
    title: 'a clean one where each is read back',
    context: knowing({}, { confirm: 'always' }),
    event: where('a', CLEAN),
    passes: false,
  },
  {
    title: 'one that came with a yes, where none is read back',
    context: knowing({}, { confirm: 'never' }),
    event: yes('a', CLEAN),
    passes: true,
  },
  {
    title: "another than the caller's own, where none is read back",
    context: knowing({ callerNumbers: [OTHER] }, { confirm: 'never' }),
    event: where('a', CLEAN),
    passes: false,
  },
  {
    title: 'what a correction makes of the one on the table, though it has passed before',
    context: onTable(CLEAN, { passedNumbers: [NEAR] }),
    event: where('a', 'the last digit is two'),
    passes: false,
  },
]) {
  test(`maySkipReadBack(): ${title} ${passes ? 'may' : 'may not'}`, () => {
    assert.equal(question.maySkipReadBack(context, event), passes);
  });
}

test('without a number on the table none passes, and none is too many', () => {
  assert.equal(question.mayPassCandidate(NOTHING, where('a', CLEAN)), false);
  assert.equal(question.isCandidateOneTooMany(NOTHING), false);
});

test('isDoubtful(): a number that is like another on the table, and not that one itself', () => {
  const number = { trackingNumber: CLEAN, interpreted: false };
  assert.equal(question.isDoubtful(onTable(NEAR), where('a', CLEAN), number), true);
  assert.equal(question.isDoubtful(onTable(CLEAN), where('a', CLEAN), number), false);
  assert.equal(question.isDoubtful(onTable(OTHER), where('a', CLEAN), number), false);
  assert.equal(question.isDoubtful(NOTHING, where('a', CLEAN), number), false);
  assert.equal(
    question.isDoubtful(NOTHING, where('a', CLEAN), { ...number, interpreted: true }),
    true,
  );
});

test('isDoubtful(): a number that had passed, once it comes with a no', () => {
  const number = { trackingNumber: CLEAN, interpreted: false };
  const context = knowing({ passedNumbers: [CLEAN] });
  assert.equal(question.isDoubtful(context, where('a', CLEAN), number), false);
  assert.equal(question.isDoubtful(context, yes('a', CLEAN), number), false);
  assert.equal(question.isDoubtful(context, no('a', CLEAN), number), true);
  assert.equal(question.isDoubtful(NOTHING, no('a', CLEAN), number), false);
});

test('repairOf() guesses at nothing: no repair of what is right, or could be two numbers', () => {
  const context = knowing({}, { checkDigits: 'on' });
  assert.equal(question.repairOf(context, CLEAN), null);
  assert.equal(question.repairOf(context, TWO_REPAIRS), null);
  assert.equal(
    question.isDoubtful(context, where('a', CLEAN), {
      trackingNumber: TWO_REPAIRS,
      interpreted: false,
    }),
    true,
  );
});

test("isDoubtedNo(): a no of the model's alone, to the number on the table, where the caller says yes", () => {
  const asked = (context: CallContext, event: Parameters<typeof question.isDoubtedNo>[1]) =>
    question.isDoubtedNo(context, event);
  assert.equal(asked(onTable(CLEAN), after('Yes.', no('a'))), true);
  assert.equal(asked(onTable(CLEAN), after('Well.', no('a'))), false);
  assert.equal(asked(onTable(CLEAN), after('Yes.', yes('a'))), false);
  assert.equal(asked(onTable(CLEAN), after('Yes.', where('a', CLEAN))), false);
  assert.equal(asked(onTable(CLEAN), after('Yes.', no('a', OTHER))), false);
  assert.equal(asked(NOTHING, after('Yes.', no('a'))), false);
});

test('isAffirmation(): a yes to the number on the table', () => {
  assert.equal(question.isAffirmation(onTable(CLEAN), yes('a')), true);
  assert.equal(question.isAffirmation(onTable(CLEAN), no('a')), false);
  assert.equal(question.isAffirmation(onTable(CLEAN), where('a', CLEAN)), false);
  assert.equal(question.isAffirmation(onTable(CLEAN), yes('a', OTHER)), false);
  assert.equal(question.isAffirmation(onTable(CLEAN), after('No.', yes('a'))), false);
});

test('isRefusal(): a no, but not one by which a number becomes another that is looked up', () => {
  assert.equal(question.isRefusal(onTable(CLEAN), where('a', CLEAN)), false);
  assert.equal(question.isRefusal(onTable(CLEAN), yes('a')), false);
  assert.equal(question.isRefusal(onTable(CLEAN), no('a')), true);
  assert.equal(question.isRefusal(onTable(CLEAN), no('a', OTHER)), false);
  const corrects = no('a', 'the last digit is two');
  assert.equal(question.isRefusal(onTable(CLEAN, awaiting(NEAR)), corrects), false);
  // With none on the table it is the one under way that is not wanted.
  assert.equal(question.isRefusal(knowing(awaiting(NEAR, CLEAN)), corrects), true);
  assert.equal(question.isRefusal(onTable(CLEAN, awaiting(OTHER)), no('a', OTHER)), true);
  assert.equal(question.isRefusal(NOTHING, no('a', OTHER)), false);
  const told = knowing({ currentDelivery: cachedDelivery(CLEAN) });
  assert.equal(question.isRefusal(told, no('a', CLEAN)), true);
});

test('isCurrentFresh(): the record in hand, of the number asked for, so long and no longer', () => {
  const held = knowing({ currentDelivery: cachedDelivery(CLEAN) });
  const at = (ageMs: number) => where('a', CLEAN, NOON + ageMs);
  assert.equal(question.isCurrentFresh(held, at(60_000)), true);
  assert.equal(question.isCurrentFresh(held, at(60_001)), false);
  assert.equal(question.isCurrentFresh(held, at(-1)), false);
  assert.equal(question.isCurrentFresh(held, where('a', OTHER)), false);
  assert.equal(question.isCurrentFresh(NOTHING, at(0)), false);
});

test('isUnasked(): no number, and none was asked for, as a whole or in parts', () => {
  assert.equal(question.isUnasked(NOTHING, where('a')), true);
  assert.equal(question.isUnasked(NOTHING, where('a', BAD)), false);
  assert.equal(question.isUnasked(NOTHING, where('a', CLEAN)), false);
  assert.equal(question.isUnasked(knowing({ askedForNumber: true }), where('a')), false);
  assert.equal(question.isUnasked(knowing({ pieces: '' }), where('a')), false);
});

test('isLateDelivery(): the record that the caller was told could not be reached, if they still listen', () => {
  const fallbackReason = { kind: 'unavailable', next: 'tryAgain', trackingNumber: CLEAN } as const;
  const waiting = knowing({ fallbackReason });
  assert.equal(question.isLateDelivery(waiting, found(CLEAN)), true);
  assert.equal(question.isLateDelivery(waiting, found(OTHER)), false);
  assert.equal(question.isLateDelivery(waiting, missing(CLEAN)), false);
  assert.equal(question.isLateDelivery(waiting, broken(CLEAN)), false);
  assert.equal(question.isLateDelivery(waiting, where('a', CLEAN)), false);
  assert.equal(question.isLateDelivery(NOTHING, found(CLEAN)), false);
  assert.equal(
    question.isLateDelivery(knowing({ fallbackReason, passedOn: true }), found(CLEAN)),
    false,
  );
});

test('isBeyondLimit(): one more than may be, unless it was tried before', () => {
  const policy = { numbersMax: 1 };
  const tried = knowing({ triedNumbers: [CLEAN] }, policy);
  assert.equal(question.isBeyondLimit(tried, OTHER), true);
  assert.equal(question.isBeyondLimit(tried, CLEAN), false);
  assert.equal(question.isBeyondLimit(knowing({}, policy), OTHER), false);
  assert.equal(question.isOneTooMany(tried, where('a', BAD)), false);
  assert.equal(question.isOneTooMany(tried, where('a', OTHER)), true);
  assert.equal(question.isBeyondLimit(knowing({ triedNumbers: [CLEAN] }), OTHER), false);
});

test('stateAfterAnswers(): who waits, who asked for a person, what is asked, what was found', () => {
  const reasonOf = (kind: 'humanRequested' | 'notFound') =>
    ({ kind, next: 'human', trackingNumber: null }) as const;
  const states = [
    { ...awaiting(CLEAN), fallbackReason: reasonOf('humanRequested') },
    { fallbackReason: reasonOf('humanRequested'), candidate: onTable(CLEAN).candidate },
    { fallbackReason: reasonOf('notFound'), candidate: onTable(CLEAN).candidate },
    { fallbackReason: reasonOf('notFound') },
    { currentDelivery: cachedDelivery(CLEAN) },
    {},
    { tries: 3 },
  ].map((known) => question.stateAfterAnswers(knowing(known)));
  assert.deepEqual(states, [
    'fetch',
    'fallback',
    'confirm',
    'fallback',
    'report',
    'need',
    'fallback',
  ]);
});

test('unlessHuman(): a person who was asked for stays asked for', () => {
  const reason = { kind: 'humanRequested', next: 'human', trackingNumber: null } as const;
  assert.deepEqual(question.unlessHuman(knowing({ fallbackReason: reason }), null), reason);
  assert.equal(question.unlessHuman(NOTHING, null), null);
});

test('badNumberIn() is what is wrong with a number that is named, where none is on the table', () => {
  const own = {
    trackingNumber: CLEAN,
    interpreted: false,
    topic: 'delivery',
    isOwn: true,
  } as const;
  const part = { ...where('a', 'W B one'), isPart: true as const };
  const rows: [CallContext, Parameters<typeof question.badNumberIn>[1], string | null][] = [
    [NOTHING, no('a', 'W B one'), 'tooShort'],
    [NOTHING, no('a', CLEAN), null],
    [NOTHING, no('a'), null],
    [NOTHING, part, null],
    [knowing({ candidate: own }), no('a', 'the last digit is two'), null],
    [knowing({ pieces: 'WB10' }), no('a', 'nine or five'), null],
  ];
  for (const [context, event, fault] of rows) {
    assert.equal(question.badNumberIn(context, event), fault, JSON.stringify(event));
  }
});

test('refusedNumber(), replacedNumber(): a no is to what was spoken of last', () => {
  const record = cachedDelivery('CD000004');
  const asked = { trackingNumber: 'BV000002', topic: 'delivery', asks: 'lastName' } as const;
  const reason = { kind: 'notFound', next: 'anotherNumber', trackingNumber: 'FR000003' } as const;
  const passed = { passedNumbers: ['PN000006', 'PN000005'] };
  const told = { ...passed, currentDelivery: record };
  const failed = { ...told, fallbackReason: reason };
  const verifying = { ...failed, verification: { ...asked, record, stale: false } };
  const waiting = { ...verifying, ...awaiting('WB000007', 'WB000008', 'WB000001') };
  const rows: [Partial<CallContext>, string | undefined][] = [
    [{}, undefined],
    [passed, 'PN000005'],
    [told, 'CD000004'],
    [failed, 'FR000003'],
    [verifying, 'BV000002'],
    [waiting, 'WB000001'],
  ];
  for (const [known, last] of rows) {
    const context = knowing(known);
    assert.equal(question.refusedNumber(context, no('a', 'nine or five')), last);
    assert.equal(question.replacedNumber(context, no('a', OTHER)), last);
    assert.equal(question.replacedNumber(context, no('a', last ?? OTHER)), undefined);
    assert.equal(question.replacedNumber(context, no('a', 'nine or five')), undefined);
    assert.equal(question.replacedNumber(context, yes('a', OTHER)), undefined);
  }
  assert.equal(question.refusedNumber(knowing({ ...passed, pieces: 'WB1' }), no('a')), undefined);
  assert.equal(question.refusedNumber(knowing({ ...passed, pieces: '' }), no('a')), 'PN000005');
  assert.equal(question.replacedNumber(onTable(CLEAN, told), no('a', OTHER)), undefined);
});

test('isRefusal(): a no with what cannot be read is one where something was spoken of', () => {
  const unread = no('a', 'nine or five');
  assert.equal(question.isRefusal(NOTHING, unread), false);
  assert.equal(question.isRefusal(knowing({ passedNumbers: [CLEAN] }), unread), true);
});
