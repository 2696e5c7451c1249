import type { CallContext } from '../../machines/call-context.ts';
import type { CallEvent } from '../../machines/call-events.ts';
import type { Claim } from './claim.ts';
import { type Facts, factsOfCall, learnFacts, NO_FACTS } from './facts.ts';
import { findClaims } from './find-claims.ts';
import { findUngrounded } from './trace-claims.ts';

/** What the assistant stated that no record states. */
export type Ungrounded = {
  claims: Claim[];
  /** The number of the parcel that it was said of; null where that cannot be told. */
  trackingNumber: string | null;
};

/** Watches what the assistant says while a call goes on. */
export interface LiveGuard {
  /** Takes an event of a call, in the order in which it comes, and what the call knows before it. */
  observe(callId: string, event: CallEvent, context: CallContext): void;
  /** Takes what is left on record of a call from before this process: it was judged then. */
  takeUp(callId: string, events: readonly CallEvent[]): void;
  /** Forgets a call. */
  forget(callId: string): void;
}

/**
 * Makes a guard; `onUngrounded` is told of every utterance that states what no record states. What a
 * caller was told is the call's own knowledge; the guard adds what was said, to know what is only
 * repeated. Whoever a call was passed on to is not judged.
 */
export function createLiveGuard(
  onUngrounded: (callId: string, ungrounded: Ungrounded) => void,
): LiveGuard {
  const calls = new Map<string, Facts>();
  return {
    observe(callId, event, context) {
      const heard = learnFacts(calls.get(callId) ?? NO_FACTS, event);
      // What is read is no fact before it is told.
      calls.set(callId, { ...heard, records: [] });
      if (event.type !== 'transcript.heard' || event.role !== 'assistant' || !event.final) return;
      if (context.passedOn) return;
      const facts = factsOfCall(heard, context);
      const claims = findUngrounded(event.text, facts, event.at);
      if (claims.length === 0) return;
      onUngrounded(callId, { claims, trackingNumber: parcelMeant(event.text, facts) });
    },
    takeUp(callId, events) {
      const known = { ...NO_FACTS, heardAll: false };
      calls.set(callId, { ...events.reduce(learnFacts, known), records: [] });
    },
    forget(callId) {
      calls.delete(callId);
    },
  };
}

/** The one parcel that something was said of: the one that it names, else the only one told of. */
function parcelMeant(text: string, { records }: Facts): string | null {
  const told = records.map(({ delivery }) => delivery.trackingNumber);
  const named = findClaims(text).filter(({ kind }) => kind === 'number');
  const isNamed = (number: string) =>
    named.some(({ sense, value }) =>
      sense === 'partial' ? number.endsWith(value) : number === value,
    );
  const meant = named.length === 0 ? told : told.filter(isNamed);
  return meant.length === 1 ? (meant[0] ?? null) : null;
}
