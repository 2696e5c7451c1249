import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';
import { CallContextSchema, initialCallContext, wakeAt } from '../../machines/call-context.ts';
import { callInput, found, issue, NOON, playCall, where } from './call-script.ts';
import { CLEAN } from './scenarios/numbers.ts';

test('wakeAt(): a call that waits for nothing need not be woken', () => {
  assert.equal(wakeAt(playCall([]).snapshot.context), null);
  assert.equal(wakeAt(playCall([where('a', CLEAN), found(CLEAN)]).snapshot.context), null);
});

test('wakeAt(): a call is woken at the nearest of its deadlines', () => {
  const played = playCall([where('a', CLEAN, NOON + 100), issue('b', null, NOON)]);
  assert.equal(wakeAt(played.snapshot.context), NOON + 500);
});

test('initialCallContext(): a call begins knowing nothing', () => {
  assert.deepEqual(initialCallContext(callInput()), {
    ...callInput(),
    ...{ tries: 0, failedReadings: 0, askedForNumber: false, askedForMore: false },
    ...{ pieces: null, candidate: null, affirmedNumber: null, currentDelivery: null },
    ...{ verification: null, fallbackReason: null, ended: null, review: null, passedOn: false },
    ...{ callerNumbers: [], callerNumbersUnderWay: [], passedNumbers: [], doubtedNumbers: [] },
    ...{ deniedNumbers: [], offeredNumbers: [], triedNumbers: [], verifiedNumbers: [] },
    ...{ wrongAnswers: [], told: [], pendingLookups: [] },
  });
});

test('initialCallContext(): what xstate has made without an input is a context, too', () => {
  assert.ok(Value.Check(CallContextSchema, initialCallContext(undefined)));
});
