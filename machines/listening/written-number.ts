import type { Language } from '../languages/language.ts';
import type { SpokenWords } from '../languages/listening-words.ts';
import { fold, type Token } from './said-tokens.ts';
import { isNumberWord } from './spoken-items.ts';
import { of } from './word-tables.ts';

// Every dash that a keyboard or a transcriber produces, and every kind of space.
const SPACES_AND_DASHES = /[\s\p{Dash_Punctuation}\u2212\u00ad\u200b\ufeff]/u;

// Postal items of the Universal Postal Union (standard S10): their last letters are a country's.
const S10 = /^[A-Z]{2}[0-9]{9}[A-Z]{2}$/;
// A parcel of UPS, which has letters among its digits.
const UPS = /^1Z[A-Z0-9]{16}$/;

/**
 * The characters of a number that is plainly written: pieces of letters and digits, joined by spaces
 * or dashes, at least one digit among them and no piece that is a word of numbers. Null for anything
 * else.
 */
export function readWritten(text: string, { spoken }: Pick<Language, 'spoken'>): string | null {
  const pieces = text.split(SPACES_AND_DASHES).filter((piece) => piece !== '');
  const bare = pieces.join('').toUpperCase();
  if (!pieces.every((piece) => /^[A-Za-z0-9]+$/.test(piece)) || !/[0-9]/.test(bare)) return null;
  if (S10.test(bare)) return bare;
  const isPlain = pieces.every((piece, index) => {
    const word = fold(piece);
    // "A 10447291" and "O 10447291": a word, or a zero.
    if (piece.length === 1) return index > 0 ? !spoken.zeros.has(word) : !/[aioO]/.test(piece);
    if (spoken.ordinal.test(word) || /^[0-9]+s$/.test(word)) return false;
    // A letter's name in two capitals is rather two letters: "EN 123 456".
    const isLetter = of(spoken.letters, word) !== undefined && !/^[A-Z]{2}$/.test(piece);
    const isPrefix = pieces.every((it, other) => other === index || /^[0-9]+$/.test(it));
    if (/^[A-Z]{2}$/.test(piece) && isPrefix && !isTelling(word, spoken)) return true;
    const isKnown = isLetter || isNumberWord(word, spoken) || knownWords(spoken).has(word);
    return !isKnown;
  });
  return isPlain ? bare : null;
}

const knownBySpoken = new WeakMap<SpokenWords, ReadonlySet<string>>();

/** Every word that is said of numbers and around them, phrases word by word. */
function knownWords(spoken: SpokenWords): ReadonlySet<string> {
  const known = knownBySpoken.get(spoken);
  if (known !== undefined) return known;
  const { zeros, timesWords, letterMarks, digitMarks, homophones, spelling } = spoken;
  // Short ones are prefixes as well: "TBC 000000000000".
  const nothing = [...spoken.placeholders].filter((it) => it.length > 3);
  const phrases = [...Object.values(spoken.asides).flat(), ...nothing];
  const made = new Set([
    ...[...zeros, ...timesWords, ...letterMarks, ...digitMarks],
    ...[...Object.keys(homophones), ...Object.keys(spelling)],
    ...phrases.flatMap((phrase) => phrase.split(' ')),
  ]);
  knownBySpoken.set(spoken, made);
  return made;
}

/** Whether a word says something of a number, be it ever so short: "NO 10447291", "IS 10447291". */
function isTelling(word: string, { asides, zeros }: SpokenWords): boolean {
  const { is, repair, denial, other, again, part } = asides;
  return zeros.has(word) || [is, repair, denial, other, again, part].flat().includes(word);
}

/** Letters and the digits that they are taken for, each for one. */
export const TWINS: Readonly<Record<string, string>> = { O: '0', I: '1', S: '5', B: '8', Z: '2' };

/**
 * Whether letters of a number may be digits: with each of them as its twin (O and 0, I and 1, S and 5,
 * B and 8, Z and 2), it is letters and then digits, as most numbers are. The forms of couriers that
 * have such letters by rule are left alone.
 */
export function hasTwins(trackingNumber: string): boolean {
  if (S10.test(trackingNumber) || UPS.test(trackingNumber)) return false;
  const rest = trackingNumber.replace(/^[A-Z]+/, '');
  const letters = trackingNumber.slice(0, trackingNumber.length - rest.length);
  const twinned = [...rest].map((it) => TWINS[it] ?? it).join('');
  if (!/^[0-9]*$/.test(twinned)) return false;
  if (twinned !== rest) return true;
  // Among the letters at the front, from the third on: "WBIO447291", "KBIOOOOOOI". An O or an I
  // gives it away, since prefixes of three letters may well end in another of them.
  const tail = letters.slice(2);
  const digits = tail.length + rest.length;
  return /^[OISBZ]+$/.test(tail) && /[OI]/.test(tail) && digits >= 4;
}

/** Tokens of a text that are each a whole number as they stand, without those that are the same. */
export function wholeTokens(tokens: readonly Token[]): string[] {
  const whole = tokens.filter(({ raw }) => /^(?=.*[0-9])[A-Za-z0-9]{6,40}$/.test(raw));
  return [...new Set(whole.map(({ raw }) => raw.toUpperCase()))];
}
