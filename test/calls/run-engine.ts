import type { CallPolicy } from '../../machines/call-context.ts';
import type { ToolEvent } from '../../machines/call-events.ts';
import type { LookupOutcome } from '../../machines/lookup-outcome.ts';
import type { Reply } from '../../machines/reply.ts';
import type { CallEngine, CallNotice } from '../../src/calls/engine.ts';
import { createLocalEngine } from '../../src/calls/local-engine.ts';
import type { Asker, Lookups } from '../../src/calls/lookups.ts';
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
};

/** An engine on a clock and lookups moved by hand, whose answers are the replies themselves. */
export function runEngine(): EngineUnderTest {
  const clock = createHandClock();
  const lookups = createHandLookups();
  const notices: CallNotice[] = [];
  const engine = createLocalEngine<Reply>({
    policy: POLICY,
    patience: PATIENCE,
    clock,
    lookups,
    render: (reply) => reply,
    notify: (notice) => notices.push(notice),
  });
  return { engine, clock, lookups, notices };
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
