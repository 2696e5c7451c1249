import { setImmediate } from 'node:timers/promises';
import type { CallPolicy } from '../../machines/call-context.ts';
import type { AskedEvent } from '../../machines/call-events.ts';
import type { CachedDelivery, LookupOutcome } from '../../machines/lookup-outcome.ts';
import type { Reply } from '../../machines/reply.ts';
import { createCommands } from '../../src/calls/commands.ts';
import { Conversations } from '../../src/calls/conversations.ts';
import type { Arrival, CallEngine, CallNotice, CallStep } from '../../src/calls/engine.ts';
import { createLocalEngine, type LocalEngine } from '../../src/calls/local-engine.ts';
import type { Lookups } from '../../src/calls/lookups.ts';
import type { NumberQuota } from '../../src/calls/number-quota.ts';
import { createHandClock, type HandClock } from '../hand-clock.ts';
import { RULES } from '../machines/call-script.ts';

export const POLICY: CallPolicy = {
  confirm: 'when-unsure',
  triesMax: 3,
  replyDeadlineMs: 500,
  freshMs: 60_000,
};

export { RULES };
export const TIMEOUTS = RULES.timeouts;

/** Lookups that end when the test says so. */
export type HandLookups = Pick<Lookups, 'ask'> & {
  asked: { trackingNumber: string; callId: string }[];
  /** Tells who waits for a number of an older record, once; and who joins them later. */
  findStale(trackingNumber: string, stale: CachedDelivery): void;
  /** Ends every lookup of a number that is under way, or the next one where none is. */
  settle(trackingNumber: string, outcome: LookupOutcome): void;
};

/** `engine` is whose calls are told; it is asked for when the first lookup ends. */
export function createHandLookups(
  engine: () => Pick<CallEngine<unknown>, 'deliver'>,
  clock: Pick<HandClock, 'now'>,
): HandLookups {
  const waiting = new Map<string, Set<string>>();
  const held = new Map<string, CachedDelivery>();
  const early = new Map<string, LookupOutcome>();
  const asked: HandLookups['asked'] = [];
  const tellStale = (callId: string, trackingNumber: string) => {
    const stale = held.get(trackingNumber);
    if (stale === undefined) return;
    const at = clock.now();
    void engine().deliver(callId, { type: 'lookup.staleFound', at, trackingNumber, stale });
  };
  return {
    asked,
    findStale(trackingNumber, stale) {
      if (!waiting.has(trackingNumber) || held.has(trackingNumber)) return;
      held.set(trackingNumber, stale);
      for (const callId of waiting.get(trackingNumber) ?? []) tellStale(callId, trackingNumber);
    },
    ask(trackingNumber, callId) {
      const callIds = waiting.get(trackingNumber) ?? new Set();
      waiting.set(trackingNumber, callIds);
      tellStale(callId, trackingNumber);
      if (callIds.has(callId)) return;
      callIds.add(callId);
      asked.push({ trackingNumber, callId });
      const outcome = early.get(trackingNumber);
      early.delete(trackingNumber);
      if (outcome !== undefined) this.settle(trackingNumber, outcome);
    },
    settle(trackingNumber, outcome) {
      const callIds = waiting.get(trackingNumber);
      // A call that is held elsewhere hears of its question later than the test asks it.
      if (callIds === undefined) return void early.set(trackingNumber, outcome);
      waiting.delete(trackingNumber);
      held.delete(trackingNumber);
      const at = clock.now();
      for (const callId of callIds) {
        void engine().deliver(callId, { type: 'lookup.settled', at, trackingNumber, outcome });
      }
    },
  };
}

export type EngineUnderTest<Engine = CallEngine<Reply>> = {
  engine: Engine;
  clock: HandClock;
  lookups: HandLookups;
  notices: CallNotice[];
  /** Every step that was recorded, in order. */
  steps: CallStep<Reply>[];
  /** What was said unasked. */
  spoken: Reply[];
  /** Resolves once everything has happened that is due by the clock, wherever the calls are held. */
  quiet: () => Promise<void>;
};

type Others = {
  clock?: HandClock;
  render?: (reply: Reply) => Reply;
  callsMax?: number;
  heapFullness?: () => number;
  recognise?: (phone: string) => Promise<string[] | null>;
  mayLookUp?: NumberQuota;
  /** What every write waits for. */
  disk?: Promise<void>;
};

/** Runs an engine for a test. */
export type RunEngine = (others?: Others) => EngineUnderTest;

/** A local engine on a clock and lookups moved by hand, whose answers are the replies themselves. */
export function runEngine(others: Others = {}): EngineUnderTest<LocalEngine<Reply>> {
  const { clock = createHandClock(), render = RULES.render } = others;
  const { callsMax = 100, heapFullness = () => 0 } = others;
  const lookups = createHandLookups(() => engine, clock);
  const notices: CallNotice[] = [];
  const steps: CallStep<Reply>[] = [];
  const spoken: Reply[] = [];
  const engine: LocalEngine<Reply> = createLocalEngine<Reply>({
    policy: POLICY,
    rules: { ...RULES, render },
    callsMax,
    heapFullness,
    clock,
    conversations: new Conversations(),
    record: async (step) => {
      steps.push(step);
      await others.disk;
    },
    carryOut: createTestCommands({
      ...others,
      ...{ lookups, clock, spoken },
      deliver: (callId, event) => engine.deliver(callId, event),
      background: (_name, work) => void work(),
    }),
    newCorrelationId: () => 'made',
  });
  engine.subscribe((notice) => notices.push(notice));
  const quiet = () => setImmediate();
  return { engine, clock, lookups, notices, steps, spoken, quiet };
}

/** Carries out what a call wants done by lookups that a test ends; what is said unasked goes to `spoken`. */
export function createTestCommands({
  lookups,
  clock,
  spoken,
  deliver,
  background,
  mayLookUp = () => true,
  recognise = async (phone) => (phone === KNOWN_CALLER ? ['WB100001'] : null),
}: Pick<Others, 'mayLookUp' | 'recognise'> &
  Pick<Parameters<typeof createCommands>[0], 'deliver' | 'background'> & {
    lookups: HandLookups;
    clock: HandClock;
    spoken: Reply[];
  }) {
  return createCommands({
    lookups,
    recognition: {
      async recognise(phone) {
        const trackingNumbers = await recognise(phone);
        return trackingNumbers && { trackingNumbers, underWay: trackingNumbers };
      },
    },
    mayLookUp,
    say: async () => 'said',
    words: {
      late(reply) {
        spoken.push(reply);
        return 'late';
      },
      correction: () => null,
    },
    clock,
    deliver,
    background,
    notify: () => {},
  });
}

/** A caller with one delivery. */
export const KNOWN_CALLER = '+12025550101';

/** A delivery of events to a call, as the webhook makes it. */
export function arrival(callId: string, at: number, ...events: Arrival['events']): Arrival {
  const unknown = { turns: [], callerNumber: null, controlUrl: null };
  return { callId, correlationId: 'trace', at, events, ...unknown };
}

/** The model says that the caller has said yes. */
export function confirm(toolCallId: string, at: number): AskedEvent {
  return {
    type: 'confirmation.given',
    confirmed: true,
    toolCallId,
    tool: 'confirm_tracking_number',
    heard: null,
    at,
  };
}

export function track(toolCallId: string, heard: string, at: number): AskedEvent {
  return {
    type: 'delivery.requested',
    topic: 'delivery',
    toolCallId,
    tool: 'track_delivery',
    heard,
    at,
  };
}

export function found(trackingNumber: string, asOf: number): LookupOutcome {
  const delivery = { trackingNumber, status: 'in_transit' };
  return { kind: 'found', delivery, source: 'sanity', asOf };
}
