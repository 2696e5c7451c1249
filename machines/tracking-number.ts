/** What is wrong with something written as a tracking number. */
export type NumberFault = 'missing' | 'tooShort' | 'tooLong' | 'badCharacter';

/**
 * A tracking number as it is written, in a record or as an argument of a program; what was said is read
 * by machines/listening/read-number.ts. `interpreted` is true when more was changed than case, spaces
 * and dashes.
 */
export type NumberReading =
  | { ok: true; trackingNumber: string; interpreted: boolean }
  | { ok: false; fault: NumberFault };

/** Fewest and most characters of a normalized tracking number: couriers have up to 34. */
export const TRACKING_NUMBER_LENGTH = { min: 6, max: 40 } as const;

/** How many characters at the end of a number tell two parcels apart, where they are not the same. */
export const ENDING_LENGTH = 4;

// Every dash that a keyboard or a transcriber produces, and every kind of space.
const SPACES_AND_DASHES = /[\s\p{Dash_Punctuation}\u2212\u00ad\u200b]/gu;

/**
 * Brings a tracking number into the form in which records are keyed: no spaces or dashes, upper
 * case, letters A to Z and digits only, 6 to 40 of them.
 */
export function normalizeTrackingNumber(heard: string): NumberReading {
  const bare = heard.replace(SPACES_AND_DASHES, '');
  // Full-width and other compatibility forms are one reading of what was meant: ask, if unsure.
  const plain = bare.normalize('NFKC');
  if (plain.length === 0) return { ok: false, fault: 'missing' };
  // Before upper-casing, which would turn a sharp s into two letters.
  if (!/^[A-Za-z0-9]+$/.test(plain)) return { ok: false, fault: 'badCharacter' };
  if (plain.length < TRACKING_NUMBER_LENGTH.min) return { ok: false, fault: 'tooShort' };
  if (plain.length > TRACKING_NUMBER_LENGTH.max) return { ok: false, fault: 'tooLong' };
  return { ok: true, trackingNumber: plain.toUpperCase(), interpreted: plain !== bare };
}

/** Whether two numbers differ in one character: another one, one more or one fewer. */
export function isOneCharacterAway(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short === long) return false;
  let same = 0;
  while (short[same] === long[same]) same += 1;
  const rest = short.length === long.length ? same + 1 : same;
  return short.slice(rest) === long.slice(same + 1);
}
