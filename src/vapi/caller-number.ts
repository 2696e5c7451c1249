import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { LRUMap } from 'mnemonist';

/** Longest that is read; what is longer names no caller. */
const LENGTH_MAX = 200;
/** Fewest digits that may begin with a country's code where nothing says so. */
const WITH_COUNTRY_DIGITS_MIN = 11;

/** Callers whose number need not be read again: every message of a call has it. */
const READ_MAX = 10_000;
const read = new LRUMap<string, string | null>(READ_MAX);

const E164 = /^\+[1-9]\d{6,14}$/;

/**
 * Who calls, in E.164, as carriers and phone systems write it: with or without a plus, with spaces
 * and brackets, as a `tel:` or `sip:` address. Null for whoever withholds it, for short codes, and
 * for what is no number. Without a plus a number is one of `country`, or begins with its country.
 */
export function readCallerNumber(written: string, country?: CountryCode): string | null {
  if (written === '' || written.length > LENGTH_MAX) return null;
  const key = `${country ?? ''} ${written}`;
  const known = read.get(key);
  if (known !== undefined) return known;
  const number = parseCaller(written, country);
  read.set(key, number);
  return number;
}

function parseCaller(written: string, country: CountryCode | undefined): string | null {
  const [bare = ''] = written
    .trim()
    .replace(/^(?:tel|sips?):/i, '')
    .split(/[@;?]/, 1);
  const number = decode(bare).trim();
  if (!/^\+?[\d\s().\u00a0/-]+$/.test(number)) return null;
  const digits = number.replace(/\D/g, '');
  if (number.startsWith('+')) return possible(`+${digits}`);
  const own = country === undefined ? null : valid(digits, country);
  return own ?? (digits.length >= WITH_COUNTRY_DIGITS_MIN ? valid(`+${digits}`) : null);
}

function possible(number: string): string | null {
  const parsed = parsePhoneNumberFromString(number);
  return parsed?.isPossible() && E164.test(parsed.number) ? parsed.number : null;
}

/** Where it is a guess that it is a number at all, it has to be one that there can be. */
function valid(number: string, country?: CountryCode): string | null {
  const parsed = parsePhoneNumberFromString(number, country);
  return parsed?.isValid() && E164.test(parsed.number) ? parsed.number : null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
