import { ALL_LANGUAGES, languageOf } from '../../machines/languages/language.ts';
import { readNumber } from '../../machines/listening/read-number.ts';
import {
  type SaidOptions,
  type SaidWords,
  saysCharacters,
  toSaidWords,
} from '../../machines/listening/said-characters.ts';
import { maskPhone, maskTracking, redactText, redactValue } from '../observability/redaction.ts';

/** Keeps what names a person out of what is shown; numbers keep their last four characters. */
export type Mask = {
  text: (text: string) => string;
  /** A plain value, as JSON has it, of the same shape. */
  value: <Value>(value: Value) => Value;
  /** The value of a field of this name. */
  field: (name: string, value: unknown) => unknown;
};

/** What nothing is hidden by. */
export const NO_MASK: Mask = {
  text: (text) => text,
  value: (value) => value,
  field: (_name, value) => value,
};

/** What the records of a call, and those who spoke in it, named. */
type Named = {
  numbers: Set<string>;
  phones: Set<string>;
  names: Set<string>;
  notes: Set<string>;
};

const NAME = '[name]';
const NOTE = '[note]';
const MASKED = '[masked]';

/** A name of a word that is this short is said too often by chance, and spelled even more. */
const NAME_WORD_LENGTH_MIN = 2;
const SPELLED_LENGTH_MIN = 4;
/** So many words of a note in a row are the note. */
const NOTE_WORDS = 3;
/** Country codes are left out when a number is said. */
const PHONE_DIGITS_SAID = 9;
/** The redaction of logs cuts what is longer. */
const TEXT_LENGTH_MAX = 3500;
/** How often one text may say the same number in words. */
const SAYINGS_MAX = 20;

const NUMBER_KEY =
  /^(trackingnumbers?|\w*numbers(underway)?|underway|affirmednumber|pieces|heard)$/i;
/** By these, calls and requests are found again: they are made by machines. */
const ID_KEY = /^(callid|call_id|toolcallid|correlationid|correlation_id|chat_ids|id)$/i;
/** Whatever Vapi was told to find out. */
const OPEN_KEY = /^structured(data|outputs)$/i;

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const BETWEEN = '(?:[\\s\\p{Dash_Punctuation}\\u2212\\u00ad\\u200b,.()/]|\\\\[nrt])*';

/**
 * Makes the mask of one call of all its lines: whatever its own records name is hidden wherever it
 * occurs, also spelled out, and beside it what looks like a number. What somebody said of
 * themselves and no record has cannot be known, and stays.
 */
export function createMask(lines: readonly unknown[]): Mask {
  const named: Named = {
    numbers: new Set(),
    phones: new Set(),
    names: new Set(),
    notes: new Set(),
  };
  for (const line of lines) collect('', line, named);
  const hide = createHide(named);
  const known = new Map<string, string>();
  const text = (written: string): string => {
    const before = known.get(written);
    if (before !== undefined) return before;
    const hidden = hide(written);
    known.set(written, hidden);
    return hidden;
  };
  return {
    text,
    value: <Value>(value: Value) => maskValue('', value, text) as Value,
    field: (name, value) => maskValue(name, value, text),
  };
}

function collect(key: string, value: unknown, named: Named): void {
  if (typeof value === 'object' && value !== null) {
    const isList = Array.isArray(value);
    for (const [name, held] of Object.entries(value)) collect(isList ? key : name, held, named);
    return;
  }
  if (NUMBER_KEY.test(key) && (typeof value === 'string' || typeof value === 'number')) {
    const reading = readNumber(value, languageOf(undefined));
    if (reading.ok) named.numbers.add(reading.trackingNumber);
  }
  if (typeof value !== 'string' || value.trim() === '') return;
  // By a postcode a caller shows who they are.
  if (key === 'customerName' || key === 'postalCode') named.names.add(value);
  if (key === 'customerPhone') named.phones.add(value.replace(/\D/g, ''));
  if (key === 'issueMessage') named.notes.add(value);
}

function maskValue(key: string, value: unknown, text: (text: string) => string): unknown {
  if (typeof value === 'object' && value !== null) {
    if (OPEN_KEY.test(key)) return maskValue('', redactValue(value), text);
    if (Array.isArray(value)) return value.map((item) => maskValue(key, item, text));
    return Object.fromEntries(
      Object.entries(value).map(([name, held]) => [name, maskValue(name, held, text)]),
    );
  }
  const isText = typeof value === 'string';
  if (NUMBER_KEY.test(key) && (isText || typeof value === 'number')) {
    const reading = readNumber(value as string | number, languageOf(undefined));
    // What is no number may be anything that was heard.
    return reading.ok ? maskTracking(reading.trackingNumber) : isText ? text(value) : MASKED;
  }
  if (!isText || ID_KEY.test(key)) return value;
  if (key === 'customerName') return NAME;
  if (key === 'postalCode') return MASKED;
  if (key === 'customerPhone') return maskPhone(value) || MASKED;
  return key === 'issueMessage' ? NOTE : text(value);
}

function createHide({ numbers, phones, names, notes }: Named): (text: string) => string {
  const nameWords = new Set([...names].flatMap(wordsOf).filter(isTelling));
  const spelledNames = [...names].flatMap(spellings);
  const noteRuns = new Set([...notes].flatMap(runsOf));
  const shortNotes = [...notes].map(wordsOf).filter(({ length }) => length < NOTE_WORDS);
  const patterns = [...numbers].map(
    (number) => new RegExp(`(?<![\\p{L}\\p{N}])${spread(number)}(?![\\p{L}\\p{N}])`, 'giu'),
  );
  const phonePatterns = [...phones].map(
    (digits) => new RegExp(`\\+?\\d{0,4}${BETWEEN}${spread(lastDigits(digits))}(?!\\d)`, 'gu'),
  );
  const said = [...numbers, ...[...phones].flatMap(phoneSaid)];
  return (written) => {
    let text = hideWords(written.normalize('NFC'), { nameWords, noteRuns, shortNotes });
    for (const pattern of patterns) text = text.replace(pattern, (found) => maskTracking(found));
    for (const pattern of phonePatterns) text = text.replace(pattern, (found) => maskPhone(found));
    for (const characters of said) text = hideSaid(text, characters, maskTracking(characters));
    for (const letters of spelledNames) text = hideSaid(text, letters, NAME, { isSpelled: true });
    return inPieces(text)
      .map((piece) => redactText(piece))
      .join('');
  };
}

type Words = { nameWords: Set<string>; noteRuns: Set<string>; shortNotes: string[][] };

/** Hides names, and notes as far as they are told. */
function hideWords(text: string, { nameWords, noteRuns, shortNotes }: Words): string {
  if (nameWords.size === 0 && noteRuns.size === 0 && shortNotes.length === 0) return text;
  const words = [...text.matchAll(WORD)].map((match) => ({
    folded: fold(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }));
  const folded = words.map((word) => word.folded);
  const marks: (string | null)[] = folded.map((word) => (nameWords.has(word) ? NAME : null));
  for (const at of folded.keys()) {
    const run = folded.slice(at, at + NOTE_WORDS);
    if (noteRuns.has(run.join(' '))) marks.fill(NOTE, at, at + NOTE_WORDS);
    for (const note of shortNotes) {
      if (note.length > 0 && note.every((word, index) => folded[at + index] === word)) {
        marks.fill(NOTE, at, at + note.length);
      }
    }
  }
  let hidden = '';
  let done = 0;
  for (const [at, { start, end }] of words.entries()) {
    const mark = marks[at];
    if (mark == null) continue;
    // What stands between two words of a name or a note is a part of it.
    if (marks[at - 1] !== mark) hidden += text.slice(done, start) + mark;
    done = end;
  }
  return hidden + text.slice(done);
}

/** Hides characters that are said or spelled in words. */
function hideSaid(
  written: string,
  characters: string,
  mark: string,
  options: SaidOptions = {},
): string {
  let text = written;
  for (let count = 0; count < SAYINGS_MAX; count += 1) {
    const words = toSaidWords(text);
    if (!says(words, characters, options)) return text;
    const plain = text.normalize('NFKD').replace(/\p{M}/gu, '');
    const places = [...plain.matchAll(/[\p{L}\p{N}]+(?:['’]\p{L}+)?/gu)];
    if (places.length !== words.length) return MASKED;
    let end = 1;
    while (!says(words.slice(0, end), characters, options)) end += 1;
    let start = end - 1;
    while (!says(words.slice(start, end), characters, options)) start -= 1;
    const last = places[end - 1];
    const lastEnd = (last?.index ?? 0) + (last?.[0].length ?? 0);
    text = plain.slice(0, places[start]?.index) + mark + plain.slice(lastEnd);
  }
  return MASKED;
}

/** In any language: nothing tells in which something was said. */
function says(words: SaidWords, characters: string, options: SaidOptions): boolean {
  return ALL_LANGUAGES.some((language) => saysCharacters(words, characters, language, options));
}

/** Pieces that are short enough for the redaction of logs, cut where no number goes on. */
function inPieces(text: string): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > TEXT_LENGTH_MAX) {
    const head = rest.slice(0, TEXT_LENGTH_MAX);
    const cut = Math.max(head.lastIndexOf('\n'), head.lastIndexOf('. '), head.lastIndexOf(','));
    const end = cut > 0 ? cut + 1 : TEXT_LENGTH_MAX;
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...pieces, rest];
}

/** With the area code, whose first digit may go. */
function phoneSaid(digits: string): string[] {
  return [digits.slice(-PHONE_DIGITS_SAID - 1), lastDigits(digits)];
}

function lastDigits(digits: string): string {
  return digits.slice(-PHONE_DIGITS_SAID);
}

function spread(characters: string): string {
  return [...characters].map((one) => one.replace(/[^\p{L}\p{N}]/gu, '\\$&')).join(BETWEEN);
}

function wordsOf(text: string): string[] {
  return (text.match(WORD) ?? []).map(fold);
}

function runsOf(note: string): string[] {
  const words = wordsOf(note);
  const count = Math.max(0, words.length - NOTE_WORDS + 1);
  return Array.from({ length: count }, (_, at) => words.slice(at, at + NOTE_WORDS).join(' '));
}

function isTelling(word: string): boolean {
  return word.length >= NAME_WORD_LENGTH_MIN;
}

/** The words of a name that nobody spells out by chance, and the whole of it. */
function spellings(name: string): string[] {
  const words = wordsOf(name);
  return [...words, words.join('')].filter((word) => word.length >= SPELLED_LENGTH_MIN);
}

/** In one case, without accents. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
