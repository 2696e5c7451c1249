import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createActor, SimulatedClock } from 'xstate';
import { type BreakerEvent, breakerMachine } from '../../machines/breaker.ts';
import { coverageOf } from './coverage.ts';
import { after, play, type ScriptEvent } from './play.ts';
import { BREAKER, BREAKER_POLICY } from './scenarios/breaker.ts';

for (const { title, events, state, decided, failures } of BREAKER) {
  test(title, () => {
    const { snapshot, emitted } = play(breakerMachine, BREAKER_POLICY, events);
    assert.deepEqual(snapshot.value, state);
    assert.deepEqual(
      emitted.map(({ permit, granted }) => [permit, granted]),
      decided ?? [],
    );
    assert.equal(snapshot.context.failures, failures);
  });
}

test('breaker: every state and every transition is in some scenario', () => {
  const { missedStates, missedTransitions } = coverageOf(
    breakerMachine,
    BREAKER.map(({ events }) => ({ input: BREAKER_POLICY, events })),
  );
  assert.deepEqual(
    { missedStates, missedTransitions },
    { missedStates: [], missedTransitions: [] },
  );
});

test('breaker: a decision says whether this attempt probes, and whether one is under way', () => {
  const asks = { type: 'permit.requested', permit: 'p' } as const;
  const failing = ['1', '2', '3', '4', '5'].map(
    (it): BreakerEvent => ({ type: 'attempt.failed', permit: it }),
  );
  const rested = [...failing, after('reset', 'breaker.open')];
  const decided = (...events: ScriptEvent<typeof breakerMachine>[]) =>
    play(breakerMachine, BREAKER_POLICY, events).emitted.at(-1);
  const told = { type: 'permit.decided', permit: 'p', isProbe: false, isProbed: false };
  assert.deepEqual(decided(asks), { ...told, granted: true });
  assert.deepEqual(decided(...failing, asks), { ...told, granted: false });
  assert.deepEqual(decided(...rested, { ...asks, isCourtesy: true }), { ...told, granted: false });
  assert.deepEqual(decided(...rested, asks), { ...told, granted: true, isProbe: true });
  assert.deepEqual(decided(...rested, asks, asks), { ...told, granted: false, isProbed: true });
});

test('breaker: it rests for as long as the policy says, each time that it opens', () => {
  const clock = new SimulatedClock();
  const actor = createActor(breakerMachine, { input: BREAKER_POLICY, clock }).start();
  const fail = (permit: string) => actor.send({ type: 'attempt.failed', permit });
  for (const permit of ['1', '2', '3', '4', '5']) fail(permit);
  clock.increment(29_999);
  assert.equal(actor.getSnapshot().value, 'open');
  clock.increment(1);
  assert.deepEqual(actor.getSnapshot().value, { halfOpen: 'ready' });
  actor.send({ type: 'permit.requested', permit: 'p' });
  fail('p');
  clock.increment(29_999);
  assert.equal(actor.getSnapshot().value, 'open');
  actor.stop();
});

const permit = fc.constantFrom('a', 'b', 'c');
const event: fc.Arbitrary<ScriptEvent<typeof breakerMachine>> = fc.oneof(
  {
    weight: 3,
    arbitrary: permit.map((it): BreakerEvent => ({ type: 'permit.requested', permit: it })),
  },
  {
    weight: 6,
    arbitrary: permit.map((it): BreakerEvent => ({ type: 'attempt.failed', permit: it })),
  },
  permit.map((it): BreakerEvent => ({ type: 'attempt.succeeded', permit: it })),
  permit.map((it): BreakerEvent => ({ type: 'attempt.abandoned', permit: it })),
  fc.constant<BreakerEvent>({ type: 'breaker.reset' }),
  { weight: 2, arbitrary: fc.constant(after('reset', 'breaker.open')) },
);

test('breaker: every request for a permit is decided at once, in its name', () => {
  fc.assert(
    fc.property(fc.array(event), (events) => {
      for (const { event, emitted } of play(breakerMachine, BREAKER_POLICY, events).steps) {
        const asked = event?.type === 'permit.requested' ? [event.permit] : [];
        assert.deepEqual(
          emitted.map((it) => it.permit),
          asked,
        );
      }
    }),
  );
});

test('breaker: it is closed with fewer than five failures in a row, and never with more', () => {
  fc.assert(
    fc.property(fc.array(event), (events) => {
      for (const { snapshot } of play(breakerMachine, BREAKER_POLICY, events).steps) {
        assert.equal(snapshot.value === 'closed', snapshot.context.failures < 5);
      }
    }),
  );
});
