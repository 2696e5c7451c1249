import type { Aside } from '../languages/listening-words.ts';
import { isSimilar } from './near.ts';
import type { Item, Unit } from './spoken-items.ts';

/** Characters that were said, or why there are none: see readSpoken(). */
export type Spoken =
  | { ok: true; characters: string; isSure: boolean; isSpelled: boolean }
  | { ok: false; fault: 'noNumber' | 'ambiguous' | 'part' };

/** From so many characters on, two runs of them may each be a number. */
const WHOLE_LENGTH_MIN = 6;

const FAULT = {
  noNumber: { ok: false, fault: 'noNumber' },
  ambiguous: { ok: false, fault: 'ambiguous' },
  part: { ok: false, fault: 'part' },
} as const;

/**
 * The characters that were said, without what announces them and what is said around them. A fault:
 * `noNumber`, where words stand among them that are none, or nothing else; `ambiguous`, where they
 * are taken back, given twice and not alike, or can be read in two ways; `part`, where only a part
 * of the number is spoken of.
 */
export function readSpoken(items: readonly Item[]): Spoken {
  if (items.some(({ kind }) => kind === 'garbage')) return FAULT.noNumber;
  const begin = leadEnd(items);
  const lead = items.slice(0, begin);
  const body = items.slice(begin);
  const units = body.filter((item) => item.kind === 'unit');
  if (units.length === 0 || !isAnnouncement(lead)) return FAULT.noNumber;
  if (saysAside(lead, 'denial')) return FAULT.noNumber;
  if (saysAside(items, 'part')) return FAULT.part;
  if (saysAside(items, 'other')) return FAULT.ambiguous;
  if (saysAside(body, 'repair') || saysAside(body, 'denial')) return FAULT.ambiguous;
  if (body.some(isForeign)) return FAULT.noNumber;
  return units.some(({ as }) => as === 'unclear') ? FAULT.ambiguous : readUnits(body, units);
}

function isAside(item: Item | undefined, wanted: Aside): boolean {
  return item?.kind === 'aside' && item.aside === wanted;
}

function saysAside(items: readonly Item[], wanted: Aside): boolean {
  return items.some((item) => isAside(item, wanted));
}

/** What has no place among characters. */
function isForeign(item: Item): boolean {
  return item.kind === 'unknown' || isAside(item, 'plain') || isAside(item, 'lead');
}

/** The index after what announces the characters: "my tracking number is", "I have", "this one is". */
function leadEnd(items: readonly Item[]): number {
  let end = 0;
  let digits = 0;
  for (const [index, item] of items.entries()) {
    if (item.kind === 'unit') {
      if (/[0-9]/.test(item.value)) digits += item.value.length;
      // One digit may be a word of the announcement: "this one is".
      if (digits > 1) break;
      continue;
    }
    const isBefore = digits === 0 && (isForeign(item) || isAside(item, 'repair'));
    if (isBefore || isAside(item, 'is')) {
      end = index + 1;
      digits = 0;
    }
  }
  // Of characters alone, nothing is left out.
  return items.slice(end).some(({ kind }) => kind === 'unit') ? end : 0;
}

/** Whether what stands before the characters is known to announce them, as far as there is any. */
function isAnnouncement(lead: readonly Item[]): boolean {
  const hasUnknown = lead.some(({ kind }) => kind === 'unknown');
  const last = lead.at(-1);
  return !hasUnknown || isAside(last, 'is') || isAside(last, 'lead');
}

/** A run of characters between two points where the same number may begin anew. */
type Run = { characters: string; isAfter: 'again' | 'stop' | 'comma' | 'word' };

function readUnits(body: readonly Item[], units: readonly Unit[]): Spoken {
  const values = resolveZeros(units);
  const sure = units.filter(({ as }) => as !== 'weak').length;
  const isSpelled = units.every(({ value, isWritten }) => isWritten && /^[A-Z]$/.test(value));
  const once = withoutRepetition(toRuns(body, units, values));
  if (once === null) return FAULT.ambiguous;
  return { ok: true, characters: once, isSure: sure * 3 >= units.length, isSpelled };
}

/** What is 0 or O is what the characters beside it are; see the comments for where they differ. */
function resolveZeros(units: readonly Unit[]): string[] {
  const digits = units.filter(({ value }) => /[0-9]/.test(value));
  // Where digits are written as digits, a zero would be one too: "X O, 1 2 3".
  const areWritten = digits.every(({ isWritten }) => isWritten);
  // Whoever says "zero" or "oh" for the digit says "o" for the letter, unless digits surround it.
  const hasZero = units.some(({ value, isWritten }) => !isWritten && /^0+$/.test(value));
  /** Whether a digit stands beside it; null where nothing does that tells. */
  const isDigitBeside = (from: number, step: number): boolean | null => {
    for (let index = from + step; units[index] !== undefined; index += step) {
      const { as, value } = units[index] as Unit;
      if (as !== 'either') return (step < 0 ? /[0-9]$/ : /^[0-9]/).test(value);
    }
    return null;
  };
  const zeroAt = (unit: Unit, index: number): boolean => {
    if (unit.marked !== null) return unit.marked === 'digit';
    if (areWritten && unit.isWritten) return false;
    const sides = [isDigitBeside(index, -1), isDigitBeside(index, 1)];
    if (sides.every((it) => it === true)) return true;
    if (/0/.test(unit.value)) return sides.includes(null) || sides.includes(true);
    return sides.includes(true) && !hasZero;
  };
  return units.map((unit, index) => {
    if (unit.as !== 'either') return unit.value;
    return (zeroAt(unit, index) ? '0' : 'O').repeat(unit.value.length);
  });
}

function toRuns(body: readonly Item[], units: readonly Unit[], values: readonly string[]): Run[] {
  const runs: Run[] = [];
  let isAfter: Run['isAfter'] = 'word';
  for (const item of body) {
    if (item.kind === 'unit') {
      runs.push({ characters: values[units.indexOf(item)] ?? '', isAfter });
      isAfter = 'word';
    } else if (item.kind === 'pause' && isAfter !== 'again') {
      isAfter = item.isLong ? 'stop' : 'comma';
    } else if (isAside(item, 'again') || isAside(item, 'is')) {
      isAfter = 'again';
    }
  }
  return runs;
}

/**
 * The characters, once: the same number said twice or thrice counts as one. Null where what is said
 * anew is another.
 */
function withoutRepetition(runs: readonly Run[]): string | null {
  const all = runs.map(({ characters }) => characters).join('');
  const anew = joinRuns(runs, ({ isAfter }) => isAfter === 'again');
  if (anew.length > 1) {
    const [first = ''] = anew;
    return anew.every((it) => it === first) ? first : null;
  }
  const isStopped = runs.some(({ isAfter }) => isAfter === 'stop');
  const commas = runs.filter(({ isAfter }) => isAfter === 'comma').length;
  const equal = equalParts(all, runs, isStopped ? 'stop' : commas > 0 ? 'comma' : 'word');
  if (equal !== null) {
    // Groups that are set apart by commas may well be alike: "1 2 3, 4 5 6, 1 2 3, 4 5 6".
    const isTold = isStopped || commas === 0 || commas === equal.count - 1;
    if (isTold && new Set(equal.part).size > 1) return equal.part;
  }
  return isTwoNumbers(runs) ? null : all;
}

function joinRuns(runs: readonly Run[], begins: (run: Run) => boolean): string[] {
  const joined: string[] = [];
  for (const run of runs) {
    const before = begins(run) ? '' : (joined.pop() ?? '');
    joined.push(before + run.characters);
  }
  return joined;
}

/**
 * The part of a whole number's length that all characters are, twice or thrice, each time after what
 * is told; null where they are not.
 */
function equalParts(
  all: string,
  runs: readonly Run[],
  isAfter: Run['isAfter'],
): { part: string; count: number } | null {
  const begins = new Set<number>();
  let length = 0;
  for (const run of runs) {
    if (run.isAfter === isAfter) begins.add(length);
    length += run.characters.length;
  }
  for (const count of [2, 3]) {
    const size = all.length / count;
    if (!Number.isInteger(size) || size < WHOLE_LENGTH_MIN) continue;
    const part = all.slice(0, size);
    const places = Array.from({ length: count - 1 }, (_, index) => (index + 1) * size);
    const isSame = places.every((place) => begins.has(place) && all.startsWith(part, place));
    if (isSame) return { part, count };
  }
  return null;
}

/** Whether what was said in one go is several numbers, one after the other. */
function isTwoNumbers(runs: readonly Run[]): boolean {
  const parts = joinRuns(runs, ({ characters, isAfter }) => {
    return isAfter !== 'word' || characters.length >= WHOLE_LENGTH_MIN;
  });
  const whole = parts.filter(({ length }) => length >= WHOLE_LENGTH_MIN);
  const lettered = whole.filter((part) => /^[A-Z]+[0-9]{3}/.test(part));
  const [first = '', second = ''] = parts;
  const isPair = parts.length === 2 && whole.length === 2 && first.length === second.length;
  return lettered.length > 1 || (isPair && isSimilar(first, second));
}
