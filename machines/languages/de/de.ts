import { spoken } from './spoken.ts';

/** German, as far as numbers that are said are understood in it. */
export const de = { spoken };
