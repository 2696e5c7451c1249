import { regex } from '../../machines/regex.ts';
import type { Finding } from './claim.ts';
import { COUNT, readCount } from './words.ts';

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const UNITS =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth ' +
  'fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth';
const ORDINALS: ReadonlyMap<string, number> = new Map([
  ...UNITS.split(' ').map((word, index): [string, number] => [word, index + 1]),
  ...UNITS.split(' ')
    .slice(0, 9)
    .map((word, index): [string, number] => [`twenty-${word}`, index + 21]),
  ['thirtieth', 30],
  ['thirty-first', 31],
]);

const WEEKDAY = `(${WEEKDAYS.join('|')})`;
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|' +
  'sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\b(?:\\.(?=,? ?(?:the )?\\d))?';
const WORD_DAY = `(?:twenty[- ])?(?:${UNITS.replaceAll(' ', '|')})|thirt(?:ieth|y[- ]first)`;
const DAY = `(\\d{1,2}(?:st|nd|rd|th)?(?![\\d:])|${WORD_DAY})`;
const ORDINAL = `(\\d{1,2}(?:st|nd|rd|th)|${WORD_DAY})`;
const ON_WEEKDAY = `(?:${WEEKDAY},? (?:the )?)?`;
const YEAR = '(?:,? (?:of )?(\\d{4}))?';

type Parts = { year?: string | undefined; month?: number; day?: number; weekday?: string };

const FORMS: { pattern: RegExp; read: (groups: (string | undefined)[]) => string | null }[] = [
  {
    pattern: pattern(`${ON_WEEKDAY}${MONTH} (?:the )?${DAY}${YEAR}`),
    read: ([weekday, month, day, year]) => write(parts(weekday, month, day, year)),
  },
  {
    pattern: pattern(`${ON_WEEKDAY}${DAY} (?:of )?${MONTH}${YEAR}`),
    read: ([weekday, day, month, year]) => write(parts(weekday, month, day, year)),
  },
  {
    pattern: pattern('(\\d{4})-(\\d{2})-(\\d{2})(?:T[\\d:.]+(?:Z|[+-]\\d{2}:\\d{2})?)?'),
    read: ([year, month, day]) => write({ year, month: Number(month), day: Number(day) }),
  },
  { pattern: pattern('(\\d{1,2})[/.](\\d{1,2})[/.](\\d{4}|\\d{2})'), read: readSlashed },
  { pattern: pattern('(\\d{1,2})/(\\d{1,2})'), read: readSlashed },
  {
    pattern: pattern(`${WEEKDAY},? the ${ORDINAL}`),
    read: ([weekday, day]) => write(parts(weekday, undefined, day, undefined)),
  },
  {
    pattern: pattern('(?<=\\b(?:on|by|until|for|from) the )(\\d{1,2})(?:st|nd|rd|th)(?! [a-z]+ )'),
    read: ([day]) => write({ day: Number(day) }),
  },
  {
    pattern: pattern(WEEKDAY),
    read: ([weekday]) => write(parts(weekday, undefined, undefined, undefined)),
  },
  {
    pattern: regex('g')`
        (?<=\b(?:[Ii]n|[Bb]y|[Uu]ntil|[Dd]uring|[Ll]ate|[Ee]arly|[Mm]id|of) )(January|
        February|March|April|May|June|July|August|September|October|November|December)\b
      `,
    read: ([month]) => write(parts(undefined, month, undefined, undefined)),
  },
  {
    pattern: pattern(`(?<=\\b(?:in|within) )(${COUNT}|a) (day|week)s?(?! (?:late|ago))`),
    read: ([count, unit]) => relative(readCount(count ?? ''), unit === 'week' ? 7 : 1),
  },
  {
    pattern: pattern(
      '(the day after tomorrow|day before yesterday|today|tonight|tomorrow|yesterday)',
    ),
    read: ([word]) => readRelativeWord(word ?? ''),
  },
  {
    pattern: pattern('(this|next|last) (week|weekend|month)'),
    read: ([which, span]) => `${which} ${span}`.toLowerCase(),
  },
];

// A day's name alone, or a word for one, is a claim only where the talk is of a parcel's arrival.
const RELATIVE = /^(?:today|this|next|last)|^\?{4}-\?\?-\?\? /;
const ARRIVAL = regex('i')`
  \b(?:arriv|deliver|expect|due\b|schedul|estimat|eta\b|receiv|reach|get (?:it|to you|
  there)|be (?:there|here|with you)|com(?:e|ing)|on (?:its|the) way|date|parcel|package|
  order|shipment|it'll|left|ship|held|drop|attempt)
`;

const NO_DATE = regex('gi')`
  \b(?:no|not have an?|n't have an?|n't an?|not an?|without an?) (?:(?:delivery|arrival|
  expected|estimated|exact|set|confirmed|specific) )*date\b
`;

/** Finds the days that an utterance names, and where it says that there is none. */
export function findDates(text: string): Finding[] {
  const found: Finding[] = [];
  for (const { pattern: form, read } of FORMS) {
    for (const match of text.matchAll(form)) {
      const value = read(match.slice(1));
      const span = { start: match.index, end: match.index + match[0].length };
      if (value === null || found.some((other) => overlaps(other, span))) continue;
      if (RELATIVE.test(value) && !ARRIVAL.test(sentenceAround(text, match.index))) continue;
      found.push({ kind: 'date', sense: 'is', value, ...span });
    }
  }
  const none = [...text.matchAll(NO_DATE)].map((match): Finding => {
    const { index: start } = match;
    return { kind: 'date', sense: 'absent', value: 'none', start, end: start + match[0].length };
  });
  return [...found, ...none];
}

function pattern(source: string): RegExp {
  return new RegExp(`(?<![\\w/-])${source}(?![\\w/])`, 'gi');
}

function parts(
  weekday: string | undefined,
  month: string | undefined,
  day: string | undefined,
  year: string | undefined,
): Parts {
  return {
    year,
    ...(month ? { month: MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1 } : {}),
    ...(day ? { day: readDay(day) } : {}),
    ...(weekday ? { weekday } : {}),
  };
}

function readDay(said: string): number {
  const word = said.toLowerCase().replace(' ', '-');
  return ORDINALS.get(word) ?? Number.parseInt(word, 10);
}

function write({ year, month, day, weekday }: Parts): string {
  const name = WEEKDAYS.find((known) => known.toLowerCase() === weekday?.toLowerCase());
  const date = `${year ?? '????'}-${two(month)}-${two(day)}`;
  return name === undefined ? date : `${date} ${name}`;
}

function two(value: number | undefined): string {
  return value === undefined ? '??' : String(value).padStart(2, '0');
}

// Month first or day first: either may be meant. "24/7" is no date in either.
function readSlashed([one, other, said]: (string | undefined)[]): string | null {
  const year = said?.length === 2 ? `20${said}` : said;
  const readings = [
    { year, month: Number(one), day: Number(other) },
    { year, month: Number(other), day: Number(one) },
  ].filter(({ month, day }) => month >= 1 && month <= 12 && day >= 1 && day <= 31);
  const isAlways = one === '24' && other === '7' && said === undefined;
  return isAlways || readings.length === 0 ? null : readings.map(write).join('|');
}

function readRelativeWord(word: string): string {
  switch (word.toLowerCase()) {
    case 'tomorrow':
      return relative(1);
    case 'yesterday':
      return relative(-1);
    case 'the day after tomorrow':
      return relative(2);
    case 'day before yesterday':
      return relative(-2);
    default:
      return relative(0);
  }
}

function relative(days: number, times?: number): string;
function relative(days: number | null, times?: number): string | null;
function relative(days: number | null, times = 1): string | null {
  if (days === null) return null;
  return `today${days < 0 ? '' : '+'}${days * times}`;
}

function overlaps(a: { start: number; end: number }, b: { start: number; end: number }): boolean {
  return a.start < b.end && b.start < a.end;
}

function sentenceAround(text: string, index: number): string {
  const start = Math.max(text.lastIndexOf('. ', index), text.lastIndexOf('? ', index)) + 1;
  const end = text.indexOf('. ', index);
  return text.slice(start, end === -1 ? text.length : end);
}
