/**
 * What was said as a tracking number, or as a part of one: what is plainly written is taken as it
 * is, what is said in words is put together and doubted, and of anything else it is told what is
 * wrong with it.
 */
import type { Heard } from '../call-events.ts';
import { ALL_SPOKEN, type SpokenLanguage } from '../languages/spoken-languages.ts';
import { TRACKING_NUMBER_LENGTH } from '../tracking-number.ts';
import { isNear } from './near.ts';
import { fold, plainText, SAID_LENGTH_MAX, TOKENS_MAX, toTokens } from './said-tokens.ts';
import { readItems } from './spoken-items.ts';
import { readSpoken, type Spoken } from './spoken-number.ts';
import { hasTwins, readWritten, wholeTokens } from './written-number.ts';

/**
 * What is wrong with something heard as a tracking number. `noNumber`: words, a placeholder, a
 * template; `ambiguous`: two numbers, or one that is corrected in the middle.
 */
export type NumberFault = 'missing' | 'tooShort' | 'tooLong' | 'noNumber' | 'ambiguous';

/**
 * A tracking number read from what was heard, of letters A to Z and digits.
 * `interpreted` is true when more was changed than case, spaces and dashes: then it may be wrong,
 * and is read back before it is looked up.
 */
export type NumberReading =
  | { ok: true; trackingNumber: string; interpreted: boolean }
  | { ok: false; fault: NumberFault };

/**
 * Reads what was heard as a tracking number, in a language and, as words, in any that is understood.
 * A JSON number is taken with doubt: leading zeros and digits beyond the 16th are lost in it.
 * Never throws, and does bounded work: a text beyond SAID_LENGTH_MAX is too long.
 */
export function readNumber(heard: Heard, language: SpokenLanguage): NumberReading {
  if (latest?.heard === heard && latest.language === language) return latest.reading;
  const reading = readAnew(heard, language);
  latest = { heard, language, reading };
  return reading;
}

/** One event is asked for its number again and again, by guards, by actions and by the live guard. */
let latest: { heard: Heard; language: SpokenLanguage; reading: NumberReading } | null = null;

function readAnew(heard: Heard, language: SpokenLanguage): NumberReading {
  const text = toText(heard);
  if (text === null) return { ok: false, fault: 'noNumber' };
  if (text.length > SAID_LENGTH_MAX) return { ok: false, fault: 'tooLong' };
  const keyed = readKeypad(text);
  // A keypad has no letters: some may be missing.
  if (keyed !== null) return checked(keyed, true);
  const plain = plainText(text).trim();
  if (!/[\p{L}\p{N}\p{S}]/u.test(plain)) return { ok: false, fault: 'missing' };
  const written = readWritten(plain, language);
  if (written !== null) {
    // What is plain only in another form of its characters is doubted: full width, circled digits.
    const isChanged = typeof heard === 'number' || readWritten(text, language) !== written;
    return checkWritten(written, plain, isChanged, language);
  }
  // In letters alone, where digits may be meant by them.
  const letters = plain.toUpperCase();
  if (!/[^A-Z]/.test(letters) && hasTwins(letters)) return checked(letters, true);
  return readWords(plain, language);
}

function toText(heard: Heard): string | null {
  if (typeof heard !== 'number') return heard ?? '';
  // From 1e21 on it has an exponent, and is read as no number.
  return Number.isInteger(heard) ? String(heard) : null;
}

function checkWritten(
  written: string,
  plain: string,
  isChanged: boolean,
  { spoken }: SpokenLanguage,
): NumberReading {
  const pieces = plain.toUpperCase().split(/\s+/);
  const bare = pieces.map((piece) => piece.replace(/[^A-Z0-9]/g, ''));
  const [first = '', second = ''] = bare;
  const whole = bare.filter((piece) => /^[A-Z]+[0-9]{3}/.test(piece) && isLong(piece));
  const isAgain = bare.length > 1 && isLong(first) && bare.every((piece) => piece === first);
  const doubled = /^([A-Z]+[0-9]{3}[A-Z0-9]*)\1$/.exec(written)?.[1] ?? '';
  if (isAgain || isLong(doubled)) return checked(isAgain ? first : doubled, true);
  const isCorrected =
    bare.length === 2 && isLong(first) && first.length === second.length && isNear(first, second);
  if (whole.length > 1 || isCorrected) return { ok: false, fault: 'ambiguous' };
  // A word that is not known, before digits.
  const hasWord = plain.split(/[^A-Za-z0-9]/).some((piece) => {
    return /^[A-Za-z]{4,}$/.test(piece) && (piece.length > 5 || piece !== piece.toUpperCase());
  });
  const isDoubtful = hasWord || spoken.squashed.test(written) || hasTwins(written);
  return checked(written, isChanged || isDoubtful);
}

const isLong = (characters: string) => characters.length >= TRACKING_NUMBER_LENGTH.min;

function checked(trackingNumber: string, interpreted: boolean): NumberReading {
  const { length } = trackingNumber;
  if (length < TRACKING_NUMBER_LENGTH.min) return { ok: false, fault: 'tooShort' };
  if (length > TRACKING_NUMBER_LENGTH.max) return { ok: false, fault: 'tooLong' };
  return { ok: true, trackingNumber, interpreted };
}

/** Reads words: in the language itself, and else in the first other one that makes a number of them. */
function readWords(plain: string, language: SpokenLanguage): NumberReading {
  const own = readIn(plain, language);
  if (own.ok || own.fault !== 'noNumber') return own;
  for (const other of ALL_SPOKEN) {
    if (other.spoken === language.spoken) continue;
    const reading = readIn(plain, other);
    if (reading.ok) return reading;
  }
  return own;
}

function readIn(plain: string, { spoken }: SpokenLanguage): NumberReading {
  if (spoken.placeholders.has(bareWords(plain))) return { ok: false, fault: 'noNumber' };
  const tokens = toTokens(plain);
  if (tokens.length > TOKENS_MAX) return { ok: false, fault: 'tooLong' };
  const items = readItems(tokens, spoken);
  const said = readSpoken(items);
  if (said.ok) return checkSpoken(said);
  if (said.fault === 'part') return { ok: false, fault: 'tooShort' };
  if (said.fault === 'ambiguous') return { ok: false, fault: 'ambiguous' };
  // One whole number within a sentence. What is said of it decides nothing: it is read back.
  const [whole] = wholeTokens(tokens);
  const written = tokens.filter(({ kind }) => kind === 'digits' || kind === 'mixed').length;
  const isGarbled = items.some(({ kind }) => kind === 'garbage');
  return whole !== undefined && written === 1 && !isGarbled
    ? checked(whole, true)
    : { ok: false, fault: 'noNumber' };
}

function checkSpoken({ characters, isSure, isSpelled }: Spoken & { ok: true }): NumberReading {
  if (!isSure) return { ok: false, fault: 'noNumber' };
  // Letters alone are a word, unless they are spelled, or digits may be meant by them.
  const isNumber = /[0-9]/.test(characters) || isSpelled || hasTwins(characters);
  return isLong(characters) && !isNumber
    ? { ok: false, fault: 'noNumber' }
    : checked(characters, true);
}

function bareWords(text: string): string {
  return fold(text)
    .replace(/[^a-z/'.\s]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * The characters of what was said, where they may be fewer than a whole number has: "nine five", "D as in
 * David", "308119". At least one, and at most as many as a number has. Null for anything else.
 */
export function readFragment(heard: Heard, language: SpokenLanguage): string | null {
  const text = toText(heard);
  if (text === null || text.length > SAID_LENGTH_MAX) return null;
  const plain = plainText(text);
  const written = readWritten(plain, language);
  const said = written === null ? fragmentIn(plain, language) : written;
  return said !== null && said.length <= TRACKING_NUMBER_LENGTH.max ? said : null;
}

function fragmentIn(plain: string, language: SpokenLanguage): string | null {
  for (const { spoken } of [language, ...ALL_SPOKEN]) {
    if (spoken.placeholders.has(bareWords(plain))) return null;
    const tokens = toTokens(plain);
    if (tokens.length > TOKENS_MAX) return null;
    // "A five", "a B": an article before one character is none of it; "A B" and "a b" are two of them.
    const [first, second, third] = tokens;
    const isOne = first !== undefined && second !== undefined && third === undefined;
    const areTwo = isOne && /^(?:[a-z]{2}|[A-Z]{2})$/.test(first.raw + second.raw);
    const isArticle = isOne && !areTwo && spoken.articles.has(first.text);
    const said = readSpoken(readItems(isArticle ? [second] : tokens, spoken));
    if (said.ok) return said.isSure ? said.characters : null;
    if (said.fault !== 'noNumber') return null;
  }
  return null;
}

/** What stands before digits that were keyed in, as Vapi writes it (docs.vapi.ai, read 2026-11). */
const KEYPAD_ENTRY = /^User's Keypad Entry:\s*([0-9]+)(?:#.*)?$/;

/**
 * The digits that a caller keyed in, of a turn that Vapi made of them; `#` ends them. Null for any
 * other turn, and for keys that are no digits.
 */
export function readKeypad(said: string): string | null {
  const digits = KEYPAD_ENTRY.exec(said.trim().replace('’', "'"))?.[1] ?? null;
  return digits !== null && digits.length <= TRACKING_NUMBER_LENGTH.max ? digits : null;
}
