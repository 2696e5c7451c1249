import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../../../machines/languages/en/en.ts';
import { findNumber, findNumberRun, partSaid } from '../../../machines/listening/number-in-turn.ts';

const LONG = 'one '.repeat(41);

describe('findNumber()', () => {
  const rows: [said: string, found: string | null][] = [
    ['WB10447291', 'number: WB10447291'],
    ['they wrote me that QT 7712 0094 left today', 'number: QT 7712 0094'],
    ['they wrote me that QT-7712-0094 left today', 'number: QT-7712-0094'],
    [
      'Rosa says B as in bravo four five six seven eight I guess maybe',
      'number: B as in bravo four five six seven eight',
    ],
    ['okay so it starts three zero eight', 'fragment: three zero eight'],
    // How many are meant is none of them.
    ['the last four are 7291', 'fragment: 7291'],
    ['the last 4 digits: 7291', 'fragment: 7291'],
    ['the last four digits seven two nine one', 'fragment: seven two nine one'],
    ['the last 4 digits 7291', 'fragment: 7291'],
    ['the first 10 digits 7291', 'fragment: 7291'],
    ['the first 12: W B', 'fragment: W B'],
    ['the last 308 is 7291', 'number: the last 308 is 7291'],
    ['the first UPS is five', 'fragment: UPS'],
    ['nine:', 'fragment: nine:'],
    ['it starts with W B', 'fragment: W B'],
    // Of two numbers neither is chosen.
    ['WB10447291 and QT77120094', 'number: WB10447291 and QT77120094'],
    ['QT77120094 Rosa said WB10447291', 'number: QT77120094 Rosa said WB10447291'],
    [
      'one zero four four Rosa no wait one zero four five',
      'number: one zero four four Rosa no wait one zero four five',
    ],
    ['one zero four Rosa three zero eight', 'number: one zero four Rosa three zero eight'],
    // Nor is one, where there is a long part of another.
    ['Rosa said 0001 was mine, KT584206', 'number: Rosa said 0001 was mine, KT584206'],
    [LONG, `number: ${LONG}`],
    // Of very many runs only the first are looked at.
    [`${'B van, '.repeat(12)}one zero four Rosa three zero eight`, null],
    // A character alone, by whatever it is named.
    ['5', 'fragment: 5'],
    ['M', 'fragment: M'],
    ['A', 'fragment: A'],
    ['ar', 'fragment: ar'],
    ['oh', 'fragment: oh'],
    ['double-u', 'fragment: double-u'],
    ['say twelve', 'fragment: say twelve'],
    ['there is 119 on it', 'fragment: 119'],
    // What may stand between two.
    ['B as in bravo', 'fragment: B as in bravo'],
    ['W hello B', 'fragment: W hello B'],
    ['W letter B', 'fragment: W letter B'],
    ['W digit one', 'fragment: W digit one'],
    ['A B the C', 'fragment: A B the C'],
    ['there is five to nine on it', 'fragment: five to nine'],
    ['six times zero', 'number: six times zero'],
    // And what may not.
    ['A B (C', null],
    ['one zero four was in there', 'fragment: one zero four'],
    ['three zero eight as in', 'fragment: three zero eight'],
    // Characters that are words, or stand among many.
    ['BOOK', null],
    ['drei', null],
    ['double', null],
    ['it starts when double', null],
    ['I was there', null],
    ['what the f', null],
    ['the van from DHL was here', null],
    ['Rosa waited with her sister at home since three zero eight', null],
    ['', null],
  ];
  for (const [said, found] of rows) {
    it(said || 'silence', () => {
      const number = findNumber(said, en);
      assert.equal(number && `${number.kind}: ${number.heard}`, found);
    });
  }
});

describe('findNumberRun()', () => {
  const rows: [said: string, found: string | null][] = [
    ['5', null],
    ['when will WB10447291 be here', 'WB10447291'],
    ['QT77120094; KT584206', null],
    [`${'five Rosa '.repeat(12)}QT77120094`, null],
  ];
  for (const [said, found] of rows) {
    it(said, () => assert.equal(findNumberRun(said, en), found));
  }
});

it('partSaid() is which part of a number is spoken of', () => {
  const parts = ['it starts with W B', 'it ends in five', 'W B'].map((said) => partSaid(said, en));
  assert.deepEqual(parts, ['beginning', 'other', null]);
});
