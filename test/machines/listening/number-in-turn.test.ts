import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../../../machines/languages/en/en.ts';
import { findNumber } from '../../../machines/listening/number-in-turn.ts';

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
    ['it starts with W B', 'fragment: W B'],
    // Of two numbers neither is chosen.
    ['WB10447291 and QT77120094', 'number: WB10447291 and QT77120094'],
    ['QT77120094 Rosa said WB10447291', 'number: QT77120094 Rosa said WB10447291'],
    [
      'one zero four four Rosa no wait one zero four five',
      'number: one zero four four Rosa no wait one zero four five',
    ],
    // Characters that are words, or stand among many.
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
