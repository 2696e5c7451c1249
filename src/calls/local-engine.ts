import { fromCallback } from 'xstate';
import { callMachine, type LookupRequest } from '../../machines/call.ts';
import type { CallPolicy } from '../../machines/call-context.ts';
import type { CallEvent } from '../../machines/call-events.ts';
import type { Reply } from '../../machines/reply.ts';
import type { Clock } from '../edges.ts';
import type { CallEngine, CallNotice } from './engine.ts';
import { type CallPatience, LiveCall } from './live-call.ts';
import type { Lookups } from './lookups.ts';

type Options<Answer> = {
  policy: CallPolicy;
  patience: CallPatience;
  clock: Clock;
  lookups: Lookups;
  /** Makes of a reply what is sent and kept; pure. */
  render: (reply: Reply) => Answer;
  notify: (notice: CallNotice) => void;
};

/** Runs the calls in this process: one root actor per call, made on the first event that names it. */
export function createLocalEngine<Answer>(options: Options<Answer>): CallEngine<Answer> {
  const { policy, patience, clock, lookups, render, notify } = options;
  const calls = new Map<string, LiveCall<Answer>>();
  const machine = callMachine.provide({ actors: { lookup: lookUpFor(calls, lookups, clock) } });

  function open(callId: string, at: number): LiveCall<Answer> {
    const input = { callId, policy };
    const onForgotten = () => calls.delete(callId);
    const call = new LiveCall({ machine, input, patience, clock, render, notify, onForgotten }, at);
    calls.set(callId, call);
    return call;
  }

  return {
    async handle({ callId, at, events }) {
      if (events.length === 0) return [];
      const call = calls.get(callId) ?? open(callId, at);
      const answers: Promise<Answer>[] = [];
      for (const event of events) {
        if ('toolCallId' in event) answers.push(call.ask(event));
        else call.hear(event);
      }
      return Promise.all(answers);
    },
    look: async (callId) => calls.get(callId)?.context() ?? null,
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
