// What is said to turns that ask for nothing on record, where scenarios leave it open.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CallContext,
  type CallPolicy,
  initialCallContext,
} from '../../machines/call-context.ts';
import type { TalkAct } from '../../machines/call-events.ts';
import {
  converse,
  isIdleTooOften,
  isMoreOf,
  isOfAnother,
  turnToAnother,
} from '../../machines/call-talk.ts';
import type { CallState } from '../../machines/reply.ts';
import { callInput, hangUp, talk } from './call-script.ts';
import { CLEAN, OTHER } from './scenarios/numbers.ts';

const IDLE: readonly TalkAct[] = ['unclear', 'beyond', 'abuse', 'silent', 'yes'];
const candidate = { trackingNumber: CLEAN, interpreted: true, topic: 'delivery' } as const;

function knowing(known: Partial<CallContext>, policy: Partial<CallPolicy> = {}): CallContext {
  return { ...initialCallContext(callInput(policy)), ...known };
}

function said(act: TalkAct, state: CallState, context: CallContext) {
  const [reply] = converse(context, talk('a', act), state).replies;
  assert.ok(reply?.utterance.about === 'talk');
  const { about: _, act: __, times: ___, ...rest } = reply.utterance;
  return { status: reply.status, ...rest };
}

test('acts that lead nowhere are more of one another, others of themselves alone', () => {
  for (const act of IDLE) assert.ok(isMoreOf(act, 'silent') && isMoreOf('unclear', act));
  assert.equal(isMoreOf('thanks', 'thanks'), true);
  assert.equal(isMoreOf('thanks', 'silent'), false);
  assert.equal(isMoreOf('silent', 'thanks'), false);
  assert.equal(isMoreOf('thanks', 'greeting'), false);
});

test('the third act in a row that leads nowhere is one too many', () => {
  for (const act of IDLE) {
    assert.equal(isIdleTooOften(talk('a', act, 3)), true);
    assert.equal(isIdleTooOften(talk('a', act, 2)), false);
  }
  assert.equal(isIdleTooOften(talk('a', 'thanks', 3)), false);
  assert.equal(isIdleTooOften(hangUp), false);
});

test('who speaks of another parcel says so', () => {
  assert.deepEqual([talk('a', 'another'), talk('a', 'yes'), hangUp].map(isOfAnother), [
    ...[true, false, false],
  ]);
});

test('converse() greets a call that begins with the words that are set, and with them alone', () => {
  const policy = { greeting: 'Parcels here.', notice: 'This call is recorded.' };
  const next = { about: 'noNumber' };
  const asks = { status: 'invalid', next };
  assert.deepEqual(said('opening', 'need', knowing({}, policy)), {
    ...asks,
    ...policy,
    next: null,
  });
  assert.deepEqual(said('opening', 'need', knowing({})), asks);
  assert.deepEqual(said('greeting', 'need', knowing({}, policy)), asks);
});

test('converse() reads the number on the table back slowly to whoever asks for that', () => {
  const context = knowing({ candidate });
  const next = { about: 'readBack', trackingNumber: CLEAN, offerHuman: false };
  const asks = { status: 'needs_confirmation', next };
  assert.deepEqual(said('repeat', 'confirm', context), asks);
  const slowly = { ...asks, next: { ...next, slowly: true } };
  assert.deepEqual(said('slower', 'confirm', context), slowly);
  const repaired = knowing({ candidate: { ...candidate, instead: OTHER } });
  const repair = { about: 'repair', trackingNumber: CLEAN, heard: OTHER, offerHuman: false };
  assert.deepEqual(said('slower', 'confirm', repaired), { ...asks, next: repair });
});

test('converse() offers what is left, and nothing while a lookup is under way', () => {
  const offer = { status: 'unavailable', next: { about: 'offer', next: 'human' } };
  assert.deepEqual(said('unclear', 'fallback', knowing({})), offer);
  const anything = { about: 'anythingElse' };
  assert.deepEqual(said('no', 'fallback', knowing({})), { ...offer, next: anything });
  const told = { status: 'needs_confirmation', next: anything };
  assert.deepEqual(said('unclear', 'report', knowing({})), told);
  assert.deepEqual(said('unclear', 'fetch', knowing({})), { ...told, next: null });
  assert.deepEqual(said('no', 'fetch', knowing({})), { ...told, next: null });
  assert.deepEqual(said('wait', 'report', knowing({})), { ...told, next: null });
});

test('turnToAnother() forgets what was tried in vain', () => {
  const context = knowing({ candidate, tries: 2, askedForNumber: true, pieces: 'WB1' });
  const { patch } = turnToAnother(context, talk('a', 'another'));
  assert.deepEqual(patch, {
    tries: 0,
    askedForNumber: false,
    candidate: null,
    currentDelivery: null,
    verification: null,
    fallbackReason: null,
    pieces: null,
  });
});
