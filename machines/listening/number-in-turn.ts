/** Where in a turn a number is said, or a part of one, among all else that is said. */

import type { Language } from '../languages/language.ts';
import { TRACKING_NUMBER_LENGTH } from '../tracking-number.ts';
import { readFragment, readNumber } from './read-number.ts';
import { type Token, toTokens } from './said-tokens.ts';
import { isNumberWord } from './spoken-items.ts';
import { of } from './word-tables.ts';

/** What was found: words for readNumber() or readFragment() to read. */
export type NumberInTurn = { kind: 'number' | 'fragment'; heard: string };

/** Fewest characters of a part of a number that is known as one among other words. */
const FRAGMENT_AMONG_WORDS_MIN = 3;
/** Most words of something else beside it. */
const BESIDE_FRAGMENT_MAX = 2;
/** Most runs of characters in a turn that are looked at. */
const RUNS_MAX = 12;

type Listening = Pick<Language, 'spoken'>;

/**
 * Finds the number of a turn: all of it, where it can be read as one, or else the one run of
 * characters in it. Of several runs none is chosen: the whole turn is heard then, and doubted.
 */
export function findNumber(said: string, language: Listening): NumberInTurn | null {
  const whole = readNumber(said, language);
  if (whole.ok) return { kind: 'number', heard: said };
  const runs = runsIn(said, language).slice(0, RUNS_MAX);
  const numbers = runs.filter((run) => readNumber(run, language).ok);
  const [number] = numbers;
  // Said twice, it is still one number.
  const isOne = new Set(numbers.map((run) => wholeIn(run, language))).size === 1;
  if (isOne && number !== undefined) {
    const others = runs.filter((run) => !numbers.includes(run) && isLong(run, language));
    return { kind: 'number', heard: others.length === 0 ? number : said };
  }
  if (numbers.length > 1) return { kind: 'number', heard: said };
  // "WB10447291 and QT77120094" are one run, and no number.
  const isUnclear = runs.some((run) => faultOf(run, language) === 'ambiguous');
  if (isUnclear || (whole.fault === 'tooLong' && runs.length > 0)) {
    return { kind: 'number', heard: said };
  }
  return findFragment(said, runs, language);
}

function findFragment(
  said: string,
  runs: readonly string[],
  language: Listening,
): NumberInTurn | null {
  const fragment = readFragment(said, language);
  const [only = ''] = runs;
  // Letters that no run has are words: "I was".
  const isSpelled = runs.some((run) => readFragment(run, language) === fragment);
  // A letter alone may be one that was cut off, or a name: "what the f", "he is called Victor".
  const isCut =
    fragment?.length === 1 && !/[\s0-9]/.test(only) && isBesideWords(said, only, language);
  if (fragment !== null && !isCut && (isSpelled || /[0-9]/.test(fragment))) {
    return { kind: 'fragment', heard: said };
  }
  // "It starts with W B": of letters that are called a part of it, nobody doubts that they are.
  const isPart = partSaid(said, language) !== null;
  const known = runs.filter(
    (run) => isLong(run, language) || (isPart && isSpelledOut(run, language)),
  );
  const [run] = known;
  if (known.length === 1 && run !== undefined) {
    const isAmongTalk = wordsBeside(said, run, language) > BESIDE_FRAGMENT_MAX;
    return isAmongTalk ? null : { kind: 'fragment', heard: run };
  }
  // "One zero four no wait one four four": together they may be one that is corrected.
  const together = known.reduce((sum, it) => sum + lengthOf(it, language), 0);
  return together >= TRACKING_NUMBER_LENGTH.min ? { kind: 'number', heard: said } : null;
}

function faultOf(run: string, language: Listening) {
  const reading = readNumber(run, language);
  return reading.ok ? null : reading.fault;
}

function wholeIn(run: string, language: Listening): string | null {
  const reading = readNumber(run, language);
  return reading.ok ? reading.trackingNumber : null;
}

function isBesideWords(said: string, run: string, { spoken }: Listening): boolean {
  return textsOf(said.replace(run, ' ')).some((word) => !spoken.asides.drop.includes(word));
}

/** How many words beside a run are in no table of what is said around numbers. */
function wordsBeside(said: string, run: string, { spoken }: Listening): number {
  const known = new Set(Object.values(spoken.asides).flat());
  const words = textsOf(said.replace(run, ' '));
  return words.filter((word) => !known.has(word) && !spoken.articles.has(word)).length;
}

function textsOf(said: string): string[] {
  return toTokens(said).flatMap(({ kind, text }) => (kind === 'word' ? text : []));
}

/** Which part of a number is spoken of: "it starts with", "the last four are"; null for none. */
export function partSaid(said: string, { spoken }: Listening): 'beginning' | 'other' | null {
  const parts = textsOf(said).filter((word) => spoken.asides.part.includes(word));
  if (parts.length === 0) return null;
  return parts.some((word) => spoken.beginnings.has(word)) ? 'beginning' : 'other';
}

function isSpelledOut(run: string, language: Listening): boolean {
  return (readFragment(run, language) ?? '').length > 1;
}

/** Letters alone may be anything: "DHL". */
function isLong(run: string, language: Listening): boolean {
  const characters = readFragment(run, language) ?? '';
  return characters.length >= FRAGMENT_AMONG_WORDS_MIN && /[0-9]/.test(characters);
}

function lengthOf(run: string, language: Listening): number {
  return readFragment(run, language)?.length ?? 0;
}

/** The one run of characters in a text that is a whole number; null where there is none, or several. */
export function findNumberRun(said: string, language: Listening): string | null {
  const runs = runsIn(said, language).slice(0, RUNS_MAX);
  const numbers = runs.filter((run) => readNumber(run, language).ok);
  return numbers.length === 1 ? (numbers[0] ?? null) : null;
}

/** Every row of words that each name a character, or stand between two that do. */
function runsIn(said: string, { spoken }: Listening): string[] {
  const tokens = toTokens(said);
  const runs: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    if (!isCharacter(tokens[at], spoken)) continue;
    const announced = announcedAt(tokens, at, spoken);
    if (announced > 0) {
      at += announced - 1;
      continue;
    }
    let end = at + 1;
    for (let next = end; next < tokens.length; ) {
      const step = stepAt(tokens, next, spoken);
      if (step === 0) break;
      // What stands between characters belongs to them only if another one follows.
      if (step > 1 || isCharacter(tokens[next], spoken)) end = next + step;
      next += step;
    }
    runs.push(toText(tokens.slice(at, end)));
    at = end - 1;
  }
  return runs;
}

type Spoken = Language['spoken'];

/**
 * How many tokens from one on only tell how long the part is that comes: "the last four are", "the
 * first 3 digits:". None where the count may be a character itself.
 */
function announcedAt(tokens: readonly Token[], at: number, spoken: Spoken): number {
  const { text } = tokens[at] ?? { text: '' };
  const isCount = of(spoken.ones, text) !== undefined || /^[0-9]{1,2}$/.test(text);
  const isOfPart = spoken.asides.part.includes(tokens[at - 1]?.text ?? '');
  if (!isCount || !isOfPart) return 0;
  let end = at + 1;
  while (marksKind(tokens[end], spoken)) end += 1;
  const isTold = tokens[end]?.raw === ':' || spoken.asides.is.includes(tokens[end]?.text ?? '');
  if (isTold) return end + 1 - at;
  return end > at + 1 ? end - at : 0;
}

/** "Digits", "letters". */
function marksKind(token: Token | undefined, { digitMarks, letterMarks }: Spoken): boolean {
  return token !== undefined && (digitMarks.has(token.text) || letterMarks.has(token.text));
}

/** How many tokens from one on go on with a run: none ends it. */
function stepAt(tokens: readonly Token[], at: number, spoken: Spoken): number {
  const lead = spoken.exampleLeads.find((words) =>
    words.every((word, index) => tokens[at + index]?.text === word),
  );
  if (lead !== undefined && tokens[at + lead.length]?.kind === 'word') return lead.length + 1;
  const token = tokens[at];
  return isCharacter(token, spoken) || isBetween(token, spoken) ? 1 : 0;
}

/** A digit or a letter, written or by its name, or how often one is meant. */
function isCharacter(token: Token | undefined, spoken: Spoken): boolean {
  if (token === undefined || token.kind === 'sign') return false;
  const { kind, text, raw } = token;
  if (kind !== 'word') return !spoken.ordinal.test(text);
  if (/^[a-z]$/.test(text)) return !(spoken.articles.has(text) || text === 'i') || raw === 'A';
  // In capitals, letters are what they are: "QT 7712 0094".
  if (/^[A-Z]{2,3}$/.test(raw)) return true;
  const isNamed = of(spoken.letters, text) ?? of(spoken.spelling, text);
  return isNamed !== undefined || spoken.zeros.has(text) || isNumberWord(text, spoken);
}

const BETWEEN_SIGNS = ',.-–—#';

/** What is said between characters, or sounds like one. */
function isBetween(token: Token | undefined, spoken: Spoken): boolean {
  if (token === undefined) return false;
  if (token.kind === 'sign') return BETWEEN_SIGNS.includes(token.raw);
  const { text } = token;
  return (
    of(spoken.homophones, text) !== undefined ||
    spoken.articles.has(text) ||
    spoken.letterMarks.has(text) ||
    spoken.digitMarks.has(text) ||
    spoken.timesWords.has(text) ||
    spoken.asides.drop.includes(text)
  );
}

function toText(tokens: readonly Token[]): string {
  return tokens
    .map(({ raw, isGlued }, index) => (isGlued || index === 0 ? raw : ` ${raw}`))
    .join('');
}
