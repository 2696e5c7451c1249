// What scenarios of whole calls leave out: what is kept beside what is said, and the bounds of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callMachine } from '../../machines/call.ts';
import { initialCallContext } from '../../machines/call-context.ts';
import * as decide from '../../machines/call-decisions.ts';
import type { CallEvent, TalkAct } from '../../machines/call-events.ts';
import * as settlement from '../../machines/call-settlement.ts';
import * as verify from '../../machines/call-verification.ts';
import {
  after,
  answered,
  broken,
  type CallScriptEvent,
  cachedDelivery,
  callInput,
  clock,
  delivery,
  found,
  human,
  missing,
  NOON,
  no,
  playCall,
  recognised,
  repliesOf,
  settled,
  staleFound,
  talk,
  where,
  yes,
} from './call-script.ts';
import { failed, play } from './play.ts';
import { BAD, CLEAN, DOUBTFUL, OTHER, TAKEN } from './scenarios/numbers.ts';

type Policy = Parameters<typeof playCall>[1];

/** What a call knows in the end. */
function knows(events: readonly CallScriptEvent[], policy: Policy = {}) {
  return playCall(events, policy).snapshot.context;
}

/** What was said, by what it is about. */
function said(events: readonly CallScriptEvent[], policy: Policy = {}) {
  return repliesOf(playCall(events, policy)).map(({ utterance }) => utterance.about);
}

function last(events: readonly CallScriptEvent[], policy: Policy = {}) {
  const reply = repliesOf(playCall(events, policy)).at(-1);
  assert.ok(reply !== undefined);
  return reply;
}

const many = (count: number) => Array.from({ length: count }, (_, index) => `KT${index + 100_000}`);

test('call: a clean number that is one character from the one on the table is read back', () => {
  assert.deepEqual(said([where('a', DOUBTFUL), where('b', 'QX739519')]), ['readBack', 'readBack']);
});

test('call: the record in hand stays while its number is looked up again, and goes with another', () => {
  const told = [where('a', CLEAN), found(CLEAN)];
  const again = knows([...told, where('b', CLEAN, NOON + 60_001)]);
  assert.deepEqual(again.currentDelivery, cachedDelivery(CLEAN));
  assert.equal(knows([...told, where('b', OTHER)]).currentDelivery, null);
});

test('call: a yes is remembered as long as its number is spoken of, and no longer', () => {
  const told = [where('a', DOUBTFUL), yes('b'), found(TAKEN)];
  assert.equal(knows([...told, where('c', TAKEN, NOON + 60_001)]).affirmedNumber, TAKEN);
  assert.equal(knows([...told, where('c', OTHER)]).affirmedNumber, null);
});

test("call: the caller's own yes takes back what their no has denied; what is unclear does neither", () => {
  const denied = [where('a', DOUBTFUL), after('No.', yes('b'))];
  assert.deepEqual(knows(denied).deniedNumbers, [TAKEN]);
  assert.deepEqual(knows([...denied, after('Yes.', yes('c'))]).deniedNumbers, []);
  assert.deepEqual(
    knows([where('a', DOUBTFUL), after('Well.', where('b', BAD))]).deniedNumbers,
    [],
  );
});

test('call: of doubted, denied and passed numbers the latest are remembered', () => {
  const context = {
    ...initialCallContext(callInput()),
    candidate: { trackingNumber: CLEAN, interpreted: true, topic: 'delivery' },
    ...{ doubtedNumbers: many(50), deniedNumbers: many(50), passedNumbers: many(20) },
  } as const;
  const kept = (numbers: string[]) => [...numbers.slice(1), CLEAN];
  const { deniedNumbers } = decide.noteWord(context, after('No.', yes('a')));
  assert.deepEqual(deniedNumbers, kept(many(50)));
  const { patch } = decide.readBack(context, where('a', CLEAN));
  assert.deepEqual(patch.doubtedNumbers, kept(many(50)));
  assert.deepEqual(decide.passCandidate(context).passedNumbers, kept(many(20)));
});

test('call: of the deliveries of whoever calls, a bounded number is kept', () => {
  const { callerNumbers = [], callerNumbersUnderWay } = decide.recognise(recognised(...many(1000)));
  assert.ok(callerNumbers.length < 1000);
  assert.deepEqual(callerNumbers, many(1000).slice(0, callerNumbers.length));
  assert.deepEqual(callerNumbersUnderWay, callerNumbers);
});

test('call: a record of old is told of its own number alone, whoever came first', () => {
  const both = [where('a', CLEAN), where('b', OTHER)];
  const ofOne = [staleFound(CLEAN, 90_000), clock(500)];
  assert.deepEqual(said([...both, ...ofOne]), ['delivery', 'unavailable']);
  const [one, other] = both as [CallScriptEvent, CallScriptEvent];
  const [stale, late] = ofOne as [CallScriptEvent, CallScriptEvent];
  assert.deepEqual(said([one, stale, other, late]), ['delivery', 'unavailable']);
});

test('call: when the lookup breaks, the age of what is told is that at the last deadline', () => {
  const events = [where('a', CLEAN), where('b', OTHER, NOON + 2_000)];
  const broke = [...events, staleFound(CLEAN, 90_000), failed('lookup')];
  assert.equal(repliesOf(playCall(broke))[0]?.data?.ageSeconds, 92);
});

test('call: only a turn waits for as long as a turn may', () => {
  const policy = { turnDeadlineMs: 4_000 };
  const [asked] = knows([where('a', CLEAN)], policy).pendingLookups;
  assert.equal(asked?.deadlineAt, NOON + 500);
  const turn = { ...where('a', CLEAN), isTurn: true } as CallScriptEvent;
  assert.equal(knows([turn], policy).pendingLookups[0]?.deadlineAt, NOON + 4_000);
});

test('call: who asked before the time of day was set back waits no longer than who asks after it', () => {
  const events = [where('a', CLEAN), where('b', OTHER, NOON - 60_000)];
  const deadlines = knows(events).pendingLookups.map(({ deadlineAt }) => deadlineAt - NOON);
  assert.deepEqual(deadlines, [-59_500, -59_500]);
  const inTurn = knows([where('a', CLEAN), where('b', OTHER, NOON + 100)]).pendingLookups;
  assert.deepEqual(
    inTurn.map(({ deadlineAt }) => deadlineAt - NOON),
    [500, 600],
  );
});

test('call: a parcel of their own is asked about by what it is, and wants a yes from then on', () => {
  const policy = { askOwn: 'on' } as const;
  const asked = [recognised(CLEAN), where('a', "I don't have it.")];
  assert.deepEqual(said(asked, policy), ['ownParcel']);
  const repeated = JSON.stringify(last([...asked, talk('b', 'repeat')], policy).utterance);
  assert.match(repeated, /ownParcel/);
  const denied = [...asked, after('No.', yes('b'))];
  assert.deepEqual(said(denied, policy), ['ownParcel', 'ownParcel']);
  assert.deepEqual(knows(denied, policy).doubtedNumbers, [CLEAN]);
});

test('call: what cannot be read while another number is looked up is not asked for in pieces', () => {
  const unread = [where('b', BAD), where('c', BAD), where('d', BAD)];
  assert.equal(knows([where('a', CLEAN), ...unread]).pieces, null);
  assert.equal(knows(unread).pieces, BAD);
});

test('call: a no to one number leaves the others where they are', () => {
  const both = [where('a', CLEAN), where('b', DOUBTFUL)];
  const onTable = knows([...both, no('c', CLEAN)]);
  assert.equal(onTable.candidate?.trackingNumber, TAKEN);
  assert.equal(onTable.failedReadings, 0);
  const pending = [where('a', CLEAN), where('b', OTHER)];
  const told = knows([...pending, found(CLEAN), no('c', OTHER)]);
  assert.equal(told.currentDelivery?.delivery.trackingNumber, CLEAN);
  const missed = knows([...pending, missing(CLEAN), no('c', OTHER)]);
  assert.equal(missed.fallbackReason?.trackingNumber, CLEAN);
});

test('call: a no after a person was asked for asks for a number again', () => {
  assert.equal(last([human('a'), no('b')]).state, 'need');
});

test('call: a number beyond those of a call is refused by the call, and what is under way goes on', () => {
  const policy = { numbersMax: 1 };
  const refused = last([where('a', CLEAN), found(CLEAN), where('b', OTHER)], policy);
  assert.deepEqual(refused.utterance, { about: 'tooManyNumbers', by: 'call' });
  const meanwhile = [where('a', CLEAN), where('b', OTHER)];
  assert.equal(knows(meanwhile, policy).fallbackReason, null);
  assert.equal(playCall([...meanwhile, found(CLEAN)], policy).snapshot.value, 'report');
});

test('call: a number beyond those of a caller is refused by the line', () => {
  const reply = last([where('a', CLEAN), broken(CLEAN, null, 'limited')]);
  assert.deepEqual(reply.utterance, { about: 'tooManyNumbers', by: 'caller' });
  assert.equal(reply.status, 'unavailable');
});

test('call: of a record that does not fit nothing is told, not even an older one', () => {
  const stale = cachedDelivery(CLEAN, 90_000);
  const events = [where('a', CLEAN), broken(CLEAN, stale, 'invalid')];
  const reply = last(events);
  assert.deepEqual([reply.status, reply.state], ['unavailable', 'fallback']);
  assert.deepEqual(reply.utterance, {
    about: 'invalidRecord',
    trackingNumber: CLEAN,
    naming: 'ending',
  });
  const reason = { kind: 'invalidRecord', next: 'human', trackingNumber: CLEAN };
  assert.deepEqual(knows(events).fallbackReason, reason);
});

const NOTHING = initialCallContext(callInput());

test('call: what the chart never asks for breaks the call, and says why', () => {
  const none = /^Error: Cannot go on: no number is on the table$/;
  assert.throws(() => decide.passCandidate(NOTHING), none);
  assert.throws(() => decide.awaitCandidate(NOTHING, yes('a')), none);
  assert.throws(() => decide.readBack(NOTHING, yes('a')), none);
  assert.throws(() => decide.askWhichPart(NOTHING, yes('a')), none);
  const unread = /^Error: Cannot take the number: tooShort$/;
  assert.throws(() => decide.propose(NOTHING, where('a', BAD)), unread);
  assert.throws(() => decide.awaitLookup(NOTHING, where('a', BAD)), unread);
  assert.throws(
    () => decide.answerBadNumber(NOTHING, where('a', CLEAN)),
    /^Error: Cannot refuse a number that can be read$/,
  );
  const onTable = knows([where('a', DOUBTFUL)]);
  assert.throws(
    () => decide.answerBadNumber(onTable, where('b', 'one digit is wrong')),
    /^Error: Cannot ask anew: a number is on the table$/,
  );
  assert.throws(
    () => decide.answerFromCurrent(NOTHING, where('a')),
    /^Error: Cannot answer: no delivery is held$/,
  );
});

test("call: what is noted of the caller's own words, of the number on the table", () => {
  const candidate = { trackingNumber: CLEAN, interpreted: true, topic: 'delivery' } as const;
  const context = { ...NOTHING, candidate, deniedNumbers: [CLEAN, OTHER], passedNumbers: [CLEAN] };
  const noted = (words: string) => decide.noteWord(context, after(words, no('a')));
  assert.deepEqual(noted('Yes.'), { deniedNumbers: [OTHER] });
  assert.deepEqual(noted('Well.'), {});
  const denied = { deniedNumbers: [OTHER, CLEAN], passedNumbers: [] };
  assert.deepEqual(noted('No.'), denied);
  assert.deepEqual(noted('No, the last digit is 9.'), denied);
  assert.deepEqual(decide.noteWord(NOTHING, after('No.', no('a'))), {});
});

test('call: a wrong check digit is repaired once, and not in what the caller has settled', () => {
  const [right, miskeyed] = ['EE473724828US', 'EE473124828US'];
  const context = initialCallContext(callInput({ checkDigits: 'on' }));
  const meant = (known: object, event = where('a', miskeyed)) =>
    decide.propose({ ...context, ...known }, event).candidate?.trackingNumber;
  assert.equal(meant({}), right);
  assert.equal(meant({ passedNumbers: [miskeyed] }), miskeyed);
  const repaired = { trackingNumber: OTHER, interpreted: true, topic: 'delivery' } as const;
  assert.equal(meant({ candidate: { ...repaired, instead: miskeyed } }), miskeyed);
  const corrected = { ...repaired, trackingNumber: 'EE473124829US' };
  const says = where('a', 'the last digit is eight');
  assert.equal(meant({ candidate: corrected }, says), miskeyed);
});

test('call: what is told again is noted, also where a record of old knows nothing of it', () => {
  const context = { ...NOTHING, currentDelivery: cachedDelivery(CLEAN), askedForMore: true };
  const { patch } = decide.answerFromCurrent(context, where('a', CLEAN));
  assert.deepEqual(patch.told, [cachedDelivery(CLEAN)]);
});

test('call: a record that was not found is not told late, and no answer is taken where none was asked', () => {
  assert.throws(
    () => settlement.tellLate(NOTHING, missing(CLEAN)),
    /^Error: Cannot tell a delivery: none was found$/,
  );
  assert.throws(
    () => verify.takeAnswer(NOTHING, answered('a', true)),
    /^Error: Cannot verify: nothing was asked$/,
  );
});

test('call: a no with what cannot be read is one more reading that failed, else it is none', () => {
  const told = [where('a', CLEAN), found(CLEAN)];
  assert.equal(knows([...told, no('b', 'nine or five')]).failedReadings, 1);
  assert.equal(knows([...told, no('b')]).failedReadings, 0);
});

const DENYING = [
  ...[no('z'), yes('z'), no('z', 'nine or five'), where('z', 'nine or five'), where('z', OTHER)],
  ...[where('z', DOUBTFUL), where('z', 'QX739519'), no('z', OTHER), no('z', 'QX739519')],
  ...[where('z', CLEAN), no('z', CLEAN)],
];
const UNDER_WAY = [where('a', CLEAN), where('b', DOUBTFUL)];

test('call: whatever the model makes of it, a no of the caller to the number on the table is kept', () => {
  for (const before of [[where('a', DOUBTFUL)], UNDER_WAY]) {
    for (const event of DENYING) {
      for (const policy of [{}, { numbersMax: before.length }]) {
        const { deniedNumbers } = knows([...before, after('No.', event)], policy);
        assert.ok(deniedNumbers.includes(TAKEN), JSON.stringify([event, policy]));
      }
    }
    for (const event of [yes('z'), no('z')]) {
      const denied = [...before, after('No.', yes('y'))];
      assert.deepEqual(knows([...denied, after('Yes.', event)]).deniedNumbers, []);
    }
  }
  const own = { askOwn: 'on' } as const;
  for (const theirs of [[CLEAN], [CLEAN, OTHER]]) {
    const asked = [recognised(...theirs), where('a', "I don't have it.")];
    assert.deepEqual(knows([...asked, after('No.', no('b'))], own).deniedNumbers, [CLEAN]);
  }
});

test('call: what leads nowhere is one more try, also while another number is looked up', () => {
  const tries = (...events: CallScriptEvent[]) => knows([...UNDER_WAY, ...events]).tries;
  const rows = [
    ...[no('z', 'nine or five'), where('z', 'nine or five'), after('No.', yes('z')), no('z')],
    ...[after('Yes.', no('z'))],
  ];
  for (const event of rows) assert.equal(tries(event), 1, JSON.stringify(event));
  assert.equal(knows([where('a', DOUBTFUL), after('Yes.', no('z'))]).tries, 1);
  for (const bad of [where('z', BAD), yes('z', BAD)]) {
    assert.equal(knows([where('a', CLEAN), bad]).tries, 1, JSON.stringify(bad));
  }
  assert.equal(tries(after('Yes.', no('y')), no('z')), 2);
});

test('call: talk that leads nowhere a third time ends with the offer of a person, wherever it is', () => {
  const named = { ...delivery(CLEAN), customerName: 'Ada Okonkwo' };
  const record = { kind: 'found', delivery: named, source: 'sanity', asOf: NOON } as const;
  const places: [events: readonly CallScriptEvent[], policy?: Policy][] = [
    [[]],
    [[where('a', DOUBTFUL)]],
    [[where('a', CLEAN), settled(CLEAN, record)], { verify: 'caller' }],
    [[where('a', CLEAN), found(CLEAN)]],
    [[where('a', CLEAN), missing(CLEAN)]],
  ];
  for (const [before, policy] of places) {
    const talked = (act: TalkAct, times = 1) => {
      const played = playCall([...before, talk('z', act, times)], policy);
      const { utterance } = repliesOf(played).at(-1) ?? assert.fail('There is no reply');
      assert.ok(utterance.about === 'talk');
      return [played.snapshot.value, utterance.next?.about];
    };
    const offered = ['fallback', 'offer'];
    assert.deepEqual(talked('unclear', 3), offered);
    assert.deepEqual(talked('another', 3), ['need', 'noNumber']);
    const { value } = playCall(before, policy).snapshot;
    assert.deepEqual(talked('unclear', 2)[0], value);
    assert.deepEqual(talked('thanks', 3)[0], value);
  }
  const underWay = [where('a', CLEAN), talk('z', 'unclear', 3)];
  assert.equal(playCall(underWay).snapshot.value, 'fetch');
});

test('call: only a call that is forwarded has been passed on', () => {
  const passedOn = (status: 'in-progress' | 'forwarding') =>
    knows([{ type: 'call.progressed', at: NOON, status }]).passedOn;
  assert.deepEqual([passedOn('in-progress'), passedOn('forwarding')], [false, true]);
});

test('call: a reply says that it is read where it is, and not where it is heard', () => {
  const [heard] = repliesOf(playCall([where('a', BAD)]));
  assert.ok(heard !== undefined && !('medium' in heard));
  const written = play(callMachine, { ...callInput(), medium: 'text' }, [where('a', BAD)]);
  assert.equal(repliesOf(written)[0]?.medium, 'text');
});

test('call: a number is read back in the state that is named, where nobody waits', () => {
  const { context } = playCall([where('a', DOUBTFUL)]).snapshot;
  const stateOf = (state: 'fallback' | 'fetch') =>
    decide.readBack(context, where('b', DOUBTFUL) as CallEvent, state).replies[0]?.state;
  assert.deepEqual([stateOf('fallback'), stateOf('fetch')], ['fallback', 'confirm']);
});
