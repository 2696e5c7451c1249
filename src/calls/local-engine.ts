import { LRUMap } from 'mnemonist';
import { fromCallback } from 'xstate';
import { callMachine, type LookupRequest } from '../../machines/call.ts';
import type { CallContext, CallInput, CallPolicy } from '../../machines/call-context.ts';
import type { CallEvent, ToolEvent } from '../../machines/call-events.ts';
import type { Reply } from '../../machines/reply.ts';
import type { Clock } from '../edges.ts';
import { Conversations } from './conversations.ts';
import type { CallEngine, CallNotice, CallStep } from './engine.ts';
import { HeldCalls } from './held-calls.ts';
import { type CallPatience, LiveCall } from './live-call.ts';
import type { Lookups } from './lookups.ts';
import type { NumberQuota } from './number-quota.ts';

type Options<Answer> = {
  policy: CallPolicy;
  /** Most calls that are held, and how full the heap is, from 0 to 1. */
  callsMax: number;
  heapFullness: () => number;
  patience: CallPatience;
  clock: Clock;
  lookups: Lookups;
  /** Makes of a reply what is sent and kept; pure. */
  render: (reply: Reply) => Answer;
  /** Puts a step on record; resolves when it may be answered, and never rejects. */
  record: (step: CallStep<Answer>) => Promise<void>;
  /** Says something in a live call unasked. */
  speak: (callId: string, controlUrl: string, reply: Reply) => void;
  /** Told of every event of every call, before its actor is. */
  observe: (callId: string, event: CallEvent, context: CallContext) => void;
  /** The tracking numbers of whoever has this phone number; null when that cannot be told. */
  recognise: (callerNumber: string) => Promise<string[] | null>;
  /** Whether one more number may be looked up for whoever calls. */
  mayLookUp: NumberQuota;
  newCorrelationId: () => string;
  /** Carries out what nobody waits for. */
  background: (name: string, work: () => Promise<unknown>) => void;
  notify: (notice: CallNotice) => void;
};

/** How many calls that were forgotten are told from calls that were never heard of. */
const FORGOTTEN_MAX = 10_000;

/** Runs the calls in this process: one root actor per call, made on the first event that names it. */
export function createLocalEngine<Answer>(options: Options<Answer>): CallEngine<Answer> {
  const { policy, lookups, clock, recognise, mayLookUp, background, callsMax, ...others } = options;
  const { heapFullness, ...rest } = others;
  const conversations = new Conversations();
  const forgotten = new LRUMap<string, true>(FORGOTTEN_MAX);
  const calls = new HeldCalls<LiveCall<Answer>>({
    callsMax,
    heapFullness,
    letGo(callId, call) {
      call.letGo();
      conversations.forget(callId);
      rest.notify({ type: 'call.dropped', callId, wasOver: call.isOver });
    },
  });
  const around = {
    ...rest,
    clock,
    notify(notice: CallNotice) {
      if (notice.type === 'call.ended') calls.touch(notice.callId);
      rest.notify(notice);
    },
    machine: callMachine.provide({
      actors: { lookup: lookUpFor(calls, lookups, mayLookUp, clock) },
    }),
    forget(callId: string) {
      forgotten.set(callId, true);
      calls.delete(callId);
      conversations.forget(callId);
    },
  };

  function inputFor(callId: string): CallInput {
    const input = { callId, policy };
    return conversations.isConversation(callId) ? { ...input, medium: 'text' } : input;
  }

  function open(callId: string, at: number): LiveCall<Answer> {
    const call = new LiveCall(around, inputFor(callId), at);
    calls.set(callId, call);
    return call;
  }

  /**
   * Whether nothing is told but the end of a call that has been forgotten since: it would be opened
   * and ended once more. A report tells by its times; by them a call is known after a restart too.
   */
  function isGhost(callId: string, events: readonly CallEvent[], at: number): boolean {
    if (!events.every(({ type }) => type === 'report.received' || type === 'call.ended')) {
      return false;
    }
    const ends = events.flatMap((event) =>
      event.type === 'report.received' ? (event.report.endedAt ?? []) : [],
    );
    const isLongOver = ends.some((end) => Date.parse(end) + rest.patience.lingerMs < at);
    return events.length > 0 && (forgotten.has(callId) || isLongOver);
  }

  /** Learns whose deliveries the caller may ask for; a call goes on as well without knowing. */
  async function greet(callId: string, callerNumber: string): Promise<void> {
    const trackingNumbers = await recognise(callerNumber);
    if (trackingNumbers === null || trackingNumbers.length === 0) return;
    calls.get(callId)?.tell({ type: 'caller.recognised', at: clock.now(), trackingNumbers });
  }

  return {
    async handle({ callId, events, thread, ...delivery }) {
      const { callerNumber } = delivery;
      // What only tells what was said opens no call.
      if (events.length === 0 && (!calls.get(callId) || delivery.turns.length === 0)) return [];
      if (calls.get(callId) === undefined && isGhost(callId, events, delivery.at)) {
        rest.notify({ type: 'call.missed', callId });
        return [];
      }
      calls.relieve();
      if (calls.get(callId) === undefined) calls.makeRoom(events.some(isAsking));
      const call = calls.get(callId) ?? open(callId, delivery.at);
      if (callerNumber !== null && events.some(isOccasion) && call.meet()) {
        background('caller.recognition', () => greet(callId, callerNumber));
      }
      const asked = events.filter(isAsking);
      if (thread && asked.length > 0) conversations.note(callId, thread.chatId, asked);
      const answers = call.handle(delivery, () =>
        events.flatMap((event) => {
          if (isAsking(event)) return call.ask(event);
          call.hear(event);
          return [];
        }),
      );
      // Its events have been delivered by now; only answers are waited for.
      calls.touch(callId);
      return answers;
    },
    hasRoomFor: (callId, asks) => calls.hasRoomFor(callId, asks),
    conversationOf: (thread) => conversations.find(thread),
    look: async (callId) => calls.get(callId)?.view() ?? null,
    resume(restored) {
      for (const one of restored) {
        const { callId, at } = one;
        const input = one.input ?? inputFor(callId);
        if (conversations.isConversation(callId)) conversations.note(callId, null, one.asked ?? []);
        try {
          if (one.snapshot === null) throw new Error('Cannot go on: its last line is damaged');
          calls.set(callId, new LiveCall(around, input, at, one));
        } catch (error) {
          // Its state is not of this chart: it begins anew, repeats its answers, and no other waits.
          rest.notify({ type: 'call.broken', callId, error });
          calls.set(callId, new LiveCall(around, input, at, { ...one, snapshot: null }));
        }
      }
    },
    size: () => calls.size,
    async close() {
      for (const call of calls.values()) call.stop();
    },
  };
}

function isAsking(event: CallEvent): event is ToolEvent {
  return 'toolCallId' in event;
}

/** When it is worth knowing who calls: at the beginning, and when something is asked. */
function isOccasion(event: CallEvent): boolean {
  return isAsking(event) || (event.type === 'call.progressed' && event.status === 'in-progress');
}

/**
 * The chart's `lookup` actor: asks the service for every number that it is given. What comes of it
 * goes to the call as an event, whether or not the call still waits.
 */
function lookUpFor<Answer>(
  calls: Pick<HeldCalls<LiveCall<Answer>>, 'get'>,
  lookups: Lookups,
  mayLookUp: NumberQuota,
  clock: Clock,
) {
  return fromCallback<CallEvent, LookupRequest>(({ input: { callId, trackingNumbers } }) => {
    const tell = (event: CallEvent) => calls.get(callId)?.tell(event);
    const caller = calls.get(callId)?.callerNumber ?? null;
    for (const trackingNumber of trackingNumbers) {
      if (caller !== null && !mayLookUp(caller, trackingNumber)) {
        const outcome = { kind: 'failed', reason: 'limited', stale: null } as const;
        tell({ type: 'lookup.settled', at: clock.now(), trackingNumber, outcome });
        continue;
      }
      lookups.ask(trackingNumber, callId, {
        onStale: (stale) =>
          tell({ type: 'lookup.staleFound', at: clock.now(), trackingNumber, stale }),
        onSettled: (outcome) =>
          tell({ type: 'lookup.settled', at: clock.now(), trackingNumber, outcome }),
      });
    }
  });
}
