/** How a call speaks of a parcel, by what its caller knows by now; and what was told is noted. */
import type { CallContext } from './call-context.ts';
import type { CachedDelivery } from './lookup-outcome.ts';
import type { Manner, Reply } from './reply.ts';
import { ENDING_LENGTH } from './tracking-number.ts';

/** How many parcels a call remembers having told of. */
const TOLD_MAX = 20;

/**
 * How to speak of a parcel now. A number to which the caller has just said yes needs no words, and
 * neither do the one parcel that the call is about and the only one of whoever calls; a parcel among
 * several is told by the end of its number, and so is one whose number was never read back: nothing
 * else would let a caller notice that it was misheard.
 */
export function mannerOf(context: CallContext, trackingNumber: string): Manner {
  const { affirmedNumber, callerNumbers, policy } = context;
  const isTold = toldNumbersOf(context).includes(trackingNumber);
  const others = otherNumbers(context, trackingNumber);
  const ending = trackingNumber.slice(-ENDING_LENGTH);
  const isOwn = callerNumbers.includes(trackingNumber);
  const isTheOne = isOwn && callerNumbers.length === 1;
  const isUnmistakable = affirmedNumber === trackingNumber || isTold || isTheOne;
  const mayName = policy.speakName === 'always' || (policy.speakName === 'recognised' && isOwn);
  return {
    naming: others.some((other) => other.endsWith(ending))
      ? 'number'
      : others.length > 0 || !isUnmistakable
        ? 'ending'
        : 'none',
    speakName: mayName && !isTold,
    isTold,
    closes: false,
  };
}

/** Notes what the caller was told: one record of each parcel, the latest last. */
export function noteTold(
  { told }: CallContext,
  cachedDelivery: CachedDelivery,
): Pick<CallContext, 'told'> {
  const { trackingNumber } = cachedDelivery.delivery;
  const others = told.filter(({ delivery }) => delivery.trackingNumber !== trackingNumber);
  return { told: [...others, cachedDelivery].slice(-TOLD_MAX) };
}

/**
 * Lets the last report of a call's first answers ask if there is anything else. Not while there is
 * anything else to answer: a "no" to it must not be taken for one to a number.
 */
export function closeReport(
  { askedForMore }: CallContext,
  replies: Reply[],
): { patch: Partial<CallContext>; replies: Reply[] } {
  const last = replies.at(-1);
  if (askedForMore || last === undefined || last.state !== 'report') return { patch: {}, replies };
  const { utterance } = last;
  if (!('manner' in utterance)) return { patch: {}, replies };
  const closing = { ...utterance, manner: { ...utterance.manner, closes: true } };
  return {
    patch: { askedForMore: true },
    replies: [...replies.slice(0, -1), { ...last, utterance: closing }],
  };
}

/** The other parcels that the caller was told of or waits for. */
function otherNumbers(context: CallContext, trackingNumber: string): string[] {
  const all = [
    ...toldNumbersOf(context),
    ...context.pendingLookups.map((ask) => ask.trackingNumber),
  ];
  return all.filter((number) => number !== trackingNumber);
}

function toldNumbersOf({ told }: CallContext): string[] {
  return told.map(({ delivery }) => delivery.trackingNumber);
}
