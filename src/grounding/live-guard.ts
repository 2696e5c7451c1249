import type { Guard } from '../../machines/session.ts';
import { type Facts, factsOfCall, knowPolicy, learnFacts, NO_FACTS } from './facts.ts';
import { findClaims } from './find-claims.ts';
import { findUngrounded } from './trace-claims.ts';

/**
 * Watches what the assistant says while a call goes on. What a caller was told is the call's own
 * knowledge; the guard adds what was said, to know what is only repeated. Whoever a call was passed
 * on to is not judged.
 */
export const liveGuard: Guard = {
  learn(heard, event, policy) {
    // What is read is no fact before it is told.
    const known = { ...knowPolicy(NO_FACTS, policy), ...heard };
    const { numbers, callerWords, heardAll } = learnFacts(known, event);
    return { numbers, callerWords, heardAll };
  },
  judge(heard, event, context) {
    if (event.type !== 'transcript.heard' || event.role !== 'assistant' || !event.final)
      return null;
    if (context.passedOn) return null;
    const facts = factsOfCall({ ...NO_FACTS, ...heard }, context);
    const claims = findUngrounded(event.text, facts, event.at);
    if (claims.length === 0) return null;
    const kinds = claims.map(({ kind }) => kind);
    return { kinds, trackingNumber: parcelMeant(event.text, facts) };
  },
};

/** The one parcel that something was said of: the one that it names, else the only one told of. */
function parcelMeant(text: string, { records, language }: Facts): string | null {
  const told = records.map(({ delivery }) => delivery.trackingNumber);
  const named = findClaims(text, language).filter(({ kind }) => kind === 'number');
  const isNamed = (number: string) =>
    named.some(({ sense, value }) =>
      sense === 'partial' ? number.endsWith(value) : number === value,
    );
  const meant = named.length === 0 ? told : told.filter(isNamed);
  return meant.length === 1 ? (meant[0] ?? null) : null;
}
