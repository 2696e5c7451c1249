import type { Person } from '../../machines/call-context.ts';
import type { Language, SaidChange } from '../../machines/languages/language.ts';
import type { NumberFault } from '../../machines/listening/read-number.ts';
import type { Manner, Medium, Span } from '../../machines/reply.ts';
import { TRACKING_NUMBER_LENGTH } from '../../machines/tracking-number.ts';
import { asking, contact, join, personOffer } from './fallback-sentences.ts';
import { toldBy, toldCharacters, toldNumber } from './spoken-number.ts';

/** In what language something is told, and whether it is spoken. */
export type Telling = { language: Language; medium?: Medium | undefined };

/** Asks for the number when none is known yet. */
export function noNumberSentence({ language, medium }: Telling): string {
  return language.sentences.askNumber(medium);
}

/** Reads a number back, says apart what of it was changed, and asks whether it is right. */
export function readBackSentence(
  trackingNumber: string,
  offer: Person | null,
  { language, medium }: Telling,
  changed?: Span,
  slowly = false,
): string {
  const change = changed === undefined ? null : saidChange(trackingNumber, changed, medium);
  const { readBack } = language.sentences;
  const pace = slowly ? 'slow' : 'plain';
  return asking(readBack(toldNumber(trackingNumber, medium, pace), change), offer, language);
}

/** Asks which part of a number is to be changed. */
export function whichPartSentence(
  trackingNumber: string,
  offer: Person | null,
  { language, medium }: Telling,
): string {
  const { whichPart } = language.sentences;
  return asking(whichPart(toldNumber(trackingNumber, medium)), offer, language);
}

/** Asks for a number in pieces, after what there is of it. */
export function piecesSentence(
  given: string,
  offer: Person | null,
  { language, medium }: Telling,
): string {
  const { pieces } = language.sentences;
  const told = given === '' ? null : toldNumber(given, medium);
  const isLong = given.length >= TRACKING_NUMBER_LENGTH.min;
  return asking(pieces(told, isLong, medium), offer, language);
}

/**
 * Reads out what was heard and asks about its one character that is another in the repaired number.
 * Throws a RangeError where the two are not one character apart.
 */
export function repairSentence(
  { trackingNumber, heard }: { trackingNumber: string; heard: string },
  offer: Person | null,
  { language, medium }: Telling,
): string {
  const start = [...trackingNumber].findIndex((character, at) => character !== heard[at]);
  const change = saidChange(trackingNumber, { start, end: start + 1 }, medium);
  if (change === null || heard.length !== trackingNumber.length) {
    throw new RangeError('Cannot ask about a repair: expected one character to differ');
  }
  const { repair } = language.sentences;
  const question = repair(toldNumber(heard, medium), change, heard[start] ?? '');
  return asking(question, offer, language);
}

/** How many characters before a change tell where it is. */
const BEFORE_CHANGE_LENGTH = 3;

/** A change as it is told; null where it is nothing, or all of the number. */
function saidChange(
  trackingNumber: string,
  { start, end }: Span,
  medium: Medium | undefined,
): SaidChange | null {
  const { length } = trackingNumber;
  if (start < 0 || start >= end || (start === 0 && end >= length)) return null;
  const told = toldCharacters(trackingNumber.slice(start, end), medium);
  if (end >= length) return { told, at: 'end' };
  if (start === 0) return { told, at: 'start' };
  const before = trackingNumber.slice(Math.max(0, start - BEFORE_CHANGE_LENGTH), start);
  return { told, at: 'middle', after: toldCharacters(before, medium) };
}

/** Asks about a parcel by the end of its number: no more of it is told. */
export function ownParcelSentence(
  trackingNumber: string,
  offer: Person | null,
  { language, medium }: Telling,
): string {
  const question = language.sentences.ownParcel(toldBy('ending', trackingNumber, medium));
  return asking(question, offer, language);
}

/** Asks for the number again after the read-back was refused. */
export function refusalSentence(offer: Person | null, { language, medium }: Telling): string {
  const { regretNumber, askAgain } = language.sentences;
  return join(regretNumber, askOrOffer(askAgain('number', medium), offer, language));
}

/** Says what is wrong with what was heard, what is needed, and asks for it. */
export function badNumberSentence(
  fault: NumberFault,
  offer: Person | null,
  { language, medium }: Telling,
): string {
  const { badNumber, numberForm, askAgain } = language.sentences;
  const request = askOrOffer(askAgain('it', medium), offer, language);
  return join(badNumber[fault], numberForm(TRACKING_NUMBER_LENGTH), request);
}

/** Says which number has no delivery, in its spoken form, and asks to check it. */
export function notFoundSentence(
  trackingNumber: string,
  offer: Person | null,
  { language, medium }: Telling,
): string {
  const { notFound, checkAgain } = language.sentences;
  const finding = notFound(toldNumber(trackingNumber, medium));
  return join(finding, askOrOffer(checkAgain(medium), offer, language));
}

/** Says that there is a record of this number and that it cannot be told. */
export function invalidRecordSentence(
  trackingNumber: string,
  naming: Manner['naming'],
  person: Person,
  { language, medium }: Telling,
): string {
  const { finding, regret } = language.sentences.invalidRecord;
  const told = toldBy(naming, trackingNumber, medium);
  return join(finding(naming, told), regret, personOffer(person, language));
}

function askOrOffer(request: string, offer: Person | null, language: Language): string {
  if (offer === null) return `${request}.`;
  return offer.reach === 'transfer'
    ? language.sentences.requestOrPerson(request)
    : join(`${request}.`, contact(offer, language));
}
