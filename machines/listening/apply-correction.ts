/** What becomes of a number on the table when it is corrected; pure. */
import type { CorrectionDeed, Place } from '../languages/listening-words.ts';
import { slipsBetween } from './near.ts';
import { TWINS } from './written-number.ts';

/** What a correction says, each part as all that it may stand for, the likeliest first. */
export type Correction = {
  does: CorrectionDeed;
  what: readonly string[];
  old: readonly string[];
  more: readonly string[];
  place: Place | null;
  side: 'start' | 'end' | null;
  before: readonly string[] | Place | null;
  after: readonly string[] | Place | null;
};

/** Part of a number: from one index up to another, which is no part of it. */
type Span = { start: number; end: number };

/**
 * The number as corrected, or null where it is not said of which part, or there are several such
 * parts. It may be the number as it was, and of any length.
 */
export function applyCorrection(number: string, correction: Correction): string | null {
  const { what, old } = correction;
  switch (correction.does) {
    case 'put':
      return firstOf(what, (it) => put(number, it, correction));
    case 'replace':
      return firstOf(what, (it) => firstOf(old, (was) => replace(number, was, it)));
    case 'swap':
      return swap(number, correction);
    case 'add':
      return add(number, correction);
    case 'drop':
      return drop(number, correction);
    case 'extra':
      return firstOf(old, (it) => setRun(number, it, (length) => length - 1));
    case 'only':
      return firstOf(old, (it) => setRun(number, it, () => it.length));
    case 'begin':
    case 'end':
      return firstOf(what, (it) => edge(number, it, correction.does === 'end'));
    case 'doubt':
      return null;
    default:
      return correction.does satisfies never;
  }
}

function firstOf(all: readonly string[], make: (it: string) => string | null): string | null {
  for (const it of all) {
    const made = make(it);
    if (made !== null) return made;
  }
  return null;
}

function spliced(number: string, { start, end }: Span, what: string): string {
  return number.slice(0, start) + what + number.slice(end);
}

function put(number: string, what: string, { place, side, old }: Correction): string | null {
  if (side !== null) return edge(number, what, side === 'end');
  const span = place === null ? null : spanOf(number, place, what.length);
  if (span === null || span.end - span.start !== what.length) return null;
  const stood = number.slice(span.start, span.end);
  return old.length > 0 && !old.includes(stood) ? null : spliced(number, span, what);
}

/** Where a place is, for so many characters as it leaves open. Null where the number has none. */
export function spanOf(number: string, place: Place, length: number): Span | null {
  const counted = [...number].flatMap((character, index) => {
    const isDigit = character <= '9';
    const counts = place.of === 'characters' || (place.of === 'digits') === isDigit;
    return counts ? [index] : [];
  });
  if (place.count === Number.POSITIVE_INFINITY) return firstRow(counted);
  const count = place.count === 0 ? length : place.count;
  const begin = place.from === 'start' ? place.index : counted.length - place.index - count;
  const meant = counted.slice(Math.max(begin, 0), begin + count);
  if (begin < 0 || meant.length < count) return null;
  const start = meant[0] ?? 0;
  const end = (meant.at(-1) ?? start) + 1;
  // What stands apart is not told by one place.
  return end - start === count ? { start, end } : null;
}

/** The first of the places that stand side by side. */
function firstRow(indexes: readonly number[]): Span | null {
  const [start] = indexes;
  if (start === undefined) return null;
  let end = start;
  while (indexes.includes(end)) end += 1;
  return { start, end };
}

/** Where some characters stand, where that is in one place only. */
function onlySpan(number: string, wanted: string): Span | null {
  const start = number.indexOf(wanted);
  if (start === -1 || number.indexOf(wanted, start + 1) !== -1) return null;
  return { start, end: start + wanted.length };
}

function replace(number: string, old: string, what: string): string | null {
  if (old === what) return null;
  const span = onlySpan(number, old);
  // "Two fives, not one": it may be said how often something stands there.
  const counted = what.length > 1 ? setRun(number, what, () => what.length) : null;
  const isCount = counted !== null && counted.length === number.length - Number(old) + what.length;
  if (isCount) return span === null ? counted : null;
  return span === null ? null : spliced(number, span, what);
}

/** It begins or ends with these: they stand for as many characters as are most alike to them. */
function edge(number: string, what: string, isEnd: boolean): string | null {
  if (what.length > number.length) return null;
  const cuts = [what.length, what.length - 1, what.length + 1].map((length) => {
    const cut = isEnd ? number.length - length : length;
    const stood = isEnd ? number.slice(cut) : number.slice(0, cut);
    const made = isEnd ? number.slice(0, cut) + what : what + number.slice(cut);
    const isPossible = cut >= 0 && isAlike(stood, what);
    return { made, slips: isPossible ? slipsBetween(stood, what) : Number.POSITIVE_INFINITY };
  });
  const fewest = Math.min(...cuts.map(({ slips }) => slips));
  if (fewest === Number.POSITIVE_INFINITY) return null;
  return cuts.find(({ slips }) => slips === fewest)?.made ?? null;
}

/** Not letters for digits alone: "it begins with a four" says nothing of the letters before it. */
function isAlike(stood: string, what: string): boolean {
  if (TWINS[what] === stood || TWINS[stood] === what) return true;
  return [/[A-Z]/, /[0-9]/].every((kind) => kind.test(stood) === kind.test(what));
}

function swap(number: string, { place, old, what }: Correction): string | null {
  if (place !== null) {
    const span = spanOf(number, place, 2);
    return span === null || span.end - span.start !== 2 ? null : reversed(number, span);
  }
  if (what.length === 0) {
    return firstOf(old, (it) => {
      const span = it.length === 2 ? onlySpan(number, it) : null;
      return span === null ? null : reversed(number, span);
    });
  }
  return firstOf(what, (one) => firstOf(old, (other) => exchanged(number, one, other)));
}

function reversed(number: string, span: Span): string {
  return spliced(number, span, [...number.slice(span.start, span.end)].toReversed().join(''));
}

function exchanged(number: string, one: string, other: string): string | null {
  if (one === other) return null;
  const beside = [one + other, other + one].flatMap((it) => onlySpan(number, it) ?? []);
  const [span] = beside;
  if (beside.length === 1 && span !== undefined) {
    const isFirst = number.startsWith(one + other, span.start);
    return spliced(number, span, isFirst ? other + one : one + other);
  }
  const [a, b] = [onlySpan(number, one), onlySpan(number, other)];
  if (a === null || b === null || one.length !== 1 || other.length !== 1) return null;
  return spliced(spliced(number, a, other), b, one);
}

function add(number: string, correction: Correction): string | null {
  const { what, more, side, before, after } = correction;
  if (more.length > 0 && side === null && before === null && after === null) {
    return firstOf(more, (it) => setRun(number, it, (length) => length + it.length));
  }
  return firstOf([...what, ...more], (it) => {
    const index = indexFor(number, it, correction);
    return index === null ? null : spliced(number, { start: index, end: index }, it);
  });
}

/** Where something goes in. */
function indexFor(
  number: string,
  what: string,
  { side, before, after }: Correction,
): number | null {
  if (side !== null) return side === 'start' ? 0 : number.length;
  const [left, right] = [spansOf(number, after), spansOf(number, before)];
  if (left !== null && right !== null) {
    return only(left.filter(({ end }) => right.some(({ start }) => start === end)))?.end ?? null;
  }
  if (left !== null) return only(left)?.end ?? null;
  if (right !== null) return only(right)?.start ?? null;
  // Letters without a place are those that numbers begin with.
  return /^[A-Z]+$/.test(what) && !number.startsWith(what) ? 0 : null;
}

function only(spans: readonly Span[]): Span | undefined {
  return spans.length === 1 ? spans[0] : undefined;
}

/** Every span of what is said to stand beside it; null where nothing is said. */
function spansOf(number: string, beside: readonly string[] | Place | null): Span[] | null {
  if (beside === null) return null;
  if ('from' in beside) {
    const span = spanOf(number, beside, 1);
    return span === null ? [] : [span];
  }
  for (const characters of beside) {
    const spans = [...number].flatMap((_, start) => {
      const isThere = number.startsWith(characters, start);
      return isThere ? [{ start, end: start + characters.length }] : [];
    });
    if (spans.length > 0) return spans;
  }
  return [];
}

function drop(number: string, { place, old }: Correction): string | null {
  if (place !== null) {
    const span = spanOf(number, place, 1);
    return span === null ? null : spliced(number, span, '');
  }
  return firstOf(old, (it) => {
    const span = onlySpan(number, it);
    if (span !== null) return spliced(number, span, '');
    return it.length === 1 ? setRun(number, it, (length) => length - 1) : null;
  });
}

/**
 * Changes how often a character stands in a row: of what is one character, said once or repeatedly.
 * Null where it stands in several places, unless it is repeated in one of them only.
 */
export function setRun(
  number: string,
  repeated: string,
  toLength: (length: number) => number,
): string | null {
  const character = /^(.)\1*$/.exec(repeated)?.[1];
  if (character === undefined) return null;
  const runs = [...number.matchAll(new RegExp(`${character}+`, 'g'))];
  const long = runs.filter(([run]) => run.length > 1);
  const [run] = runs.length === 1 ? runs : long.length === 1 ? long : [];
  if (run === undefined) return null;
  const { index } = run;
  const span = { start: index, end: index + run[0].length };
  return spliced(number, span, character.repeat(toLength(run[0].length)));
}
