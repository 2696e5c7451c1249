import type { ContentLake } from './content-lake.ts';
import { heardNumber } from './numbers.ts';
import type { PhoneCall, Spoken, SpokenTurn } from './phone-call.ts';

/** What a call without a model comes to so far, by what the caller said and heard. */
type Talk = {
  /** Numbers that the caller named. */
  named: Set<string>;
  /** Numbers to which the caller said yes. */
  passed: Set<string>;
  denied: Set<string>;
  /** The number that the caller was asked about last, until they answer. */
  asked: string | null;
  /** The number that was named or told last: a no that follows is about it. */
  last: string | null;
};

/** What may be told in answer to a turn. */
export type TurnPermission = { numbers: ReadonlySet<string>; denied: ReadonlySet<string> };

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
    const meant = talk.asked ?? (/wrong|not my/.test(words ?? '') ? talk.last : null);
    if ((intent === 'no' || intent === 'correction') && meant !== null && number !== meant) {
      talk.denied.add(meant);
      talk.passed.delete(meant);
    }
    // Whoever says the same number once more means it.
    if (talk.asked !== null && (intent === 'yes' || number === talk.asked)) {
      talk.passed.add(talk.asked);
      talk.denied.delete(talk.asked);
    }
    if (number !== null) {
      talk.named.add(number);
      talk.denied.delete(number);
      talk.last = number;
    }
    const numbers = this.#confirm === 'always' ? talk.passed : talk.named.union(talk.passed);
    return { numbers: new Set(numbers), denied: new Set(talk.denied) };
  }

  /** What is said comes to the caller's ear. */
  heard(call: PhoneCall, { text, told }: Pick<Spoken, 'text' | 'told'>): void {
    const talk = this.#talkOf(call);
    talk.last = told.at(-1) ?? talk.last;
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

  #talkOf(call: PhoneCall): Talk {
    const known = this.#talks.get(call);
    if (known !== undefined) return known;
    const talk = {
      ...{ named: new Set<string>(), passed: new Set<string>(), denied: new Set<string>() },
      ...{ asked: null, last: null },
    };
    this.#talks.set(call, talk);
    return talk;
  }
}
