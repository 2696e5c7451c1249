import type { SpokenWords } from '../languages/listening-words.ts';
import type { Token } from './said-tokens.ts';
import { of } from './word-tables.ts';

/** A number that was said, and the index of the token after it. */
export type Cardinal = { number: number; next: number };

/**
 * Reads a number that words name, as far as it goes: "forty four", "two thousand nineteen", "ten
 * million and one". Signs between the words are for the caller to take out. Null where none begins.
 */
export function readCardinal(
  tokens: readonly Token[],
  at: number,
  words: SpokenWords,
): Cardinal | null {
  const wordAt = (index: number) => tokens[index]?.text ?? '';
  const scaleAt = (index: number): number => of(words.scales, wordAt(index)) ?? 0;

  function counted(from: number, isRest: boolean): Cardinal | null {
    const word = wordAt(from);
    // Digits count only before a scale and after one: elsewhere they are what they are.
    if (/^[0-9]{1,3}$/.test(word)) {
      return isRest || scaleAt(from + 1) > 0 ? { number: Number(word), next: from + 1 } : null;
    }
    const small = of(words.ones, word);
    if (small !== undefined) return { number: small, next: from + 1 };
    const whole = of(words.tens, word);
    if (whole !== undefined) return withOnes(whole, from + 1);
    const isArticle = words.articles.has(word) && scaleAt(from + 1) > 0;
    return isArticle ? { number: 1, next: from + 1 } : null;
  }

  function withOnes(whole: number, from: number): Cardinal {
    const { tensJoint } = words;
    if (tensJoint !== null && wordAt(from) !== tensJoint) return { number: whole, next: from };
    const digitAt = tensJoint === null ? from : from + 1;
    const digit = of(words.ones, wordAt(digitAt)) ?? 0;
    if (digit < 1 || digit > 9) return { number: whole, next: from };
    return { number: whole + digit, next: digitAt + 1 };
  }

  /** What follows a scale and is less than it, where it belongs to the same number. */
  function restBelow(scale: number, from: number): Cardinal | null {
    const isJoined = wordAt(from) === words.scaleJoint;
    const rest = upTo(scale, isJoined ? from + 1 : from, true);
    if (rest === null || rest.number === 0 || rest.number >= scale) return null;
    // "Two hundred three hundred": what counts the like anew is no part of it.
    const isCounting = scaleAt(rest.next) > 0 && scaleAt(rest.next) <= scale;
    if (isCounting) return null;
    // "Two thousand one two three": the digits are read out one by one.
    const isDigit = rest.number < 10 && rest.next === from + 1;
    const after = wordAt(rest.next);
    const isFollowed =
      words.zeros.has(after) || (of(words.ones, after) ?? 10) < 10 || /^[0-9]$/.test(after);
    return isDigit && isFollowed ? null : rest;
  }

  /** A number whose scales are all below this one. */
  function upTo(limit: number, from: number, isRest: boolean): Cardinal | null {
    let read = counted(from, isRest);
    if (read === null) return null;
    for (;;) {
      const scale = scaleAt(read.next);
      if (scale === 0 || scale >= limit || read.number === 0 || read.number >= 1000) return read;
      const number: number = read.number * scale;
      const rest = restBelow(scale, read.next + 1);
      // "Two hundred thousand": what was read is what a greater scale counts.
      if (rest === null) read = { number, next: read.next + 1 };
      else read = { number: number + rest.number, next: rest.next };
    }
  }

  // "Hundred five", as some languages say it.
  const number = scaleAt(at);
  if (number > 0) {
    const rest = restBelow(number, at + 1);
    return rest === null ? { number, next: at + 1 } : { ...rest, number: number + rest.number };
  }
  return upTo(Number.POSITIVE_INFINITY, at, false);
}
