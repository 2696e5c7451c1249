import { type CountryCode, isSupportedCountry } from 'libphonenumber-js/min';
import { Type } from 'typebox';

/** What is said of a variable beside its type; stands in the schema as keywords of our own. */
export type Facts = {
  /** What it is, with its unit: the comment in .env.example and the row in the documentation. */
  description: string;
  /** How a fault names what would have been right. */
  expected: string;
  default?: string | number;
  /** A value that is never echoed. */
  hidden?: true;
  /** What .env.example sets, because a start without it fails. */
  example?: string;
};

type Given<Left extends keyof Facts = never> = Omit<Facts, 'description' | Left> & {
  about: string;
};

/** A whole number; its bounds and unit are told in words. */
export function whole(
  given: Given<'expected' | 'default'> & {
    default: number;
    unit?: string;
    range: readonly [least: number, most: number];
  },
) {
  const [minimum, maximum] = given.range;
  return Object.assign(Type.Integer({ minimum, maximum, default: given.default }), {
    description: given.unit === undefined ? given.about : `${given.about}, in ${given.unit}`,
    expected: `a whole number from ${minimum} to ${maximum}`,
  });
}

/** One of a closed set of words. */
export function choice<const Words extends string[]>(
  words: readonly [...Words],
  { about, ...facts }: Given<'expected'>,
) {
  const listed = words.join(', ');
  const expected = words.length === 1 ? listed : `one of ${listed}`;
  return Object.assign(Type.Enum(words), {
    expected,
    description: `${about}: ${listed}`,
    ...facts,
  });
}

/** Text that has the shape of `pattern` and passes `isGood`. */
export function text(
  pattern: RegExp,
  { about, ...facts }: Given,
  isGood: (value: string) => boolean = yes,
) {
  const type = Type.Refine(Type.String({ pattern: pattern.source }), isGood);
  return Object.assign(type, { description: about, ...facts });
}

/** A country that has a calling code, by its two letters. */
export function country({ about, ...facts }: Given) {
  const type = Type.Refine(Type.Unsafe<CountryCode>(Type.String()), isSupportedCountry);
  return Object.assign(type, { description: about, ...facts });
}

const yes = () => true;

/** Whether `value` is an http or https URL that names a host and neither a user nor a fragment. */
export function isHttpUrl(value: string): boolean {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return url.username === '' && url.password === '' && url.hash === '';
}

/** Whether `value` is such a URL and names nothing beyond the host. */
export function isBaseUrl(value: string): boolean {
  const url = URL.parse(value);
  return isHttpUrl(value) && url?.pathname === '/' && url.search === '';
}

/** Whether each part of a list with commas is such a URL. */
export const isBaseUrlList = (list: string) => list.split(',').every(isBaseUrl);

/** Whether a list with commas holds something at every place. */
export const hasNoEmptyPart = (list: string) => list.split(',').every((part) => part.trim() !== '');

/** Tells whether this Node knows a time zone by this name; one that is an offset has no rules. */
export function isTimeZone(value: string): boolean {
  // Every Node knows it. To ask loads all others, for which a start would wait.
  if (value === 'UTC') return true;
  if (/^[+-]/.test(value)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
