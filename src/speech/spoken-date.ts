const DAY_MS = 86_400_000;

// The epoch, day 0, was a Thursday.
const WEEKDAYS_FROM_EPOCH = [
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
] as const;

// Written out, because what Intl answers changes with the ICU that a Node was built with, and a
// recorded call must replay byte for byte.
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

const DATE_OR_DATETIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** Days by their distance from today that have a word of their own. */
const NEAR_DAYS: Readonly<Record<number, string>> = {
  '-1': 'yesterday',
  0: 'today',
  1: 'tomorrow',
};

/** A date of a record as it is spoken: "today", or "on Saturday, November 28th". */
export type SpokenDay = { words: string; isOver: boolean };

type Day = { year: number; month: number; day: number; dayNumber: number };

/**
 * A date of a record as a person says it at `at`, in epoch milliseconds, in a time zone by its IANA
 * name: by a word for it, or by its name and the year when that is another. A moment with an offset
 * is the day that it is there; a date, and a time without an offset, stand as they are written.
 * Throws a RangeError when `written` is no ISO 8601 date or datetime.
 */
export function spokenDay(written: string, at: number, timeZone: string): SpokenDay {
  const date = readDay(written, timeZone);
  const today = dayOf(at, timeZone);
  const distance = date.dayNumber - today.dayNumber;
  const near = NEAR_DAYS[distance];
  const words = near ?? `on ${nameDay(date)}${date.year === today.year ? '' : `, ${date.year}`}`;
  return { words, isOver: distance < 0 };
}

/** A date by its name, with the year when it is not that of `at`: "Tuesday, December 1st". */
export function spokenDate(written: string, at: number, timeZone: string): string {
  const date = readDay(written, timeZone);
  return `${nameDay(date)}${date.year === dayOf(at, timeZone).year ? '' : `, ${date.year}`}`;
}

/** The calendar date of a record in a time zone, as `2026-12-01`; see spokenDay(). */
export function writtenDay(written: string, timeZone: string): string {
  const { year, month, day } = readDay(written, timeZone);
  return [String(year).padStart(4, '0'), two(month), two(day)].join('-');
}

/** The calendar date of a moment in a time zone, in whole days from 1970-01-01. */
export function dayNumberOf(at: number, timeZone: string): number {
  return dayOf(at, timeZone).dayNumber;
}

function nameDay({ month, day, dayNumber }: Day): string {
  const weekday = WEEKDAYS_FROM_EPOCH[((dayNumber % 7) + 7) % 7];
  return `${weekday}, ${MONTHS[month - 1]} ${day}${ordinalEnding(day)}`;
}

function readDay(written: string, timeZone: string): Day {
  const [, year = '', month, day, offset] = DATE_OR_DATETIME.exec(written) ?? [];
  const date = toDay(Number(year), Number(month), Number(day));
  if (date === null) {
    throw new RangeError(`Cannot speak date "${written}": expected an ISO 8601 date or datetime`);
  }
  return offset === undefined ? date : dayOf(Date.parse(written), timeZone);
}

const calendars = new Map<string, Intl.DateTimeFormat>();

/** The day that a moment falls on; of Intl, only the time zone's rules are asked. */
function dayOf(at: number, timeZone: string): Day {
  let calendar = calendars.get(timeZone);
  if (calendar === undefined) {
    calendar = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      ...{ timeZone, year: 'numeric', month: 'numeric', day: 'numeric' },
    });
    calendars.set(timeZone, calendar);
  }
  const parts = new Map(calendar.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const [year = 0, month = 1, day = 1] = [parts.get('year'), parts.get('month'), parts.get('day')];
  return { year, month, day, dayNumber: countDays(year, month, day) };
}

function toDay(year: number, month: number, day: number): Day | null {
  if (!(month >= 1 && month <= 12 && day >= 1)) return null;
  const nextMonth = month === 12 ? countDays(year + 1, 1, 1) : countDays(year, month + 1, 1);
  const dayNumber = countDays(year, month, day);
  return dayNumber < nextMonth ? { year, month, day, dayNumber } : null;
}

/** Days from the epoch to a date of the Gregorian calendar, before its beginning as well. */
function countDays(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / DAY_MS;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function ordinalEnding(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}
