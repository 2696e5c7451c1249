/** What the call chart asks of its context and an event: which number is meant, and how surely. */
import type { CallContext, FallbackReason } from './call-context.ts';
import type { CallEvent, ToolEvent, Topic } from './call-events.ts';
import {
  callersWord,
  confirmationIn,
  denialIn,
  heardIn,
  type NumberMeant,
  numberIn,
} from './call-hearing.ts';
import { judgeCheckDigits } from './listening/check-digits.ts';
import { isNear } from './listening/near.ts';
import type { CallState } from './reply.ts';

type NumberRead = Omit<Extract<NumberMeant, { ok: true }>, 'ok'>;

/** The tool call in an event; any other event here is a fault of the chart. */
export function toolEvent(event: CallEvent): ToolEvent {
  if (!('toolCallId' in event)) throw new Error(`Cannot answer "${event.type}": no tool call`);
  return event;
}

/** What the caller wants to know of the number in the event. */
export function topicOf({ candidate }: CallContext, event: CallEvent): Topic {
  return event.type === 'delivery.requested' ? event.topic : (candidate?.topic ?? 'delivery');
}

/** Whether the number in the event may be looked up without being read back. */
export function maySkipReadBack(context: CallContext, event: CallEvent): boolean {
  const number = numberIn(context, event);
  return (
    number.ok &&
    mayPass(context, event, { ...number, interpreted: isDoubtful(context, event, number) })
  );
}

/** Whether the number on the table may be looked up, be it that it got a yes or needs none. */
export function mayPassCandidate(context: CallContext, event: CallEvent): boolean {
  return context.candidate !== null && mayPass(context, event, context.candidate);
}

/** Whether a number has to be read back whatever the policy is, because something speaks against it. */
export function isDoubtful(context: CallContext, event: CallEvent, number: NumberRead): boolean {
  const { trackingNumber, interpreted } = number;
  const { candidate, doubtedNumbers, passedNumbers } = context;
  // A doubt that was spoken stays until the caller answers it, however clean the repetition is.
  if (interpreted || doubtedNumbers.includes(trackingNumber)) return true;
  // A "no" that names what was passed before may be meant for it.
  if (confirmationIn(event) === false && passedNumbers.includes(trackingNumber)) return true;
  const isLikeTheOneOnTable =
    candidate !== null &&
    candidate.trackingNumber !== trackingNumber &&
    isNear(candidate.trackingNumber, trackingNumber);
  return isLikeTheOneOnTable || miskeyedAs(context, trackingNumber) !== null;
}

/**
 * The number that was meant, as its check digit says, where exactly one other character makes it right
 * and the caller was not asked about that before; else null.
 */
export function repairOf(context: CallContext, trackingNumber: string): string | null {
  const [repair, ...others] = miskeyedAs(context, trackingNumber)?.repairs ?? [];
  if (repair === undefined || others.length > 0) return null;
  return context.doubtedNumbers.includes(repair) ? null : repair;
}

/** Whether the caller says yes to the very number that was read back, by all that is heard. */
export function isAffirmation(context: CallContext, event: CallEvent): boolean {
  const isYes = confirmationIn(event) === true && isOfCandidate(context, event);
  // Nobody can have said yes to what they had not heard.
  return isYes && !('isUnheard' in event) && denialIn(context, event) === null;
}

/** Whether the model passes a yes on that the caller's own words deny, and they name no other number. */
export function isDeniedYes(context: CallContext, event: CallEvent): boolean {
  return isOfCandidate(context, event) && denialIn(context, event) !== null;
}

/** Whether the model passes a no on where the caller's own words say yes. */
export function isDoubtedNo(context: CallContext, event: CallEvent): boolean {
  const isNo = confirmationIn(event) === false && isOfCandidate(context, event);
  return isNo && callersWord(context, event).says === 'yes';
}

/** Whether a number is named that is not the one that was read back. */
export function isOther(context: CallContext, event: CallEvent): boolean {
  return !isOfCandidate(context, event);
}

/** Whether the caller says no to a number of the call, and names no other. */
export function isRefusal(context: CallContext, event: CallEvent): boolean {
  if (confirmationIn(event) !== false) return false;
  // "No, the last digit is 9" makes another number of the one on the table, and refuses that alone.
  if (isAlreadyAsked(context, event)) return !isCorrection(context, event);
  const { candidate, currentDelivery, verification, fallbackReason } = context;
  if (candidate !== null) return isOfCandidate(context, event);
  if (heardIn(context, event) === null) return true;
  // Whatever it is that was named in its place, what was spoken of is not wanted.
  if (badNumberIn(context, event) !== null) return refusedNumber(context, event) !== undefined;
  return (
    isOnTable(currentDelivery?.delivery.trackingNumber, context, event) ||
    isOnTable(verification?.trackingNumber, context, event) ||
    isOnTable(fallbackReason?.trackingNumber ?? undefined, context, event)
  );
}

/** What is wrong with the number that is named; null where none is, or where it is given in parts. */
export function badNumberIn(context: CallContext, event: CallEvent) {
  const number = numberIn(context, event);
  if (number.ok || context.candidate !== null || context.pieces !== null) return null;
  const { fault } = number;
  return fault === 'part' || fault === 'missing' || fault === 'unresolved' ? null : fault;
}

/**
 * The number that a "no" is about. One that names none, after "there is a problem with the record", or
 * after a parcel was told of and another number was to be given, is to what was spoken of last.
 */
export function refusedNumber(context: CallContext, event: CallEvent): string | undefined {
  const number = numberIn(context, event);
  if (number.ok) return number.trackingNumber;
  // Of a number that is given in parts, the parts are meant.
  if (context.pieces !== null && context.pieces !== '') return undefined;
  return numberToldLast(context);
}

/** The number in whose place a "no" names another one, where no question is open that it answers. */
export function replacedNumber(context: CallContext, event: CallEvent): string | undefined {
  if (confirmationIn(event) !== false || context.candidate !== null) return undefined;
  const number = numberIn(context, event);
  const spokenOf = number.ok ? numberToldLast(context) : undefined;
  return number.ok && number.trackingNumber !== spokenOf ? spokenOf : undefined;
}

function numberToldLast(context: CallContext): string | undefined {
  const { pendingLookups, verification, fallbackReason, currentDelivery, passedNumbers } = context;
  return (
    pendingLookups.at(-1)?.trackingNumber ??
    verification?.trackingNumber ??
    fallbackReason?.trackingNumber ??
    currentDelivery?.delivery.trackingNumber ??
    passedNumbers.at(-1)
  );
}

/** Whether something is changed in the number on the table. */
function isCorrection(context: CallContext, event: CallEvent): boolean {
  const number = numberIn(context, event);
  return context.candidate !== null && number.ok && number.changed !== undefined;
}

/** Whether the delivery in hand is the one asked for and young enough to answer from. */
export function isCurrentFresh(context: CallContext, event: CallEvent): boolean {
  const { currentDelivery, policy } = context;
  if (currentDelivery === null || event.at - currentDelivery.asOf > policy.freshMs) return false;
  return isOnTable(currentDelivery.delivery.trackingNumber, context, event);
}

/** Whether the number in the event is being looked up already. */
export function isAlreadyAsked(context: CallContext, event: CallEvent): boolean {
  return context.pendingLookups.some((ask) => isOnTable(ask.trackingNumber, context, event));
}

/** Whether the number in the event is one more than the call may try. */
export function isOneTooMany(context: CallContext, event: CallEvent): boolean {
  const number = numberIn(context, event);
  return number.ok && isBeyondLimit(context, number.trackingNumber);
}

/** Whether the number on the table is one more than the call may try. */
export function isCandidateOneTooMany(context: CallContext): boolean {
  return context.candidate !== null && isBeyondLimit(context, context.candidate.trackingNumber);
}

/** Whether a number is one more than the call may try. */
export function isBeyondLimit({ triedNumbers, policy }: CallContext, number: string): boolean {
  if (triedNumbers.includes(number)) return false;
  return triedNumbers.length >= (policy.numbersMax ?? Number.POSITIVE_INFINITY);
}

/** Whether no number is named, and none was asked for: to be asked is no try in vain. */
export function isUnasked(context: CallContext, event: CallEvent): boolean {
  const number = numberIn(context, event);
  const isAsked = context.askedForNumber || context.pieces !== null;
  return !number.ok && number.fault === 'missing' && !isAsked;
}

/** Whether this is the delivery that the caller was told could not be reached, and still listens. */
export function isLateDelivery(
  { fallbackReason, passedOn }: CallContext,
  event: CallEvent,
): boolean {
  if (event.type !== 'lookup.settled' || event.outcome.kind !== 'found') return false;
  if (passedOn) return false;
  return (
    fallbackReason?.kind === 'unavailable' && fallbackReason.trackingNumber === event.trackingNumber
  );
}

/** Whether the caller has tried often enough to be offered a person. */
export function triesAreUp({ tries, policy }: CallContext): boolean {
  return tries >= policy.triesMax;
}

/** Where the call is once the answers of fetch are given: what the guards of fetch decide. */
export function stateAfterAnswers(context: CallContext): CallState {
  const { pendingLookups, candidate, currentDelivery, verification, fallbackReason } = context;
  if (pendingLookups.length > 0) return 'fetch';
  if (fallbackReason?.kind === 'humanRequested') return 'fallback';
  if (candidate !== null || verification !== null) return 'confirm';
  if (fallbackReason !== null) return 'fallback';
  return currentDelivery === null ? askingState(context) : 'report';
}

/** Where a call goes that asks for a number again. */
export function askingState(context: CallContext): CallState {
  return triesAreUp(context) ? 'fallback' : 'need';
}

function mayPass(context: CallContext, event: CallEvent, number: NumberRead): boolean {
  // What a correction or a "no" leads to is read back, whatever is known of the number.
  if (context.passedNumbers.includes(number.trackingNumber) && confirmationIn(event) !== false) {
    return number.changed === undefined;
  }
  switch (context.policy.confirm) {
    case 'never':
      return !number.interpreted && !isStrange(context, number.trackingNumber);
    case 'when-unsure':
      // A number that came with a yes or a no to another one is doubtful, however clean it is.
      return (
        event.type === 'delivery.requested' &&
        heardIn(context, event) !== null &&
        !number.interpreted &&
        !isStrange(context, number.trackingNumber)
      );
    case 'always':
      return false;
    default:
      return context.policy.confirm satisfies never;
  }
}

/**
 * Whether whoever calls is known by deliveries of their own and names another number: near to one of
 * them or far, it is read back, so that nothing tells which numbers exist.
 */
function isStrange({ callerNumbers }: CallContext, trackingNumber: string): boolean {
  return callerNumbers.length > 0 && !callerNumbers.includes(trackingNumber);
}

function isOnTable(onTable: string | undefined, context: CallContext, event: CallEvent): boolean {
  const number = numberIn(context, event);
  return number.ok && number.trackingNumber === onTable;
}

function isOfCandidate(context: CallContext, event: CallEvent): boolean {
  return context.candidate !== null && isOnTable(context.candidate.trackingNumber, context, event);
}

/** What the check digit says of a number that is surely a courier's, where it is wrong; else null. */
function miskeyedAs({ policy, callerNumbers }: CallContext, trackingNumber: string) {
  if (policy.checkDigits !== 'on' || callerNumbers.includes(trackingNumber)) return null;
  const judged = judgeCheckDigits(trackingNumber);
  return judged?.isSurely === true && !judged.isValid ? judged : null;
}

/** A person who was asked for stays asked for, whatever a lookup says. */
export function unlessHuman(
  { fallbackReason }: CallContext,
  otherwise: FallbackReason | null,
): FallbackReason | null {
  return fallbackReason?.kind === 'humanRequested' ? fallbackReason : otherwise;
}
