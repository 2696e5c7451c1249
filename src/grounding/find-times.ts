import { regex, source } from '../../machines/regex.ts';
import type { Finding } from './claim.ts';
import { readCount } from './words.ts';

const HOURS = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');
const HOUR = `(\\d{1,2}|${HOURS.join('|')})`;
const HALF = String.raw`(a\.m\.|p\.m\.|[ap]m\b|in the (?:morning|afternoon|evening))`;
const MINUTES_IN_WORDS = '(?:(thirty|fifteen|forty[- ]five|ten|twenty|forty|fifty))';

/** The parts of a day, in minutes from midnight. */
const PARTS: Readonly<Record<string, [from: number, to: number]>> = {
  morning: [300, 720],
  noon: [720, 720],
  midday: [720, 720],
  afternoon: [720, 1080],
  evening: [1020, 1380],
  midnight: [0, 0],
};

const FORMS: { pattern: RegExp; read: (groups: (string | undefined)[]) => string | null }[] = [
  {
    pattern: pattern(`${HOUR}(?:[:.](\\d{2})| ${MINUTES_IN_WORDS})?\\s?${HALF}`),
    read: ([hour, digits, words, half]) => clock(hour, digits ?? words, half),
  },
  {
    // The first of two hours takes the half of the day from the second.
    pattern: pattern(
      source`
        (?<=between |from )${HOUR}(?::(\d{2}))?
        (?= (?:and|to|until) ${HOUR}(?::\d{2})?\s?${HALF})
      `,
    ),
    read: ([hour, minutes]) => clock(hour, minutes, undefined),
  },
  {
    pattern: pattern('(\\d{1,2}):(\\d{2})(?::\\d{2})?'),
    read: ([hour, minutes]) => clock(hour, minutes, undefined),
  },
  { pattern: pattern(`${HOUR} o'clock`), read: ([hour]) => clock(hour, undefined, undefined) },
  { pattern: pattern(`half past ${HOUR}`), read: ([hour]) => clock(hour, '30', undefined) },
  { pattern: pattern(`quarter past ${HOUR}`), read: ([hour]) => clock(hour, '15', undefined) },
  {
    pattern: pattern(`(?<=\\b(?:at|by|before|after|until) )(noon|midday|midnight)`),
    read: ([part]) => readPart(part),
  },
  {
    pattern: pattern(
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

const AGE = regex('gi')`
  (?<!\w)(?:(over|more than|less than|under|nearly|almost) )?((?:a few|a couple of|half an?|
  an?|\d{1,4}|(?:[a-z]+ty[- ])?[a-z]+))( and a half)? (second|minute|hour|day|week|month)
  s?( and a half)? (?:ago|old)(?!\w)
`;
const JUST_NOW = /(?<=\bas of )just now(?!\w)/gi;

/** Finds the times of day that an utterance names. */
export function findTimes(text: string): Finding[] {
  const found: Finding[] = [];
  for (const { pattern: form, read } of FORMS) {
    for (const match of text.matchAll(form)) {
      const value = read(match.slice(1));
      const start = match.index;
      const isTaken = found.some((other) => other.start <= start && start < other.end);
      if (value === null || isTaken) continue;
      found.push({ kind: 'time', sense: 'is', value, start, end: start + match[0].length });
    }
  }
  return found;
}

/** Finds how old the utterance says that something is, as a range of seconds. */
export function findAges(text: string): Finding[] {
  const ages = [...text.matchAll(AGE)].flatMap((match): Finding[] => {
    const range = readAge(match);
    const { index: start } = match;
    if (range === null) return [];
    return [{ kind: 'age', sense: 'is', value: range, start, end: start + match[0].length }];
  });
  const now = [...text.matchAll(JUST_NOW)].map(({ index: start }): Finding => {
    return { kind: 'age', sense: 'is', value: '0-30', start, end: start + 'just now'.length };
  });
  return [...ages, ...now];
}

function pattern(source: string): RegExp {
  return new RegExp(`(?<![\\w:$€£-])${source}(?![\\w:])`, 'gi');
}

function clock(
  hourSaid: string | undefined,
  minutesSaid: string | undefined,
  half: string | undefined,
): string | null {
  const hour = readCount(hourSaid ?? '');
  const minutes = minutesSaid === undefined ? 0 : readCount(minutesSaid);
  if (hour === null || minutes === null || hour > 23 || minutes > 59) return null;
  if (half === undefined) {
    return hour > 12 || hour === 0
      ? write(hour * 60 + minutes)
      : `${write((hour % 12) * 60 + minutes)}|${write((hour % 12) * 60 + 720 + minutes)}`;
  }
  if (hour > 12) return null;
  const isMorning = /^a|morning/i.test(half);
  return write((hour % 12) * 60 + minutes + (isMorning ? 0 : 720));
}

function readPart(part: string | undefined): string | null {
  const range = PARTS[part?.toLowerCase() ?? ''];
  if (range === undefined) return null;
  const [from, to] = range;
  return from === to ? write(from) : `${write(from)}-${write(to)}`;
}

function write(minutes: number): string {
  const hour = String(Math.floor(minutes / 60)).padStart(2, '0');
  return `${hour}:${String(minutes % 60).padStart(2, '0')}`;
}

// Half a unit either way, as people round; in fives above twenty.
function readAge([, bound, said = '', half, unit = '', otherHalf]: RegExpExecArray): string | null {
  const seconds = UNIT_SECONDS[unit.toLowerCase()];
  if (seconds === undefined) return null;
  const words = said.toLowerCase();
  if (words === 'a few') return `${seconds}-${seconds * 10}`;
  if (words === 'a couple of') return `${seconds}-${seconds * 4}`;
  const whole = words.startsWith('half') ? 0.5 : readCount(words);
  if (whole === null) return null;
  const count = whole + (half !== undefined || otherHalf !== undefined ? 0.5 : 0);
  const slack = Math.max(0.5, count > 20 ? 2.5 : 0, count * 0.1);
  if (bound !== undefined && /over|more/i.test(bound)) {
    return `${Math.round(count * seconds)}-${Number.MAX_SAFE_INTEGER}`;
  }
  const low = Math.max(0, count - slack) * seconds;
  return `${Math.round(low)}-${Math.round((count + slack) * seconds)}`;
}
