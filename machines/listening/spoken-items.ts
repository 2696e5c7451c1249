/**
 * What was said, cut into what stands for characters and what does not. Reads from the left, and of
 * several readings takes the one that speakers mean as a rule: whatever is read here is doubted.
 */
import type { Aside, SpokenWords } from '../languages/listening-words.ts';
import type { Token } from './said-tokens.ts';
import { readCardinal } from './spoken-cardinals.ts';
import { of } from './word-tables.ts';

/** Characters that were said in one go. */
export type Unit = {
  kind: 'unit';
  value: string;
  /**
   * How surely: `sure`, `weak` where words of other meaning sound like it or a few letters may be a
   * word, `either` for what is 0 or the letter O, `unclear` where it can be taken in two ways.
   */
  as: 'sure' | 'weak' | 'either' | 'unclear';
  /** How it was put: in written letters and digits, or by a word. */
  isWritten: boolean;
  /** A letter or a digit, where that was said. */
  marked: 'letter' | 'digit' | null;
};

/** What was said: characters, what means something else, and what stands between them. */
export type Item =
  | Unit
  | { kind: 'aside'; aside: Aside }
  /** A comma, or the end of a sentence. */
  | { kind: 'pause'; isLong: boolean }
  /** A word that is in no table, or a sign that no number has. */
  | { kind: 'unknown' }
  | { kind: 'garbage' };

/** Units read at a place, and the index of the token after them. */
type Read = { value: string; as: Unit['as']; isWritten: boolean; next: number };

/** Most words in a phrase. */
const PHRASE_MAX = 6;
const VALUE_LENGTH_MAX = 60;

const DASH = /^[\p{Dash_Punctuation}\u2212]$/u;
const PAUSE = /^[,;.!?…]$/;
const HARMLESS = /^["'`´“”„‘’«»()[\]#/_*:~]$/;

/** Reads everything that was said, from the first token to the last. */
export function readItems(given: readonly Token[], words: SpokenWords): Item[] {
  // Dashes join and separate nothing: "twenty-one", "x-ray", "4-7".
  const tokens = given.filter(({ raw }) => !DASH.test(raw));
  const asides = asidesOf(words);
  const items: Item[] = [];
  let marked: Unit['marked'] = null;
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at] as Token;
    const phrase = phraseAt(tokens, at, asides, 2);
    const mark = phrase === null ? markOf(tokens, at, words) : null;
    if (mark !== null) {
      marked = mark;
      at += 1;
      continue;
    }
    if (token.kind === 'sign') {
      items.push(...readSign(token.raw));
      at += 1;
      continue;
    }
    const read = phrase === null ? readUnit(tokens, at, words) : null;
    // "The digits are": what sounds like a letter is none before there is any character.
    const isAnnounced = marked !== null || (items.length > 0 && !isUnitBefore(items));
    const isWord = read?.as === 'weak' && asides.has(token.text) && isAnnounced;
    const isOne = read?.next === at + 1;
    if (
      read !== null &&
      !isWord &&
      !(isOne && isPronoun(tokens, at, asides, words, items.at(-1)?.kind === 'aside'))
    ) {
      const { next, ...unit } = repeatedAfter(tokens, read, words, isUnitBefore(items));
      items.push({ kind: 'unit', ...unit, value: unit.value.slice(0, VALUE_LENGTH_MAX), marked });
      at = next;
    } else {
      const aside = phrase ?? phraseAt(tokens, at, asides, 1) ?? smallWord(token, at, words);
      const short = aside === null ? shortLetters(token, words) : null;
      if (short !== null) items.push({ kind: 'unit', ...short, marked });
      else if (aside === null) items.push({ kind: 'unknown' });
      else items.push({ kind: 'aside', aside: aside.aside });
      at = aside?.next ?? at + 1;
    }
    marked = null;
  }
  return items;
}

function readSign(raw: string): Item[] {
  if (PAUSE.test(raw)) return [{ kind: 'pause', isLong: raw !== ',' }];
  // What announces a number: "tracking number: ...".
  if (raw === ':' || raw === '#') return [{ kind: 'aside', aside: 'drop' }];
  return HARMLESS.test(raw) ? [] : [{ kind: 'garbage' }];
}

/** "The letter", "capital", "digit": what it says of the next character; elsewhere it says nothing. */
function markOf(
  tokens: readonly Token[],
  at: number,
  { letterMarks, digitMarks, articles }: SpokenWords,
): Unit['marked'] {
  const word = tokens[at]?.text ?? '';
  if (letterMarks.has(word)) return 'letter';
  if (digitMarks.has(word)) return 'digit';
  // "A capital B".
  const after = tokens[at + 1]?.text ?? '';
  const isBefore = articles.has(word) && (letterMarks.has(after) || digitMarks.has(after));
  return isBefore ? (letterMarks.has(after) ? 'letter' : 'digit') : null;
}

type Phrase = { aside: Aside; next: number };

/** The longest phrase of so many words or more that begins at a place. */
function phraseAt(
  tokens: readonly Token[],
  at: number,
  asides: ReadonlyMap<string, Aside>,
  wordsMin: number,
): Phrase | null {
  for (let length = PHRASE_MAX; length >= wordsMin; length -= 1) {
    const phrase = tokens.slice(at, at + length);
    if (phrase.length < length) continue;
    const aside = asides.get(phrase.map(({ text }) => text).join(' '));
    if (aside !== undefined) return { aside, next: at + length };
  }
  return null;
}

const asidesByWords = new WeakMap<SpokenWords, ReadonlyMap<string, Aside>>();

function asidesOf(words: SpokenWords): ReadonlyMap<string, Aside> {
  const known = asidesByWords.get(words);
  if (known !== undefined) return known;
  const entries = Object.entries(words.asides) as [Aside, readonly string[]][];
  const made = new Map(
    entries.flatMap(([aside, all]) =>
      all.filter((it) => it !== '').map((it): [string, Aside] => [it, aside]),
    ),
  );
  asidesByWords.set(words, made);
  return made;
}

/** An article, or "I": what is left of it where it stands for no character. */
function smallWord({ kind, text }: Token, at: number, { articles }: SpokenWords): Phrase | null {
  const isSmall = kind === 'word' && (articles.has(text) || text === 'i');
  return isSmall ? { aside: 'drop', next: at + 1 } : null;
}

/** "I have", "a parcel": a letter alone before a word that is no character is a word as well. */
function isPronoun(
  tokens: readonly Token[],
  at: number,
  asides: ReadonlyMap<string, Aside>,
  words: SpokenWords,
  isAfterAside: boolean,
): boolean {
  const { articles, zeros } = words;
  const [token, after] = [tokens[at], tokens[at + 1]];
  if (token?.kind !== 'word' || after?.kind !== 'word') return false;
  // "Then a one", "a hundred".
  const isCounted =
    articles.has(token.text) && token.raw !== 'A' && isNumberWord(after.text, words);
  if (isCounted) return isAfterAside && of(words.scales, after.text) === undefined;
  const isWord = articles.has(token.text) || token.text === 'i' || zeros.has(token.text);
  const aside = asides.get(after.text);
  return isWord && (aside === 'lead' || aside === 'plain' || aside === 'repair');
}

function isUnitBefore(items: readonly Item[]): boolean {
  return items.at(-1)?.kind === 'unit';
}

/** Reads what stands for characters at a place; null where nothing does. */
function readUnit(tokens: readonly Token[], at: number, words: SpokenWords): Read | null {
  return (
    multipliedAt(tokens, at, words) ??
    countedAt(tokens, at, words) ??
    hundredAt(tokens, at, words) ??
    letterAt(tokens, at, words) ??
    cardinalAt(tokens, at, words) ??
    writtenAt(tokens, at, words)
  );
}

/** "Double four", "triple b". */
function multipliedAt(tokens: readonly Token[], at: number, words: SpokenWords): Read | null {
  const times = of(words.times, tokens[at]?.text);
  if (times === undefined) return null;
  // "Double u" is a letter, unless two of one are meant.
  const pair = pairAt(tokens, at, words);
  if (pair !== null) return pair;
  const following = at + 1;
  const digits = tokens[following]?.kind === 'digits' ? (tokens[following]?.raw ?? '') : '';
  if (digits.length > 1) {
    // "Double 4472": a transcriber has joined what came after it.
    const value = (digits[0] ?? '').repeat(times - 1) + digits;
    return { value, as: 'sure', isWritten: false, next: following + 1 };
  }
  const one = letterAt(tokens, following, words) ?? smallAt(tokens, following, words);
  return one === null ? null : { ...one, value: one.value.repeat(times), isWritten: false };
}

function pairAt(tokens: readonly Token[], at: number, { pairs }: SpokenWords): Read | null {
  const value = of(pairs, `${tokens[at]?.text} ${tokens[at + 1]?.text}`);
  return value === undefined ? null : { value, as: 'sure', isWritten: false, next: at + 2 };
}

/** A digit or a number of one word, or one digit that is written. */
function smallAt(tokens: readonly Token[], at: number, words: SpokenWords): Read | null {
  const { text, raw, kind } = tokens[at] ?? { text: '', raw: '', kind: 'sign' };
  const number = of(words.ones, text) ?? of(words.tens, text);
  if (number !== undefined)
    return { value: `${number}`, as: 'sure', isWritten: false, next: at + 1 };
  if (kind !== 'digits') return null;
  return { value: raw, as: 'sure', isWritten: true, next: at + 1 };
}

/** "Four zeros", "2 nines", "three 0s", "six times zero". */
function countedAt(tokens: readonly Token[], at: number, words: SpokenWords): Read | null {
  const count = countAt(tokens, at, words);
  if (count === null) return null;
  const counted = tokens[count.next];
  const plural = of(words.plurals, counted?.text) ?? /^([0-9])'?s$/.exec(counted?.text ?? '')?.[1];
  if (plural !== undefined && count.number > 1) {
    const value = plural.repeat(count.number);
    return { value, as: 'sure', isWritten: false, next: count.next + 1 };
  }
  if (!count.isTimes) return null;
  const from = words.articles.has(counted?.text ?? '') ? count.next + 1 : count.next;
  const one = letterAt(tokens, from, words) ?? smallAt(tokens, from, words);
  return one === null ? null : { ...one, value: one.value.repeat(count.number), isWritten: false };
}

type Count = { number: number; next: number; isTimes: boolean };

/** How often something is meant: "four", "six times", "twice". */
function countAt(tokens: readonly Token[], at: number, words: SpokenWords): Count | null {
  const { text } = tokens[at] ?? { text: '' };
  const repeats = of(words.repeats, text);
  if (repeats !== undefined) return { number: repeats, next: at + 1, isTimes: true };
  const number = of(words.ones, text) ?? (/^[0-9]{1,2}$/.test(text) ? Number(text) : 0);
  if (number < 1 || number > 40) return null;
  const isTimes = words.timesWords.has(tokens[at + 1]?.text ?? '');
  return { number, next: at + (isTimes ? 2 : 1), isTimes };
}

/** "Zero six times", where nothing follows that it could be said of instead. */
function repeatedAfter(
  tokens: readonly Token[],
  read: Read,
  words: SpokenWords,
  isAfterUnit: boolean,
): Read {
  const begins = countAt(tokens, read.next, words);
  if (begins?.isTimes === true && read.value.length === 1) {
    const isPrefix = readUnit(tokens, begins.next, words) !== null;
    // "Zero six times one" may be six zeros or six ones.
    const as = isPrefix ? 'unclear' : read.as;
    const value = read.value.repeat(begins.number);
    return { value, as, isWritten: false, next: begins.next };
  }
  return isAfterUnit && begins?.isTimes === true ? { ...read, as: 'unclear' } : read;
}

/** A letter by its name, by a word of a spelling alphabet, alone, or with a word that explains it. */
function letterAt(tokens: readonly Token[], at: number, words: SpokenWords): Read | null {
  const read = pairAt(tokens, at, words) ?? nameAt(tokens, at, words);
  return read === null ? null : explained(tokens, read, words);
}

function nameAt(tokens: readonly Token[], at: number, words: SpokenWords): Read | null {
  const token = tokens[at];
  if (token?.kind !== 'word') return null;
  const { text, raw } = token;
  const next = at + 1;
  if (words.zeros.has(text)) {
    // "Oh" is rather the digit, "o" the letter: what stands beside them decides.
    return { value: text.length > 1 ? '0' : 'O', as: 'either', isWritten: raw === 'O', next };
  }
  if (/^[a-z]$/.test(text) && text === raw.toLowerCase()) {
    return { value: text.toUpperCase(), as: 'sure', isWritten: true, next };
  }
  // In capitals, two letters are what they are: "EN 123 456 785 GB".
  const isPair = /^[A-Z]{2}$/.test(raw);
  const sure = of(words.spelling, text) ?? (isPair ? undefined : of(words.letters, text));
  if (sure !== undefined) return { value: sure, as: 'sure', isWritten: false, next };
  const weak = isPair ? undefined : of(words.homophones, text);
  return weak === undefined ? null : { value: weak, as: 'weak', isWritten: false, next };
}

/** "B as in Bravo", "B for Bravo". */
function explained(tokens: readonly Token[], read: Read, words: SpokenWords): Read {
  // "B, as in Bravo": transcribers hear a pause.
  const from = tokens[read.next]?.raw === ',' ? read.next + 1 : read.next;
  const sureLead = leadAt(tokens, from, words.exampleLeads);
  const lead = sureLead ?? leadAt(tokens, from, words.exampleHints);
  if (lead === null || read.value.length !== 1 || !/[A-Z]/.test(read.value)) return read;
  const exampleAt = words.articles.has(tokens[lead]?.text ?? '') ? lead + 1 : lead;
  const example = tokens[exampleAt];
  if (example?.kind !== 'word') return read;
  const spelled = of(words.pairs, `${example.text} ${tokens[exampleAt + 1]?.text}`);
  const alphabet = of(words.spelling, example.text);
  const next = spelled === undefined ? exampleAt + 1 : exampleAt + 2;
  const letter = spelled ?? alphabet ?? example.text.slice(0, 1).toUpperCase();
  const isSame = letter === read.value || example.text.startsWith(read.value.toLowerCase());
  if (sureLead === null) {
    // "T for two" may be a T and a 2, and "B for" a B and a 4.
    const isOwn = example.text.length > 1 && !isNumberWord(example.text, words);
    if (!isOwn || (!isSame && alphabet === undefined)) return read;
  }
  // A word of the alphabet is heard more surely than the letter before it.
  const isSpelled = spelled !== undefined || alphabet !== undefined;
  const as = isSame || isSpelled ? 'sure' : 'unclear';
  return { value: isSame ? read.value : letter, as, isWritten: false, next };
}

function leadAt(
  tokens: readonly Token[],
  at: number,
  leads: readonly (readonly string[])[],
): number | null {
  const lead = leads.find((each) => each.every((word, index) => tokens[at + index]?.text === word));
  return lead === undefined ? null : at + lead.length;
}

/** Whether a word says a number, or how often something is meant. */
export function isNumberWord(word: string, words: SpokenWords): boolean {
  return [words.ones, words.tens, words.scales, words.times, words.plurals, words.repeats].some(
    (table) => Object.hasOwn(table, word),
  );
}

/** "A hundred and one", where an A would be a letter elsewhere. */
function hundredAt(tokens: readonly Token[], at: number, words: SpokenWords): Read | null {
  const isScaled = of(words.scales, tokens[at + 1]?.text) !== undefined;
  return isScaled && words.articles.has(tokens[at]?.text ?? '')
    ? cardinalAt(tokens, at, words)
    : null;
}

function cardinalAt(tokens: readonly Token[], at: number, words: SpokenWords): Read | null {
  const read = readCardinal(tokens, at, words);
  if (read === null) return null;
  return { value: String(read.number), as: 'sure', isWritten: false, next: read.next };
}

/** Digits, and letters and digits in one, as they are written. */
function writtenAt(tokens: readonly Token[], at: number, { ordinal }: SpokenWords): Read | null {
  const { kind, text, raw } = tokens[at] ?? { kind: 'sign', text: '', raw: '' };
  const isPlain = /^[A-Za-z0-9]+$/.test(raw) && !ordinal.test(text);
  if (!isPlain || (kind !== 'digits' && kind !== 'mixed')) return null;
  return { value: raw.toUpperCase(), as: 'sure', isWritten: true, next: at + 1 };
}

/** A few letters in one that are no word: "wb", "LSCX". */
function shortLetters(
  { kind, text, raw }: Token,
  { placeholders }: SpokenWords,
): Omit<Unit, 'kind' | 'marked'> | null {
  const isShort = /^(?:[A-Z]{2,4}|[A-Za-z]{2,3}|[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz]{2,8})$/.test(
    raw,
  );
  if (kind !== 'word' || !isShort || placeholders.has(text)) return null;
  const as = /^[A-Z]+$/.test(raw) ? 'sure' : 'weak';
  return { value: raw.toUpperCase(), as, isWritten: true };
}
