/**
 * What was said of a number that was read back, where it corrects it: by rule, whoever passes it on
 * and however little of it. Whatever is like the number on the table, or a part of it, is never
 * taken for a number of its own.
 */

import type { Language } from '../languages/language.ts';
import { TRACKING_NUMBER_LENGTH } from '../tracking-number.ts';
import { applyCorrection, type Correction, setRun } from './apply-correction.ts';
import { isSimilar, slipsBetween } from './near.ts';
import { readFragment, readKeypad, readNumber } from './read-number.ts';
import { plainText, toTokens } from './said-tokens.ts';
import { readItems } from './spoken-items.ts';

/** Characters of a number: from one index up to another, which is none of them. */
export type ChangedPart = { start: number; end: number };

/**
 * What was said of the number on the table.
 * - `corrected`: it is another then, and has changed there; nothing stands there where characters
 *   only went away. Always to be read back.
 * - `whole`: a whole number that has nothing to do with it; readNumber() tells whether it is doubted
 * - `unresolved`: it is a correction, but not said of which part
 * - `none`: no correction
 */
export type CorrectionReading =
  | { kind: 'corrected'; trackingNumber: string; changed: ChangedPart }
  | { kind: 'whole'; trackingNumber: string }
  | { kind: 'unresolved' }
  | { kind: 'none' };

/** What is needed of a language to read corrections in it. */
export type CorrectingLanguage = Pick<Language, 'spoken' | 'corrections'>;

/** Most characters and words that are taken for a correction; more is a tale. */
const CORRECTION_LENGTH_MAX = 200;
const WORDS_MAX = 32;
const PARTS_MAX = 4;

const NONE: CorrectionReading = { kind: 'none' };
const UNRESOLVED: CorrectionReading = { kind: 'unresolved' };

/**
 * Reads what was said, as a whole text or as the fragment that was passed as a number, of a number of
 * letters A to Z and digits. Never throws; does bounded work.
 */
export function readCorrection(
  said: string,
  onTable: string,
  language: CorrectingLanguage,
): CorrectionReading {
  if (latest?.said === said && latest.onTable === onTable && latest.language === language) {
    return latest.reading;
  }
  const reading = readAnew(said, onTable, language);
  latest = { said, onTable, language, reading };
  return reading;
}

/** The same words are read for what they are, and again for what they change. */
let latest: {
  said: string;
  onTable: string;
  language: CorrectingLanguage;
  reading: CorrectionReading;
} | null = null;

function readAnew(said: string, onTable: string, language: CorrectingLanguage): CorrectionReading {
  const words = readKeypad(said) ?? said;
  if (words.length > CORRECTION_LENGTH_MAX) return readLong(words, onTable, language);
  const whole = toClause(words);
  if (whole.split(' ').length > WORDS_MAX) return readLong(words, onTable, language);
  const clause = bareClause(whole, language);
  return (
    byForm(clause, onTable, language) ??
    byCharacters(clause, onTable, language) ??
    byParts(clause, onTable, language) ??
    (isDoubt(clause, language) ? UNRESOLVED : NONE)
  );
}

/** Of a long text, only a whole number counts. */
function readLong(said: string, onTable: string, language: CorrectingLanguage): CorrectionReading {
  const reading = readNumber(said, language);
  return reading.ok ? compareWith(reading.trackingNumber, onTable, language) : NONE;
}

/** The text with a comma between spaces for every pause, and without other signs. */
function toClause(said: string): string {
  return plainText(said)
    .replaceAll('’', "'")
    .replace(/[.,;:!?…]+|\s[-–—]+\s/g, ' , ')
    .replace(/["“”„«»()[\]*_]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,]+|[\s,]+$/g, '');
}

/** Without what stands before and after a correction and is none. */
function bareClause(clause: string, { corrections: { lead, tail } }: CorrectingLanguage): string {
  let bare = clause;
  // Each time less is left.
  for (;;) {
    const shorter = bare
      .replace(lead, '')
      .replace(tail, '')
      .replace(/^[\s,]|[\s,]$/g, '');
    if (shorter === bare) return bare;
    bare = shorter;
  }
}

/** By the first form that is said of it and can be carried out; unresolved, if there are only others. */
function byForm(
  clause: string,
  onTable: string,
  language: CorrectingLanguage,
): CorrectionReading | null {
  let isCorrection = false;
  for (const { does, pattern } of language.corrections.forms) {
    const groups = pattern.exec(clause)?.groups;
    if (groups === undefined) continue;
    const correction = toCorrection(does, groups, language);
    if (correction === null) continue;
    const corrected = applyCorrection(onTable, correction);
    if (corrected !== null && corrected !== onTable) return toCorrected(corrected, onTable);
    // "Forget that one, it is QT77120094": a number of its own is no part of this one.
    const { what, old, more } = correction;
    const [named = ''] = [...what, ...old, ...more];
    if (named.length < TRACKING_NUMBER_LENGTH.min || isSimilar(named, onTable)) isCorrection = true;
  }
  return isCorrection ? UNRESOLVED : null;
}

type Groups = Readonly<Record<string, string | undefined>>;

/** What the groups of a form say; null where one of them cannot be read. */
function toCorrection(
  does: Correction['does'],
  groups: Groups,
  language: CorrectingLanguage,
): Correction | null {
  const read = (name: string): string[] | null => {
    const words = groups[name];
    return words === undefined ? [] : readAll(words, language);
  };
  const beside = (name: string): Correction['before'] | undefined => {
    const words = groups[name];
    if (words === undefined) return null;
    return language.corrections.readPlace(words) ?? readAll(words, language) ?? undefined;
  };
  const [old, more] = [read('old'), read('more')];
  const what = groups.what === undefined ? [] : readSure(groups.what, language);
  const [before, after] = [beside('before'), beside('after')];
  const placed = groups.place;
  const place = placed === undefined ? null : language.corrections.readPlace(placed);
  if (what === null || old === null || more === null) return null;
  if (before === undefined || after === undefined) return null;
  if (placed !== undefined && place === null) return null;
  const isEnd = groups.atEnd !== undefined;
  const side = isEnd ? 'end' : groups.atStart === undefined ? null : 'start';
  return { does, what, old, more, place, side, before, after };
}

/** The same of what has to stand there: a zero is no letter, whatever was read back. */
function readSure(words: string, language: CorrectingLanguage): string[] | null {
  const read = readAll(words, language);
  const [last = ''] = words.toLowerCase().match(/[\p{L}0-9]+$/u) ?? [];
  return read?.[0] === '0' && !language.spoken.zeros.has(last) ? ['0'] : read;
}

/** All that some words may stand for, the likeliest first; null where they are no characters. */
function readAll(words: string, language: CorrectingLanguage): string[] | null {
  const bare = words.replace(/^[ ,]+|[ ,]+$/g, '');
  const { articles, tens } = language.spoken;
  const [first = '', ...rest] = bare.split(' ');
  // "The nine", "a B": not in capitals, where an A is a letter.
  const isArticle = rest.length > 0 && articles.has(first);
  const said = isArticle ? rest.join(' ') : bare;
  // "Eighty eight" may be 88, and 80 and an 8.
  const apart = said.replace(/[\p{L}]+/gu, (word) => {
    return Object.hasOwn(tens, word.toLowerCase()) ? `${word},` : word;
  });
  const read = [said, apart].flatMap((it) => readFragment(it, language) ?? []);
  if (read.length === 0) return null;
  // What is said as "oh" may be the other one.
  const others = read.map((it) => ({ 0: 'O', O: '0' })[it] ?? it);
  return [...new Set([...read, ...others])];
}

/** By characters alone: the number anew, or a part of it that fits in one place. */
function byCharacters(
  clause: string,
  onTable: string,
  language: CorrectingLanguage,
): CorrectionReading | null {
  const reading = readNumber(clause, language);
  if (reading.ok) return compareWith(reading.trackingNumber, onTable, language);
  if (reading.fault === 'tooLong') return NONE;
  const fragment = readFragment(clause, language);
  return fragment === null ? null : compareWith(fragment, onTable, language);
}

/** What characters mean that were said while a number is on the table. */
function compareWith(
  heard: string,
  onTable: string,
  language: CorrectingLanguage,
): CorrectionReading {
  if (heard === onTable) return NONE;
  const isLong = heard.length >= TRACKING_NUMBER_LENGTH.min;
  const difference = Math.abs(heard.length - onTable.length);
  const allowed = Math.max(1, Math.floor(onTable.length / 3));
  const isSame = difference <= 1 && slipsBetween(heard, onTable) <= allowed;
  if (isLong && (isSame || heard.includes(onTable))) return toCorrected(heard, onTable);
  const fitted = fit(heard, onTable, language);
  if (fitted !== null) return toCorrected(fitted, onTable);
  if (!isLong || isSimilar(heard, onTable)) return UNRESOLVED;
  return /[0-9]/.test(heard) ? { kind: 'whole', trackingNumber: heard } : NONE;
}

/** The number with a fragment in the only place where it fits but for one slip. */
function fit(
  fragment: string,
  onTable: string,
  { corrections: { soundAlike } }: CorrectingLanguage,
): string | null {
  const { length } = fragment;
  if (length >= onTable.length || onTable.includes(fragment)) return null;
  const run = setRun(onTable, fragment, () => length);
  if (run !== null) return run;
  if (length === 1) return fitLetter(fragment, onTable, soundAlike);
  const starts = Array.from({ length: onTable.length - length + 1 }, (_, index) => index);
  const fitting = starts.filter((start) => {
    return slipsBetween(onTable.slice(start, start + length), fragment) === 1;
  });
  const [start, ...others] = fitting;
  if (start === undefined || others.length > 0) return null;
  // Two characters are little: only where a number begins or ends.
  if (length === 2 && start !== 0 && start !== onTable.length - 2) return null;
  return onTable.slice(0, start) + fragment + onTable.slice(start + length);
}

function fitLetter(letter: string, onTable: string, soundAlike: readonly string[]): string | null {
  const alike = soundAlike.find((letters) => letters.includes(letter)) ?? '';
  const [place, ...others] = [...onTable].flatMap((it, index) => {
    return alike.includes(it) ? [index] : [];
  });
  if (place === undefined || others.length > 0) return null;
  return onTable.slice(0, place) + letter + onTable.slice(place + 1);
}

/** By several corrections in one breath, one after the other. */
function byParts(
  clause: string,
  onTable: string,
  language: CorrectingLanguage,
): CorrectionReading | null {
  const parts = clause
    .split(language.corrections.between)
    .map((part) => bareClause(part, language))
    .filter((part) => part !== '');
  if (parts.length < 2 || parts.length > PARTS_MAX) return null;
  let corrected = onTable;
  let isOpen = false;
  const characters: CorrectionReading[] = [];
  for (const part of parts) {
    const reading = byForm(part, corrected, language);
    if (reading?.kind === 'corrected') corrected = reading.trackingNumber;
    else if (reading !== null || isDoubt(part, language)) isOpen = true;
    else {
      const alone = byCharacters(part, onTable, language);
      if (alone !== null) characters.push(alone);
      else if (isOfNumbers(part, language)) isOpen = true;
    }
  }
  // "Let me see, it was nine five": what is said besides makes no difference.
  const [only] = characters;
  if (!isOpen && corrected === onTable && characters.length < 2) return only ?? null;
  if (isOpen || characters.length > 0) return UNRESOLVED;
  return toCorrected(corrected, onTable);
}

/** Whether something is said of characters, or of a part of a number. */
function isOfNumbers(part: string, { spoken }: CorrectingLanguage): boolean {
  return readItems(toTokens(part), spoken).some((item) => {
    return item.kind === 'unit'
      ? item.as === 'sure'
      : item.kind === 'aside' && item.aside === 'part';
  });
}

function isDoubt(clause: string, { corrections: { forms } }: CorrectingLanguage): boolean {
  // Those that name characters are of it only if they are some: see byForm().
  return forms.some(({ does, pattern }) => {
    const match = does === 'doubt' ? pattern.exec(clause) : null;
    return match !== null && match.groups?.old === undefined;
  });
}

/** Another number in the place of that on the table, and where they differ. */
function toCorrected(trackingNumber: string, onTable: string): CorrectionReading {
  const { length } = trackingNumber;
  const isNumber = /^[A-Z0-9]+$/.test(trackingNumber) && /[0-9]/.test(trackingNumber);
  if (!isNumber || length < TRACKING_NUMBER_LENGTH.min || length > TRACKING_NUMBER_LENGTH.max)
    return UNRESOLVED;
  const shorter = Math.min(length, onTable.length);
  let start = 0;
  while (start < shorter && trackingNumber[start] === onTable[start]) start += 1;
  let same = 0;
  while (same < shorter - start && trackingNumber.at(-1 - same) === onTable.at(-1 - same))
    same += 1;
  return { kind: 'corrected', trackingNumber, changed: { start, end: length - same } };
}
