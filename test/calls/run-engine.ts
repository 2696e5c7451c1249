import type { CallPolicy } from '../../machines/call-context.ts';
import type { ToolEvent } from '../../machines/call-events.ts';
import type { LookupOutcome } from '../../machines/lookup-outcome.ts';
import type { Reply } from '../../machines/reply.ts';
import type { Arrival, CallEngine, CallNotice, CallStep } from '../../src/calls/engine.ts';
import { createLocalEngine } from '../../src/calls/local-engine.ts';
import type { Asker, Lookups } from '../../src/calls/lookups.ts';
import type { NumberQuota } from '../../src/calls/number-quota.ts';
import { createHandClock, type HandClock } from '../hand-clock.ts';

export const POLICY: CallPolicy = {
  confirm: 'when-unsure',
  triesMax: 3,
  replyDeadlineMs: 500,
  freshMs: 60_000,
};

export const PATIENCE = { silenceTimeoutMs: 900_000, lingerMs: 300_000 };

/** Lookups that end when the test says so. */
export type HandLookups = Lookups & {
  asked: { trackingNumber: string; askerId: string }[];
  /** Ends every lookup of a number that is under way. */
  settle(trackingNumber: string, outcome: LookupOutcome): void;
};

export function createHandLookups(): HandLookups {
  const waiting = new Map<string, Map<string, Asker>>();
  const asked: HandLookups['asked'] = [];
  return {
    asked,
    ask(trackingNumber, askerId, asker) {
      const askers = waiting.get(trackingNumber) ?? new Map<string, Asker>();
      waiting.set(trackingNumber, askers);
      if (askers.has(askerId)) return;
      askers.set(askerId, asker);
      asked.push({ trackingNumber, askerId });
    },
    settle(trackingNumber, outcome) {
      const askers = waiting.get(trackingNumber);
      waiting.delete(trackingNumber);
      for (const asker of askers?.values() ?? []) asker.onSettled(outcome);
    },
    underWay: () => waiting.size,
    close: () => waiting.clear(),
  };
}

export type EngineUnderTest = {
  engine: CallEngine<Reply>;
  clock: HandClock;
  lookups: HandLookups;
  notices: CallNotice[];
  /** Every step that was recorded, in order. */
  steps: CallStep<Reply>[];
  /** What was said unasked. */
  spoken: Reply[];
};

type Others = {
  clock?: HandClock;
  render?: (reply: Reply) => Reply;
  callsMax?: number;
  heapFullness?: () => number;
  recognise?: (phone: string) => Promise<string[] | null>;
  mayLookUp?: NumberQuota;
};

/** Runs an engine for a test. */
export type RunEngine = (others?: Others) => EngineUnderTest;

/** An engine on a clock and lookups moved by hand, whose answers are the replies themselves. */
export function runEngine(others: Others = {}): EngineUnderTest {
  const { clock = createHandClock(), render = (reply) => reply } = others;
  const { callsMax = 100, heapFullness = () => 0 } = others;
  const { recognise = async (phone) => (phone === KNOWN_CALLER ? ['WB100001'] : null) } = others;
  const lookups = createHandLookups();
  const notices: CallNotice[] = [];
  const steps: CallStep<Reply>[] = [];
  const spoken: Reply[] = [];
  const engine = createLocalEngine<Reply>({
    policy: POLICY,
    callsMax,
    heapFullness,
    patience: PATIENCE,
    clock,
    lookups,
    render,
    record: async (step) => {
      steps.push(step);
    },
    observe: () => {},
    speak: (_callId, _controlUrl, reply) => spoken.push(reply),
    newCorrelationId: () => 'made',
    background: (_name, work) => void work(),
    recognise,
    mayLookUp: others.mayLookUp ?? (() => true),
    notify: (notice) => notices.push(notice),
  });
  return { engine, clock, lookups, notices, steps, spoken };
}

/** A caller with one delivery. */
export const KNOWN_CALLER = '+12025550101';

/** A delivery of events to a call, as the webhook makes it. */
export function arrival(callId: string, at: number, ...events: Arrival['events']): Arrival {
  const unknown = { turns: [], callerNumber: null, controlUrl: null };
  return { callId, correlationId: 'trace', at, events, ...unknown };
}

export function track(toolCallId: string, heard: string, at: number): ToolEvent {
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
