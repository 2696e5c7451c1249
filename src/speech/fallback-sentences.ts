import type { Person } from '../../machines/call-context.ts';
import type { FixedUtterance, Language } from '../../machines/languages/language.ts';
import type { Asks, Utterance } from '../../machines/reply.ts';
import { endSentence, spokenText } from './spoken-text.ts';

/** Every utterance whose sentence is fixed, but for the way to a person that there is. */
export type PlainUtterance = Extract<Utterance['about'], FixedUtterance | 'handoff'>;

/** A fixed sentence, with the way to a person that there is. */
export function fixedSentence(about: PlainUtterance, person: Person, language: Language): string {
  if (about === 'handoff') return handoffSentence(person, language);
  const { says, offers, asks = '' } = language.sentences.fixed[about];
  if (offers === undefined) return join(says, asks);
  return person.reach === 'transfer'
    ? join(says, offers)
    : join(says, contact(person, language), asks);
}

/** Says that a person takes over, how one is reached, or that nobody is. */
export function handoffSentence(person: Person, language: Language): string {
  const { handoff } = language.sentences;
  switch (person.reach) {
    case 'transfer':
      return handoff.transfer;
    case 'contact':
      return join(handoff.noTransfer, contact(person, language));
    case 'nobody':
      return handoff.nobody;
    default:
      return person satisfies never;
  }
}

/** Asks what shows that a parcel is the caller's to ask about, once more after a wrong answer. */
export function verificationSentence(
  { asks, isAgain }: { asks: Asks; isAgain: boolean },
  offer: Person | null,
  language: Language,
): string {
  const { verify, verifyAgain } = language.sentences;
  return join(isAgain ? verifyAgain : '', asking(verify[asks], offer, language));
}

/**
 * A question that is open is the only one, and the last words: a "yes" to an offer of a person must never
 * be taken for a "yes" to a number.
 */
export function asking(question: string, offer: Person | null, language: Language): string {
  if (offer === null) return question;
  const { orPerson } = language.sentences;
  return join(offer.reach === 'transfer' ? orPerson : contact(offer, language), question);
}

/** Offers a person by a question, or says how one is reached; empty where there is none. */
export function personOffer(person: Person, language: Language): string {
  return person.reach === 'transfer' ? language.sentences.offerPerson : contact(person, language);
}

/** How a person is reached, in the company's own words; empty where calls are passed on or none is. */
export function contact(person: Person, language: Language): string {
  return person.reach === 'contact' ? endSentence(spokenText(person.words, language)) : '';
}

/** Puts sentences together, without those that are empty. */
export function join(...sentences: string[]): string {
  return sentences.filter((words) => words !== '').join(' ');
}
