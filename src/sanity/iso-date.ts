const ISO_DATE_OR_DATETIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?)?$/;

/**
 * Tells whether a text is an ISO 8601 date (`2026-11-30`) or datetime, with or without an offset,
 * of a day that the calendar has. Only the extended forms that every `Date` reads are taken.
 */
export function isIsoDate(text: string): boolean {
  const parts = ISO_DATE_OR_DATETIME.exec(text);
  if (parts === null) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  // Date rolls 30 February over into March, so a day that comes back changed never was.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
