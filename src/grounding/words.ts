const WORD = /[\p{L}\p{N}]+/gu;
const MARK = /\p{M}+/gu;

/** Words of a text in the form in which they are compared: no accents, case or punctuation. */
export function foldWords(text: string): string[] {
  return text.normalize('NFKD').replace(MARK, '').toLowerCase().match(WORD) ?? [];
}

const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen ' +
  'sixteen seventeen eighteen nineteen';
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety';

const VALUES: ReadonlyMap<string, number> = new Map([
  ...SMALL.split(' ').map((word, value): [string, number] => [word, value]),
  ...TENS.split(' ').map((word, index): [string, number] => [word, (index + 2) * 10]),
  ['a', 1],
  ['an', 1],
]);

const TEN_WORDS = TENS.replaceAll(' ', '|');
const SMALL_WORDS = SMALL.replaceAll(' ', '|');

/** A count in digits or words, up to ninety-nine in words, as the source of a pattern. */
export const COUNT = `(?:\\d{1,4}|(?:${TEN_WORDS})(?:[- ](?:${SMALL_WORDS}))?|${SMALL_WORDS})`;

/** Reads what COUNT matches, or "a"; null for anything else. */
export function readCount(text: string): number | null {
  const words = text.toLowerCase().trim();
  if (/^\d+$/.test(words)) return Number(words);
  let sum = 0;
  for (const word of words.split(/[-\s]+/)) {
    const value = VALUES.get(word);
    if (value === undefined) return null;
    sum += value;
  }
  return sum;
}

/** Words of a text with the numbers among them as digits. */
export function foldWithDigits(text: string): string[] {
  return foldWords(text).map((word) => {
    const value = word.length > 2 ? VALUES.get(word) : undefined;
    return value === undefined ? word : String(value);
  });
}
