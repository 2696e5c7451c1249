import { fromCallback } from 'xstate';
import { callMachine, type LookupRequest } from '../../machines/call.ts';
import type { CallPolicy } from '../../machines/call-context.ts';
import type { CallEvent } from '../../machines/call-events.ts';
import type { Reply } from '../../machines/reply.ts';
import type { Clock } from '../edges.ts';
import type { CallEngine, CallNotice, CallStep } from './engine.ts';
import { type CallPatience, LiveCall } from './live-call.ts';
import type { Lookups } from './lookups.ts';

type Options<Answer> = {
  policy: CallPolicy;
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
  observe: (callId: string, event: CallEvent) => void;
  /** The tracking numbers of whoever has this phone number; null when that cannot be told. */
  recognise: (callerNumber: string) => Promise<string[] | null>;
  notify: (notice: CallNotice) => void;
};

/** Runs the calls in this process: one root actor per call, made on the first event that names it. */
export function createLocalEngine<Answer>(options: Options<Answer>): CallEngine<Answer> {
  const { policy, lookups, clock, recognise, ...rest } = options;
  const calls = new Map<string, LiveCall<Answer>>();
  const around = {
    ...rest,
    clock,
    machine: callMachine.provide({ actors: { lookup: lookUpFor(calls, lookups, clock) } }),
    forget: (callId: string) => void calls.delete(callId),
  };

  function open(callId: string, at: number, callerNumber: string | null): LiveCall<Answer> {
    const call = new LiveCall(around, { callId, policy }, at);
    calls.set(callId, call);
    if (callerNumber !== null) void greet(callId, callerNumber);
    return call;
  }

  /** Learns whose deliveries the caller may ask for; a call goes on as well without knowing. */
  async function greet(callId: string, callerNumber: string): Promise<void> {
    const trackingNumbers = await recognise(callerNumber);
    if (trackingNumbers === null || trackingNumbers.length === 0) return;
    calls.get(callId)?.tell({ type: 'caller.recognised', at: clock.now(), trackingNumbers });
  }

  return {
    async handle({ callId, events, callerNumber, ...delivery }) {
      if (events.length === 0) return [];
      const call = calls.get(callId) ?? open(callId, delivery.at, callerNumber);
      return call.handle(delivery, () =>
        events.flatMap((event) => {
          if ('toolCallId' in event) {
            return { toolCallId: event.toolCallId, answer: call.ask(event) };
          }
          call.hear(event);
          return [];
        }),
      );
    },
    look: async (callId) => calls.get(callId)?.view() ?? null,
    resume(restored) {
      for (const one of restored) {
        const { callId, input, at } = one;
        try {
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
      calls.clear();
    },
  };
}

/**
 * The chart's `lookup` actor: asks the service for every number that it is given. What comes of it
 * goes to the call as an event, whether or not the call still waits.
 */
function lookUpFor<Answer>(
  calls: ReadonlyMap<string, LiveCall<Answer>>,
  lookups: Lookups,
  clock: Clock,
) {
  return fromCallback<CallEvent, LookupRequest>(({ input: { callId, trackingNumbers } }) => {
    const tell = (event: CallEvent) => calls.get(callId)?.tell(event);
    for (const trackingNumber of trackingNumbers) {
      lookups.ask(trackingNumber, callId, {
        onStale: (stale) =>
          tell({ type: 'lookup.staleFound', at: clock.now(), trackingNumber, stale }),
        onSettled: (outcome) =>
          tell({ type: 'lookup.settled', at: clock.now(), trackingNumber, outcome }),
      });
    }
  });
}
