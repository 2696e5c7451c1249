import { LRUMap } from 'mnemonist';
import type { CallPolicy } from '../../machines/call-context.ts';
import {
  openSession,
  type RestoredCall,
  resumeSession,
  type SessionRules,
  sessionLogic,
} from '../../machines/session.ts';
import type { Clock } from '../edges.ts';
import type { Conversations } from './conversations.ts';
import {
  type CallEngine,
  type CallNotice,
  type CallObserver,
  type CallStep,
  type CarryOut,
  isLateEnding,
  NoRoomError,
} from './engine.ts';
import { HeldCalls } from './held-calls.ts';
import { LiveCall } from './live-call.ts';
import { WakeTimers } from './wake-timer.ts';

type Options<Answer> = {
  policy: CallPolicy;
  rules: SessionRules<Answer>;
  /** Most calls that are held, and how full the heap is, from 0 to 1. */
  callsMax: number;
  heapFullness: () => number;
  clock: Clock;
  conversations: Conversations;
  /** Puts a step on record; resolves when it may be answered, and never rejects. */
  record: (step: CallStep<Answer>) => Promise<void>;
  carryOut: CarryOut;
  observer?: CallObserver | undefined;
  /** For what happens before anything was delivered. */
  newCorrelationId: () => string;
};

/** An engine whose calls are held in this process, with what only such an engine has. */
export interface LocalEngine<Answer> extends CallEngine<Answer> {
  /** Takes up calls where their records end, after a restart. */
  resume(calls: RestoredCall<Answer>[]): void;
  /** Calls that are held in memory, ended ones included. */
  size(): number;
}

/** How many calls that were forgotten are told from calls that were never heard of. */
const FORGOTTEN_MAX = 10_000;

/** Holds the calls in this process: one root actor per call, made on the first event that names it. */
export function createLocalEngine<Answer>(options: Options<Answer>): LocalEngine<Answer> {
  const { policy, rules, clock, conversations, callsMax, heapFullness, newCorrelationId } = options;
  const listeners = new Set<(notice: CallNotice) => void>();
  const forgotten = new LRUMap<string, true>(FORGOTTEN_MAX);
  const calls = new HeldCalls<LiveCall<Answer>>({
    callsMax,
    heapFullness,
    letGo(callId, call) {
      call.send({ type: 'session.dropped', at: clock.now() });
      call.stop();
      conversations.forget(callId);
      notify({ type: 'call.dropped', callId, at: clock.now(), wasOver: call.isOver });
    },
  });
  const around = {
    ...options,
    logic: sessionLogic(rules),
    wakeTimers: new WakeTimers(clock),
    notify,
    forget(callId: string) {
      forgotten.set(callId, true);
      calls.delete(callId);
      conversations.forget(callId);
    },
  };

  function notify(notice: CallNotice): void {
    if (notice.type === 'call.ended') calls.touch(notice.callId);
    for (const listener of listeners) listener(notice);
  }

  const inputFor = (callId: string) => conversations.inputFor(callId, policy);

  function open(callId: string, beginning: { at: number; correlationId: string }) {
    const call = new LiveCall(around, openSession(rules, inputFor(callId), beginning));
    calls.set(callId, call);
    return call;
  }

  function takeUp(restored: RestoredCall<Answer>): void {
    const input = restored.input ?? inputFor(restored.callId);
    const beginning = { now: clock.now(), correlationId: newCorrelationId() };
    const session = resumeSession(rules, { ...restored, input }, beginning);
    calls.set(restored.callId, new LiveCall(around, session));
  }

  return {
    async handle(arrival) {
      const { callId, events, turns, at } = arrival;
      const asked = events.filter((event) => 'toolCallId' in event);
      if (!calls.hasRoomFor(callId, asked.length > 0))
        throw new NoRoomError('Cannot take the call: too many are held');
      // What only tells what was said opens no call.
      if (events.length === 0 && (!calls.get(callId) || turns.length === 0)) return [];
      const isForgotten = forgotten.has(callId);
      const { lingerMs } = rules.timeouts;
      if (!calls.get(callId) && isLateEnding(events, { at, lingerMs, isForgotten })) {
        notify({ type: 'call.missed', callId, at });
        return [];
      }
      calls.relieve();
      if (calls.get(callId) === undefined) calls.makeRoom(asked.length > 0);
      const call = calls.get(callId) ?? open(callId, arrival);
      conversations.noteArrival(arrival);
      const answers = call.handle(arrival);
      // Its events have been delivered by now; only answers are waited for.
      calls.touch(callId);
      return answers;
    },
    deliver: async (callId, event) => calls.get(callId)?.send(event),
    look: async (callId) => calls.get(callId)?.view() ?? null,
    list: async () => [...calls.values()].map((call) => call.view()),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    resume(restored) {
      for (const one of restored) {
        const { callId, chats = [], asked = [] } = one;
        if (conversations.isConversation(callId)) conversations.note(callId, chats, asked);
        try {
          if (one.snapshot === null) throw new Error('Cannot go on: its last line is damaged');
          takeUp(one);
        } catch (error) {
          // Its state is not of this chart: it begins anew, repeats its answers, and no other waits.
          notify({ type: 'call.broken', callId, at: clock.now(), error });
          takeUp({ ...one, snapshot: null });
        }
      }
    },
    size: () => calls.size,
    async close() {
      for (const call of calls.values()) call.stop();
    },
  };
}
