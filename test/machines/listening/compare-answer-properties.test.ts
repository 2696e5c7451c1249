// What holds of any answer and any record, beside the tables of compare-answer.test.ts.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { en } from '../../../machines/languages/en/en.ts';
import { isSameName, isSamePostcode } from '../../../machines/listening/compare-answer.ts';

const LETTERS = [...'abcdfghijklmnopqrstuvwxyz'];
const word = fc.array(fc.constantFrom(...LETTERS), { minLength: 5, maxLength: 14 });

describe('isSameName(): properties', () => {
  test('a name of five letters or more may have one slip, and no two', () => {
    const slips = { at: fc.nat(13), by: fc.integer({ min: 1, max: LETTERS.length - 1 }) };
    fc.assert(
      fc.property(word, fc.record(slips), (letters, { at, by }) => {
        const place = at % letters.length;
        const other = (from: number) =>
          LETTERS[(LETTERS.indexOf(letters[from] ?? '') + by) % LETTERS.length] ?? '';
        const name = `Ann ${letters.join('')}`;
        const once = letters.with(place, other(place));
        assert.equal(isSameName(once.join(''), name, en), true);
        const next = (place + 2) % letters.length;
        const twice = once.with(next, other(next)).join('');
        // Two letters that take each other's place are one slip.
        fc.pre(!isSwapped(letters.join(''), twice));
        assert.equal(isSameName(twice, name, en), false);
      }),
    );
  });

  test('a beginning alone is never the name', () => {
    fc.assert(
      fc.property(word, fc.nat(13), (letters, length) => {
        const beginning = letters.slice(0, length % letters.length).join('');
        assert.equal(isSameName(beginning, `Ann ${letters.join('')}`, en), false);
      }),
    );
  });

  test('letter by letter it is the same name', () => {
    fc.assert(
      fc.property(word, (letters) => {
        assert.equal(isSameName(letters.join(' '), `Ann ${letters.join('')}`, en), true);
      }),
    );
  });

  test('any answer to any record has an outcome, and an empty one never passes', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 });
    fc.assert(
      fc.property(text, text, (answer, record) => {
        assert.equal(typeof isSameName(answer, record, en), 'boolean');
        assert.equal(typeof isSamePostcode(answer, record, en), 'boolean');
        assert.equal(isSameName('', record, en), false);
        assert.equal(isSamePostcode('', record, en), false);
      }),
    );
  });
});

function isSwapped(a: string, b: string): boolean {
  const places = [...a].flatMap((letter, at) => (letter === b[at] ? [] : [at]));
  const [first = 0, second = 0] = places;
  return second === first + 1 && a[first] === b[second] && a[second] === b[first];
}
