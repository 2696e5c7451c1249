import { ALL_LANGUAGES } from '../../machines/languages/language.ts';

const TIME =
  /^((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?) ?(Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?$/i;

const YEAR = '(?<year>\\d{4})';

/** How dates are written that can be read in one way only; two numbers before a year are not. */
const FORMS = [
  ...[
    `${YEAR}-(?<month>\\d{2})-(?<day>\\d{2})`,
    `${YEAR}[/.](?<month>\\d{1,2})[/.](?<day>\\d{1,2})`,
    `${YEAR}(?<month>\\d{2})(?<day>\\d{2})`,
  ].map((form) => ({ pattern: dateTime(form), monthNamed: Number })),
  // Nothing tells in which language a record is written.
  ...ALL_LANGUAGES.flatMap(({ records: { dateForms, monthNamed } }) =>
    dateForms.map((form) => ({ pattern: dateTime(form), monthNamed })),
  ),
];

// Day first or month first: only where one of them can be no month.
const TWO_NUMBERS = /^(?<one>\d{1,2})[/.-](?<other>\d{1,2})[/.-](?<year>\d{4})(?:,? (?<time>.+))?$/;

/**
 * Reads a date, with or without a time, in the forms in which people and programs write one, as
 * ISO 8601: `2026-11-30`, `2026-11-30T16:00`, `2026-11-30T16:00:00+02:00`. Null for what can be
 * read in two ways ("11/12/2026"), depends on the day ("tomorrow") or is no day of the calendar.
 */
export function readWrittenDate(written: string): string | null {
  for (const { pattern, monthNamed } of FORMS) {
    const groups = pattern.exec(written)?.groups;
    if (groups === undefined) continue;
    const { year, month, name = month ?? '', day, time } = groups;
    return toIso(year, monthNamed(name), Number(day), time);
  }
  const groups = TWO_NUMBERS.exec(written)?.groups;
  if (groups === undefined) return null;
  const [one, other] = [Number(groups.one), Number(groups.other)];
  if (one > 12) return toIso(groups.year, other, one, groups.time);
  if (other > 12 || one === other) return toIso(groups.year, one, other, groups.time);
  return null;
}

function dateTime(form: string): RegExp {
  return new RegExp(`^${form}(?:(?:T|,? )(?<time>.+))?$`, 'i');
}

function toIso(year = '', month: number, day: number, written: string | undefined): string | null {
  if (!isCalendarDate(Number(year), month, day)) return null;
  const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  if (written === undefined) return date;
  const [, time, zone = ''] = TIME.exec(written.trim()) ?? [];
  if (time === undefined) return null;
  const offset = /^[+-]\d{2}$/.test(zone)
    ? `${zone}:00`
    : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  return `${date}T${time}${offset.toUpperCase()}`;
}

function isCalendarDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12) return false;
  // Date rolls 30 February over into March, so a day that comes back changed never was.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
