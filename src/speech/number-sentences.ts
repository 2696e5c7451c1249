import type { Person } from '../../machines/call-context.ts';
import type { Manner, Medium } from '../../machines/reply.ts';
import { type NumberFault, TRACKING_NUMBER_LENGTH } from '../../machines/tracking-number.ts';
import { contact, join } from './fallback-sentences.ts';
import { toldEnding, toldNumber } from './spoken-number.ts';

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
  offer: Person | null,
  medium?: Medium,
): string {
  // The only question, and the last words: a "yes" to an offer of a person must never be taken
  // for a "yes" to the number.
  const question = `I heard ${toldNumber(trackingNumber, medium)}. Is that right?`;
  if (offer?.reach !== 'transfer') return join(offer === null ? '' : contact(offer), question);
  return `If you would rather speak to a person, just say so. ${question}`;
}

/** Asks for the number again after the read-back was refused. */
export function refusalSentence(offer: Person | null, medium?: Medium): string {
  const request = requestAgain('the tracking number', medium);
  return `Sorry about that. ${askOrOffer(request, offer)}`;
}

/** Says what is wrong with what was heard, what is needed, and asks for it. */
export function badNumberSentence(
  fault: NumberFault,
  offer: Person | null,
  medium?: Medium,
): string {
  const request = requestAgain('it', medium);
  return `${WHAT_IS_WRONG[fault]} ${WHAT_IS_NEEDED} ${askOrOffer(request, offer)}`;
}

/** Says which number has no delivery, in its spoken form, and asks to check it. */
export function notFoundSentence(
  trackingNumber: string,
  offer: Person | null,
  medium?: Medium,
): string {
  const finding = `I can't find a parcel with the number ${toldNumber(trackingNumber, medium)}.`;
  const request = `Please check the number and ${medium === 'text' ? 'send' : 'say'} it again`;
  return `${finding} ${askOrOffer(request, offer)}`;
}

function requestAgain(what: string, medium: Medium | undefined): string {
  return medium === 'text'
    ? `Please send ${what} again`
    : `Please say ${what} again, one letter or digit at a time`;
}

/** Says that there is a record of this number and that it cannot be told. */
export function unfitSentence(
  trackingNumber: string,
  naming: Manner['naming'],
  person: Person,
  medium?: Medium,
): string {
  const which = {
    none: '',
    ending: ` ending in ${toldEnding(trackingNumber, medium)}`,
    number: `, number ${toldNumber(trackingNumber, medium)}`,
  }[naming];
  const finding = `There is a problem with the record of your parcel${which}.`;
  const regret = "I'm sorry, I can't tell you anything about it.";
  const offer = person.reach === 'transfer' ? 'Shall I get a person to help you?' : contact(person);
  return join(finding, regret, offer);
}

function askOrOffer(request: string, offer: Person | null): string {
  if (offer === null) return `${request}.`;
  if (offer.reach !== 'transfer') return join(`${request}.`, contact(offer));
  return `${request}, or I can get a person to help you. Would you like that?`;
}
