import { KNOWN_STATUSES } from '../../machines/delivery.ts';
import { spokenText } from './spoken-text.ts';

/** One of the statuses that have plain words of their own. */
export type KnownStatus = (typeof KNOWN_STATUSES)[number];

const PLAIN_WORDS: Record<KnownStatus, string> = {
  pending: 'is waiting to be processed',
  processing: 'is being prepared',
  in_transit: 'is on its way',
  out_for_delivery: 'is out for delivery',
  delivered: 'was delivered',
  delayed: 'is delayed',
  failed: 'could not be delivered',
  cancelled: 'was cancelled',
};

/** Longest unknown status that is read out; a part of one might mean something else. */
const STATUS_LENGTH_MAX = 100;

/**
 * What a status says of the parcel: the rest of a sentence that begins with "The parcel".
 * An unknown status is spoken as it is written, with underscores as spaces; whatever could be read
 * as markup is a space too.
 */
export function spokenStatus(status: string): string {
  const known = knownStatus(status);
  if (known !== null) return PLAIN_WORDS[known];
  const plain = spokenText(status.replace(/[_<>{}[\]()*#`~|\\/"^]/g, ' '));
  // The words stand within a sentence: what ends one at their edge would cut it in two.
  const words = plain.replace(/^[\s.!?,;:]+|[\s.!?,;:]+$/g, '');
  const canBeRead = words.length > 0 && words.length <= STATUS_LENGTH_MAX;
  return canBeRead ? `is listed as ${words}` : "has a status that I can't read out";
}

/** Narrows a status of a record to one with plain words, or null. */
export function knownStatus(status: string): KnownStatus | null {
  return KNOWN_STATUSES.find((known) => known === status) ?? null;
}
