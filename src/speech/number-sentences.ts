import type { Medium } from '../../machines/reply.ts';
import { type NumberFault, TRACKING_NUMBER_LENGTH } from '../../machines/tracking-number.ts';
import { toldNumber } from './spoken-number.ts';

const { min, max } = TRACKING_NUMBER_LENGTH;
const WHAT_IS_NEEDED = `A tracking number has ${min} to ${max} letters and digits.`;

const WHAT_IS_WRONG: Record<NumberFault, string> = {
  missing: "I didn't catch a tracking number.",
  tooShort: 'That number is too short.',
  tooLong: 'That number is too long.',
  badCharacter: 'I heard something in that number that is neither a letter nor a digit.',
};

/** Asks for the number when none is known yet. */
export function noNumberSentence(medium?: Medium): string {
  const question = 'What is the tracking number, please?';
  return medium === 'text' ? question : `${question} You can say it one letter or digit at a time.`;
}

/** Reads a number back and asks whether it is right. */
export function readBackSentence(
  trackingNumber: string,
  offerHuman: boolean,
  medium?: Medium,
): string {
  // The only question, and the last words: a "yes" to an offer of a person must never be taken
  // for a "yes" to the number.
  const question = `I heard ${toldNumber(trackingNumber, medium)}. Is that right?`;
  return offerHuman ? `If you would rather speak to a person, just say so. ${question}` : question;
}

/** Asks for the number again after the read-back was refused. */
export function refusalSentence(offerHuman: boolean, medium?: Medium): string {
  const request = requestAgain('the tracking number', medium);
  return `Sorry about that. ${askOrOffer(request, offerHuman)}`;
}

/** Says what is wrong with what was heard, what is needed, and asks for it. */
export function badNumberSentence(
  fault: NumberFault,
  offerHuman: boolean,
  medium?: Medium,
): string {
  const request = requestAgain('it', medium);
  return `${WHAT_IS_WRONG[fault]} ${WHAT_IS_NEEDED} ${askOrOffer(request, offerHuman)}`;
}

/** Says which number has no delivery, in its spoken form, and asks to check it. */
export function notFoundSentence(
  trackingNumber: string,
  offerHuman: boolean,
  medium?: Medium,
): string {
  const finding = `I can't find a parcel with the number ${toldNumber(trackingNumber, medium)}.`;
  const request = `Please check the number and ${medium === 'text' ? 'send' : 'say'} it again`;
  return `${finding} ${askOrOffer(request, offerHuman)}`;
}

function requestAgain(what: string, medium: Medium | undefined): string {
  return medium === 'text'
    ? `Please send ${what} again`
    : `Please say ${what} again, one letter or digit at a time`;
}

function askOrOffer(request: string, offerHuman: boolean): string {
  if (!offerHuman) return `${request}.`;
  return `${request}, or I can get a person to help you. Would you like that?`;
}
