import { type Actor, createActor, fromPromise, type InspectionEvent } from 'xstate';
import type { ShellEvent } from '../../machines/call-events.ts';
import {
  type AttemptResult,
  type CacheReading,
  type LookupPolicy,
  lookupMachine,
  type Permit,
  type TimedReading,
} from '../../machines/lookup.ts';
import type { CachedDelivery, LookupOutcome } from '../../machines/lookup-outcome.ts';
import type { Clock, Random } from '../edges.ts';
import type { Breaker } from './breaker.ts';

/** What a lookup tells the calls that wait for it. */
export type LookupEvent = Extract<ShellEvent, { type: `lookup.${string}` }>;

/** The Sanity service: one lookup per tracking number, however many calls wait for it. */
export interface Lookups {
  /**
   * Joins the lookup of a number, or starts it. The call is told of a stale record each time it
   * asks, and of the end once.
   */
  ask(trackingNumber: string, callId: string): void;
  /** Looks a number up for nobody who waits: it takes nothing from those who do. */
  refresh(trackingNumber: string): Promise<LookupOutcome>;
  /** How many lookups are under way. */
  underWay(): number;
  /** Stops every lookup; whoever waits hears no more. */
  close(): void;
}

type Options = {
  policy: LookupPolicy;
  clock: Clock;
  random: Random;
  breaker: Breaker;
  cache: {
    read(trackingNumber: string): CacheReading;
    write(trackingNumber: string, outcome: LookupOutcome): void;
  };
  /** Takes an event to a call that waits; never throws. */
  deliver(callId: string, event: LookupEvent): void;
  /** One request to the content API; resolves with whatever came of it. */
  attempt(trackingNumber: string, signal: AbortSignal): Promise<AttemptResult>;
  /** Makes what looks on at one lookup; `callIds` are those that wait for it, now and later. */
  inspect?: LookupInspector | undefined;
};

/** Makes what looks on at one lookup, for the calls that wait for it. */
export type LookupInspector = (callIds: ReadonlySet<string>) => (event: InspectionEvent) => void;

type UnderWay = {
  actor: Actor<typeof lookupMachine>;
  /** The calls that wait, and whoever only wants to know that it has ended. */
  callIds: Set<string>;
  refreshers: ((outcome: LookupOutcome) => void)[];
  stale: CachedDelivery | null;
};

/** Starts the service; it runs an actor per number only while that number is being looked up. */
export function createLookups(options: Options): Lookups {
  const { policy, clock, breaker, cache, deliver, inspect } = options;
  const underWay = new Map<string, UnderWay>();
  const isCourtesy = (trackingNumber: string) => underWay.get(trackingNumber)?.callIds.size === 0;
  const machine = provideLookup(options, isCourtesy);

  function start(trackingNumber: string): UnderWay {
    const input = { trackingNumber, startedAt: clock.now(), policy };
    const callIds = new Set<string>();
    const watched = inspect === undefined ? {} : { inspect: inspect(callIds) };
    const actor = createActor(machine, { input, clock, ...watched });
    const lookup: UnderWay = { actor, callIds, refreshers: [], stale: null };
    underWay.set(trackingNumber, lookup);
    actor.on('attempt.ended', ({ permit, verdict }) => breaker.report(permit, verdict));
    actor.on('stale.found', ({ stale }) => {
      lookup.stale = stale;
      for (const callId of lookup.callIds) tellStale(callId, trackingNumber, stale);
    });
    const settle = (outcome: LookupOutcome) => {
      underWay.delete(trackingNumber);
      cache.write(trackingNumber, outcome);
      const { trail } = actor.getSnapshot().context;
      const settled = { type: 'lookup.settled', trackingNumber, outcome, trail } as const;
      for (const callId of lookup.callIds) deliver(callId, { ...settled, at: clock.now() });
      for (const resolve of lookup.refreshers) resolve(outcome);
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

  function tellStale(callId: string, trackingNumber: string, stale: CachedDelivery): void {
    deliver(callId, { type: 'lookup.staleFound', at: clock.now(), trackingNumber, stale });
  }

  /** Joins what is under way, or begins; it runs once whoever asks is known. */
  function join(trackingNumber: string, add: (lookup: UnderWay) => void): UnderWay | null {
    const running = underWay.get(trackingNumber) ?? null;
    const lookup = running ?? start(trackingNumber);
    add(lookup);
    if (running === null) lookup.actor.start();
    return running;
  }

  return {
    ask(trackingNumber, callId) {
      const running = join(trackingNumber, ({ callIds }) => callIds.add(callId));
      if (running?.stale != null) tellStale(callId, trackingNumber, running.stale);
    },
    refresh: (trackingNumber) =>
      new Promise((resolve) => {
        join(trackingNumber, ({ refreshers }) => refreshers.push(resolve));
      }),
    underWay: () => underWay.size,
    close() {
      for (const { actor, callIds, refreshers } of underWay.values()) {
        callIds.clear();
        refreshers.length = 0;
        actor.stop();
      }
      underWay.clear();
    },
  };
}

/** The lookup chart with its three actors made real; provided once per process. */
function provideLookup(
  { cache, breaker, random, clock, attempt }: Options,
  isCourtesy: (trackingNumber: string) => boolean,
) {
  return lookupMachine.provide({
    actors: {
      readCache: fromPromise<TimedReading, { trackingNumber: string }>(async ({ input }) => ({
        ...cache.read(input.trackingNumber),
        at: clock.now(),
      })),
      requestPermit: fromPromise<Permit, { trackingNumber: string }>(async ({ input, signal }) => ({
        ...(isCourtesy(input.trackingNumber)
          ? breaker.requestPermit({ isCourtesy: true })
          : await breaker.awaitPermit(signal)),
        jitter: random.next(),
        at: clock.now(),
      })),
      attempt: fromPromise<AttemptResult, { trackingNumber: string }>(({ input, signal }) =>
        attempt(input.trackingNumber, signal),
      ),
    },
  });
}
