/** What is read of the numbers in files of spoken and written forms, and of forms that are made. */
import { en } from '../../machines/languages/en/en.ts';
import {
  type CorrectionReading,
  readCorrection,
} from '../../machines/listening/read-correction.ts';
import {
  type NumberReading,
  readFragment,
  readNumber,
} from '../../machines/listening/read-number.ts';
import { FORMS, generateNumbers } from './generated-forms.ts';
import { count, type Tallies } from './tally.ts';

/** A row of spoken-numbers.json. */
type SpokenRow = { family: string; spoken: string; expect: string | null };
/** A row of nemo-spoken.json. */
type NemoRow = { spoken: string; key: string; core29: boolean };
/** A row of tracking-vectors.json. */
type VectorRow = { kind: 'valid' | 'invalid'; number: string };
/** A row of corrections.json. */
type CorrectionRow = { said: string; onTable: string; meant: string; fragment: string };

/** Numbers of less than a whole number's length are read as fragments. */
function readWholeOrPart(said: string, length: number): NumberReading {
  const part = length < 6 ? readFragment(said, en) : null;
  return part === null
    ? readNumber(said, en)
    : { ok: true, trackingNumber: part, interpreted: true };
}

export function benchSpoken(rows: readonly SpokenRow[]): Tallies {
  const tallies: Tallies = new Map();
  for (const { family, spoken, expect } of rows) {
    count(tallies, family, readWholeOrPart(spoken, expect?.length ?? 6), expect);
  }
  return tallies;
}

export function benchNemo(rows: readonly NemoRow[]): Tallies {
  const tallies: Tallies = new Map();
  for (const { spoken, key } of rows.filter((row) => row.core29)) {
    const family = key.length < 6 ? 'shorter identifiers' : 'identifiers of 6 and more';
    count(tallies, family, readWholeOrPart(spoken, key.length), key);
  }
  return tallies;
}

/** Of the valid numbers, in every way of writing one; what has to be undoubted is a family too. */
export function benchVectors(rows: readonly VectorRow[]): Tallies {
  const tallies: Tallies = new Map();
  const written = ['as written', 'spaced', 'dashed', 'with commas', 'final dot', 'read-back'];
  for (const { number } of rows.filter(({ kind }) => kind === 'valid')) {
    const key = number.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
    for (const form of written) {
      const said = form === 'as written' ? number : FORMS[form]?.(key);
      count(tallies, form, readNumber(said ?? '', en), key);
    }
    const plain = readNumber(number, en);
    const undoubted: NumberReading =
      plain.ok && plain.interpreted ? { ok: false, fault: 'noNumber' } : plain;
    count(tallies, 'undoubted as written', undoubted, key);
  }
  return tallies;
}

/** As text, and as the fragment that a model may pass: of that, asking which part is right as well. */
export function benchCorrections(rows: readonly CorrectionRow[]): Tallies {
  const tallies: Tallies = new Map();
  for (const { said, onTable, meant, fragment } of rows) {
    count(tallies, 'as text', toReading(readCorrection(said, onTable, en)), meant);
    if (fragment === '') continue;
    const reading = readCorrection(fragment, onTable, en);
    const isAsked = reading.kind === 'unresolved';
    count(tallies, 'as fragment, or asked', toReading(reading), isAsked ? null : meant);
    count(tallies, 'as fragment, corrected', toReading(reading), meant);
  }
  return tallies;
}

/** A whole new number may be looked up as it is; a corrected one never is. */
function toReading(reading: CorrectionReading): NumberReading {
  switch (reading.kind) {
    case 'corrected':
      return { ok: true, trackingNumber: reading.trackingNumber, interpreted: true };
    case 'whole':
      return { ok: true, trackingNumber: reading.trackingNumber, interpreted: false };
    default:
      return { ok: false, fault: 'ambiguous' };
  }
}

/** So many numbers by the seed, in each form in which they may be said. */
export function benchGenerated(numbers: number, seed: number): Tallies {
  const tallies: Tallies = new Map();
  for (const number of generateNumbers(numbers, seed)) {
    for (const [form, say] of Object.entries(FORMS)) {
      count(tallies, form, readNumber(say(number), en), number);
    }
  }
  return tallies;
}
