/**
 * How letters and digits are said: one by one by their names, by a spelling alphabet, doubled, or in
 * groups as a number is read. Whoever reads what was said, or has to find it again, reads it by
 * these tables.
 */

/** Digits by their names. */
export const DIGIT_WORDS: Readonly<Record<string, string>> = {
  ...{ zero: '0', oh: '0', one: '1', two: '2', three: '3', four: '4', five: '5' },
  ...{ six: '6', seven: '7', eight: '8', nine: '9' },
};

/** How often what follows is meant. */
export const TIMES_WORDS: Readonly<Record<string, number>> = {
  ...{ double: 2, triple: 3, treble: 3, quadruple: 4 },
};

/** Transcribers write a digit or a letter as the word that sounds like it. */
const SOUNDS: Readonly<Record<string, string>> = {
  ...{ oh: 'O', o: '0', owe: '0', nought: '0', naught: '0', nil: '0', won: '1', to: '2', too: '2' },
  ...{ for: '4', fore: '4', ate: '8', niner: '9', tree: '3', fife: '5' },
  ...{ ay: 'A', bee: 'B', be: 'B', cee: 'C', see: 'C', sea: 'C', dee: 'D', ee: 'E', eff: 'F' },
  ...{ gee: 'G', aitch: 'H', eye: 'I', jay: 'J', kay: 'K', el: 'L', ell: 'L', em: 'M', en: 'N' },
  ...{ pee: 'P', pea: 'P', cue: 'Q', queue: 'Q', are: 'R', ar: 'R', ess: 'S', tee: 'T', tea: 'T' },
  ...{ you: 'U', vee: 'V', doubleu: 'W', doubleyou: 'W', ex: 'X', why: 'Y', zee: 'Z', zed: 'Z' },
};

/** The spelling alphabet of aviation (ICAO), in both spellings where there are two. */
const SPELLING: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike ' +
    'november oscar papa quebec romeo sierra tango uniform victor whiskey whisky xray yankee zulu'
  )
    .split(' ')
    .map((word) => [word, word.slice(0, 1).toUpperCase()]),
);

const TEENS =
  'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ');
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/** What is said between characters and stands for none. */
const FILLERS = new Set(
  (
    'and then uh um er erm hmm dash hyphen minus space comma dot point slash capital letter ' +
    'letters digit digits number numbers next followed by after that again'
  ).split(' '),
);

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
  { isSpelled = false, isWhole = false }: SaidOptions = {},
): boolean {
  const wanted = plain(characters).toUpperCase();
  if (wanted === '') return false;
  const words = typeof said === 'string' ? toSaidWords(said) : said;
  const dead = new Set<string>();
  const goesOn = (at: number, done: number): boolean => {
    if (done === wanted.length) return !isWhole || !isCharacterAt(words, at);
    const key = `${at} ${done}`;
    if (done > 0 && words[at - 1]?.goesOn === false) return false;
    if (at >= words.length || dead.has(key)) return false;
    const found =
      readingsAt(words, at).some(
        ({ value, next }) =>
          (!isSpelled || value.length <= next - at) &&
          wanted.startsWith(value, done) &&
          goesOn(next, done + value.length),
      ) ||
      // Not before the first character.
      (done > 0 && FILLERS.has(words[at]?.text ?? '') && goesOn(at + 1, done));
    if (!found) dead.add(key);
    return found;
  };
  return words.some((_, at) => goesOn(at, 0));
}

/** Whether a character or a number stands at a place, in one go with what is before it. */
function isCharacterAt(words: SaidWords, at: number): boolean {
  const word = words[at - 1]?.goesOn === false ? null : wordAt(words, at);
  return word !== null && (/^(?:[a-z]|\d+)$/.test(word) || word in DIGIT_WORDS);
}

/** Cuts a text into its words. */
export function toSaidWords(text: string): SaidWords {
  return toWords(plain(text));
}

/** Everything that the words from one on may stand for; several, where it can be taken differently. */
function readingsAt(words: readonly Word[], at: number): Reading[] {
  const word = wordAt(words, at);
  if (word === null) return [];
  const single = characterReadings(word).map((value) => ({ value, next: at + 1 }));
  const readings = [...single, ...repeatedAt(words, at), ...cardinalsAt(words, at)];
  if (word === 'x' && wordAt(words, at + 1) === 'ray') readings.push({ value: 'X', next: at + 2 });
  return readings.flatMap((reading) => [reading, ...explained(words, reading)]);
}

function characterReadings(word: string): string[] {
  const said = [DIGIT_WORDS[word], SOUNDS[word], SPELLING[word]].filter((it) => it !== undefined);
  return [word.toUpperCase(), ...said];
}

/** "Double four"; "double u" may be one letter or two. */
function repeatedAt(words: readonly Word[], at: number): Reading[] {
  const times = TIMES_WORDS[wordAt(words, at) ?? ''];
  const repeated = wordAt(words, at + 1);
  if (times === undefined || repeated === null) return [];
  const values = characterReadings(repeated).filter((value) => value.length === 1);
  const isLetter = times === 2 && (repeated === 'u' || repeated === 'you');
  return [...values.map((value) => value.repeat(times)), ...(isLetter ? ['W'] : [])].map(
    (value) => ({ value, next: at + 2 }),
  );
}

/** What says once more which letter is meant: "B as in Bravo", "B for Bravo". */
function explained(words: readonly Word[], { value, next }: Reading): Reading[] {
  if (!/^[A-Z]$/.test(value)) return [];
  const lead = wordAt(words, next);
  const skipped = lead === 'as' && wordAt(words, next + 1) === 'in' ? 2 : 1;
  if (skipped === 1 && lead !== 'for' && lead !== 'like') return [];
  const example = wordAt(words, next + skipped);
  const isExample = example?.toUpperCase().startsWith(value) === true;
  return isExample ? [{ value, next: next + skipped + 1 }] : [];
}

/** A whole number below a million, said in words, ending after each word that may end it. */
function cardinalsAt(words: readonly Word[], at: number): Reading[] {
  const numbers = scaledAt(words, at, { word: 'thousand', unit: 1000, below: belowThousandAt });
  return numbers.map(({ number, next }) => ({ value: String(number), next }));
}

type Cardinal = { number: number; next: number };

/** The word for a unit, and how what is less than one is said. */
type Scale = { word: string; unit: number; below: typeof belowHundredAt };

/** A number below the unit, or so many of the unit and what may follow it. */
function scaledAt(words: readonly Word[], at: number, { word, unit, below }: Scale): Cardinal[] {
  const counts = below(words, at);
  const scaled = counts.flatMap(({ number, next }) => {
    if (wordAt(words, next) !== word) return [];
    const rest = andThen(words, next + 1, below);
    return [{ number: 0, next: next + 1 }, ...rest].map((more) => ({
      number: number * unit + more.number,
      next: more.next,
    }));
  });
  return [...counts, ...scaled];
}

function belowThousandAt(words: readonly Word[], at: number): Cardinal[] {
  return scaledAt(words, at, { word: 'hundred', unit: 100, below: belowHundredAt });
}

function belowHundredAt(words: readonly Word[], at: number): Cardinal[] {
  const word = wordAt(words, at) ?? '';
  const digit = DIGIT_WORDS[word];
  if (digit !== undefined) return [{ number: Number(digit), next: at + 1 }];
  if (TEENS.includes(word)) return [{ number: 10 + TEENS.indexOf(word), next: at + 1 }];
  if (!TENS.includes(word)) return word === 'a' ? [{ number: 1, next: at + 1 }] : [];
  const tens = (TENS.indexOf(word) + 2) * 10;
  const ones = Number(DIGIT_WORDS[wordAt(words, at + 1) ?? ''] ?? 0);
  const alone = { number: tens, next: at + 1 };
  return ones === 0 ? [alone] : [alone, { number: tens + ones, next: at + 2 }];
}

function andThen(
  words: readonly Word[],
  at: number,
  readAt: (words: readonly Word[], at: number) => Cardinal[],
): Cardinal[] {
  return readAt(words, wordAt(words, at) === 'and' ? at + 1 : at);
}

function wordAt(words: readonly Word[], at: number): string | null {
  return words[at]?.text ?? null;
}

function toWords(text: string): Word[] {
  const matches = [...text.toLowerCase().matchAll(/[\p{L}\p{N}]+(?:['’]\p{L}+)?/gu)];
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
