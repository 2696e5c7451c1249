import type { DateWords } from '../../machines/languages/language.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * The age of a record as a person says it: "just now", "about ten minutes ago".
 * Never a day's name: "yesterday" would need the caller's time zone. A negative age, which a
 * stepped clock can leave, counts as none. Throws a RangeError for an age that is not finite.
 */
export function spokenAge(ageSeconds: number, { age }: DateWords): string {
  if (!Number.isFinite(ageSeconds)) {
    throw new RangeError(`Cannot speak age "${ageSeconds}": expected a number of seconds`);
  }
  if (ageSeconds < 0.5 * MINUTE) return age.now;
  if (ageSeconds < 57.5 * MINUTE) return age.minutes(countMinutes(ageSeconds));
  if (ageSeconds < 1.25 * HOUR) return age.hours(1);
  if (ageSeconds < 1.75 * HOUR) return age.hours(1.5);
  if (ageSeconds < 23.5 * HOUR) return age.hours(Math.round(ageSeconds / HOUR));
  if (ageSeconds < 99.5 * DAY) return age.days(Math.round(ageSeconds / DAY));
  return age.longer;
}

// Above twenty, a person who says "about" counts in fives.
function countMinutes(ageSeconds: number): number {
  const minutes = Math.round(ageSeconds / MINUTE);
  return minutes <= 20 ? minutes : Math.round(ageSeconds / (5 * MINUTE)) * 5;
}
