import type { NumberWords } from '../../machines/languages/language.ts';

const WORD = /[\p{L}\p{N}]+/gu;
const MARK = /\p{M}+/gu;

/** Words of a text in the form in which they are compared: no accents, case or punctuation. */
export function foldWords(text: string): string[] {
  return text.normalize('NFKD').replace(MARK, '').toLowerCase().match(WORD) ?? [];
}

/** Words of a text with the numbers among them as digits. */
export function foldWithDigits(text: string, { values }: NumberWords): string[] {
  return foldWords(text).map((word) => {
    const value = word.length > 2 ? values.get(word) : undefined;
    return value === undefined ? word : String(value);
  });
}
