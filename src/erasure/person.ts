import { ALL_LANGUAGES } from '../../machines/languages/language.ts';
import {
  type SaidOptions,
  type SaidWords,
  saysCharacters,
  toSaidWords,
} from '../../machines/listening/said-characters.ts';
import type { HashCaller } from '../recording/caller-key.ts';

/** What is known of the person whose data is to go. */
export type Person = {
  /** Tracking numbers, in normalized form. */
  numbers: Set<string>;
  /** In E.164. */
  phones: Set<string>;
  names: Set<string>;
  callIds: Set<string>;
};

/** What in a text may be of the person, and may be of somebody else. */
export type Hint = 'name' | 'ending';

/** Spaces, dashes, commas and dots: what stands between the characters of a number that is said. */
const BETWEEN = '(?:[\\s\\p{Dash_Punctuation}\\u2212\\u00ad\\u200b,.]|\\\\[nrt])*';
/** Country codes are left out when a number is said, and so is a zero after them. */
const PHONE_DIGITS_SAID = 9;
/** A name of one word is shared by too many people to find calls by. */
const NAME_WORDS_MIN = 2;
/** Whoever spells a name out spells their own, unless it is short enough to be said by chance. */
const SPELLED_LENGTH_MIN = 4;

/**
 * Makes the test whether a text names the person: by call ID, by the hash of a phone, or by a number,
 * a phone or a whole name in any form in which they are written, heard, read out or spelled, JSON
 * text included.
 */
export function createMentions(
  { numbers, phones, names, callIds }: Person,
  hashCallers: readonly HashCaller[] = [],
) {
  const whole = [...names].filter((name) => toWords(name).length >= NAME_WORDS_MIN);
  const patterns = [
    ...[...callIds].map((callId) => literal(JSON.stringify(callId))),
    ...[...numbers].map((number) => `(?<![a-z0-9])${spread(number)}(?![a-z0-9])`),
    ...[...phones].map((phone) => phonePattern(phone.replace(/\D/g, ''))),
    ...hashCallers.flatMap((hash) => [...phones].map((phone) => literal(`"${hash(phone)}"`))),
    ...whole.flatMap(namePatterns),
  ];
  if (patterns.length === 0) return () => false;
  const pattern = new RegExp(patterns.join('|'), 'iu');
  const said = [...numbers, ...[...phones].flatMap(phoneSaid)];
  const spelled = [...names].flatMap(spellings);
  return (text: string): boolean => {
    const plain = plainText(text);
    if (pattern.test(plain)) return true;
    const words = toSaidWords(plain);
    return (
      said.some((characters) => saysInAny(words, characters)) ||
      spelled.some((letters) => saysInAny(words, letters, { isSpelled: true }))
    );
  };
}

/** Words after "ends" within which the ending itself comes, and how long an ending is. */
const ENDING_WORDS = 14;
const ENDING_LENGTHS = [4, 5, 6];

/** Makes the test for what may be of the person: a part of a name alone, the end of a number. */
export function createHints({ numbers, names }: Person) {
  const nameWords = new Set([...names].flatMap(toWords).map(fold).filter(isTelling));
  const endings = [...numbers].flatMap((number) =>
    ENDING_LENGTHS.map((length) => number.slice(-length)),
  );
  return (text: string): { hint: Hint; value: string } | null => {
    const plain = plainText(text);
    const word = fold(plain)
      .match(/[\p{L}\p{N}]+/gu)
      ?.find((each) => nameWords.has(each));
    if (word !== undefined) return { hint: 'name', value: word };
    const leads = ALL_LANGUAGES.flatMap(({ numbers: { endingNamed } }) => [
      ...plain.matchAll(endingNamed),
    ]);
    for (const { index, 0: lead } of leads) {
      const words = toSaidWords(plain.slice(index + lead.length)).slice(0, ENDING_WORDS);
      const value = endings.find((ending) => saysInAny(words, ending, { isWhole: true }));
      if (value !== undefined) return { hint: 'ending', value };
    }
    return null;
  };
}

/** The words of a name as hints have them. */
export function nameWordsOf(name: string): string[] {
  return toWords(name).map(fold);
}

function isTelling(word: string): boolean {
  const isShared = ALL_LANGUAGES.some(({ claims: { names } }) => names.shared.has(word));
  return word.length > 1 && !isShared;
}

/** Whether a text says these characters in any language: nothing tells yet in which a call was held. */
function saysInAny(words: SaidWords, characters: string, options?: SaidOptions): boolean {
  return ALL_LANGUAGES.some((language) => saysCharacters(words, characters, language, options));
}

/** In one case, without accents. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** A line end inside JSON text ends in a letter. */
function plainText(text: string): string {
  return text.replace(/\\+[nrt]/g, ' ').normalize('NFKC');
}

function spread(characters: string): string {
  return [...characters].map(literal).join(BETWEEN);
}

function phonePattern(digits: string): string {
  const between = `(?:[()/]|${BETWEEN})*`;
  const said = [...digits.slice(-PHONE_DIGITS_SAID)].join(between);
  return digits.length < PHONE_DIGITS_SAID ? `(?<!\\d)${said}(?!\\d)` : `${said}(?!\\d)`;
}

/** What is said of a phone number: as a rule with the area code, whose first digit may go. */
function phoneSaid(phone: string): string[] {
  const digits = phone.replace(/\D/g, '');
  return [digits.slice(-PHONE_DIGITS_SAID - 1), digits.slice(-PHONE_DIGITS_SAID)];
}

/** "First Surname", and "Surname, First" as lists have it. */
function namePatterns(name: string): string[] {
  const words = toWords(name).map(literal);
  const turned = [...words.slice(-1), ...words.slice(0, -1)];
  return [words, turned].map(
    (each) => `(?<![\\p{L}\\p{N}])${each.join('[\\s,]+')}(?![\\p{L}\\p{N}])`,
  );
}

/** The words of a name that nobody spells out but who has it, and the whole of it. */
function spellings(name: string): string[] {
  const words = toWords(name).map((word) => word.replace(/[^\p{L}]/gu, ''));
  return [...words, words.join('')].filter((word) => word.length >= SPELLED_LENGTH_MIN);
}

function toWords(name: string): string[] {
  return name.split(/[\s,]+/).filter((word) => word !== '');
}

function literal(text: string): string {
  return text.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&');
}
