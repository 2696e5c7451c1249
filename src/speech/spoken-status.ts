import { knownStatus } from '../../machines/delivery.ts';
import { rowOf } from '../../machines/statuses.ts';
import { spokenText } from './spoken-text.ts';

/** Longest unknown status that is read out; a part of one might mean something else. */
const STATUS_LENGTH_MAX = 100;

/**
 * What a status says of the parcel: the rest of a sentence that begins with "The parcel".
 * An unknown status is spoken as it is written, with underscores as spaces; whatever could be read
 * as markup is a space too.
 */
export function spokenStatus(status: string): string {
  const known = knownStatus(status);
  if (known !== null) return rowOf(known).words;
  const plain = spokenText(status.replace(/[_<>{}[\]()*#`~|\\/"^]/g, ' '));
  // The words stand within a sentence: what ends one would cut it in two.
  const words = plain
    .replace(/[.!?…]+["'”’)\]]*(?=\s|$)/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.!?,;:]+|[\s.!?,;:]+$/g, '');
  const canBeRead = words.length > 0 && words.length <= STATUS_LENGTH_MAX;
  return canBeRead ? `has the status ${words}` : "has a status that I can't read out";
}
