import { withoutHidden } from '../hidden-text.ts';
import { matchesOf } from '../regex.ts';

/**
 * A piece of what was said, as it was written down: a word of letters, digits, both in one, or a
 * sign. `text` is folded (lower case, no accents), `raw` as it came.
 */
export type Token = {
  kind: 'word' | 'digits' | 'mixed' | 'sign';
  text: string;
  raw: string;
  /** Nothing stands between this and the token before it. */
  isGlued: boolean;
};

/** Longest text that is read, in characters: a number that is spelled at length takes a tenth. */
export const SAID_LENGTH_MAX = 5000;

/** Most tokens that are read: "B as in Bravo" for each character of the longest number, twice. */
export const TOKENS_MAX = 400;

const TOKEN = /\p{L}[\p{L}\p{M}\p{N}]*(?:['’]\p{L}+)?|\p{N}[\p{L}\p{M}\p{N}]*(?:['’]s\b)?|[^\s]/gu;

/** Lower case, without accents and with one kind of apostrophe: as words stand in the tables. */
export function fold(text: string): string {
  return text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('’', "'");
}

/** Without what nobody sees, and in the plain form of every character. */
export function plainText(text: string): string {
  return withoutHidden(text).normalize('NFKC');
}

/** Cuts a text into its tokens. */
export function toTokens(text: string): Token[] {
  let end = -1;
  return matchesOf(text, TOKEN).map((match) => {
    const raw = match[0];
    const isGlued = match.index === end;
    end = match.index + raw.length;
    return { kind: kindOf(raw), text: fold(raw), raw, isGlued };
  });
}

function kindOf(raw: string): Token['kind'] {
  if (/^[0-9]+$/.test(raw)) return 'digits';
  if (/^\p{L}[\p{L}\p{M}'’]*$/u.test(raw)) return 'word';
  return /[\p{L}\p{N}]/u.test(raw) ? 'mixed' : 'sign';
}
