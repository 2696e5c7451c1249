import type { Language } from '../../machines/languages/language.ts';
import { spokenText } from './spoken-text.ts';

/** Longest name that is read out: records with longer ones do not pass the border. */
const NAME_LENGTH_MAX = 200;

/**
 * A customer's name as it is spoken, or null when there is none that can be.
 * A name that is too long is left out whole, because a part of a name is another name.
 */
export function spokenName(name: string | undefined, language: Language): string | null {
  const words = spokenText(name ?? '', language);
  return words.length > 0 && words.length <= NAME_LENGTH_MAX ? words : null;
}
