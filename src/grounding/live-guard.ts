import type { CallEvent } from '../../machines/call-events.ts';
import type { Claim } from './claim.ts';
import { type Facts, type KnownRecord, learnFacts, learnRecord, NO_FACTS } from './facts.ts';
import { findUngrounded } from './trace-claims.ts';

/** Watches what the assistant says while a call goes on. */
export interface LiveGuard {
  /** Takes an event of a call, in the order in which the call received it. */
  observe(callId: string, event: CallEvent): void;
  /** Takes a record that a call had read before this process began. */
  learn(callId: string, record: KnownRecord): void;
  /** Forgets a call. */
  forget(callId: string): void;
}

/** Makes a guard; `onUngrounded` is told of every utterance that states what no record states. */
export function createLiveGuard(
  onUngrounded: (callId: string, claims: Claim[]) => void,
): LiveGuard {
  const calls = new Map<string, Facts>();
  return {
    observe(callId, event) {
      const facts = learnFacts(calls.get(callId) ?? NO_FACTS, event);
      calls.set(callId, facts);
      if (event.type !== 'transcript.heard' || event.role !== 'assistant' || !event.final) return;
      const claims = findUngrounded(event.text, facts, event.at);
      if (claims.length > 0) onUngrounded(callId, claims);
    },
    learn(callId, record) {
      calls.set(callId, learnRecord(calls.get(callId) ?? NO_FACTS, record));
    },
    forget(callId) {
      calls.delete(callId);
    },
  };
}
