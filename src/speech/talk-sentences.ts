import type { Person } from '../../machines/call-context.ts';
import type { TalkNext, Utterance } from '../../machines/reply.ts';
import { contact, join, personOffer } from './fallback-sentences.ts';
import type { Telling } from './number-sentences.ts';
import { endSentence, spokenText } from './spoken-text.ts';

type Talk = Extract<Utterance, { about: 'talk' }>;

/**
 * Answers a turn of a call without a model that asks for nothing on record, and asks what is still to
 * be answered; `wordNext` words that question where another utterance is the same.
 */
export function talkSentence(
  { act, times, notice, greeting, next }: Talk,
  person: Person,
  telling: Telling,
  wordNext: (next: Extract<TalkNext, Utterance>) => string,
): string {
  const { language, medium } = telling;
  const { talk } = language.sentences;
  const noted = ownWords(notice, telling);
  if (greeting !== undefined) return join(noted, ownWords(greeting, telling));
  const says = join(noted, (times > 1 ? talk.again[act] : undefined) ?? talk.first[act]);
  // "Slower, please" has no words of its own: where nothing is asked after it, something is said.
  if (next === null) return says || talk.hold;
  switch (next.about) {
    case 'anythingElse':
      return join(says, talk.anythingElse);
    case 'offer': {
      const reaching = next.offerHuman ? contact(person, language) : '';
      const offered = join(says, reaching, offer(next.next, person, telling));
      return offered || language.sentences.handoff.nobody;
    }
    case 'noNumber':
      // The longer form is for whoever has not understood it.
      return join(says, times > 1 ? wordNext(next) : language.sentences.askNumber('text'));
    default:
      return join(
        says,
        medium === 'text' ? '' : talk.answersFor(next.about, times),
        wordNext(next),
      );
  }
}

function offer(
  next: 'human' | 'tryAgain' | 'anotherNumber',
  person: Person,
  { language, medium }: Telling,
): string {
  switch (next) {
    case 'human':
      return personOffer(person, language);
    case 'tryAgain': {
      const { says: _says, offers, asks = '' } = language.sentences.fixed.unavailable;
      return person.reach === 'transfer' && offers !== undefined ? offers : asks;
    }
    case 'anotherNumber':
      return language.sentences.askNumber(medium);
    default:
      return next satisfies never;
  }
}

/** Greets a caller before the question about their own parcel. */
export function greetingSentence(notice: string | undefined, telling: Telling): string {
  return join(ownWords(notice, telling), telling.language.sentences.talk.first.opening);
}

/** What a company says in words of its own; empty where it says nothing. */
function ownWords(words: string | undefined, { language }: Telling): string {
  return words === undefined ? '' : endSentence(spokenText(words, language));
}
