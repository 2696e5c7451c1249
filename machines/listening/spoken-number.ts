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
  const end = items.findLastIndex(({ kind }) => kind === 'unit') + 1;
  const body = items.slice(begin, end);
  const units = body.filter((item) => item.kind === 'unit');
  if (units.length === 0 || !isAnnouncement(lead)) return FAULT.noNumber;
  if (saysAside(lead, 'denial')) return FAULT.noNumber;
  if (saysAside(items, 'part')) return FAULT.part;
  if (saysAside(items, 'other')) return FAULT.ambiguous;
  const around = [...body, ...items.slice(end)];
  if (saysAside(around, 'repair') || saysAside(around, 'denial')) return FAULT.ambiguous;
  if (around.some(isForeign) || units.some(({ as }) => as === 'unclear')) {
    return around.some(isForeign) ? FAULT.noNumber : FAULT.ambiguous;
  }
  return readUnits(body, units);
}

function saysAside(items: readonly Item[], wanted: string): boolean {
  return items.some((item) => item.kind === 'aside' && item.aside === wanted);
}

/** What has no place among characters. */
function isForeign(item: Item): boolean {
  if (item.kind === 'unknown') return true;
  return item.kind === 'aside' && (item.aside === 'plain' || item.aside === 'lead');
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
    } else if (item.kind === 'aside') {
      const isEnd = item.aside === 'is' || (digits === 0 && isForeign(item));
      if (isEnd || (digits === 0 && item.aside === 'repair')) {
        end = index + 1;
        digits = 0;
      }
    } else if (item.kind === 'unknown' && digits === 0) {
      end = index + 1;
    }
  }
  // Of characters alone, nothing is left out.
  return items.slice(end).some(({ kind }) => kind === 'unit') ? end : 0;
}

/** Whether what stands before the characters is known to announce them, as far as there is any. */
function isAnnouncement(lead: readonly Item[]): boolean {
  const hasUnknown = lead.some(({ kind }) => kind === 'unknown');
  const last = lead.findLast(({ kind }) => kind !== 'pause');
  const isEnded = last?.kind === 'aside' && (last.aside === 'is' || last.aside === 'lead');
  return !hasUnknown || isEnded;
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
  const areWritten = digits.length > 0 && digits.every(({ isWritten }) => isWritten);
  // Whoever says "zero" or "oh" for the digit says "o" for the letter, unless digits surround it.
  const hasZero = units.some(({ value, isWritten }) => !isWritten && /^0+$/.test(value));
  const sideOf = (from: number, step: number): 'digit' | 'letter' | null => {
    for (let index = from + step; units[index] !== undefined; index += step) {
      const unit = units[index] as Unit;
      const value = step < 0 ? unit.value.at(-1) : unit.value[0];
      if (unit.as !== 'either') return /[0-9]/.test(value ?? '') ? 'digit' : 'letter';
    }
    return null;
  };
  const zeroAt = (unit: Unit, index: number): boolean => {
    if (unit.marked !== null) return unit.marked === 'digit';
    if (areWritten && unit.isWritten) return false;
    const sides = [sideOf(index, -1), sideOf(index, 1)];
    if (sides.every((it) => it === 'digit')) return true;
    if (unit.value.startsWith('0')) return sides.includes(null) || sides.includes('digit');
    return sides.includes('digit') && !hasZero;
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
    } else if (item.kind === 'aside' && (item.aside === 'again' || item.aside === 'is')) {
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
  const parts = equalParts(runs, isStopped ? 'stop' : commas > 0 ? 'comma' : 'word');
  // Groups that are set apart by commas may well be alike: "1 2 3, 4 5 6, 1 2 3, 4 5 6".
  const isTold = isStopped || commas === 0 || commas === parts.length - 1;
  const isPlain = new Set(parts[0]).size > 1;
  if (parts.length > 1 && isTold && isPlain) return parts[0] ?? all;
  return isTwoNumbers(runs) ? null : all;
}

function joinRuns(runs: readonly Run[], begins: (run: Run) => boolean): string[] {
  const joined: string[] = [];
  for (const [index, run] of runs.entries()) {
    if (index === 0 || begins(run)) joined.push(run.characters);
    else joined.push((joined.pop() ?? '') + run.characters);
  }
  return joined;
}

/** The characters in two or three equal parts of a whole number's length, where they are such. */
function equalParts(runs: readonly Run[], isAfter: Run['isAfter']): string[] {
  const all = runs.map(({ characters }) => characters).join('');
  const begins = new Set<number>();
  let length = 0;
  for (const run of runs) {
    if (run.isAfter === isAfter) begins.add(length);
    length += run.characters.length;
  }
  for (const count of [2, 3]) {
    const size = all.length / count;
    if (!Number.isInteger(size) || size < WHOLE_LENGTH_MIN) continue;
    const parts = Array.from({ length: count }, (_, index) =>
      all.slice(index * size).slice(0, size),
    );
    const isSame = parts.every((part, index) => {
      return part === parts[0] && (index === 0 || begins.has(index * size));
    });
    if (isSame) return parts;
  }
  return [all];
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
