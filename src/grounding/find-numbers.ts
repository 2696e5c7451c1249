import type { NumberWords } from '../../machines/languages/language.ts';
import { matchesOf } from '../../machines/regex.ts';
import { TRACKING_NUMBER_LENGTH } from '../../machines/tracking-number.ts';
import type { Finding } from './claim.ts';

/** Fewest characters that are taken for a piece of a tracking number when spelled one by one. */
const PIECE_LENGTH_MIN = 4;

/** Finds what is said as a tracking number: spelled in groups, in words, with dashes, or joined. */
export function findNumbers(text: string, words: NumberWords): Finding[] {
  return matchesOf(text, words.trackingNumber).flatMap(
    (match) => readNumber(text, match, words) ?? [],
  );
}

function readNumber(text: string, match: RegExpExecArray, words: NumberWords): Finding | null {
  const isEnding = words.endingLead.test(text.slice(Math.max(0, match.index - 40), match.index));
  const after = text.slice(match.index + match[0].length);
  // What follows "ending in" is spelled to its end, be that an A.
  const spelled = isEnding ? match[0] : trimArticles(match[0], after, words);
  const first = match.index + match[0].indexOf(spelled);
  const end = first + spelled.length;
  const start = first - prefixLength(text, first);
  const said = text.slice(start, end);
  const units = said.toLowerCase().match(words.units) ?? [];
  const value = units
    .map((unit) => readUnit(unit, words))
    .join('')
    .toUpperCase();
  const finding = { kind: 'number', value, start, end } as const;
  if (isEnding) return { ...finding, sense: 'partial' };
  if (!/\d/.test(value) && units.length < 5) return null;
  if (value.length > TRACKING_NUMBER_LENGTH.max) return { ...finding, sense: 'is' };
  if (value.length >= TRACKING_NUMBER_LENGTH.min) {
    return isPlainAmount(said) ? null : { ...finding, sense: 'is' };
  }
  const isSpelled = units.length >= PIECE_LENGTH_MIN && value.length === units.length;
  return isSpelled ? { ...finding, sense: 'partial' } : null;
}

/** Capital letters that stand together before the digits belong to the number: "WB 1000 0001". */
function prefixLength(text: string, start: number): number {
  if (!/\d/.test(text[start] ?? '')) return 0;
  return /(?<!\w)[A-Z]{2,4} $/.exec(text.slice(Math.max(0, start - 6), start))?.[0].length ?? 0;
}

/** "A" and "I" before or after a number are words, where they do not stand between commas. */
function trimArticles(
  said: string,
  after: string,
  { articleBefore, articleAfter }: NumberWords,
): string {
  const head = said.replace(articleBefore, '');
  return /^\s+[a-z]{2}/.test(after) ? head.replace(articleAfter, '') : head;
}

function readUnit(unit: string, { digits, times }: NumberWords): string {
  const [first = '', second] = unit.split(' ');
  const count = times[first];
  if (count !== undefined && second !== undefined) return (digits[second] ?? second).repeat(count);
  return digits[first] ?? first;
}

// "1,000,000" or two amounts side by side are no tracking number; digits without a break are.
function isPlainAmount(said: string): boolean {
  return /^\d{1,3}(?:,\d{3})+$/.test(said);
}
