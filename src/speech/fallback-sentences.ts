import type { Person } from '../../machines/call-context.ts';
import type { Saying } from '../../machines/reply.ts';
import { endSentence, spokenText } from './spoken-text.ts';

/** Every saying that states no fact and takes none: its sentence is fixed, but for the offer. */
export type FixedSaying = Extract<
  Saying['about'],
  | 'unavailable'
  | 'tooManyNumbers'
  | 'handoff'
  | 'unknownTool'
  | 'badArguments'
  | 'callEnded'
  | 'internalFault'
>;

type Wording = {
  /** What is said first. */
  says: string;
  /** The question that offers a person, in place of any other. */
  offers?: string;
  /** What is asked where there is nobody to offer. */
  asks?: string;
};

/*
 * The fixed sentences. The name of a tool that was misused is not among the words: it comes from
 * the wire, and a caller can do nothing with it.
 */
const WORDINGS: Readonly<Record<Exclude<FixedSaying, 'handoff'>, Wording>> = {
  unavailable: {
    says: "I can't reach the delivery records right now.",
    offers: 'Shall I try again, or get a person to help you?',
    asks: 'Shall I try again?',
  },
  tooManyNumbers: {
    says: "I can't look up any more numbers right now.",
    offers: 'Shall I get a person to help you?',
  },
  unknownTool: {
    says: "That isn't something I can do.",
    offers: 'I can look up a parcel for you, or get a person to help you.',
    asks: 'I can look up a parcel for you.',
  },
  badArguments: { says: "I'm sorry, I didn't get that.", asks: 'Could you say it again, please?' },
  callEnded: { says: "This call has ended, so I can't look anything up any more." },
  internalFault: {
    says: "I'm sorry, something went wrong on my side.",
    offers: 'Would you like me to get a person to help you?',
  },
};

/** A fixed sentence, with the way to a person that there is. */
export function fixedSentence(about: FixedSaying, person: Person): string {
  if (about === 'handoff') return handoffSentence(person);
  const { says, offers, asks = '' } = WORDINGS[about];
  if (offers === undefined) return join(says, asks);
  return person.reach === 'transfer' ? join(says, offers) : join(says, contact(person), asks);
}

/** Says that a person takes over, how one is reached, or that nobody is. */
export function handoffSentence(person: Person): string {
  switch (person.reach) {
    case 'transfer':
      return "I'll get a person to help you. One moment, please.";
    case 'contact':
      return join("I can't put you through from here.", contact(person));
    case 'nobody':
      return "I'm sorry, I can't put you through to a person on this line.";
    default:
      return person satisfies never;
  }
}

/** How a person is reached, in the company's own words; empty where calls are passed on or none is. */
export function contact(person: Person): string {
  return person.reach === 'contact' ? endSentence(spokenText(person.words)) : '';
}

/** Puts sentences together, without those that are empty. */
export function join(...sentences: string[]): string {
  return sentences.filter((words) => words !== '').join(' ');
}
