/**
 * What becomes of a caller who has no number: one who is known by the number that calls is asked about
 * their own parcels, one by one (ASK_OWN=on), and any other is offered a person. Pure.
 */
import type { CallContext, Candidate } from './call-context.ts';
import { type Decision, doubt } from './call-decisions.ts';
import type { CallEvent } from './call-events.ts';
import { toolEvent, topicOf, triesAreUp } from './call-questions.ts';
import { languageOf } from './languages/language.ts';
import { plainReply } from './reply.ts';

/** Longer words tell more than that there is no number. */
const WORDS_LENGTH_MAX = 200;

/**
 * Whether words in the place of a number say that there is none, or the caller's own do where the model
 * passes none.
 */
export function lacksNumber({ policy, candidate }: CallContext, event: CallEvent): boolean {
  if (candidate !== null || event.type !== 'delivery.requested') return false;
  const words = event.heard ?? event.said?.at(-1);
  if (typeof words !== 'string' || words.length > WORDS_LENGTH_MAX || /\d/.test(words))
    return false;
  const { lacking } = languageOf(policy.language).numbers;
  return lacking.test(words.toLowerCase().replaceAll('\u2019', "'"));
}

/** The next own parcel under way that the caller was not asked about; null where there is none, or none is asked. */
export function nextOwn(context: CallContext): string | null {
  const { policy, callerNumbersUnderWay, offeredNumbers } = context;
  if (policy.askOwn !== 'on') return null;
  return callerNumbersUnderWay.find((number) => !offeredNumbers.includes(number)) ?? null;
}

/** Asks about the next own parcel. */
export function offerOwn(context: CallContext, event: CallEvent): Decision {
  const trackingNumber = nextOwn(context);
  if (trackingNumber === null) throw new Error('Cannot ask about a parcel: there is none');
  const { policy, offeredNumbers } = context;
  const topic = topicOf(context, event);
  const candidate: Candidate = { trackingNumber, interpreted: true, topic, isOwn: true };
  const isOpening = event.type === 'delivery.requested' && event.isOpening === true;
  const { notice } = policy;
  const greets = isOpening
    ? { greets: true as const, ...(notice !== undefined && { notice }) }
    : {};
  const offerHuman = triesAreUp(context);
  const utterance = { about: 'ownParcel', trackingNumber, offerHuman, ...greets } as const;
  return {
    patch: {
      ...doubt(context, trackingNumber),
      passedNumbers: context.passedNumbers.filter((passed) => passed !== trackingNumber),
      candidate,
      offeredNumbers: [...offeredNumbers, trackingNumber],
      affirmedNumber: null,
      currentDelivery: null,
      verification: null,
      fallbackReason: null,
      pieces: null,
    },
    replies: [plainReply(policy, toolEvent(event), 'needs_confirmation', 'confirm', utterance)],
  };
}

/** Offers a person to whoever has no number. */
export function offerPerson({ policy }: CallContext, event: CallEvent): Decision {
  const fallbackReason = { kind: 'tooManyTries', next: 'human', trackingNumber: null } as const;
  const utterance = { about: 'lacksNumber' } as const;
  return {
    patch: { fallbackReason, candidate: null, verification: null, pieces: null },
    replies: [plainReply(policy, toolEvent(event), 'invalid', 'fallback', utterance)],
  };
}
