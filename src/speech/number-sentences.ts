import type { Person } from '../../machines/call-context.ts';
import type { Language } from '../../machines/languages/language.ts';
import type { Manner, Medium } from '../../machines/reply.ts';
import { type NumberFault, TRACKING_NUMBER_LENGTH } from '../../machines/tracking-number.ts';
import { contact, join, personOffer } from './fallback-sentences.ts';
import { toldBy, toldNumber } from './spoken-number.ts';

/** In what language something is told, and whether it is spoken. */
export type Telling = { language: Language; medium?: Medium | undefined };

/** Asks for the number when none is known yet. */
export function noNumberSentence({ language, medium }: Telling): string {
  return language.sentences.askNumber(medium);
}

/** Reads a number back and asks whether it is right. */
export function readBackSentence(
  trackingNumber: string,
  offer: Person | null,
  { language, medium }: Telling,
): string {
  const { readBack, orPerson } = language.sentences;
  // The only question, and the last words: a "yes" to an offer of a person must never be taken
  // for a "yes" to the number.
  const question = readBack(toldNumber(trackingNumber, medium));
  if (offer === null) return question;
  return join(offer.reach === 'transfer' ? orPerson : contact(offer, language), question);
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
