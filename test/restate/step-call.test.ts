/*
 * What the object of a call decides, without a server: whose answer counts when two were given, what it
 * keeps of other releases and when it is too much, and when it is woken.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reply } from '../../machines/reply.ts';
import type { CallRequest, Told, ToldDelivery } from '../../src/restate/call-request.ts';
import { KEPT_BYTES_MAX, type KeptCall, readKept, shapeOf } from '../../src/restate/kept-call.ts';
import { eraseCall, type Stepped, stepCall, wakeCall } from '../../src/restate/step-call.ts';
import { found, POLICY, RULES, TIMEOUTS, track } from '../calls/run-engine.ts';

const NOON = Date.parse('2026-11-30T12:00:00Z');
const INPUT = { callId: 'a', policy: POLICY };
const BEGINNING = { at: NOON, correlationId: 'trace' };
const OPTIONS = { rules: RULES, input: INPUT, beginning: BEGINNING };
const SHAPE = shapeOf(OPTIONS);

function given(text: string | null) {
  return { rules: RULES, input: INPUT, shape: SHAPE, ...readKept<Reply>(text, SHAPE, OPTIONS) };
}

function request(told: Told[], awaited: CallRequest['awaited'] = [], at = NOON): CallRequest {
  return { v: 1, callId: 'a', at, told, awaited };
}

function delivery(ref: string, ...events: ToldDelivery['events']): ToldDelivery {
  const about = { correlationId: 'trace', callerNumber: null, controlUrl: null };
  return { type: 'delivery', ref, at: NOON, events, turns: { length: 0, entries: [] }, ...about };
}

const settled: Told = {
  type: 'event',
  event: {
    type: 'lookup.settled',
    at: NOON,
    trackingNumber: 'WB100001',
    outcome: found('WB100001', NOON),
  },
};
const asked = track('t1', 'WB100001', NOON);

/** What a call comes to by one request after the other. */
function play(...requests: CallRequest[]): { last: Stepped<Reply>; all: Stepped<Reply>[] } {
  const all: Stepped<Reply>[] = [];
  for (const each of requests) all.push(stepCall(given(all.at(-1)?.text ?? null), each));
  const last = all.at(-1);
  assert.ok(last !== undefined);
  return { last, all };
}

function answerTo({ reply }: Stepped<Reply>, ref: string): string | undefined {
  return reply.answered.find((each) => each.ref === ref)?.answers[0]?.utterance.about;
}

function keptIn({ text }: Stepped<Reply>): KeptCall<Reply> {
  return JSON.parse(text ?? 'null');
}

const missed = (ref: string): ToldDelivery => ({
  ...delivery(ref, asked),
  missedAt: NOON + POLICY.replyDeadlineMs,
});

test('object: the same request on the same state comes to the same', () => {
  const first = play(request([delivery('one', asked)])).last;
  const again = play(request([delivery('one', asked)])).last;
  assert.deepEqual(first, again);
  const waits = request([settled], [{ ref: 'one', toolCallIds: ['t1'] }]);
  assert.deepEqual(stepCall(given(first.text), waits), stepCall(given(again.text), waits));
});

test('object: what was told in its place before it had an answer is its answer', () => {
  const { last } = play(
    request([delivery('one', asked)]),
    request([missed('one')]),
    request([settled]),
    request([delivery('two', asked)]),
  );
  assert.equal(answerTo(last, 'two'), 'internalFault');
});

test('object: what was told in its place while its own answer was on the way is its answer', () => {
  const { last } = play(
    request([delivery('one', asked)]),
    request([settled], [{ ref: 'one', toolCallIds: ['t1'] }]),
    request([missed('one')]),
    request([delivery('two', asked)]),
  );
  assert.equal(answerTo(last, 'two'), 'internalFault');
});

test('object: an answer that others were given stays, whatever one was told in its place', () => {
  const { last, all } = play(
    request([delivery('one', asked)]),
    request([delivery('two', asked), settled]),
    request([missed('one')]),
    request([delivery('three', asked)]),
  );
  assert.equal(answerTo(all[1] as Stepped<Reply>, 'two'), 'delivery');
  assert.equal(answerTo(last, 'three'), 'delivery');
});

test('object: what a request asks for and brings is not looked up', () => {
  const { last } = play(request([delivery('one', asked), settled]));
  assert.deepEqual(last.reply.commands, []);
  assert.equal(answerTo(last, 'one'), 'delivery');
});

test('object: of a delivery that it does not know, whoever waits hears so', () => {
  const awaited = [{ ref: 'one', toolCallIds: ['t9'] }];
  assert.deepEqual(play(request([], awaited)).last.reply.lost, ['one']);
  const { last } = play(request([delivery('two', asked)]), request([], awaited));
  assert.deepEqual(last.reply.lost, ['one']);
});

test('object: a call is woken once for a silence, ends, and is purged at last', () => {
  let stepped = play(request([delivery('one', asked), settled])).last;
  const seen: (string | undefined)[] = [];
  for (let wakes = 0; stepped.text !== null; wakes += 1) {
    assert.ok(wakes < 10, 'it comes to an end');
    const { armed } = keptIn(stepped);
    assert.ok(armed !== null);
    assert.deepEqual(stepped.arm, armed, 'each wake arms the next');
    stepped = wakeCall(given(stepped.text), armed);
    seen.push(stepped.text === null ? 'purged' : keptIn(stepped).call.kind);
  }
  assert.deepEqual(seen.slice(-2), ['ended', 'purged']);
  assert.equal(stepped.session, null);
});

test('object: what comes while a wake is on its way arms no other', () => {
  const first = play(request([delivery('one', asked), settled])).last;
  const spoke = {
    type: 'speech.updated',
    at: NOON + 1000,
    role: 'caller',
    speaking: true,
  } as const;
  const next = stepCall(given(first.text), request([delivery('two', spoke)], [], NOON + 1000));
  assert.equal(next.arm, null);
  // One that is long overdue was lost.
  const late = NOON + TIMEOUTS.silenceTimeoutMs * 3;
  const later = stepCall(
    given(next.text),
    request([delivery('three', { ...spoke, at: late })], [], late),
  );
  assert.equal(later.arm?.generation, 2);
});

test('object: a call that was forgotten and begins anew goes on with the numbers of its record', () => {
  const ended = { type: 'call.ended', at: NOON, reason: null } as const;
  const first = play(request([delivery('one', asked), settled, delivery('two', ended)])).last;
  const { armed } = keptIn(first);
  assert.ok(armed !== null);
  const forgotten = wakeCall(given(first.text), { ...armed, dueAt: NOON + TIMEOUTS.lingerMs });
  assert.equal(keptIn(forgotten).call.kind, 'ended');
  const ghost = stepCall(given(forgotten.text), request([delivery('three', ended)]));
  assert.deepEqual(ghost.notices, [{ type: 'call.missed' }]);
  const again = stepCall(given(forgotten.text), request([delivery('four', track('t5', '', NOON))]));
  assert.deepEqual(
    again.steps.map(({ seq }) => seq),
    [first.steps.length],
  );
});

test('object: the state of an earlier release learns what calls hold by now', () => {
  const first = play(request([delivery('one', asked), settled])).last;
  const old = keptIn(first);
  assert.ok(old.call.kind === 'live');
  const { isAnswering: _, ...session } = old.call.session;
  const { told: _told, ...context } = session.snapshot.context;
  const snapshot = { ...session.snapshot, context };
  const text = JSON.stringify({
    ...old,
    shape: 'old',
    call: { ...old.call, session: { ...session, snapshot } },
  });
  const reading = readKept<Reply>(text, SHAPE, OPTIONS);
  assert.equal(reading.fault, null);
  assert.ok(reading.kept?.call.kind === 'live');
  assert.equal(reading.kept.call.session.isAnswering, false);
  assert.deepEqual(reading.kept.call.session.snapshot.context.told, []);
  const next = stepCall(given(text), request([delivery('two', asked)]));
  assert.equal(answerTo(next, 'two'), 'delivery');
});

for (const [name, change] of [
  ['of a version that this code does not know', { v: 9 }],
  ['that no chart can have come to', { shape: 'old', broken: true }],
] as const) {
  test(`object: a state ${name} begins anew and repeats its answers`, () => {
    const first = play(request([delivery('one', asked), settled])).last;
    const kept = keptIn(first);
    assert.ok(kept.call.kind === 'live');
    if ('broken' in change) kept.call.session.snapshot.value = 'nowhere';
    const text = JSON.stringify({ ...kept, ...change });
    const next = stepCall(given(text), request([delivery('two', asked)]));
    assert.equal(answerTo(next, 'two'), 'delivery');
    assert.equal(next.notices[0]?.type, 'call.broken');
    assert.equal(keptIn(next).v, 1);
  });
}

test('object: a state that is no JSON begins anew', () => {
  const next = stepCall(given('{'), request([delivery('one', asked)]));
  assert.deepEqual(next.reply.pending, [{ ref: 'one', toolCallIds: ['t1'] }]);
});

test('object: what a call has heard goes on record before it becomes too much to keep', () => {
  const first = play(request([delivery('one', asked), settled])).last;
  const spoke = { type: 'transcript.heard', at: NOON, role: 'caller', final: false } as const;
  const heard = Array.from({ length: 300 }, (_, index) => ({
    ...spoke,
    text: `${index}`.repeat(150),
  }));
  const next = stepCall(given(first.text), request([delivery('two', ...heard)]));
  assert.ok(Buffer.byteLength(next.text ?? '') <= KEPT_BYTES_MAX);
  assert.equal(keptIn(next).call.kind, 'live');
  assert.equal(next.steps.flatMap(({ events }) => events).length, heard.length);
});

test('object: nothing of a person is left in a call that was erased', () => {
  const first = play(request([delivery('one', asked), settled])).last;
  const erased = eraseCall(given(first.text), NOON);
  assert.ok(!erased.text?.includes('WB100001'));
  assert.equal(keptIn(erased).call.kind, 'ended');
  assert.equal(eraseCall(given(null), NOON).text, null);
});
