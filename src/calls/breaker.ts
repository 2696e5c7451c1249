import { createActor } from 'xstate';
import { type BreakerPolicy, breakerMachine } from '../../machines/breaker.ts';
import type { Clock } from '../edges.ts';

/** The breaker's state by the field's names; the numbers are those of the metric. */
export type BreakerState = 'closed' | 'halfOpen' | 'open';

/** The one breaker of the process, as the lookup service and the operator see it. */
export interface Breaker {
  /** Asks for an attempt to be let through. */
  requestPermit(): { granted: boolean; permit: string; isProbe: boolean };
  /** Tells how a permitted attempt went. */
  report(permit: string, verdict: 'succeeded' | 'failed' | 'abandoned'): void;
  /** Closes the breaker by hand. */
  reset(): void;
  state(): BreakerState;
  close(): void;
}

type Options = {
  policy: BreakerPolicy;
  clock: Clock;
  /** Told of every change of state, in the async context of what caused it. */
  onChange: (state: BreakerState, before: BreakerState) => void;
};

/** Starts the process's breaker actor. */
export function createBreaker({ policy, clock, onChange }: Options): Breaker {
  const actor = createActor(breakerMachine, { input: policy, clock });
  let permits = 0;
  const refused = { granted: false, isProbe: false };
  let decided = refused;
  let state: BreakerState = 'closed';
  actor.on('permit.decided', ({ granted, isProbe }) => {
    decided = { granted, isProbe };
  });
  actor.subscribe((snapshot) => {
    const before = state;
    state = typeof snapshot.value === 'string' ? snapshot.value : 'halfOpen';
    if (state !== before) onChange(state, before);
  });
  actor.start();
  return {
    requestPermit() {
      permits += 1;
      const permit = String(permits);
      // The actor decides within send: a breaker that does not answer is a breaker that refuses.
      decided = refused;
      actor.send({ type: 'permit.requested', permit });
      return { ...decided, permit };
    },
    report(permit, verdict) {
      // A request that closing gave up reports when there is nobody left to hear it.
      if (actor.getSnapshot().status === 'active') {
        actor.send({ type: `attempt.${verdict}`, permit });
      }
    },
    reset: () => actor.send({ type: 'breaker.reset' }),
    state: () => state,
    close: () => {
      actor.stop();
    },
  };
}
