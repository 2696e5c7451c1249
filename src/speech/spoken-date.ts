const DAY_MS = 86_400_000;
const HALF_DAY_MS = DAY_MS / 2;

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

// The time need only look like one: it is not spoken, and the border has read it already.
const DATE_OR_DATETIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/** Where a written date stands: today or later, past in some time zones, or past in all. */
export type DateStanding = 'ahead' | 'ending' | 'over';

/**
 * A date of a record as a person says it: "Tuesday, December 1st", with the year when it is not the
 * year (UTC) of `asOf`, in epoch milliseconds.
 *
 * The calendar date is taken as written: an offset or Z does not shift it. Shifting would need the
 * recipient's time zone, which no record has, and would speak a date that the record does not
 * state. A time of day is left out for the same reason: 17:30Z is half past five to few callers.
 * Throws a RangeError when `written` is no ISO 8601 date or datetime.
 */
export function spokenDate(written: string, asOf: number): string {
  const { year, month, day, dayNumber } = readDate(written);
  const weekday = WEEKDAYS_FROM_EPOCH[((dayNumber % 7) + 7) % 7];
  const date = `${weekday}, ${MONTHS[month - 1]} ${day}${ordinalEnding(day)}`;
  const isSameYear = Number(year) === new Date(asOf).getUTCFullYear();
  return isSameYear ? date : `${date}, ${year}`;
}

/**
 * Tells whether a written date can still be promised at `at`, in epoch milliseconds.
 * `ending` is the doubtful half day after midnight UTC, when it is still that day further west.
 * Throws a RangeError when `written` is no ISO 8601 date or datetime.
 */
export function standingOfDate(written: string, at: number): DateStanding {
  const { dayNumber } = readDate(written);
  if (dayNumber >= Math.floor(at / DAY_MS)) return 'ahead';
  // The last place on Earth to end a day is twelve hours behind UTC.
  return dayNumber >= Math.floor((at - HALF_DAY_MS) / DAY_MS) ? 'ending' : 'over';
}

function readDate(written: string) {
  const [, year = '', monthDigits, dayDigits] = DATE_OR_DATETIME.exec(written) ?? [];
  const month = Number(monthDigits);
  const day = Number(dayDigits);
  if (!isCalendarDate(Number(year), month, day)) {
    throw new RangeError(`Cannot speak date "${written}": expected an ISO 8601 date or datetime`);
  }
  return { year, month, day, dayNumber: countDays(Number(year), month, day) };
}

// Also false for the NaN that a date which does not match leaves behind.
function isCalendarDate(year: number, month: number, day: number): boolean {
  if (!(month >= 1 && month <= 12 && day >= 1)) return false;
  const nextMonth = month === 12 ? countDays(year + 1, 1, 1) : countDays(year, month + 1, 1);
  return day <= nextMonth - countDays(year, month, 1);
}

/**
 * Days from the epoch to a date of the proleptic Gregorian calendar. A year is counted from March,
 * so that the leap day is its last; the same method as days_from_civil in
 * https://howardhinnant.github.io/date_algorithms.html (read November 2026).
 */
function countDays(year: number, month: number, day: number): number {
  const fromMarch = month > 2 ? year : year - 1;
  const leapDays =
    Math.floor(fromMarch / 4) - Math.floor(fromMarch / 100) + Math.floor(fromMarch / 400);
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  // March 1st of the year 0 lies 719468 days before the epoch.
  return fromMarch * 365 + leapDays + dayOfYear - 719_468;
}

function ordinalEnding(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}
