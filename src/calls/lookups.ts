import { type Actor, createActor, fromPromise } from 'xstate';
import {
  type AttemptResult,
  type CacheReading,
  type LookupPolicy,
  lookupMachine,
  type Permit,
} from '../../machines/lookup.ts';
import type { LookupOutcome, Sighting } from '../../machines/lookup-outcome.ts';
import type { Chance, Clock } from '../edges.ts';
import type { Breaker } from './breaker.ts';

/** Who waits for a lookup; told of a stale record each time it asks, and of the end once. */
export type Asker = {
  onStale(stale: Sighting): void;
  onSettled(outcome: LookupOutcome): void;
  /** Nobody waits for the answer: it must take nothing from those who wait for one. */
  isCourtesy?: boolean;
};

/** The Sanity service: one lookup per tracking number, however many calls wait for it. */
export interface Lookups {
  /** Joins the lookup of a number, or starts it. The same asker ID joins only once. */
  ask(trackingNumber: string, askerId: string, asker: Asker): void;
  /** How many lookups are under way. */
  underWay(): number;
  /** Stops every lookup; whoever waits hears no more. */
  close(): void;
}

type Options = {
  policy: LookupPolicy;
  clock: Clock;
  chance: Chance;
  breaker: Breaker;
  cache: {
    read(trackingNumber: string): CacheReading;
    write(trackingNumber: string, outcome: LookupOutcome): void;
  };
  /** One request to the content API; resolves with whatever came of it. */
  attempt(trackingNumber: string, signal: AbortSignal): Promise<AttemptResult>;
};

type UnderWay = {
  actor: Actor<typeof lookupMachine>;
  askers: Map<string, Asker>;
  stale: Sighting | null;
};

/** Starts the service; it runs an actor per number only while that number is being looked up. */
export function createLookups(options: Options): Lookups {
  const { policy, clock, breaker, cache } = options;
  const underWay = new Map<string, UnderWay>();
  const isCourtesy = (trackingNumber: string) => {
    const askers = [...(underWay.get(trackingNumber)?.askers.values() ?? [])];
    return askers.every((asker) => asker.isCourtesy === true);
  };
  const machine = provideLookup(options, isCourtesy);

  function start(trackingNumber: string): UnderWay {
    const input = { trackingNumber, startedAt: clock.now(), policy };
    const actor = createActor(machine, { input, clock });
    const lookup: UnderWay = { actor, askers: new Map(), stale: null };
    underWay.set(trackingNumber, lookup);
    actor.on('attempt.ended', ({ permit, verdict }) => breaker.report(permit, verdict));
    actor.on('stale.found', ({ stale }) => {
      lookup.stale = stale;
      for (const asker of lookup.askers.values()) asker.onStale(stale);
    });
    const settle = (outcome: LookupOutcome) => {
      underWay.delete(trackingNumber);
      cache.write(trackingNumber, outcome);
      for (const asker of lookup.askers.values()) asker.onSettled(outcome);
    };
    const broken = (): LookupOutcome => ({
      kind: 'failed',
      reason: 'internal',
      stale: lookup.stale,
    });
    actor.subscribe({
      complete: () => settle(actor.getSnapshot().output ?? broken()),
      error: () => settle(broken()),
    });
    return lookup;
  }

  return {
    ask(trackingNumber, askerId, asker) {
      const running = underWay.get(trackingNumber);
      const lookup = running ?? start(trackingNumber);
      if (!lookup.askers.has(askerId)) lookup.askers.set(askerId, asker);
      if (running === undefined) lookup.actor.start();
      else if (running.stale !== null) asker.onStale(running.stale);
    },
    underWay: () => underWay.size,
    close() {
      for (const { actor, askers } of underWay.values()) {
        askers.clear();
        actor.stop();
      }
      underWay.clear();
    },
  };
}

/** The lookup chart with its three actors made real; provided once per process. */
function provideLookup(
  { cache, breaker, chance, clock, attempt }: Options,
  isCourtesy: (trackingNumber: string) => boolean,
) {
  return lookupMachine.provide({
    actors: {
      readCache: fromPromise<CacheReading, { trackingNumber: string }>(async ({ input }) =>
        cache.read(input.trackingNumber),
      ),
      requestPermit: fromPromise<Permit, { trackingNumber: string }>(async ({ input, signal }) => ({
        ...(isCourtesy(input.trackingNumber)
          ? breaker.requestPermit({ isCourtesy: true })
          : await breaker.awaitPermit(signal)),
        jitter: chance.random(),
        at: clock.now(),
      })),
      attempt: fromPromise<AttemptResult, { trackingNumber: string }>(({ input, signal }) =>
        attempt(input.trackingNumber, signal),
      ),
    },
  });
}
