// What scenarios of whole calls leave out: how an answer is judged, and the bounds of what is kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CallContext, initialCallContext } from '../../machines/call-context.ts';
import type { AnswerEvent } from '../../machines/call-events.ts';
import { judgeAnswer, takeAnswer } from '../../machines/call-verification.ts';
import type { Delivery } from '../../machines/delivery.ts';
import {
  answered,
  callInput,
  delivery,
  found,
  NOON,
  playCall,
  repliesOf,
  where,
} from './call-script.ts';
import { CLEAN, OTHER } from './scenarios/numbers.ts';

const VERIFY = { verify: 'caller' } as const;

/** A call that has asked about a parcel, `ageMs` after its record was read. */
function asking(record: Partial<Delivery>, asks: 'postcode' | 'lastName', ageMs = 0): CallContext {
  const held = { delivery: { ...delivery(CLEAN), ...record }, asOf: NOON - ageMs };
  const question = { trackingNumber: CLEAN, topic: 'delivery', asks } as const;
  return {
    ...initialCallContext(callInput(VERIFY)),
    verification: { ...question, record: held, stale: false },
  };
}

function isRight(context: CallContext, answer: string): boolean {
  const asked = { at: NOON, toolCallId: 'a', tool: 'verify_caller', answer };
  const event: AnswerEvent = { ...asked, type: 'verification.given' };
  const judged = judgeAnswer(context, event);
  assert.ok(judged.type === 'verification.given' && !('answer' in judged));
  return judged.passed;
}

test('judgeAnswer() holds an answer against what was asked for, and nothing else', () => {
  const record = { customerName: 'James Okafor', postalCode: '20007' };
  assert.equal(isRight(asking(record, 'postcode'), '20007'), true);
  assert.equal(isRight(asking(record, 'postcode'), 'Okafor'), false);
  assert.equal(isRight(asking(record, 'lastName'), 'Okafor'), true);
  assert.equal(isRight(asking(record, 'lastName'), '20007'), false);
});

test('judgeAnswer() finds nothing right where nothing was asked, or nothing is on record', () => {
  assert.equal(isRight(initialCallContext(callInput(VERIFY)), 'Okafor'), false);
  assert.equal(isRight(asking({}, 'lastName'), 'Okafor'), false);
  assert.equal(isRight(asking({}, 'postcode'), '20007'), false);
});

test('judgeAnswer() leaves every other tool call as it is', () => {
  const asked = where('a', CLEAN);
  assert.equal(judgeAnswer(asking({}, 'postcode'), asked), asked);
});

test('call: wrong answers about one parcel take none away from another', () => {
  const wrongThenOther = [
    ...[where('a', CLEAN), found(CLEAN), answered('b', false)],
    ...[where('c', OTHER), found(OTHER), answered('d', false), answered('e', true)],
  ];
  const statuses = repliesOf(playCall(wrongThenOther, VERIFY)).map(({ status }) => status);
  assert.deepEqual(statuses, [...Array(4).fill('needs_confirmation'), 'success']);
});

test('call: twenty verified parcels are remembered, the latest of them', () => {
  const verifiedNumbers = Array.from({ length: 20 }, (_, index) => `WB10000${index + 10}`);
  const context = { ...asking({}, 'lastName'), verifiedNumbers };
  const { patch } = takeAnswer(context, answered('a', true));
  assert.deepEqual(patch.verifiedNumbers, [...verifiedNumbers.slice(1), CLEAN]);
});

for (const [ageMs, stale] of [
  [60_000, false],
  [60_001, true],
] as const) {
  test(`call: a record that is ${ageMs} ms old when the answer comes is told as ${stale ? 'stale' : 'fresh'}`, () => {
    const { replies } = takeAnswer(asking({}, 'lastName', ageMs), answered('a', true));
    assert.equal(replies[0]?.data?.stale, stale);
  });
}
