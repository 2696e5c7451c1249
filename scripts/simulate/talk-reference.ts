import type { ContentLake } from './content-lake.ts';
import { heardNumber } from './numbers.ts';
import type { PhoneCall, Spoken, SpokenTurn } from './phone-call.ts';

/** What a call without a model comes to so far, by what the caller said and heard. */
type Talk = {
  /** Numbers that the caller named. */
  named: Set<string>;
  /** Numbers to which the caller said yes. */
  passed: Set<string>;
  /** The same, whatever they said to them since. */
  everPassed: Set<string>;
  denied: Set<string>;
  /** The number that the caller was asked about last, until they answer. */
  asked: string | null;
  /** The number that was named or told last: a no that follows is about it. */
  last: string | null;
  /** Whether something else was asked since. */
  isElsewhere: boolean;
  /** What a no may have been about that came after that. */
  refused: string | null;
};

/** What may be told in answer to a turn. */
export type TurnPermission = { numbers: ReadonlySet<string>; denied: ReadonlySet<string> };

const ASKS_NUMBER =
  /What is the tracking number|Without a tracking number|Please (?:say|send) (?:it|the)/;

/**
 * What may be told to a caller without a model, by their own words alone: a number that they named,
 * unless everything is read back here, or one that they said yes to; none that they said no to since.
 */
export class TalkReference {
  readonly #confirm: 'always' | 'when-unsure' | 'never';
  readonly #lake: ContentLake;
  readonly #talks = new Map<PhoneCall, Talk>();

  constructor(confirm: 'always' | 'when-unsure' | 'never', lake: ContentLake) {
    this.#confirm = confirm;
    this.#lake = lake;
  }

  /** A turn comes to the service; what it says counts whether or not its answer is heard. */
  permit({ call, words, intent, number }: SpokenTurn): TurnPermission {
    const talk = this.#talkOf(call);
    // A bare "no" where no number was read back is to something else.
    const isOfLast = /wrong|not my/.test(words ?? '');
    const meant = talk.asked ?? (isOfLast && !talk.isElsewhere ? talk.last : null);
    talk.refused = isOfLast && meant === null ? talk.last : null;
    if ((intent === 'no' || intent === 'correction') && meant !== null && number !== meant) {
      this.#deny(talk, meant);
    }
    // Whoever says the same number once more means it.
    if (talk.asked !== null && (intent === 'yes' || number === talk.asked)) {
      talk.passed.add(talk.asked);
      talk.everPassed.add(talk.asked);
      talk.denied.delete(talk.asked);
    }
    if (number !== null) {
      talk.named.add(number);
      talk.denied.delete(number);
      talk.last = number;
      talk.isElsewhere = false;
    }
    const numbers = this.#confirm === 'always' ? talk.passed : talk.named.union(talk.passed);
    return { numbers: new Set(numbers), denied: new Set(talk.denied) };
  }

  /** The latest of what a process was told may be lost, and with it a no to what had passed. */
  blur(): void {
    for (const { passed, everPassed } of this.#talks.values()) {
      for (const number of everPassed) passed.add(number);
    }
  }

  /** What is said comes to the caller's ear. */
  heard(call: PhoneCall, { text, told }: Pick<Spoken, 'text' | 'told'>): void {
    const talk = this.#talkOf(call);
    talk.last = told.at(-1) ?? talk.last;
    // "Which number?" leaves open what "that is not my parcel" is said of, unless it is apologised for.
    if (talk.refused !== null && text.startsWith('Sorry about that'))
      this.#deny(talk, talk.refused);
    talk.isElsewhere = told.length === 0 && (talk.isElsewhere || ASKS_NUMBER.test(text));
    const heard = heardNumber(text);
    // "Take your time": whatever was asked still is.
    if (heard === null && told.length === 0 && !text.includes('?')) return;
    talk.asked = heard;
    if (heard === null || heard.length >= 6) return;
    const own = this.#lake.numbers.filter((each) => each.endsWith(heard));
    talk.asked = own.length === 1 ? (own[0] ?? null) : null;
    // Which of them is meant, nobody can tell from outside.
    if (own.length > 1) for (const each of own) talk.passed.add(each);
  }

  #deny(talk: Talk, number: string): void {
    talk.denied.add(number);
    talk.passed.delete(number);
  }

  #talkOf(call: PhoneCall): Talk {
    const known = this.#talks.get(call);
    if (known !== undefined) return known;
    const talk = {
      ...{ named: new Set<string>(), denied: new Set<string>() },
      ...{ passed: new Set<string>(), everPassed: new Set<string>() },
      ...{ asked: null, last: null, isElsewhere: false, refused: null },
    };
    this.#talks.set(call, talk);
    return talk;
  }
}
