import { LRUMap } from 'mnemonist';
import type { Language } from '../../machines/languages/language.ts';

const DAY_MS = 86_400_000;

const DATE_OR_DATETIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** In what language something is spoken, when, in epoch milliseconds, and the callers' time zone. */
export type SpokenAt = { at: number; timeZone: string; language: Language };

/** A date of a record as it is spoken: "today", or "on Saturday, November 28th". */
export type SpokenDay = { words: string; isOver: boolean };

type Day = { year: number; month: number; day: number; dayNumber: number };

/**
 * A date of a record as a person says it at a moment, in a time zone by its IANA name: by a word for
 * it, or by its name and the year when that is another. A moment with an offset is the day that it is
 * there; a date, and a time without an offset, stand as they are written.
 * Throws a RangeError when `written` is no ISO 8601 date or datetime.
 */
export function spokenDay(written: string, when: SpokenAt): SpokenDay {
  const { nearDays, onDate } = when.language.dates;
  const date = readDay(written, when.timeZone);
  const today = dayOf(when.at, when.timeZone);
  const distance = date.dayNumber - today.dayNumber;
  const words = nearDays[distance] ?? onDate(nameDay(date, today, when.language));
  return { words, isOver: distance < 0 };
}

/** A date by its name, with the year when it is not that of the moment: "Tuesday, December 1st". */
export function spokenDate(written: string, { at, timeZone, language }: SpokenAt): string {
  return nameDay(readDay(written, timeZone), dayOf(at, timeZone), language);
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

function nameDay({ year, month, day, dayNumber }: Day, today: Day, { dates }: Language): string {
  // The epoch, day 0, was a Thursday.
  const weekday = dates.weekdays[(((dayNumber + 4) % 7) + 7) % 7] ?? '';
  return dates.date({ weekday, month, day, year: year === today.year ? null : year });
}

function readDay(written: string, timeZone: string): Day {
  const key = `${written} ${timeZone}`;
  const known = days.get(key);
  if (known !== undefined) return known;
  const day = findWrittenDay(written, timeZone);
  days.set(key, day);
  return day;
}

function findWrittenDay(written: string, timeZone: string): Day {
  const [, year = '', month, day, offset] = DATE_OR_DATETIME.exec(written) ?? [];
  const date = toDay(Number(year), Number(month), Number(day));
  if (date === null) {
    throw new RangeError(`Cannot speak date "${written}": expected an ISO 8601 date or datetime`);
  }
  return offset === undefined ? date : dayOf(Date.parse(written), timeZone);
}

const MINUTE_MS = 60_000;
/** Since then every time zone is whole minutes from UTC (tzdb, Africa/Monrovia was the last). */
const WHOLE_MINUTES_SINCE = Date.UTC(1973, 0, 1);
const DAYS_MAX = 1000;
/** The days of minutes and of dates by time zone: the same few are asked for all day. */
const days = new LRUMap<string, Day>(DAYS_MAX);

const calendars = new Map<string, Intl.DateTimeFormat>();

/** The day that a moment falls on. */
function dayOf(at: number, timeZone: string): Day {
  if (!(at >= WHOLE_MINUTES_SINCE)) return findDay(at, timeZone);
  const key = `${Math.floor(at / MINUTE_MS)} ${timeZone}`;
  const known = days.get(key);
  if (known !== undefined) return known;
  const day = findDay(at, timeZone);
  days.set(key, day);
  return day;
}

/** Of Intl, only the time zone's rules are asked. */
function findDay(at: number, timeZone: string): Day {
  let calendar = calendars.get(timeZone);
  if (calendar === undefined) {
    calendar = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
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
