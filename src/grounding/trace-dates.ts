import type { DateWords } from '../../machines/languages/language.ts';
import { dayNumberOf } from '../speech/spoken-date.ts';
import type { Claim } from './claim.ts';
import type { Evidence, Ground } from './evidence.ts';
import { STEPS } from './find-dates.ts';
import { dayOnRecord, readRecordWords } from './record-words.ts';

const DAY_MS = 86_400_000;

/** Traces a day that was named, or that there is none on record. */
export function traceDate(claim: Claim, { records, facts, at }: Evidence): Ground | null {
  const { timeZone, language } = facts;
  const { weekdays } = language.dates;
  for (const { delivery } of records) {
    const record = readRecordWords(delivery, language);
    const date = dayOnRecord(delivery, timeZone);
    if (isDateOf(claim, date, at, { timeZone, weekdays }))
      return { by: `${delivery.trackingNumber} estimatedDelivery` };
    const { value } = claim;
    const inText = record.freeClaims.some(
      (other) =>
        other.kind === 'date' && (other.value === value || fits(value, other.value, weekdays)),
    );
    if (inText) return { by: `${delivery.trackingNumber} issueMessage` };
  }
  return null;
}

/** How many days a date lies from the day of a moment, where callers are. */
export function daysUntil(date: string, at: number, timeZone: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS - dayNumberOf(at, timeZone);
}

function isDateOf(
  { sense, value }: Claim,
  date: string | null,
  at: number,
  { timeZone, weekdays }: { timeZone: string; weekdays: DateWords['weekdays'] },
): boolean {
  if (sense === 'absent') return date === null;
  if (date === null) return false;
  const days = daysUntil(date, at, timeZone);
  if (value.startsWith('today')) return days === Number(value.slice(5));
  const [which = '', span] = value.split(' ');
  const step = STEPS.indexOf(which) - 1;
  if (step >= -1) return isInSpan({ step, span }, date, days);
  return value.split('|').some((reading) => fits(reading, date, weekdays));
}

/** Whether what was said of a date is so of it: open parts fit any. */
function fits(reading: string, date: string, weekdays: DateWords['weekdays']): boolean {
  const [said = '', weekday] = reading.split(' ');
  const [day = ''] = date.split(' ');
  if (said.length !== day.length || said === '') return false;
  const isSame = [...said].every(
    (character, index) => character === '?' || character === day[index],
  );
  if (!isSame || weekday === undefined) return isSame;
  const parsed = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(parsed)
    ? date.split(' ')[1] === weekday
    : weekdays[new Date(parsed).getUTCDay()] === weekday;
}

function isInSpan(
  { step, span }: { step: number; span: string | undefined },
  date: string,
  days: number,
): boolean {
  const then = new Date(Date.parse(`${date}T00:00:00Z`));
  const today = new Date(then.getTime() - days * DAY_MS);
  if (span === 'month') {
    const months = (day: Date) => day.getUTCFullYear() * 12 + day.getUTCMonth();
    return months(then) - months(today) === step;
  }
  // Weeks begin on Monday; day 4 of the epoch was one.
  const week = (day: Date) => Math.floor((day.getTime() / DAY_MS + 3) / 7);
  const isWeekend = [0, 6].includes(then.getUTCDay());
  return week(then) - week(today) === step && (span === 'week' || isWeekend);
}
