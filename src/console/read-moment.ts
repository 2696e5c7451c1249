/** A stretch of time that was named in words; epoch milliseconds, without its end. */
export type TimeRange = { from: number; to: number };

type Surroundings = {
  /** Epoch milliseconds. */
  now: number;
  /** By its IANA name. */
  timeZone: string;
};

/** A day of the calendar, in whole days from 1970-01-01. */
type DayNumber = number;
/** A point in words: its day, where one was named, and its time of day in minutes. */
type Point = { day: DayNumber | null; minute: number | null; isHour: boolean };

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** Whoever names a minute has it from memory, or from a clock that is not ours. */
const AROUND_MINUTES = 3;

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const BETWEEN = /\s*(?:[–—]|\.\.|\bto\b|\buntil\b|(?<=\d|m|\s|y)-(?=\s*\d{1,2}[:.]\d\d|\s))\s*/i;
const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T\s]+|$)/i;
const TIME = /^(?:at\s+)?(\d{1,2})(?:[:.](\d{2})(?::\d{2}(?:\.\d+)?)?)?\s*(am|pm)?$/i;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/i;

/**
 * Reads a time in words, as a clock shows it in a time zone: "14:05" is that minute, and a few around
 * it, "today 14:00-14:10" a range, "yesterday" a day, "2pm" that hour; a range may go over midnight. A
 * time without a day is the last that there was. Null for anything else.
 */
export function readMoment(words: string, surroundings: Surroundings): TimeRange | null {
  const text = words.trim().replace(/,/g, ' ').replace(/\s+/g, ' ');
  if (INSTANT.test(text)) return around(Date.parse(text));
  const today = dayNumberAt(surroundings.now, surroundings.timeZone);
  const [first = '', second, ...more] = text.split(BETWEEN);
  if (more.length > 0) return null;
  const start = readPoint(first, today);
  if (start === null) return null;
  if (second === undefined) return rangeOfPoint(start, today, surroundings);
  const end = readPoint(second, today);
  return end === null ? null : rangeBetween(start, end, today, surroundings);
}

/** A moment as it is told: "Mon 23 Nov 2026, 14:05". */
export function tellMoment(at: number, timeZone: string): string {
  const { year, month, day, hour, minute } = partsAt(at, timeZone);
  const number = Date.UTC(year, month - 1, day) / DAY_MS;
  const weekday = WEEKDAYS[weekdayOf(number)] ?? '';
  const name = `${weekday.slice(0, 1).toUpperCase()}${weekday.slice(1, 3)}`;
  return `${name} ${isoDay(number)} ${two(hour)}:${two(minute)}`;
}

function readPoint(written: string, today: DayNumber): Point | null {
  const { day, rest } = readDay(written.trim(), today);
  if (rest === '') return day === null ? null : { day, minute: null, isHour: false };
  const [, hours, minutes, half] = TIME.exec(rest) ?? [];
  if (hours === undefined) return null;
  const isHour = minutes === undefined;
  // A number alone may be anything.
  if (isHour && half === undefined && day === null) return null;
  const minute = minuteOf(Number(hours), Number(minutes ?? 0), half?.toLowerCase());
  return minute === null ? null : { day, minute, isHour };
}

function readDay(text: string, today: DayNumber): { day: DayNumber | null; rest: string } {
  const [date, year, month, dayOfMonth] = DATE.exec(text) ?? [];
  if (date !== undefined) {
    const at = Date.UTC(Number(year), Number(month) - 1, Number(dayOfMonth));
    const isDay = new Date(at).getUTCDate() === Number(dayOfMonth);
    return { day: isDay ? at / DAY_MS : null, rest: isDay ? text.slice(date.length) : text };
  }
  const [word = '', ...others] = text.toLowerCase().split(' ');
  const rest = others.join(' ');
  if (word === 'today') return { day: today, rest };
  if (word === 'yesterday') return { day: today - 1, rest };
  const weekday = WEEKDAYS.findIndex((name) => name === word || name.slice(0, 3) === word);
  if (weekday === -1) return { day: null, rest: text };
  return { day: today - ((weekdayOf(today) - weekday + 7) % 7), rest };
}

function minuteOf(hour: number, minute: number, half: string | undefined): number | null {
  const isHalf = half !== undefined;
  if (minute > 59 || hour > (isHalf ? 12 : 24) || (isHalf && hour === 0)) return null;
  const hours = isHalf ? (hour % 12) + (half === 'pm' ? 12 : 0) : hour;
  const all = hours * 60 + minute;
  return all > DAY_MINUTES ? null : all;
}

function rangeOfPoint(point: Point, today: DayNumber, { now, timeZone }: Surroundings) {
  const { minute, isHour } = point;
  if (minute === null) {
    const day = point.day ?? today;
    return { from: momentOf(day, 0, timeZone), to: momentOf(day + 1, 0, timeZone) };
  }
  const at = lastMoment(point.day, minute, today, { now, timeZone });
  return isHour ? { from: at, to: at + 60 * MINUTE_MS } : around(at);
}

/** Both minutes are in it. */
function rangeBetween(
  start: Point,
  end: Point,
  today: DayNumber,
  surroundings: Surroundings,
): TimeRange | null {
  const { timeZone } = surroundings;
  const first = start.minute ?? 0;
  const startDay = start.day ?? end.day;
  const from = lastMoment(startDay, first, today, surroundings);
  const fromDay = dayNumberAt(from, timeZone);
  const endMinute = end.minute ?? DAY_MINUTES;
  const isOverMidnight = end.day === null && endMinute < first;
  const endDay = (end.day ?? fromDay) + (isOverMidnight ? 1 : 0);
  const last = end.minute === null ? DAY_MINUTES : endMinute + (end.isHour ? 0 : 1);
  const to = momentOf(endDay, last, timeZone);
  return to > from ? { from, to } : null;
}

function around(at: number): TimeRange {
  const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  return {
    from: minute - AROUND_MINUTES * MINUTE_MS,
    to: minute + (AROUND_MINUTES + 1) * MINUTE_MS,
  };
}

/** The moment of a time of day, on the last day that had it where none is named. */
function lastMoment(
  day: DayNumber | null,
  minute: number,
  today: DayNumber,
  { now, timeZone }: Surroundings,
): number {
  const at = momentOf(day ?? today, minute, timeZone);
  const isAhead = at - AROUND_MINUTES * MINUTE_MS > now;
  return day === null && isAhead ? momentOf(today - 1, minute, timeZone) : at;
}

/** When a clock in a time zone shows a time of day; of two, the first, and of none, the next. */
function momentOf(day: DayNumber, minute: number, timeZone: string): number {
  const shown = day * DAY_MS + minute * MINUTE_MS;
  const guess = shown - offsetAt(shown, timeZone);
  return shown - offsetAt(guess, timeZone);
}

/** How far a clock in a time zone is ahead of UTC. */
function offsetAt(at: number, timeZone: string): number {
  const { year, month, day, hour, minute } = partsAt(at, timeZone);
  const shown = Date.UTC(year, month - 1, day, hour, minute);
  return shown - Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

function dayNumberAt(at: number, timeZone: string): DayNumber {
  const { year, month, day } = partsAt(at, timeZone);
  return Date.UTC(year, month - 1, day) / DAY_MS;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function partsAt(at: number, timeZone: string) {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  formats.set(timeZone, format);
  const parts = Object.fromEntries(
    format.formatToParts(at).map(({ type, value }) => [type, value]),
  );
  const number = (name: string) => Number(parts[name]);
  return {
    year: number('year'),
    month: number('month'),
    day: number('day'),
    hour: number('hour'),
    minute: number('minute'),
  };
}

/** The epoch, day 0, was a Thursday. */
function weekdayOf(day: DayNumber): number {
  return (((day + 4) % 7) + 7) % 7;
}

function isoDay(day: DayNumber): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
