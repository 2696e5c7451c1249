/**
 * How letters and digits are said: one by one by their names, by a spelling alphabet, doubled, or in
 * groups as a number is read. Whoever reads what was said, or has to find it again, reads it here, by
 * the words of a language.
 */
import type { Language, NumberWords } from '../languages/language.ts';
import { matchesOf } from '../regex.ts';
import { of } from './word-tables.ts';

/** Words, and between two of them nothing but what may stand within a number that is said. */
type Word = { text: string; goesOn: boolean };

/** What is read of some words: characters, and the index of the word after them. */
type Reading = { value: string; next: number };

/** A text cut into words, to look for several things in it. */
export type SaidWords = readonly Word[];

/** How the characters that are looked for are said. */
export type SaidOptions = {
  /** Only one by one, as whoever spells a name does: the name as a word is none of it. */
  isSpelled?: boolean;
  /** Not as the beginning of more of them. */
  isWhole?: boolean;
};

/**
 * Whether a text says these characters in a row, in whatever way they are said: "double u b one oh",
 * "whiskey bravo", "W B 1 0, then 2 3", "one thousand twenty-three", in full width. Case, accents
 * and width make no difference.
 */
export function saysCharacters(
  said: string | SaidWords,
  characters: string,
  { numbers }: Language,
  { isSpelled = false, isWhole = false }: SaidOptions = {},
): boolean {
  const wanted = plain(characters).toUpperCase();
  const words = typeof said === 'string' ? toSaidWords(said) : said;
  const { readings, beginnings } = readingsOf(words, numbers);
  // What was tried from a word on comes to nothing a second time: a find ends it all.
  const tried = new Set<number>();
  const goesOn = (at: number, done: number): boolean => {
    if (done === wanted.length) return !isWhole || !isCharacterAt(words, at, numbers);
    const word = words[at];
    const key = at * wanted.length + done;
    if (done > 0 && words[at - 1]?.goesOn === false) return false;
    if (word === undefined || tried.has(key)) return false;
    tried.add(key);
    return (
      readings(at).some(
        ({ value, next }) =>
          (!isSpelled || value.length <= next - at) &&
          wanted.startsWith(value, done) &&
          goesOn(next, done + value.length),
      ) ||
      (numbers.fillers.has(word.text) && goesOn(at + 1, done))
    );
  };
  return beginnings.get(wanted.charAt(0))?.some((at) => goesOn(at, 0)) ?? false;
}

/** Whether a character or a number stands at a place, in one go with what is before it. */
function isCharacterAt(words: SaidWords, at: number, { digits }: NumberWords): boolean {
  const word = wordAt(words, at);
  const isCharacter = /^(?:[a-z]|\d+)$/.test(word) || of(digits, word) !== undefined;
  return isCharacter && words[at - 1]?.goesOn !== false;
}

/** Cuts a text into its words. */
export function toSaidWords(text: string): SaidWords {
  return toWords(plain(text));
}

/** What some words may stand for from each on, and where something begins with a character. */
type WordReadings = {
  readings: (at: number) => readonly Reading[];
  beginnings: ReadonlyMap<string, readonly number[]>;
};

const known = new WeakMap<SaidWords, Map<NumberWords, WordReadings>>();

/** Reads some words, once however many characters are looked for in them. */
function readingsOf(words: SaidWords, numbers: NumberWords): WordReadings {
  const inLanguages = known.get(words) ?? new Map<NumberWords, WordReadings>();
  known.set(words, inLanguages);
  const read = inLanguages.get(numbers) ?? readWords(words, numbers);
  inLanguages.set(numbers, read);
  return read;
}

function readWords(words: SaidWords, numbers: NumberWords): WordReadings {
  const read: Reading[][] = [];
  const readings = (at: number) => (read[at] ??= readingsAt(words, at, numbers));
  const telling = tellingWords(numbers);
  const beginnings = new Map<string, number[]>();
  const begin = (character: string, at: number) => {
    const places = beginnings.get(character);
    if (places === undefined) beginnings.set(character, [at]);
    else places.push(at);
  };
  for (const [at, { text }] of words.entries()) {
    // Most words stand for nothing but themselves.
    if (!telling.has(text)) begin(text.toUpperCase().charAt(0), at);
    else for (const { value } of readings(at)) begin(value.charAt(0), at);
  }
  return { readings, beginnings };
}

const tellingIn = new WeakMap<NumberWords, ReadonlySet<string>>();

/** The words that may stand for something else than themselves, or begin what does. */
function tellingWords(numbers: NumberWords): ReadonlySet<string> {
  const { digits, sounds, spelling, times, pairs, cardinals } = numbers;
  const { teens, tens, one } = cardinals;
  const telling =
    tellingIn.get(numbers) ??
    new Set([
      ...[digits, sounds, spelling, times].flatMap((table) => Object.keys(table)),
      ...Object.keys(pairs).flatMap((pair) => pair.split(' ')),
      ...[...teens, ...tens, one],
    ]);
  tellingIn.set(numbers, telling);
  return telling;
}

/** Everything that the words from one on may stand for; several, where it can be taken differently. */
function readingsAt(words: readonly Word[], at: number, numbers: NumberWords): Reading[] {
  const word = wordAt(words, at);
  const single = characterReadings(word, numbers).map((value) => ({ value, next: at + 1 }));
  const pair = of(numbers.pairs, `${word} ${wordAt(words, at + 1)}`);
  const readings = [
    ...single,
    ...repeatedAt(words, at, numbers),
    ...cardinalsAt(words, at, numbers),
  ];
  // "Double u" may be one letter or two.
  if (pair !== undefined) readings.push({ value: pair, next: at + 2 });
  return readings.flatMap((reading) => [reading, ...explained(words, reading, numbers)]);
}

function characterReadings(word: string, { digits, sounds, spelling }: NumberWords): string[] {
  const said = [of(digits, word), of(sounds, word), of(spelling, word)];
  return [word.toUpperCase(), ...said.filter((it) => it !== undefined)];
}

/** "Double four". */
function repeatedAt(words: readonly Word[], at: number, numbers: NumberWords): Reading[] {
  const times = of(numbers.times, wordAt(words, at));
  if (times === undefined) return [];
  const repeated = characterReadings(wordAt(words, at + 1), numbers);
  const values = repeated.filter((value) => value.length === 1);
  return values.map((value) => ({ value: value.repeat(times), next: at + 2 }));
}

/** What says once more which letter is meant, by a word that begins with it. */
function explained(
  words: readonly Word[],
  { value, next }: Reading,
  { exampleLeads }: NumberWords,
): Reading[] {
  if (!/^[A-Z]$/.test(value)) return [];
  const lead = exampleLeads.find((each) =>
    each.every((word, index) => wordAt(words, next + index) === word),
  );
  if (lead === undefined) return [];
  const end = next + lead.length;
  const isExample = wordAt(words, end).toUpperCase().startsWith(value);
  return isExample ? [{ value, next: end + 1 }] : [];
}

/** A whole number below a million, said in words, ending after each word that may end it. */
function cardinalsAt(words: readonly Word[], at: number, numbers: NumberWords): Reading[] {
  const { hundred, thousand } = numbers.cardinals;
  // Most words begin no number.
  if (belowHundredAt(words, at, numbers).length === 0) return [];
  const belowHundred: ReadAt = (from) => belowHundredAt(words, from, numbers);
  const belowThousand = scaled(words, numbers, { word: hundred, unit: 100, below: belowHundred });
  const belowMillion = scaled(words, numbers, { word: thousand, unit: 1000, below: belowThousand });
  return belowMillion(at).map(({ number, next }) => ({ value: String(number), next }));
}

type Cardinal = { number: number; next: number };
type ReadAt = (at: number) => Cardinal[];

/** The word for a unit, and how what is less than one is said. */
type Scale = { word: string; unit: number; below: ReadAt };

/** Reads a number below the unit, or so many of the unit and what may follow it. */
function scaled(
  words: readonly Word[],
  { cardinals }: NumberWords,
  { word, unit, below }: Scale,
): ReadAt {
  return (at) => {
    const counts = below(at);
    const units = counts.filter(({ next }) => wordAt(words, next) === word);
    const whole = units.flatMap(({ number, next }) => {
      const isJoined = wordAt(words, next + 1) === cardinals.and;
      const rest = below(isJoined ? next + 2 : next + 1);
      return [{ number: 0, next: next + 1 }, ...rest].map((more) => ({
        number: number * unit + more.number,
        next: more.next,
      }));
    });
    return [...counts, ...whole];
  };
}

function belowHundredAt(
  words: readonly Word[],
  at: number,
  { digits, cardinals: { teens, tens, one } }: NumberWords,
): Cardinal[] {
  const word = wordAt(words, at);
  const digit = of(digits, word);
  if (digit !== undefined) return [{ number: Number(digit), next: at + 1 }];
  if (teens.includes(word)) return [{ number: 10 + teens.indexOf(word), next: at + 1 }];
  if (!tens.includes(word)) return word === one ? [{ number: 1, next: at + 1 }] : [];
  const whole = (tens.indexOf(word) + 2) * 10;
  const ones = Number(of(digits, wordAt(words, at + 1)) ?? 0);
  const alone = { number: whole, next: at + 1 };
  return ones === 0 ? [alone] : [alone, { number: whole + ones, next: at + 2 }];
}

/** Empty behind the last. */
function wordAt(words: readonly Word[], at: number): string {
  return words[at]?.text ?? '';
}

const WORD = /[\p{L}\p{N}]+(?:['’]\p{L}+)?/gu;

function toWords(text: string): Word[] {
  const matches = matchesOf(text.toLowerCase(), WORD);
  return matches.map((match, index) => {
    const end = match.index + match[0].length;
    const gap = text.slice(end, matches[index + 1]?.index ?? text.length);
    return {
      text: match[0],
      goesOn: /^[\s\p{Dash_Punctuation}\u2212\u00ad\u200b,.;()/]*$/u.test(gap),
    };
  });
}

/** Without accents, width and other forms of the same characters; hidden ones make no gap. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '');
}
