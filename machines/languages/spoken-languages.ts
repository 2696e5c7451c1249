import { de } from './de/de.ts';
import { en } from './en/en.ts';
import { es } from './es/es.ts';
import type { Language } from './language.ts';

/** A language as far as numbers that are said are understood in it. */
export type SpokenLanguage = Pick<Language, 'spoken'>;

/** All of them: callers say numbers in their own language, whatever that of the line is. */
export const ALL_SPOKEN: readonly SpokenLanguage[] = [en, de, es];
