/** How days, times and ages are said in English. */
import { regex, source } from '../../regex.ts';
import type { DateWords, Form, SaidAge, SaidDate, SaidTime } from '../language.ts';
import { COUNT, nameCount, readCount, SMALL } from './numbers.ts';

const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
/**
 * From January on. Written out, because what Intl answers changes with the ICU that a Node was built
 * with, and a recorded call must replay byte for byte.
 */
export const MONTHS =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

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

const DATE_FORMS: Form<SaidDate>[] = [
  {
    pattern: ofDate(`${ON_WEEKDAY}${MONTH} (?:the )?${DAY}${YEAR}`),
    read: ([weekday, month, day, year]) => dayOf(weekday, month, day, year),
  },
  {
    pattern: ofDate(`${ON_WEEKDAY}${DAY} (?:of )?${MONTH}${YEAR}`),
    read: ([weekday, day, month, year]) => dayOf(weekday, month, day, year),
  },
  {
    pattern: ofDate('(\\d{4})-(\\d{2})-(\\d{2})(?:T[\\d:.]+(?:Z|[+-]\\d{2}:\\d{2})?)?'),
    read: ([year, month, day]) => ({ days: [{ year, month: Number(month), day: Number(day) }] }),
  },
  { pattern: ofDate('(\\d{1,2})[/.](\\d{1,2})[/.](\\d{4}|\\d{2})'), read: readSlashed },
  { pattern: ofDate('(\\d{1,2})/(\\d{1,2})'), read: readSlashed },
  {
    pattern: ofDate(`${WEEKDAY},? the ${ORDINAL}`),
    read: ([weekday, day]) => dayOf(weekday, undefined, day, undefined),
  },
  {
    pattern: ofDate('(?<=\\b(?:on|by|until|for|from) the )(\\d{1,2})(?:st|nd|rd|th)(?! [a-z]+ )'),
    read: ([day]) => ({ days: [{ day: Number(day) }] }),
  },
  {
    pattern: ofDate(WEEKDAY),
    read: ([weekday]) => dayOf(weekday, undefined, undefined, undefined),
  },
  {
    pattern: regex('g')`
        (?<=\b(?:[Ii]n|[Bb]y|[Uu]ntil|[Dd]uring|[Ll]ate|[Ee]arly|[Mm]id|of) )
        (${MONTHS.join('|')})\b
      `,
    read: ([month]) => dayOf(undefined, month, undefined, undefined),
  },
  {
    pattern: ofDate(`(?<=\\b(?:in|within) )(${COUNT}|a) (day|week)s?(?! (?:late|ago))`),
    read: ([count = '', unit]) => {
      const many = readCount(count);
      return many === null ? null : { daysAhead: many * (unit === 'week' ? 7 : 1) };
    },
  },
  {
    pattern: ofDate(
      '(the day after tomorrow|day before yesterday|today|tonight|tomorrow|yesterday)',
    ),
    read: ([word = '']) => ({ daysAhead: DISTANCES[word.toLowerCase()] ?? 0 }),
  },
  {
    pattern: ofDate('(this|next|last) (week|weekend|month)'),
    read: ([which = '', span = '']) => {
      const name = SPANS.find((one) => one === span.toLowerCase());
      return name === undefined ? null : { span: name, step: STEPS[which.toLowerCase()] ?? 0 };
    },
  },
];

const DISTANCES: Readonly<Record<string, number>> = {
  'day before yesterday': -2,
  yesterday: -1,
  tomorrow: 1,
  'the day after tomorrow': 2,
};
const SPANS = ['week', 'weekend', 'month'] as const;
const STEPS: Readonly<Record<string, -1 | 0 | 1>> = { last: -1, next: 1 };

const HOURS = SMALL.slice(1, 13);
const HOUR = `(\\d{1,2}|${HOURS.join('|')})`;
const HALF = String.raw`(a\.m\.|p\.m\.|[ap]m\b|in the (?:morning|afternoon|evening))`;
const MINUTES_IN_WORDS = '(?:(thirty|fifteen|forty[- ]five|ten|twenty|forty|fifty))';

/** The parts of a day, in minutes from midnight. */
const PARTS: Readonly<Record<string, SaidTime>> = {
  morning: { from: 300, to: 720 },
  noon: { from: 720, to: 720 },
  midday: { from: 720, to: 720 },
  afternoon: { from: 720, to: 1080 },
  evening: { from: 1020, to: 1380 },
  midnight: { from: 0, to: 0 },
};

const TIME_FORMS: Form<SaidTime>[] = [
  {
    pattern: ofTime(`${HOUR}(?:[:.](\\d{2})| ${MINUTES_IN_WORDS})?\\s?${HALF}`),
    read: ([hour, digits, words, half]) => clock(hour, digits ?? words, half),
  },
  {
    // The first of two hours takes the half of the day from the second.
    pattern: ofTime(
      source`
        (?<=between |from )${HOUR}(?::(\d{2}))?
        (?= (?:and|to|until) ${HOUR}(?::\d{2})?\s?${HALF})
      `,
    ),
    read: ([hour, minutes]) => clock(hour, minutes, undefined),
  },
  {
    pattern: ofTime('(\\d{1,2}):(\\d{2})(?::\\d{2})?'),
    read: ([hour, minutes]) => clock(hour, minutes, undefined),
  },
  { pattern: ofTime(`${HOUR} o'clock`), read: ([hour]) => clock(hour, undefined, undefined) },
  { pattern: ofTime(`half past ${HOUR}`), read: ([hour]) => clock(hour, '30', undefined) },
  { pattern: ofTime(`quarter past ${HOUR}`), read: ([hour]) => clock(hour, '15', undefined) },
  {
    pattern: ofTime(`(?<=\\b(?:at|by|before|after|until) )(noon|midday|midnight)`),
    read: ([part]) => readPart(part),
  },
  {
    pattern: ofTime(
      source`
        (?<=\b(?:this|in the|tomorrow|yesterday|the|late|early|by|day) )
        (morning|afternoon|evening)
      `,
    ),
    read: ([part]) => readPart(part),
  },
];

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_629_800,
};

const AGE: Form<SaidAge> = {
  pattern: regex('gi')`
  (?<!\w)(?:(over|more than|less than|under|nearly|almost) )?((?:a few|a couple of|half an?|
  an?|\d{1,4}|(?:[a-z]+ty[- ])?[a-z]+))( and a half)? (second|minute|hour|day|week|month)
  s?( and a half)? (?:ago|old)(?!\w)
`,
  read: ([bound, said = '', half, unit = '', otherHalf]) => {
    const unitSeconds = UNIT_SECONDS[unit.toLowerCase()];
    if (unitSeconds === undefined) return null;
    const words = said.toLowerCase();
    if (words === 'a few') return { from: unitSeconds, to: unitSeconds * 10 };
    if (words === 'a couple of') return { from: unitSeconds, to: unitSeconds * 4 };
    const whole = words.startsWith('half') ? 0.5 : readCount(words);
    if (whole === null) return null;
    const count = whole + (half !== undefined || otherHalf !== undefined ? 0.5 : 0);
    return { count, unitSeconds, isMore: bound !== undefined && /over|more/i.test(bound) };
  },
};

export const dates: DateWords = {
  weekdays: WEEKDAYS,
  date: ({ weekday, month, day, year }) =>
    `${weekday}, ${MONTHS[month - 1]} ${day}${ordinalEnding(day)}${year === null ? '' : `, ${year}`}`,
  onDate: (date) => `on ${date}`,
  nearDays: { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' },
  age: {
    now: 'just now',
    minutes: (count) =>
      count === 1 ? 'about a minute ago' : `about ${nameCount(count)} minutes ago`,
    hours: (count) => {
      if (count === 1.5) return 'about an hour and a half ago';
      return count === 1 ? 'about an hour ago' : `about ${nameCount(count)} hours ago`;
    },
    days: (count) => (count === 1 ? 'about a day ago' : `about ${nameCount(count)} days ago`),
    longer: 'more than three months ago',
  },
  dateForms: DATE_FORMS,
  arrival: regex('i')`
  \b(?:arriv|deliver|expect|due\b|schedul|estimat|eta\b|receiv|reach|get (?:it|to you|
  there)|be (?:there|here|with you)|com(?:e|ing)|on (?:its|the) way|date|parcel|package|
  order|shipment|it'll|left|ship|held|drop|attempt)
`,
  noDate: regex('gi')`
  \b(?:no|not have an?|n't have an?|n't an?|not an?|without an?) (?:(?:delivery|arrival|
  expected|estimated|exact|set|confirmed|specific) )*date\b
`,
  timeForms: TIME_FORMS,
  ageForm: AGE,
  justNow: /(?<=\bas of )just now(?!\w)/gi,
  ageInDays: /(?:day|week|month)s?\b/i,
};

function ofDate(form: string): RegExp {
  return new RegExp(`(?<![\\w/-])${form}(?![\\w/])`, 'gi');
}

function ofTime(form: string): RegExp {
  return new RegExp(`(?<![\\w:$€£-])${form}(?![\\w:])`, 'gi');
}

function dayOf(
  weekdaySaid: string | undefined,
  month: string | undefined,
  day: string | undefined,
  year: string | undefined,
): SaidDate {
  const weekday = WEEKDAYS.find((known) => known.toLowerCase() === weekdaySaid?.toLowerCase());
  return {
    days: [
      {
        year,
        ...(month ? { month: monthOf(month) } : {}),
        ...(day ? { day: readDay(day) } : {}),
        ...(weekday ? { weekday } : {}),
      },
    ],
  };
}

function monthOf(said: string): number {
  return MONTHS.findIndex((month) => month.toLowerCase().startsWith(said.toLowerCase())) + 1;
}

function readDay(said: string): number {
  const word = said.toLowerCase().replace(' ', '-');
  return ORDINALS.get(word) ?? Number.parseInt(word, 10);
}

// Month first or day first: either may be meant. "24/7" is no date in either.
function readSlashed([one, other, said]: (string | undefined)[]): SaidDate | null {
  const year = said?.length === 2 ? `20${said}` : said;
  const days = [
    { year, month: Number(one), day: Number(other) },
    { year, month: Number(other), day: Number(one) },
  ].filter(({ month, day }) => month >= 1 && month <= 12 && day >= 1 && day <= 31);
  const isAlways = one === '24' && other === '7' && said === undefined;
  return isAlways || days.length === 0 ? null : { days };
}

function clock(
  hourSaid: string | undefined,
  minutesSaid: string | undefined,
  halfSaid: string | undefined,
): SaidTime | null {
  const hour = readCount(hourSaid ?? '');
  const minutes = minutesSaid === undefined ? 0 : readCount(minutesSaid);
  if (hour === null || minutes === null) return null;
  if (halfSaid === undefined) return { hour, minutes };
  return { hour, minutes, half: /^a|morning/i.test(halfSaid) ? 'morning' : 'later' };
}

function readPart(part: string | undefined): SaidTime | null {
  return PARTS[String(part).toLowerCase()] ?? null;
}

function ordinalEnding(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}
