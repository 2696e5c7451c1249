import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOneCharacterAway } from '../../machines/tracking-number.ts';

const PAIRS: [a: string, b: string, expected: boolean][] = [
  ['WB100001', 'WB100001', false],
  ['WB100001', 'WB100002', true],
  ['WB100001', 'XB100001', true],
  ['WB100001', 'WB1000012', true],
  ['WB100001', 'WB10001', true],
  ['WB100001', 'B100001', true],
  ['WB100001', 'WB100012', false],
  ['WB100001', 'BW100001', false],
  ['WB100001', 'WB10000111', false],
  ['WB100001', 'ZZ900001', false],
];

for (const [a, b, expected] of PAIRS) {
  test(`isOneCharacterAway(): ${a} and ${b}: ${expected}, either way round`, () => {
    assert.equal(isOneCharacterAway(a, b), expected);
    assert.equal(isOneCharacterAway(b, a), expected);
  });
}
