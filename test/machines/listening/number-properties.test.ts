// What holds of whatever is said, on texts that nobody would say and on numbers as they are told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { de } from '../../../machines/languages/de/de.ts';
import { en } from '../../../machines/languages/en/en.ts';
import { joinPieces } from '../../../machines/listening/join-pieces.ts';
import { readCorrection } from '../../../machines/listening/read-correction.ts';
import { readFragment, readKeypad, readNumber } from '../../../machines/listening/read-number.ts';
import { spokenNumber } from '../../../src/speech/spoken-number.ts';

const WORDS = (
  'one two double triple oh o zero seven twenty hundred thousand million and times twice zeros a b w u i ' +
  'bravo as in for like is the my number tracking last first digit not but no wait or again swap ' +
  'missing please , . - # 4472 WB10447291 wb zwei vier doppel uno cero treinta y de constructor 🦉'
).split(' ');

const saidText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.array(fc.constantFrom(...WORDS), { maxLength: 30 }).map((words) => words.join(' ')),
  fc.string({ unit: fc.constantFrom(...'aWB0O19 -–,.Ｗ１ßé"#*{}[]$'), maxLength: 60 }),
);

const trackingNumber = fc
  .string({ unit: fc.constantFrom(...'ABIKOSUWXZ012345689'), minLength: 6, maxLength: 40 })
  .filter((number) => /[0-9]/.test(number));

test('readNumber(): whatever is said gives a number of 6 to 40 letters and digits, or a fault', () => {
  fc.assert(
    fc.property(saidText, (said) => {
      const reading = readNumber(said, en);
      if (reading.ok) assert.match(reading.trackingNumber, /^[A-Z0-9]{6,40}$/);
    }),
    { numRuns: 500 },
  );
});

test('readNumber(): what leaves no doubt is what was written, without spaces and dashes', () => {
  fc.assert(
    fc.property(saidText, (said) => {
      const reading = readNumber(said, en);
      if (!reading.ok || reading.interpreted) return;
      const bare = said.replace(/[\s\p{Dash_Punctuation}\p{Default_Ignorable_Code_Point}]/gu, '');
      assert.equal(bare.toUpperCase(), reading.trackingNumber);
      assert.match(reading.trackingNumber, /[0-9]/);
    }),
    { numRuns: 500 },
  );
});

test('readNumber(): a number in any case, spaces and dashes is read as it is', () => {
  const gaps = fc.array(fc.constantFrom('', '', '', ' ', '-', '—', '\u00a0'));
  fc.assert(
    fc.property(trackingNumber, gaps, (number, how) => {
      const written = [...number].map((it, index) => it + (how[index] ?? '')).join('');
      const reading = readNumber(written, en);
      // Pieces that are words, or a number twice, may be taken for what they are; but then with doubt.
      if (reading.ok && !reading.interpreted) assert.equal(reading.trackingNumber, number);
    }),
    { numRuns: 500 },
  );
});

test('readNumber(): a number in one piece is read as it is', () => {
  fc.assert(
    fc.property(trackingNumber, (number) => {
      const reading = readNumber(number.toLowerCase(), en);
      assert.equal(reading.ok ? reading.trackingNumber : reading.fault, number);
    }),
  );
});

test('readNumber(): every number that is read back is read from it', () => {
  fc.assert(
    fc.property(trackingNumber, (number) => {
      for (const said of [spokenNumber(number), en.sentences.readBack(spokenNumber(number))]) {
        const reading = readNumber(said, en);
        assert.deepEqual(reading.ok ? reading.trackingNumber : reading.fault, number, said);
      }
    }),
    { numRuns: 500 },
  );
});

test('readNumber(): a JSON number is never taken without a doubt', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.double(), fc.maxSafeInteger()), (heard) => {
      const reading = readNumber(heard, en);
      if (reading.ok) assert.equal(reading.interpreted, true);
    }),
  );
});

test('readCorrection(): what is like the number on the table is never another number', () => {
  fc.assert(
    fc.property(trackingNumber, fc.nat(), fc.nat(), fc.boolean(), (number, at, other, isPart) => {
      const index = at % number.length;
      const character = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'[other % 36] ?? '';
      const heard = isPart
        ? number.slice(index)
        : number.slice(0, index) + character + number.slice(index + 1);
      assert.notEqual(readCorrection(heard, number, en).kind, 'whole');
    }),
    { numRuns: 500 },
  );
});

test('readCorrection(): a number as corrected has changed where it is said, and there only', () => {
  fc.assert(
    fc.property(saidText, (said) => {
      const onTable = 'MK48213056';
      const reading = readCorrection(said, onTable, en);
      if (reading.kind !== 'corrected') return;
      const { trackingNumber: number, changed } = reading;
      assert.match(number, /^[A-Z0-9]{6,40}$/);
      assert.notEqual(number, onTable);
      assert.ok(onTable.startsWith(number.slice(0, changed.start)));
      assert.ok(onTable.endsWith(number.slice(changed.end)));
    }),
    { numRuns: 500 },
  );
});

test('what is said at any length is read in bounded work, and nothing is thrown', () => {
  const long = [
    'one ',
    'not one but ',
    'double ',
    'a ',
    ', ',
    'B as in ',
    'the last ',
    'zwei ',
    'O',
    '9-',
  ];
  for (const part of long) {
    const said = part.repeat(5000 / part.length);
    readNumber(said, en);
    readNumber(said, de);
    readFragment(said, en);
    readKeypad(said);
    joinPieces('WB1', said, en);
    readCorrection(said, 'WB10447291', en);
    readCorrection(said.slice(0, 200), 'WB10447291', en);
  }
});
