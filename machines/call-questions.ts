/** What the call chart asks of its context and an event: which number is meant, and how surely. */
import type { CallContext } from './call-context.ts';
import type { CallEvent, Heard, ToolEvent, Topic } from './call-events.ts';
import { languageOf } from './languages/language.ts';
import type { CallState } from './reply.ts';
import { type NumberReading, numberGiven, readTrackingNumber } from './tracking-number.ts';

/** The tool call in an event; any other event here is a fault of the chart. */
export function toolEvent(event: CallEvent): ToolEvent {
  if (!('toolCallId' in event)) throw new Error(`Cannot answer "${event.type}": no tool call`);
  return event;
}

/** What was heard as a number in this event, unless it named none. */
export function heardIn(event: CallEvent): Heard {
  if (!('heard' in event)) return null;
  const reading = numberGiven(event.heard);
  return !reading.ok && reading.fault === 'missing' ? null : event.heard;
}

/**
 * The number that an event is about: the one heard in it, or else the one that the call is talking
 * about, which is as sure as it was when it was heard.
 */
export function numberIn(context: CallContext, event: CallEvent): NumberReading {
  const heard = heardIn(event);
  const { candidate, pendingLookups, currentDelivery, fallbackReason, policy } = context;
  if (heard !== null) return readTrackingNumber(heard, languageOf(policy.language));
  if (candidate !== null) return { ok: true, ...candidate };
  const meant =
    pendingLookups.at(-1)?.trackingNumber ??
    (fallbackReason?.next === 'tryAgain' ? fallbackReason.trackingNumber : null) ??
    currentDelivery?.delivery.trackingNumber;
  if (meant === undefined) return { ok: false, fault: 'missing' };
  return { ok: true, trackingNumber: meant, interpreted: false };
}

/** What the caller wants to know of the number in the event. */
export function topicOf({ candidate }: CallContext, event: CallEvent): Topic {
  return event.type === 'delivery.requested' ? event.topic : (candidate?.topic ?? 'delivery');
}

/** Whether the number in the event may be looked up without being read back. */
export function maySkipReadBack(context: CallContext, event: CallEvent): boolean {
  const number = numberIn(context, event);
  if (!number.ok) return false;
  if (context.passedNumbers.includes(number.trackingNumber)) return true;
  // A number that came with a yes or a no to another one is doubtful, however clean it is, and
  // stays so while it is on the table.
  const isHeardPlainly = event.type === 'delivery.requested' && heardIn(event) !== null;
  switch (context.policy.confirm) {
    case 'never':
      return true;
    case 'when-unsure':
      return (
        isHeardPlainly &&
        !number.interpreted &&
        !isDoubted(context, number.trackingNumber) &&
        !isStrange(context, number.trackingNumber)
      );
    case 'always':
      return false;
    default:
      return context.policy.confirm satisfies never;
  }
}

/** Whether the caller says yes to the very number that was read back. */
export function isAffirmation(context: CallContext, event: CallEvent): boolean {
  if (event.type !== 'confirmation.given' || !event.confirmed) return false;
  return isOnTable(context.candidate?.trackingNumber, context, event);
}

/** Whether a number is named that is not the one that was read back. */
export function isOther(context: CallContext, event: CallEvent): boolean {
  return !isOnTable(context.candidate?.trackingNumber, context, event);
}

/** Whether the caller says no to a number of the call, and names no other. */
export function isRefusal(context: CallContext, event: CallEvent): boolean {
  if (event.type !== 'confirmation.given' || event.confirmed) return false;
  if (heardIn(event) === null || isAlreadyAsked(context, event)) return true;
  const { candidate, currentDelivery } = context;
  return isOnTable(
    candidate?.trackingNumber ?? currentDelivery?.delivery.trackingNumber,
    context,
    event,
  );
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
  const { triedNumbers, policy } = context;
  if (!number.ok || triedNumbers.includes(number.trackingNumber)) return false;
  return triedNumbers.length >= (policy.numbersMax ?? Number.POSITIVE_INFINITY);
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
  const { pendingLookups, candidate, currentDelivery, fallbackReason } = context;
  if (pendingLookups.length > 0) return 'fetch';
  if (fallbackReason?.kind === 'humanRequested') return 'fallback';
  if (candidate !== null) return 'confirm';
  if (fallbackReason !== null) return 'fallback';
  return currentDelivery === null ? askingState(context) : 'report';
}

/** Where a call goes that asks for a number again. */
export function askingState(context: CallContext): CallState {
  return triesAreUp(context) ? 'fallback' : 'need';
}

/** Whether a number on the table was read back for a doubt that is not answered yet. */
function isDoubted({ candidate }: CallContext, trackingNumber: string): boolean {
  return candidate?.trackingNumber === trackingNumber && candidate.interpreted;
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
