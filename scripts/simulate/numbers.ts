import type { Choices } from '../traffic/random.ts';

/** Characters that are taken for each other on a telephone. */
const CONFUSED = ['BDEPT3', 'MN', 'SFX', 'AK8', '59', '16', 'QU', 'IY', '07'];

const DIGITS = 'zero one two three four five six seven eight nine'.split(' ');

/** A number with one character taken for another. */
export function misheard(number: string, choices: Choices): string {
  const at = choices.whole(0, number.length - 1);
  const character = number[at] ?? '';
  const likely = CONFUSED.find((group) => group.includes(character)) ?? '2345';
  const isDigit = /\d/.test(character);
  const others = [...likely].filter((it) => it !== character && /\d/.test(it) === isDigit);
  const instead = others.length === 0 ? (isDigit ? '4' : 'W') : choices.pick(others);
  return `${number.slice(0, at)}${instead}${number.slice(at + 1)}`;
}

/** A number as it is said. */
export function spelled(number: string, choices: Choices): string {
  switch (choices.whole(0, 2)) {
    case 0:
      return [...number].join(' ');
    case 1:
      return [...number].map((it) => (/\d/.test(it) ? DIGITS[Number(it)] : it)).join(' ');
    default:
      return number.replace(/(\d{4})(?=\d)/g, '$1-');
  }
}

/**
 * The number, or the end of one, that a question is about, as a listener would write it down; null
 * where it is about none.
 */
export function heardNumber(sentence: string): string | null {
  const own = /Is it the parcel ending in ([A-Z0-9 ]+)\?/.exec(sentence)?.[1];
  if (own !== undefined) return own.replaceAll(' ', '');
  // What was given so far is asked about in no other way than by asking for the rest.
  if (sentence.includes('So far I heard')) return null;
  const spoken = /I heard ([A-Z0-9]+(?:,? [A-Z0-9])*)(?=[,.] )/.exec(sentence)?.[1];
  if (spoken === undefined) return null;
  const heard = spoken.replace(/[ ,]/g, '');
  const repair = /Is it (\w), not (\w), (at the beginning|at the end|after ((?:\w ?)+))\?/.exec(
    sentence,
  );
  return repair === null ? heard : repaired(heard, repair);
}

function repaired(heard: string, [, instead = '', wrong = '', place, after]: RegExpExecArray) {
  if (place === 'at the beginning') return `${instead}${heard.slice(1)}`;
  if (place === 'at the end') return `${heard.slice(0, -1)}${instead}`;
  const before = (after ?? '').replaceAll(' ', '');
  return heard.replace(`${before}${wrong}`, `${before}${instead}`);
}

/** A number that was passed on plainly, as it is on record; null for what takes a reader. */
export function plainly(argument: unknown): string | null {
  if (typeof argument !== 'string') return null;
  const bare = argument.replace(/[\s-]/g, '').toUpperCase();
  // Words of letters alone are digits by their names, which take a reader.
  const isSpoken = argument.split(/[\s-]+/).some((word) => /^[a-z]{2,}$/.test(word));
  return /^[A-Z0-9]{6,40}$/.test(bare) && !isSpoken ? bare : null;
}
