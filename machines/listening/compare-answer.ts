/**
 * Whether a caller's answer is what stands on record. An answer may be wrong, or there may be
 * nothing on record: neither is told by how long it takes, so every comparison is made in full,
 * and as many of them, whatever there is to compare.
 */
import type { Language } from '../languages/language.ts';
import { toSaidWords } from './said-characters.ts';
import { readUnits, type SpellingWords, spelledLast } from './spelled.ts';

/** What of a language is needed to compare an answer. */
export type AnswerLanguage = { names: Language['names']; numbers: SpellingWords };

/** Whether what was answered is what is on record, both folded. */
export type Comparison = (answer: string, onRecord: string) => boolean;

/** More than a name or a postcode takes: the beginning of a longer answer is not read. */
const READ_LENGTH_MAX = 200;
/** Letters of a name that is compared: a longer one is never the same. */
const NAME_LENGTH_MAX = 32;
/** A name that is shorter may not be misheard, and one below the least is an initial. */
const SLIP_LENGTH_MIN = 5;
const NAME_LENGTH_MIN = 2;
/** How much of an answer, and of what is on record, is compared with each other. */
const ANSWERS = 13;
const FORMS = 4;

/**
 * Whether an answer gives the last name of the name on record: alone, with its particles, a half of
 * a double name, or after a title and first names; as a word or spelled. Case, accents, apostrophes
 * and hyphens make no difference, nor does one slip in a name of five letters or more; the beginning
 * of a name alone is none. False without a name on record. Only the end of an answer counts, so that
 * nobody gives a list of names.
 */
export function isSameName(
  answer: string,
  nameOnRecord: string | null | undefined,
  language: AnswerLanguage,
): boolean {
  const said = withoutClosing(answer, language);
  const spelled = foldName(spelledLast(toSaidWords(said), language.numbers));
  const answers = [spelled, ...endings(wordsOf(foldName(said)))];
  return isAnySame(answers, lastNameForms(nameOnRecord ?? '', language), isAlmostSame);
}

/**
 * Whether an answer gives the postcode on record, in figures or letter by letter; an O is a zero.
 * Of an American code of nine digits the first five are enough. False without one on record.
 */
export function isSamePostcode(
  answer: string,
  postcode: string | null | undefined,
  language: AnswerLanguage,
): boolean {
  const words = toSaidWords(withoutClosing(answer, language));
  const answers = endings(readUnits(words, language.numbers)).map(foldPostcode);
  const code = (postcode ?? '').trim().toUpperCase();
  const zip = /^(\d{5})-?\d{4}$/.exec(code)?.[1] ?? '';
  // "D-10115": the country before a code is none of it.
  const forms = [code, code.replace(/^[A-Z]{1,3}-(?=\d)/, ''), zip].map(foldPostcode);
  return isAnySame(answers, forms, isExactlySame);
}

/** Compares each with each, and as many as ever, whatever comes of it. */
export function isAnySame(
  answers: readonly string[],
  forms: readonly (string | undefined)[],
  isSame: Comparison,
): boolean {
  let found = false;
  for (let answer = 0; answer < ANSWERS; answer += 1) {
    for (let form = 0; form < FORMS; form += 1) {
      found = isSame(answers[answer] ?? '', forms[form] ?? '') || found;
    }
  }
  return found;
}

/** The same, or one slip away where the name is long enough, and not its beginning alone. */
function isAlmostSame(answer: string, name: string): boolean {
  const [distance, isBeginning] = [slipsBetween(answer, name), isProperPrefix(answer, name)];
  const slips = name.length < SLIP_LENGTH_MIN ? 0 : 1;
  return isLong(answer) && isLong(name) && distance <= slips && !isBeginning;
}

function isExactlySame(answer: string, code: string): boolean {
  return slipsBetween(answer, code) === 0 && isLong(code);
}

function isLong({ length }: string): boolean {
  return length >= NAME_LENGTH_MIN && length <= NAME_LENGTH_MAX;
}

/** The places of characters, from the first to the last that is compared. */
const PLACES = Array.from({ length: NAME_LENGTH_MAX }, (_, index) => index + 1);

/**
 * How many characters are other, more or fewer, or swapped with their neighbour. All of the table is
 * filled in, as far as the longest names go; what is longer is the same as nothing.
 */
function slipsBetween(a: string, b: string): number {
  const width = NAME_LENGTH_MAX + 1;
  const [left, right] = [codesOf(a), codesOf(b)];
  const table = new Uint8Array(width * width);
  const at = (row: number, column: number) => table[row * width + column] as number;
  for (const place of PLACES) {
    table[place * width] = place;
    table[place] = place;
  }
  for (const row of PLACES) {
    for (const column of PLACES) {
      const isSame = left[row] === right[column];
      const isSwapped =
        row > 1 && column > 1 && left[row] === right[column - 1] && left[row - 1] === right[column];
      const changed = at(row - 1, column - 1) + (isSame ? 0 : 1);
      const other = Math.min(changed, at(row - 1, column) + 1, at(row, column - 1) + 1);
      const swapped = isSwapped ? at(row - 2, column - 2) + 1 : other;
      table[row * width + column] = Math.min(other, swapped);
    }
  }
  return a.length < width && b.length < width ? at(a.length, b.length) : width;
}

/** The characters from the first on, at the index 1, as many as are compared. */
function codesOf(text: string): Uint16Array {
  const codes = new Uint16Array(NAME_LENGTH_MAX + 1);
  for (const place of PLACES) codes[place] = text.charCodeAt(place - 1);
  return codes;
}

function isProperPrefix(a: string, b: string): boolean {
  let isSame = true;
  for (const place of PLACES) {
    const isOther = a.charCodeAt(place - 1) !== b.charCodeAt(place - 1);
    isSame = !(place <= a.length && isOther) && isSame;
  }
  return isSame && a.length < b.length;
}

/** The last words of an answer, joined: one, two and so on. */
function endings(words: readonly string[]): string[] {
  return words.map((_, index) => words.slice(-index - 1).join('')).slice(0, ANSWERS - 1);
}

/** The ways in which the last name of a whole name may be given. */
function lastNameForms(name: string, { names }: AnswerLanguage): (string | undefined)[] {
  const words = orderedWords(foldName(name), names);
  const parts = (words.at(-1) ?? '').split('-').filter((part) => part !== '');
  const given = words.slice(0, -1);
  const lead = given.slice(given.findLastIndex((word) => !names.particles.has(word)) + 1);
  const whole = parts.join('');
  return [parts.at(-1), parts[0], whole, lead.join('') + whole];
}

/** The words of a name, the last name last, without suffixes. */
function orderedWords(name: string, { suffixes }: Language['names']): string[] {
  const parts = name
    .split(',')
    .map((part) => part.match(/[\p{L}\p{N}-]+/gu) ?? [])
    .map((words) => words.slice(0, words.findLastIndex((word) => !suffixes.has(word)) + 1));
  // "Miller, John" is John Miller.
  return [...parts.slice(1), ...parts.slice(0, 1)].flat();
}

function withoutClosing(answer: string, { names }: AnswerLanguage): string {
  return answer
    .slice(-READ_LENGTH_MAX)
    .replace(/[‘’ʼ´`]/g, "'")
    .replace(names.closing, '');
}

/**
 * A name without case, accents and apostrophes, in which a letter and the two that stand for it
 * ("ü", "ue") are the same.
 */
function foldName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
  const letters = plain.replace(/['‘’ʼ´`]/g, '').replace(/[ßøœæłđðþı]/g, (it) => PLAIN[it] ?? it);
  return letters.normalize('NFC').replace(/(?<![aeiouq])([aou])e/g, '$1');
}

const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  œ: 'o',
  æ: 'a',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

function foldPostcode(code: string): string {
  return code.replace(/[^A-Z\d]/g, '').replace(/O/g, '0');
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}
