import type { Manner, Medium } from '../../machines/reply.ts';
import { ENDING_LENGTH, TRACKING_NUMBER_LENGTH } from '../../machines/tracking-number.ts';

/** Longest group that a listener can hold while writing it down, and that one who asks for less can. */
const GROUP_LENGTH_MAX = { plain: 4, slow: 2 } as const;

/** How much of a number comes in one breath. */
export type Pace = keyof typeof GROUP_LENGTH_MAX;

/**
 * A tracking number as it is read out: "WB10000001" becomes "W B, 1 0 0 0, 0 0 0 1".
 * Every character stands alone, so that "10" is never heard as "ten"; a comma is a pause. Pauses
 * come where letters meet digits and inside long runs. Taking out spaces and commas gives the
 * number back, so no two numbers are read out alike.
 * Throws a RangeError for anything but a normalized tracking number.
 */
export function spokenNumber(trackingNumber: string, pace: Pace = 'plain'): string {
  const runs = checked(trackingNumber).match(/[A-Z]+|[0-9]+/g) ?? [];
  const groups = runs.flatMap((run) => splitEvenly(run, GROUP_LENGTH_MAX[pace]));
  return groups.map((group) => group.split('').join(' ')).join(', ');
}

/** A tracking number as it is told: in writing it stands as it is. Throws as spokenNumber() does. */
export function toldNumber(
  trackingNumber: string,
  medium: Medium | undefined,
  pace: Pace = 'plain',
): string {
  return medium === 'text' ? checked(trackingNumber) : spokenNumber(trackingNumber, pace);
}

function checked(trackingNumber: string): string {
  // The value is kept out of the message, because messages of errors are logged.
  if (!/^[A-Z0-9]+$/.test(trackingNumber) || trackingNumber.length > TRACKING_NUMBER_LENGTH.max) {
    throw new RangeError('Cannot speak tracking number: expected it in normalized form');
  }
  return trackingNumber;
}

// Even groups, the longer ones first: ten characters are heard as 4, 3 and 3, never as 4, 4 and 2.
function splitEvenly(run: string, lengthMax: number): string[] {
  const groups: string[] = [];
  let rest = run;
  for (let left = Math.ceil(run.length / lengthMax); left > 0; left -= 1) {
    const length = Math.ceil(rest.length / left);
    groups.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return groups;
}

/** The last characters of a tracking number as they are told: "0 0 0 1", or "0001" in writing. */
export function toldEnding(trackingNumber: string, medium: Medium | undefined): string {
  return toldCharacters(checked(trackingNumber).slice(-ENDING_LENGTH), medium);
}

/** A few characters of a tracking number as they are told: "0 0 1", or "001" in writing. */
export function toldCharacters(characters: string, medium: Medium | undefined): string {
  return medium === 'text' ? characters : characters.split('').join(' ');
}

/** What tells a parcel from others in a sentence: nothing, the end of its number, or the whole of it. */
export function toldBy(
  naming: Manner['naming'],
  trackingNumber: string,
  medium: Medium | undefined,
): string {
  switch (naming) {
    case 'none':
      return '';
    case 'ending':
      return toldEnding(trackingNumber, medium);
    case 'number':
      return toldNumber(trackingNumber, medium);
    default:
      return naming satisfies never;
  }
}
