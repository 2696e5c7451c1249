/**
 * What a call hears: the number that a tool call means, read from what the model passed on, and what
 * the caller's own words make of the number on the table. Pure. Whatever is not written plainly is
 * taken with doubt, and a part of a number is never taken for one.
 */
import type { CallContext, Candidate } from './call-context.ts';
import type { CallEvent, Heard } from './call-events.ts';
import { type Language, languageOf } from './languages/language.ts';
import { isAnew, joinPieces } from './listening/join-pieces.ts';
import { isNear } from './listening/near.ts';
import { type CorrectionReading, readCorrection } from './listening/read-correction.ts';
import { type NumberFault, readFragment, readNumber } from './listening/read-number.ts';
import { type ReplyReading, readReplies, readReply } from './listening/read-reply.ts';
import type { Span } from './reply.ts';
import { TRACKING_NUMBER_LENGTH } from './tracking-number.ts';

type Words = NonNullable<Heard>;

/** A number that is meant, or what is wrong with what was heard; `changed` by a correction. */
export type NumberMeant =
  | { ok: true; trackingNumber: string; interpreted: boolean; changed?: Span }
  /**
   * `unresolved`: something is to be changed in the number on the table, and it is not known what;
   * `part`: there is so much of a number now, and more to come.
   */
  | { ok: false; fault: NumberFault | 'unresolved' }
  | { ok: false; fault: 'part'; given: string };

/** How a caller's words deny a number to which a model says yes; `before`: some time ago. */
export type Denial = 'no' | 'correction' | 'before';

/** What the caller's own words come to, of the number on the table. */
export type CallersWord =
  | { says: Exclude<ReplyReading, 'correction'> }
  | { says: 'correction'; number: Extract<NumberMeant, { ok: true }> };

/** What was heard as a number in this event, unless it named none. */
export function heardIn(context: CallContext, event: CallEvent): Heard {
  const heard = 'heard' in event ? event.heard : null;
  const reading = readNumber(heard, languageIn(context));
  const fault = reading.ok ? null : reading.fault;
  if (heard === null || fault === 'missing') return null;
  if (fault !== 'noNumber') return heard;
  const { kind } = correctionOf(context, heard);
  if (kind === 'corrected' || (kind === 'unresolved' && context.candidate !== null)) return heard;
  // "Yes", or a word in the place of a number that was not to be given.
  const isStray =
    event.type !== 'delivery.requested' || event.topic === 'issue' || context.candidate !== null;
  return isStray ? null : heard;
}

/**
 * The number that an event is about: the one heard in it, else what the caller has made of the one on
 * the table, or else the one that the call is talking about, which is as sure as it was when it was
 * heard.
 */
export function numberIn(context: CallContext, event: CallEvent): NumberMeant {
  if (latest?.event !== event || latest.context !== context) {
    latest = { event, context, number: readNumberIn(context, event) };
  }
  return latest.number;
}

/** What was asked for last: the guards of a transition ask in turn what one event means. */
let latest: { event: CallEvent; context: CallContext; number: NumberMeant } | null = null;

function readNumberIn(context: CallContext, event: CallEvent): NumberMeant {
  const heard = heardIn(context, event);
  const { candidate } = context;
  if (candidate === null) {
    const given = context.pieces ?? ('isPart' in event ? '' : null);
    if (given !== null) return hearPiece(given, context, event, heard);
    return heard === null ? numberSpokenOf(context) : hearAnew(context, heard);
  }
  const number = heard === null ? null : hearBesideTable(context, candidate, event, heard);
  if (number !== null && !(number.ok && number.trackingNumber === candidate.trackingNumber)) {
    return number;
  }
  const word = callersWord(context, event);
  if (word.says === 'correction') return word.number;
  if (candidate.instead !== undefined && isDenial(event, word)) {
    return { ok: true, trackingNumber: candidate.instead, interpreted: true };
  }
  const interpreted = candidate.interpreted || (number?.ok === true && number.interpreted);
  return { ...candidate, ok: true, interpreted };
}

/**
 * What was read of an event last: each guard of a transition asks again, and of a long talk the reading
 * is work. It depends on nothing but the event, the number on the table and the language.
 */
const lastRead = new WeakMap<CallEvent, { of: Candidate; word: CallersWord }>();

/** What the caller has said of the number on the table since it was read back. */
export function callersWord(context: CallContext, event: CallEvent): CallersWord {
  const { candidate } = context;
  const said = 'said' in event ? event.said : undefined;
  if (candidate === null || said === undefined) return UNCLEAR;
  const known = lastRead.get(event);
  if (known?.of === candidate) return known.word;
  const word = readWord(said, candidate, languageIn(context));
  lastRead.set(event, { of: candidate, word });
  return word;
}

function readWord(said: readonly string[], candidate: Candidate, language: Language): CallersWord {
  const reply = readReplies(said, language);
  const { trackingNumber } = candidate;
  const meant = numberSaid(said, trackingNumber, language);
  // Whoever says yes and another number in the same breath has said that number instead, if it is
  // like the one that was read back; else it is about another parcel.
  const isAside =
    reply === 'yes' && meant !== null && !isNear(meant.trackingNumber, trackingNumber);
  if (meant !== null && !isAside) {
    const changed = meant.changed ?? { start: 0, end: meant.trackingNumber.length };
    return { says: 'correction', number: { ...meant, changed } };
  }
  if (reply !== 'correction') return { says: reply };
  // What is said of a number is a correction, unless it stands in the very one and changes nothing.
  const isRepeated = said.every((words) => repeats(words, candidate, language));
  return isRepeated ? UNCLEAR : { says: 'no' };
}

/** What the model says of a number: yes, no, or null for nothing. */
export function confirmationIn(event: CallEvent): boolean | null {
  return event.type === 'confirmation.given' ? event.confirmed : null;
}

/** How the caller's words deny the number to which the model passes a yes on; null if they do not. */
export function denialIn(context: CallContext, event: CallEvent): Denial | null {
  const { candidate, deniedNumbers } = context;
  if (candidate === null || confirmationIn(event) !== true) return null;
  const { says } = callersWord(context, event);
  if (says === 'no' || says === 'correction') return says;
  return says !== 'yes' && deniedNumbers.includes(candidate.trackingNumber) ? 'before' : null;
}

const UNCLEAR = { says: 'unclear' } as const;

/** Whether a repair that was asked about is refused, by the model or by the caller's own words. */
function isDenial(event: CallEvent, { says }: CallersWord): boolean {
  const confirmed = confirmationIn(event);
  if (confirmed === null) return false;
  return confirmed ? says === 'no' : says !== 'yes';
}

/** Several turns that are longer together than this are no number. */
const JOINED_LENGTH_MAX = 300;

/** The number that the caller's own words make of the one on the table: the latest words count. */
function numberSaid(said: readonly string[], onTable: string, language: Language) {
  const latestFirst = [...said].reverse();
  // What was said in several turns may be one number.
  const joined = said.join(' ');
  const isOne = joined.length <= JOINED_LENGTH_MAX;
  for (const words of isOne ? [...latestFirst, joined] : latestFirst) {
    const correction = readCorrection(words, onTable, language);
    const isNamed = correction.kind === 'corrected' || correction.kind === 'whole';
    if (isNamed && correction.trackingNumber !== onTable) return toNumber(correction);
  }
  return null;
}

/** A part of a number that is as long is hardly another part of it by chance. */
const REPEATED_LENGTH_MIN = 3;

/** Whether words say the number on the table again, or that part of it which was asked about. */
function repeats(words: string, candidate: Candidate, language: Language): boolean {
  const { trackingNumber, changed } = candidate;
  const { no, corrections } = language.replies;
  const plain = words.toLowerCase().replaceAll('’', "'");
  if (no.test(plain) || corrections.some((pattern) => pattern.test(plain))) return false;
  const characters = readFragment(words, language);
  if (characters === null) return readReply(words, language) === 'unclear';
  if (characters.length >= REPEATED_LENGTH_MIN) return trackingNumber.includes(characters);
  const asked =
    repairedIn(candidate) ?? (changed && trackingNumber.slice(changed.start, changed.end));
  // "A seven" is read as two characters.
  return asked !== undefined && [asked, `A${asked}`].includes(characters);
}

/** The character that a repair puts in the place of another. */
function repairedIn({ trackingNumber, instead }: Candidate): string | undefined {
  return [...trackingNumber].find((it, at) => instead !== undefined && it !== instead[at]);
}

/** Reads what was passed on while a number is on the table: as it, as a correction of it, or anew. */
function hearBesideTable(
  context: CallContext,
  candidate: Candidate,
  event: CallEvent,
  heard: Words,
): NumberMeant {
  const reading = readNumber(heard, languageIn(context));
  const known = [candidate.trackingNumber, candidate.instead];
  // Of an own parcel the caller has heard the end alone: there is nothing to correct.
  if (candidate.isOwn) return reading;
  if (reading.ok && known.includes(reading.trackingNumber)) return reading;
  const correction = correctionOf(context, heard);
  switch (correction.kind) {
    case 'corrected':
      return toNumber(correction);
    case 'whole': {
      const isRead = reading.ok && reading.trackingNumber === correction.trackingNumber;
      return isRead ? reading : toNumber(correction);
    }
    case 'unresolved': {
      const word = callersWord(context, event);
      if (word.says === 'correction') return word.number;
      return goOnWith(context, candidate, event, heard) ?? { ok: false, fault: 'unresolved' };
    }
    case 'none':
      return reading;
    default:
      return correction satisfies never;
  }
}

/** A number of so few characters may have been read back before all of it was said. */
const SHORT_LENGTH_MAX = 7;

/**
 * The number on the table with what a caller says after it, in a call without a model: whoever makes a
 * pause is taken for having done. Null where that is not likely.
 */
function goOnWith(
  context: CallContext,
  { trackingNumber: onTable }: Candidate,
  event: CallEvent,
  heard: Words,
): NumberMeant | null {
  const more = 'isTurn' in event ? readFragment(heard, languageIn(context)) : null;
  if (more === null || more.length < REPEATED_LENGTH_MIN) return null;
  if (onTable.length > SHORT_LENGTH_MAX || onTable.includes(more)) return null;
  const trackingNumber = onTable + more;
  const changed = { start: onTable.length, end: trackingNumber.length };
  return { ok: true, trackingNumber, interpreted: true, changed };
}

/**
 * Reads what was passed on while no number is on the table. What is less than the number that the call
 * was about last may still be a part of it.
 */
function hearAnew(context: CallContext, heard: Words): NumberMeant {
  const reading = readNumber(heard, languageIn(context));
  const before = numberBefore(context);
  if (before === null || (reading.ok && reading.trackingNumber.length >= before.length)) {
    return reading;
  }
  const correction = correctionOf(context, heard);
  if (correction.kind === 'whole' || correction.kind === 'none') return reading;
  if (correction.kind === 'corrected' && correction.trackingNumber !== before) {
    return toNumber(correction);
  }
  return reading.ok ? { ok: false, fault: 'ambiguous' } : reading;
}

/**
 * Reads one more piece of a number, or that it was the last; a yes without one says that, too. Whoever
 * says a whole number after all is taken at that. What was put together is read back.
 */
function hearPiece(
  given: string,
  context: CallContext,
  event: CallEvent,
  heard: Heard,
): NumberMeant {
  const language = languageIn(context);
  if (heard === null) {
    return confirmationIn(event) === true ? toWhole(given) : { ok: false, fault: 'missing' };
  }
  const whole = readNumber(heard, language);
  const isWhole =
    whole.ok && (whole.trackingNumber.startsWith(given) || isAnew(given, whole.trackingNumber));
  if (isWhole) {
    return { ...whole, interpreted: whole.interpreted || given !== '' };
  }
  const joined = joinPieces(given, heard, language);
  if (!joined.ok) return { ok: false, fault: joined.fault === 'tooLong' ? 'tooLong' : 'noNumber' };
  return joined.isLast ? toWhole(joined.given) : { ok: false, fault: 'part', given: joined.given };
}

function toWhole(given: string): NumberMeant {
  if (given === '') return { ok: false, fault: 'missing' };
  return given.length < TRACKING_NUMBER_LENGTH.min
    ? { ok: false, fault: 'part', given }
    : { ok: true, trackingNumber: given, interpreted: true };
}

/** The number that the call is talking about, where none is on the table and none was named. */
function numberSpokenOf({
  pendingLookups,
  currentDelivery,
  verification,
  fallbackReason,
}: CallContext): NumberMeant {
  const meant =
    pendingLookups.at(-1)?.trackingNumber ??
    (fallbackReason?.next === 'tryAgain' ? fallbackReason.trackingNumber : null) ??
    verification?.trackingNumber ??
    currentDelivery?.delivery.trackingNumber;
  if (meant === undefined) return { ok: false, fault: 'missing' };
  return { ok: true, trackingNumber: meant, interpreted: false };
}

function correctionOf(context: CallContext, heard: Words): CorrectionReading {
  const corrected = context.candidate?.trackingNumber ?? numberBefore(context) ?? '';
  return readCorrection(String(heard), corrected, languageIn(context));
}

/** The number that the call was about last. */
function numberBefore(context: CallContext): string | null {
  const spokenOf = numberSpokenOf(context);
  if (spokenOf.ok) return spokenOf.trackingNumber;
  return context.fallbackReason?.trackingNumber ?? context.triedNumbers.at(-1) ?? null;
}

type Resolved = Extract<CorrectionReading, { trackingNumber: string }>;

function toNumber(correction: Resolved): Extract<NumberMeant, { ok: true }> {
  const { trackingNumber } = correction;
  const number = { ok: true, trackingNumber, interpreted: true } as const;
  return correction.kind === 'corrected' ? { ...number, changed: correction.changed } : number;
}

function languageIn({ policy }: CallContext): Language {
  return languageOf(policy.language);
}
