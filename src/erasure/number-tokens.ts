import { hasTwins } from '../../machines/listening/written-number.ts';
import { isOneCharacterAway } from '../../machines/tracking-number.ts';

/** A whole number from 0 up to, and not with, a bound; unpredictable, or tokens can be undone. */
export type RandomBelow = (bound: number) => number;

type Alphabet = { digits: string; letters: string };
/** Numbers that differ by a character from one another, and how their characters are replaced. */
type Family = { members: string[]; length: number | null; alphabets: Alphabet[] };

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** A draw that collides is rarer than one in a thousand. */
const DRAWS_MAX = 100;

/**
 * Meaningless numbers in place of tracking numbers, drawn at random and remembered: of the same
 * length and kind of characters, and one character apart exactly where the real ones are, so that
 * a number that was misheard still shows as one.
 */
export class NumberTokens {
  readonly #random: RandomBelow;
  readonly #tokens = new Map<string, string>();
  readonly #made = new Set<string>();
  readonly #families: Family[] = [];

  constructor(random: RandomBelow) {
    this.#random = random;
  }

  /** Draws for all numbers of some calls at once, so that their relations can be kept. */
  learn(numbers: Iterable<string>): void {
    const fresh = new Set(numbers).difference(this.#tokens).difference(this.#made);
    const strangers = [...fresh].filter((number) => !this.#join(number));
    const families = toFamilies(strangers);
    // Before anything is drawn: a token must keep away from every number that is known.
    for (const family of families) this.#draw(family, fresh);
  }

  /** The token of a number; a token stays as it is. */
  of(number: string): string {
    if (this.#made.has(number)) return number;
    if (!this.#tokens.has(number)) this.learn([number]);
    return this.#tokens.get(number) ?? number;
  }

  /** Takes a number into the family of one that was drawn before. */
  #join(number: string): boolean {
    const family = this.#families.find(
      ({ members, length }) =>
        (length === null || length === number.length) &&
        members.some((member) => isOneCharacterAway(member, number)),
    );
    if (family === undefined) return false;
    family.members.push(number);
    this.#keep(number, replaceAll(number, family));
    return true;
  }

  #draw(members: string[], fresh: Set<string>): void {
    const lengths = new Set(members.map((member) => member.length));
    const length = lengths.size === 1 ? (members[0]?.length ?? 0) : null;
    for (let draws = 0; draws < DRAWS_MAX; draws += 1) {
      // Where characters are missing or too many, places shift: one alphabet then serves them all.
      const alphabets = Array.from({ length: length ?? 1 }, (_, place) => this.#shuffle(place));
      const family: Family = { members: [...members], length, alphabets };
      const drawn = members.map((member) => [member, replaceAll(member, family)] as const);
      // What may be another number is read back, where the number itself may have passed.
      const isUnfit = (token: string) => hasTwins(token) || this.#isTaken(token, fresh);
      if (draws < DRAWS_MAX - 1 && drawn.some(([, token]) => isUnfit(token))) continue;
      for (const [member, token] of drawn) this.#keep(member, token);
      this.#families.push(family);
      return;
    }
  }

  #keep(number: string, token: string): void {
    this.#tokens.set(number, token);
    this.#made.add(token);
  }

  #isTaken(token: string, fresh: Set<string>): boolean {
    const isNear = (other: string) => other === token || isOneCharacterAway(other, token);
    return [this.#made, this.#tokens.keys(), fresh].some((others) =>
      others[Symbol.iterator]().some(isNear),
    );
  }

  #shuffle(place: number): Alphabet {
    // A number that was given as a JSON number cannot begin with a zero, and need not end as one.
    const digits = place === 0 ? `0${this.#mix(DIGITS.slice(1))}` : this.#mix(DIGITS);
    return { digits, letters: this.#mix(LETTERS) };
  }

  #mix(characters: string): string {
    const mixed = [...characters];
    for (let last = mixed.length - 1; last > 0; last -= 1) {
      const other = this.#random(last + 1);
      [mixed[last], mixed[other]] = [mixed[other] ?? '', mixed[last] ?? ''];
    }
    return mixed.join('');
  }
}

/** Groups numbers that are, directly or by way of others, one character apart. */
function toFamilies(numbers: string[]): string[][] {
  const families: string[][] = [];
  const left = new Set(numbers);
  for (const first of left) {
    const family = [first];
    left.delete(first);
    for (const member of family) {
      for (const other of left) {
        if (!isOneCharacterAway(member, other)) continue;
        left.delete(other);
        family.push(other);
      }
    }
    families.push(family);
  }
  return families;
}

function replaceAll(number: string, { length, alphabets }: Family): string {
  const replaced = [...number].map((character, place) => {
    const { digits, letters } = alphabets[length === null ? 0 : place] ?? {
      digits: '',
      letters: '',
    };
    return digits[DIGITS.indexOf(character)] ?? letters[LETTERS.indexOf(character)] ?? character;
  });
  return replaced.join('');
}
