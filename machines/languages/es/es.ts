import { spoken } from './spoken.ts';

/** Spanish, as far as numbers that are said are understood in it. */
export const es = { spoken };
