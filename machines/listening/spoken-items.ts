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

/** What is certain: named by a word, and written as it is. */
function named(value: string, next: number): Read {
  return { value, as: 'sure', isWritten: false, next };
}

function written(value: string, next: number): Read {
  return { value, as: 'sure', isWritten: true, next };
}

/** So often, which a word has said. */
function times(read: Read, count: number): Read {
  return { ...read, value: read.value.repeat(count), isWritten: false };
}

/** Nothing where there is no token. */
function textAt(tokens: readonly Token[], at: number): string {
  return tokens[at]?.text ?? '';
}

/** Most words in a phrase. */
const PHRASE_MAX = 6;
const VALUE_LENGTH_MAX = 60;

// Of signs, which are one character each, and of words, which have none of these.
const DASH = /[\p{Dash_Punctuation}\u2212]/u;
const PAUSE = /[,;.!?…]/;
const HARMLESS = /["'`´“”„‘’«»()[\]#/_*:~]/;

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
  const [word, after] = [textAt(tokens, at), textAt(tokens, at + 1)];
  if (digitMarks.has(word)) return 'digit';
  // "A capital B": the mark itself comes next.
  const isBefore = articles.has(word) && (letterMarks.has(after) || digitMarks.has(after));
  return isBefore || letterMarks.has(word) ? 'letter' : null;
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
    entries.flatMap(([aside, all]) => all.map((it): [string, Aside] => [it, aside])),
  );
  asidesByWords.set(words, made);
  return made;
}

/** An article, or "I": what is left of it where it stands for no character. */
function smallWord({ text }: Token, at: number, { articles }: SpokenWords): Phrase | null {
  const isSmall = articles.has(text) || text === 'i';
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
  if (token === undefined || after?.kind !== 'word') return false;
  // "Then a one".
  const isCounted =
    articles.has(token.text) && token.raw !== 'A' && isNumberWord(after.text, words);
  if (isCounted) return isAfterAside;
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
    // Before letters: "a hundred and one", where an A would be a letter elsewhere.
    cardinalAt(tokens, at, words) ??
    letterAt(tokens, at, words) ??
    writtenAt(tokens, at, words)
  );
}

/** "Double four", "triple b". */
function multipliedAt(tokens: readonly Token[], at: number, words: SpokenWords): Read | null {
  const count = of(words.times, textAt(tokens, at));
  if (count === undefined) return null;
  // "Double u" is a letter, unless two of one are meant.
  const pair = pairAt(tokens, at, words);
  if (pair !== null) return pair;
  const following = tokens[at + 1];
  if (following?.kind === 'digits') {
    // "Double 4472": a transcriber has joined what came after it.
    return named(following.raw.slice(0, 1).repeat(count - 1) + following.raw, at + 2);
  }
  const one = letterAt(tokens, at + 1, words) ?? smallAt(tokens, at + 1, words);
  return one === null ? null : times(one, count);
}

function pairAt(tokens: readonly Token[], at: number, { pairs }: SpokenWords): Read | null {
  const value = of(pairs, `${textAt(tokens, at)} ${textAt(tokens, at + 1)}`);
  return value === undefined ? null : named(value, at + 2);
}

/** A digit or a number of one word, or one digit that is written. */
function smallAt(tokens: readonly Token[], at: number, words: SpokenWords): Read | null {
  const token = tokens[at];
  const number = of(words.ones, token?.text) ?? of(words.tens, token?.text);
  if (number !== undefined) return named(`${number}`, at + 1);
  return token?.kind === 'digits' ? written(token.raw, at + 1) : null;
}

/** "Four zeros", "2 nines", "three 0s", "six times zero". */
function countedAt(tokens: readonly Token[], at: number, words: SpokenWords): Read | null {
  const count = countAt(tokens, at, words);
  if (count === null) return null;
  const counted = textAt(tokens, count.next);
  const plural = of(words.plurals, counted) ?? /^([0-9])'?s$/.exec(counted)?.[1];
  if (plural !== undefined && count.number > 1) {
    return named(plural.repeat(count.number), count.next + 1);
  }
  if (!count.isTimes) return null;
  const from = words.articles.has(counted) ? count.next + 1 : count.next;
  const one = letterAt(tokens, from, words) ?? smallAt(tokens, from, words);
  return one === null ? null : times(one, count.number);
}

type Count = { number: number; next: number; isTimes: boolean };

/** How often something is meant: "four", "six times", "twice". */
function countAt(tokens: readonly Token[], at: number, words: SpokenWords): Count | null {
  const text = textAt(tokens, at);
  const repeats = of(words.repeats, text);
  if (repeats !== undefined) return { number: repeats, next: at + 1, isTimes: true };
  const number = of(words.ones, text) ?? (/^[0-9]{1,2}$/.test(text) ? Number(text) : 0);
  if (number < 1 || number > 40) return null;
  const isTimes = words.timesWords.has(textAt(tokens, at + 1));
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
    return { ...times(read, begins.number), as, next: begins.next };
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
    return written(text.toUpperCase(), next);
  }
  // In capitals, two letters are what they are: "EN 123 456 785 GB".
  const isPair = /^[A-Z]{2}$/.test(raw);
  const sure = of(words.spelling, text) ?? (isPair ? undefined : of(words.letters, text));
  if (sure !== undefined) return named(sure, next);
  const weak = isPair ? undefined : of(words.homophones, text);
  return weak === undefined ? null : { value: weak, as: 'weak', isWritten: false, next };
}

/** "B as in Bravo", "B for Bravo". */
function explained(tokens: readonly Token[], read: Read, words: SpokenWords): Read {
  // "B, as in Bravo": transcribers hear a pause.
  const from = tokens[read.next]?.raw === ',' ? read.next + 1 : read.next;
  const sureLead = leadAt(tokens, from, words.exampleLeads);
  const lead = sureLead ?? leadAt(tokens, from, words.exampleHints);
  if (lead === null || !/[A-Z]/.test(read.value)) return read;
  const exampleAt = words.articles.has(textAt(tokens, lead)) ? lead + 1 : lead;
  const example = tokens[exampleAt];
  if (example?.kind !== 'word') return read;
  const spelled = pairAt(tokens, exampleAt, words);
  const alphabet = of(words.spelling, example.text);
  const next = spelled?.next ?? exampleAt + 1;
  const letter = spelled?.value ?? alphabet;
  const isSame = example.text.startsWith(read.value.toLowerCase());
  if (sureLead === null) {
    // "T for two" may be a T and a 2, and "B for" a B and a 4.
    const isOwn = example.text.length > 1 && !isNumberWord(example.text, words);
    if (!isOwn || (!isSame && alphabet === undefined)) return read;
  }
  if (isSame) return named(read.value, next);
  // A word of the alphabet is heard more surely than the letter before it.
  return letter === undefined ? { ...read, as: 'unclear', next } : named(letter, next);
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

function cardinalAt(tokens: readonly Token[], at: number, words: SpokenWords): Read | null {
  const read = readCardinal(tokens, at, words);
  if (read === null) return null;
  return named(String(read.number), read.next);
}

/** Digits, and letters and digits in one, as they are written. */
function writtenAt(tokens: readonly Token[], at: number, { ordinal }: SpokenWords): Read | null {
  const token = tokens[at];
  if (token?.kind !== 'digits' && token?.kind !== 'mixed') return null;
  const isPlain = /^[A-Za-z0-9]+$/.test(token.raw) && !ordinal.test(token.text);
  return isPlain ? written(token.raw.toUpperCase(), at + 1) : null;
}

/** A few letters in one that are no word: "wb", "LSCX". */
function shortLetters(
  { text, raw }: Token,
  { placeholders }: SpokenWords,
): Omit<Unit, 'kind' | 'marked'> | null {
  const isShort = /^(?:[A-Z]{2,4}|[A-Za-z]{2,3}|[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz]{2,8})$/.test(
    raw,
  );
  if (!isShort || placeholders.has(text)) return null;
  const as = /^[A-Z]+$/.test(raw) ? 'sure' : 'weak';
  return { value: raw.toUpperCase(), as, isWritten: true };
}
