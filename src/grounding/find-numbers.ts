import { DIGIT_WORDS, TIMES_WORDS } from '../../machines/listening/said-characters.ts';
import { source } from '../../machines/regex.ts';
import { TRACKING_NUMBER_LENGTH } from '../../machines/tracking-number.ts';
import type { Finding } from './claim.ts';

const DIGIT_WORD = Object.keys(DIGIT_WORDS).join('|');
const TIMES_WORD = Object.keys(TIMES_WORDS).join('|');
// A letter or digit by itself, maybe spelled ("B as in Bravo"), or a piece that holds a digit.
const UNIT = source`
  (?:(?:${TIMES_WORD}) (?:${DIGIT_WORD}|[a-z0-9])|${DIGIT_WORD}|[a-z](?: as in [a-z]+)?|
  [a-z]{2,4}(?=[-–]\d)|(?=[a-z]*\d)[a-z0-9]+)
`;
const NUMBER = new RegExp(
  `(?<![\\w$€£'./:])${UNIT}(?![\\w'])(?:(?:,? |[ ]?[-–][ ]?)${UNIT}(?![\\w']|[./:]\\d))*`,
  'gi',
);
const ENDING =
  /\b(?:end(?:s|ing)?(?: in| with)|last (?:\w+ )?(?:digits|characters)(?: are| is)?)\s*$/i;

const UNITS = new RegExp(`${UNIT}|[a-z]+`, 'g');

/** Fewest characters that are taken for a piece of a tracking number when spelled one by one. */
const PIECE_LENGTH_MIN = 4;

/** Finds what is said as a tracking number: spelled in groups, in words, with dashes, or joined. */
export function findNumbers(text: string): Finding[] {
  return [...text.matchAll(NUMBER)].flatMap((match) => readNumber(text, match) ?? []);
}

function readNumber(text: string, match: RegExpExecArray): Finding | null {
  const isEnding = ENDING.test(text.slice(Math.max(0, match.index - 40), match.index));
  const after = text.slice(match.index + match[0].length);
  // What follows "ending in" is spelled to its end, be that an A.
  const spelled = isEnding ? match[0] : trimArticles(match[0], after);
  const first = match.index + match[0].indexOf(spelled);
  const end = first + spelled.length;
  const start = first - prefixLength(text, first);
  const said = text.slice(start, end);
  const units = said.toLowerCase().match(UNITS) ?? [];
  const value = units.map(readUnit).join('').toUpperCase();
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
function trimArticles(said: string, after: string): string {
  const head = said.replace(/^(?:a|i) (?=[a-z]?\d|[a-z] )/, '');
  return /^\s+[a-z]{2}/.test(after) ? head.replace(/,? [AI]$/, '') : head;
}

function readUnit(unit: string): string {
  const [first = '', second] = unit.split(' ');
  const times = TIMES_WORDS[first];
  if (times !== undefined && second !== undefined)
    return (DIGIT_WORDS[second] ?? second).repeat(times);
  return DIGIT_WORDS[first] ?? first;
}

// "1,000,000" or two amounts side by side are no tracking number; digits without a break are.
function isPlainAmount(said: string): boolean {
  return /^\d{1,3}(?:,\d{3})+$/.test(said);
}
