import type { Heard } from '../../machines/call-events.ts';
import type { Language } from '../../machines/languages/language.ts';
import { type NumberFault, readNumber } from '../../machines/listening/read-number.ts';
import { TRACKING_NUMBER_LENGTH } from '../../machines/tracking-number.ts';
import { NumberTokens, type RandomBelow } from './number-tokens.ts';

/** What is replaced, by the kind of value. */
export type TokenKind = 'number' | 'name' | 'phone' | 'note' | 'said';

/** What puts tokens in the place of personal values. */
export type Tokens = {
  /** Of a tracking number in normalized form. */
  number: (number: string) => string;
  /** The same, in a wording that is read back. */
  doubtful: (number: string) => string;
  /** Of a number in the wording in which it was heard in a language, read or not. */
  heard: (heard: Heard, language: Language) => Heard;
  name: (name: string) => string;
  phone: (phone: string) => string;
  /** Of the issue that a record states. */
  note: (note: string) => string;
  /** Of anything that was said. */
  said: (text: string) => string;
};

const SAID = /^\[said [a-z]{8}\]$/;
const SEPARATOR = /^[\s\p{Dash_Punctuation}\u2212\u00ad\u200b]+$/u;
/** From ASCII to the full-width forms, which a tracking number may be heard in, with doubt. */
const TO_FULL_WIDTH = 0xfee0;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/**
 * The tokens of one run: every value has one and the same wherever it stands, no two share one, and
 * nothing but this object, which is forgotten with the run, leads from a token to its value. A
 * token is of its value's kind, so that a call goes the same way with it.
 */
export class Pseudonyms implements Tokens {
  readonly #random: RandomBelow;
  readonly #numbers: NumberTokens;
  readonly #tokens = new Map<string, string>();
  readonly #made = new Set<string>();
  readonly #seen: Record<TokenKind, Set<string>> = {
    number: new Set(),
    name: new Set(),
    phone: new Set(),
    note: new Set(),
    said: new Set(),
  };

  constructor(random: RandomBelow) {
    this.#random = random;
    this.#numbers = new NumberTokens(random);
  }

  /** Takes all numbers of some calls at once, so that their relations can be kept. */
  learnNumbers(numbers: Iterable<string>): void {
    this.#numbers.learn(numbers);
  }

  /** How many different values of each kind were replaced. */
  counts(): Record<TokenKind, number> {
    const { number, name, phone, note, said } = this.#seen;
    return {
      number: number.size,
      name: name.size,
      phone: phone.size,
      note: note.size,
      said: said.size,
    };
  }

  number(number: string): string {
    const token = this.#numbers.of(number);
    if (token !== number) this.#seen.number.add(number);
    return token;
  }

  doubtful(number: string): string {
    return wordWithDoubt(this.number(number));
  }

  heard(heard: Heard, language: Language): Heard {
    if (heard === null) return null;
    const reading = readNumber(heard, language);
    if (!reading.ok)
      return reading.fault === 'missing' ? heard : this.#unread(heard, reading.fault, language);
    const token = this.number(reading.trackingNumber);
    const worded = typeof heard === 'number' ? Number(token) : wordLike(heard, token);
    const again = readNumber(worded, language);
    const isAlike =
      again.ok && again.trackingNumber === token && again.interpreted === reading.interpreted;
    return isAlike ? worded : reading.interpreted ? wordWithDoubt(token) : token;
  }

  name(name: string): string {
    return this.#token('name', name, () => `Person ${capitalize(this.#word(6))}`);
  }

  phone(phone: string): string {
    // No telephone has an area code of 555.
    return this.#token('phone', phone, () => `+1555${this.#draw('0123456789', 7)}`);
  }

  note(note: string): string {
    return this.#token('note', note, () => `Note ${capitalize(this.#word(6))}.`);
  }

  said(text: string): string {
    if (text.trim() === '' || SAID.test(text)) return text;
    return this.#token('said', text, () => `[said ${this.#word(8)}]`);
  }

  /** Keeps what is wrong with it: its length, or that it is none. */
  #unread(heard: string | number, fault: NumberFault, language: Language): Heard {
    if (typeof heard === 'number') {
      const isWhole = /^-?\d+$/.test(String(heard));
      return isWhole ? Number(this.#like(String(Math.abs(heard)))) : 0.5;
    }
    if (fault !== 'tooShort' && fault !== 'tooLong') return this.said(heard);
    const told = this.#like(heard);
    const again = readNumber(told, language);
    if (!again.ok && again.fault === fault) return told;
    // Said in words, of which none may stay.
    return this.#like('1'.repeat(fault === 'tooShort' ? 3 : TRACKING_NUMBER_LENGTH.max + 1));
  }

  #like(fragment: string): string {
    // Not kept as made: what is left of a number may well be another one's token.
    const key = `fragment ${fragment}`;
    const known = this.#tokens.get(key);
    if (known !== undefined) return known;
    this.#seen.number.add(fragment);
    const token = fragment
      .normalize('NFKC')
      .replace(/[A-Z]/gi, () => this.#draw(LETTERS, 1))
      .replace(/\d/g, () => this.#draw('123456789', 1));
    this.#tokens.set(key, token);
    return token;
  }

  #token(kind: TokenKind, value: string, make: () => string): string {
    if (this.#made.has(value)) return value;
    this.#seen[kind].add(value);
    const key = `${kind} ${value}`;
    let token = this.#tokens.get(key);
    if (token !== undefined) return token;
    do token = make();
    while (this.#made.has(token));
    this.#tokens.set(key, token);
    this.#made.add(token);
    return token;
  }

  #word(length: number): string {
    return this.#draw(LETTERS, length);
  }

  #draw(characters: string, length: number): string {
    return Array.from({ length }, () => characters[this.#random(characters.length)]).join('');
  }
}

/** A number in the spaces, dashes, case and width of another one. */
function wordLike(heard: string, token: string): string {
  let used = 0;
  return [...heard]
    .map((character) => {
      if (SEPARATOR.test(character)) return character;
      const { length } = character.normalize('NFKC');
      const part = token.slice(used, used + length);
      used += length;
      if (!/^[\x20-\x7e]$/.test(character)) return wordWithDoubt(part);
      return /[a-z]/.test(character) ? part.toLowerCase() : part;
    })
    .join('');
}

/** In full-width characters, which are taken for what they stand for, and read back. */
function wordWithDoubt(token: string): string {
  return token.replace(/./g, (character) =>
    String.fromCharCode(character.charCodeAt(0) + TO_FULL_WIDTH),
  );
}

function capitalize(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}
