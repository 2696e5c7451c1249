import { createActor, type InspectionEvent } from 'xstate';
import { type BreakerPolicy, breakerMachine } from '../../machines/breaker.ts';
import type { Clock } from '../edges.ts';

/** The breaker's state by the field's names; the numbers are those of the metric. */
export type BreakerState = 'closed' | 'halfOpen' | 'open';

/** The breaker has another state than before. */
export type BreakerNotice = { type: 'breaker.changed'; state: BreakerState; before: BreakerState };

/** The one breaker of the process, as the lookup service and the operator see it. */
export interface Breaker {
  /** Asks for an attempt to be let through; a courtesy, which nobody waits for, never probes. */
  requestPermit(options?: { isCourtesy?: boolean }): Permit;
  /**
   * The same, but while a probe is under way it waits for its verdict. An abort ends the wait, and
   * the attempt is refused.
   */
  awaitPermit(signal: AbortSignal): Promise<Permit>;
  /** Tells of every change of state, until it is called off. */
  subscribe(onChange: () => void): () => void;
  /** Tells how a permitted attempt went. */
  report(permit: string, verdict: 'succeeded' | 'failed' | 'abandoned'): void;
  /** Closes the breaker by hand. */
  reset(): void;
  state(): BreakerState;
  close(): void;
}

/** The breaker's word on one attempt. */
export type Permit = { granted: boolean; permit: string; isProbe: boolean };

type Options = {
  policy: BreakerPolicy;
  clock: Clock;
  /** Told of every change of state, in the async context of what caused it. */
  notify: (notice: BreakerNotice) => void;
  /** Looks on at the actor. */
  inspect?: ((event: InspectionEvent) => void) | undefined;
};

/** Starts the process's breaker actor. */
export function createBreaker({ policy, clock, notify, inspect }: Options): Breaker {
  const watched = inspect === undefined ? {} : { inspect };
  const actor = createActor(breakerMachine, { input: policy, clock, ...watched });
  let permits = 0;
  const refused = { granted: false, isProbe: false, isProbed: false };
  let decided = refused;
  const watchers = new Set<() => void>();
  /** Those who wait for the probe's verdict. */
  const waiting = new Set<() => void>();
  let isProbed = false;
  let state: BreakerState = 'closed';
  actor.on('permit.decided', ({ granted, isProbe, isProbed: isUnderWay }) => {
    decided = { granted, isProbe, isProbed: isUnderWay };
  });
  actor.subscribe((snapshot) => {
    const before = state;
    state = typeof snapshot.value === 'string' ? snapshot.value : 'halfOpen';
    if (state !== before) {
      notify({ type: 'breaker.changed', state, before });
      for (const tell of [...watchers]) tell();
    }
    const wasProbed = isProbed;
    isProbed = snapshot.matches({ halfOpen: 'probing' });
    if (wasProbed && !isProbed) letWaitingGo();
  });
  actor.start();

  function letWaitingGo(): void {
    const all = [...waiting];
    waiting.clear();
    for (const go of all) go();
  }

  function decide(isCourtesy: boolean) {
    permits += 1;
    const permit = String(permits);
    // The actor decides within send: a breaker that does not answer is a breaker that refuses.
    decided = refused;
    actor.send({ type: 'permit.requested', permit, isCourtesy });
    return { ...decided, permit };
  }

  return {
    requestPermit({ isCourtesy = false } = {}) {
      const { granted, permit, isProbe } = decide(isCourtesy);
      return { granted, permit, isProbe };
    },
    async awaitPermit(signal) {
      let decision = decide(false);
      while (decision.isProbed && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const go = () => {
            signal.removeEventListener('abort', go);
            waiting.delete(go);
            resolve();
          };
          waiting.add(go);
          signal.addEventListener('abort', go);
        });
        if (!signal.aborted) decision = decide(false);
      }
      const { granted, permit, isProbe } = decision;
      return { granted, permit, isProbe };
    },
    subscribe(tell) {
      watchers.add(tell);
      return () => watchers.delete(tell);
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
      watchers.clear();
      letWaitingGo();
    },
  };
}
