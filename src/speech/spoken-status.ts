import { knownStatus } from '../../machines/delivery.ts';
import type { Language } from '../../machines/languages/language.ts';
import { spokenText } from './spoken-text.ts';

/** Longest unknown status that is read out; a part of one might mean something else. */
const STATUS_LENGTH_MAX = 100;

/**
 * What a status says of the parcel: the rest of a sentence that begins with "The parcel".
 * An unknown status is spoken as it is written, with underscores as spaces; whatever could be read
 * as markup is a space too.
 */
export function spokenStatus(status: string, language: Language): string {
  const { rows, unknown, unreadable } = language.statuses;
  const known = knownStatus(status);
  if (known !== null) return rows[known].words;
  const words = readableStatus(status, language);
  return words === null ? unreadable : unknown(words);
}

/** The words of a status that is not known, as they stand within a sentence; null if none can. */
export function readableStatus(status: string, language: Language): string | null {
  const plain = spokenText(status.replace(/[_<>{}[\]()*#`~|\\/"^]/g, ' '), language);
  // What ends a sentence would cut it in two.
  const words = plain
    .replace(/[.!?…]+["'”’)\]]*(?=\s|$)/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.!?,;:]+|[\s.!?,;:]+$/g, '');
  return words.length > 0 && words.length <= STATUS_LENGTH_MAX ? words : null;
}
