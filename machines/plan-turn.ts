/**
 * What a turn of a caller comes to in a call without a model: the tool calls that a model would make of
 * it, by the rules of read-turn.ts and by where the call stands. Pure.
 */
import type { CallContext } from './call-context.ts';
import type { AskedEvent, TalkAct, Topic } from './call-events.ts';
import { nextOwn } from './call-own.ts';
import { knownStatus } from './delivery.ts';
import type { Language } from './languages/language.ts';
import { joinPieces } from './listening/join-pieces.ts';
import type { Asked, Meant } from './listening/meant.ts';
import { findNumberRun } from './listening/number-in-turn.ts';
import { readNumber } from './listening/read-number.ts';
import { readTurn } from './listening/read-turn.ts';
import type { CallState } from './reply.ts';
import { rowOf } from './statuses.ts';

/** A tool call that a turn comes to, without its ID and time; `times` of an act are for whoever counts. */
export type PlannedCall = Unstamped<AskedEvent>;

type Unstamped<Event> = Event extends unknown ? Omit<Event, 'at' | 'toolCallId'> : never;

/** Where a call stands when a turn comes. */
export type TurnPlace = { context: CallContext; state: CallState; language: Language };

/**
 * Reads a turn; gives at least one tool call, in the order in which they are to be served. A turn
 * that is '' opens the call, null is a silence.
 */
export function planTurn(said: string | null, place: TurnPlace): PlannedCall[] {
  const { context, language } = place;
  if (said === null) return [talk('silent')];
  if (said.trim() === '') return [open(place)];
  // While a number is given in parts, whatever can be one of them is.
  if (context.pieces !== null && joinPieces(context.pieces, said, language).ok) {
    return [request('delivery', said)];
  }
  const number = numberBesideQuestion(said, place);
  if (number !== null) return [request('delivery', number)];
  const { candidate, pendingLookups, currentDelivery, fallbackReason } = context;
  const onTable =
    candidate?.trackingNumber ??
    pendingLookups.at(-1)?.trackingNumber ??
    currentDelivery?.delivery.trackingNumber ??
    fallbackReason?.trackingNumber ??
    null;
  const meant = readTurn(said, { state: place.state, onTable, asked: askedIn(place) }, language);
  return planMeant(meant, place);
}

/** Characters of a postcode with all that may be written in it; what is longer is none. */
const POSTCODE_LENGTH_MAX = 9;

/**
 * The number that is said, though it was not asked for: by a caller who was asked who they are, or once more
 * the one that led nowhere. Null for none.
 */
function numberBesideQuestion(said: string, { context, language }: TurnPlace): string | null {
  const { verification, fallbackReason } = context;
  const run = findNumberRun(said, language);
  const reading = readNumber(run, language);
  if (!reading.ok) return null;
  const { trackingNumber } = reading;
  if (verification === null) return trackingNumber === fallbackReason?.trackingNumber ? run : null;
  const isCode = verification.asks === 'postcode';
  return isCode && trackingNumber.length <= POSTCODE_LENGTH_MAX ? null : run;
}

/** A turn that was taken: to what it was said, and the tool calls that it came to. */
export type LastTurn = {
  turn: string;
  asked: Asked | null;
  /** The number that had been read back. */
  onTable: string | null;
  toolCallIds: string[];
};

/** Notes to what a turn is said. */
export function notePlace(place: TurnPlace): Pick<LastTurn, 'asked' | 'onTable'> {
  return { asked: askedIn(place), onTable: place.context.candidate?.trackingNumber ?? null };
}

/**
 * Reads a turn again that has grown since it was answered: nobody has heard that answer, so that it was
 * said to what had been asked before. Gives none where it asks for nothing new: then the answer stands.
 */
export function planGrown(said: string, last: LastTurn, place: TurnPlace): PlannedCall[] {
  const { context, state, language } = place;
  const { candidate, verification, pieces, pendingLookups, currentDelivery } = context;
  if (candidate !== null) {
    const planned = planTurn(said, place);
    // Nobody says yes to what was not read back to them yet.
    const isHeard = candidate.trackingNumber === last.onTable;
    return isHeard || !planned.some(isYes) ? planned : [];
  }
  if (pieces !== null || state === 'need') return planTurn(said, place);
  if (last.asked === 'identity') return verification === null ? [] : planTurn(said, place);
  const onTable =
    pendingLookups.at(-1)?.trackingNumber ??
    verification?.trackingNumber ??
    currentDelivery?.delivery.trackingNumber ??
    null;
  // A number that needed no yes may be taken back like one that got it.
  const isOfNumber = onTable !== null && (last.asked === 'readBack' || last.asked === 'number');
  const asked = isOfNumber ? 'readBack' : last.asked;
  const meant = readTurn(said, { state, onTable, asked }, language);
  if (meant.every(({ kind }) => ADDS_NOTHING.includes(kind))) return [];
  if (!isOfNumber) return planMeant(meant, place);
  if (meant.some(({ kind }) => kind === 'no')) return [confirm(false, null)];
  // Whatever is named in its place, or is left unclear: nobody wants to hear of that number any more.
  const named = meant.find((it) => 'heard' in it);
  return named ? [confirm(false, named.heard)] : planMeant(meant, place);
}

/** What may be said beside anything, and changes nothing of it. */
const ADDS_NOTHING: readonly Meant['kind'][] = [
  ...(['yes', 'wait', 'thanks', 'offTopic', 'abuse', 'greeting', 'nothing'] as const),
];

function isYes(call: PlannedCall): boolean {
  return call.type === 'confirmation.given' && call.confirmed;
}

/** What was asked last, by what is open. */
function askedIn({ context, state }: TurnPlace): Asked | null {
  if (context.verification !== null) return 'identity';
  if (context.candidate !== null) return 'readBack';
  if (state === 'need' || context.pieces !== null) return 'number';
  if (state === 'report') return 'anythingElse';
  if (context.fallbackReason?.next !== 'anotherNumber') return null;
  // "Please check the number": what comes may be another one, or a correction.
  return context.fallbackReason.trackingNumber === null ? 'number' : 'readBack';
}

/** Whoever calls about their one parcel under way is asked about it, where that may be told. */
function open({ context, language }: TurnPlace): PlannedCall {
  const isTheOne = context.callerNumbersUnderWay.length === 1 && nextOwn(context) !== null;
  if (!isTheOne) return talk('opening');
  return { ...request('delivery', language.numbers.lackingSaid), isOpening: true };
}

function planMeant(meant: readonly Meant[], place: TurnPlace): PlannedCall[] {
  const has = (kind: Meant['kind']) => meant.some((it) => it.kind === kind);
  if (has('human')) return [{ type: 'human.requested', tool: 'request_human', reason: null }];
  const heard = meant.find((it) => 'heard' in it);
  if (heard?.kind === 'answer' && place.context.verification !== null) {
    return [{ type: 'verification.given', tool: 'verify_caller', answer: heard.heard }];
  }
  const topics = topicsIn(meant, place.context);
  // "No, that was all, bye": nothing is to be corrected any more.
  if (has('goodbye') && has('no') && heard === undefined) return [talk('goodbye')];
  const isWrong = has('wrongParcel');
  if (isWrong && heard === undefined) return [confirm(false, null)];
  const calls =
    (heard && planNumber(heard, isWrong, topics, place)) ??
    (has('yes') ? planYes(topics, place) : undefined) ??
    (has('no') ? planNo(meant, topics, place) : undefined) ??
    planAsked(meant, topics, place);
  // Whoever says goodbye after something else hears that first.
  return has('goodbye') && calls.every(({ type }) => type !== 'talk.heard')
    ? [...calls, talk('goodbye')]
    : calls;
}

function planNumber(
  { kind, heard }: Extract<Meant, { heard: string }>,
  isWrong: boolean,
  topics: readonly Topic[],
  { context: { candidate }, state, language }: TurnPlace,
): PlannedCall[] {
  const [topic] = topics;
  if (candidate === null) {
    // Of a number under way nobody wants to hear who corrects it, nor of another's parcel who names no number.
    const isCorrected = kind === 'correction' && state === 'fetch';
    const isRefused = isCorrected || (isWrong && !readNumber(heard, language).ok);
    if (isRefused) return [confirm(false, heard)];
    const asked = request(topic ?? 'delivery', heard);
    return [kind === 'fragment' ? { ...asked, isPart: true } : asked];
  }
  // Beside a number on the table another is a correction of it, whatever is said with it.
  if (topic === undefined) return [confirm(false, heard)];
  // A correction, and a question about the parcel: both are heard.
  return [request(topic, heard)];
}

function planYes(topics: readonly Topic[], { context, state }: TurnPlace): PlannedCall[] {
  const asks = topics.filter((topic) => topic === 'issue').map((topic) => request(topic, null));
  if (context.candidate !== null) return [confirm(true, null), ...asks];
  if (context.verification === null && context.pieces !== null) return [confirm(true, null)];
  if (topics.length > 0) return topics.map((topic) => request(topic, null));
  if (state === 'report') return [talk('another')];
  if (state !== 'fallback' || context.verification !== null) return [talk('yes')];
  switch (context.fallbackReason?.next) {
    case 'tryAgain':
      return [request('delivery', null)];
    case 'anotherNumber':
      return [talk('another')];
    default:
      return [{ type: 'human.requested', tool: 'request_human', reason: null }];
  }
}

function planNo(
  meant: readonly Meant[],
  topics: readonly Topic[],
  { context, state, language }: TurnPlace,
): PlannedCall[] {
  if (context.candidate !== null) return [confirm(false, null)];
  if (context.verification !== null) return [talk('no')];
  if (context.pieces !== null) return [confirm(false, null)];
  if (topics.length > 0) return topics.map((topic) => request(topic, null));
  // "No, but I have another one": that was not all.
  if (meant.some(({ kind }) => kind === 'anotherParcel')) return [talk('another')];
  if (state === 'need') return [request('delivery', language.numbers.lackingSaid)];
  return [talk(state === 'report' ? 'goodbye' : 'no')];
}

function planAsked(
  meant: readonly Meant[],
  topics: readonly Topic[],
  { context, state, language }: TurnPlace,
): PlannedCall[] {
  if (topics.length > 0) {
    // Before a number is known, one question for it is enough.
    const isKnown = context.candidate === null && state !== 'need';
    return topics.slice(0, isKnown ? 2 : 1).map((topic) => request(topic, null));
  }
  const [first] = meant;
  switch (first?.kind) {
    case 'noNumber':
      // Whoever does not know what they are asked for is helped by nobody but a person.
      if (context.verification !== null) {
        return [{ type: 'human.requested', tool: 'request_human', reason: null }];
      }
      return [request('delivery', language.numbers.lackingSaid)];
    case 'anotherParcel':
      return [talk('another')];
    case 'repeat':
      if (state === 'report' && context.currentDelivery !== null)
        return [request('delivery', null)];
      return [talk(first.slower ? 'slower' : 'repeat')];
    case 'offTopic':
      return [talk('beyond')];
    case 'wait':
    case 'thanks':
    case 'goodbye':
    case 'abuse':
    case 'greeting':
      return [talk(first.kind)];
    default:
      return [talk('unclear')];
  }
}

/** What is asked of a parcel, each once, as the tools have it. */
function topicsIn(meant: readonly Meant[], { currentDelivery }: CallContext): Topic[] {
  const topics = new Set(
    meant.flatMap((it): Topic[] =>
      it.kind === 'ask' ? [it.topic === 'why' ? 'issue' : 'delivery'] : [],
    ),
  );
  // What is wrong with a parcel is told with where it is.
  const status = currentDelivery && knownStatus(currentDelivery.delivery.status);
  if (topics.has('delivery') && status && rowOf(status).isTrouble) topics.delete('issue');
  return [...topics];
}

function request(topic: Topic, heard: string | null) {
  const tool = topic === 'issue' ? 'get_delivery_issue' : 'track_delivery';
  return { type: 'delivery.requested', tool, topic, heard, isTurn: true } as const;
}

function confirm(confirmed: boolean, heard: string | null) {
  const tool = 'confirm_tracking_number';
  return { type: 'confirmation.given', tool, confirmed, heard, isTurn: true } as const;
}

function talk(act: TalkAct) {
  return { type: 'talk.heard', tool: 'talk', act, times: 1 } as const;
}
