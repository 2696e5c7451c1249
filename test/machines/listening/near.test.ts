import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNear, isSimilar, slipsBetween } from '../../../machines/listening/near.ts';

const NEAR: [a: string, b: string, isIt: boolean][] = [
  ['ZK308171', 'ZK308171', true],
  ['ZK308171', 'ZK308711', true],
  ['ZK308171', 'ZK308172', true],
  ['ZK308171', 'ZK3081719', true],
  ['ZK308171', 'ZK30171', true],
  ['ZK308171', '308171', true],
  ['ZK308171', '8', true],
  ['ZK308171', 'ZK308717', false],
  ['ZK308171', 'ZK309172', false],
  ['ZK308171', 'KZ308117', false],
  ['ZK308171', '308117', false],
  ['ZK308171', '', false],
];

for (const [a, b, isIt] of NEAR) {
  test(`isNear(): "${a}" and "${b}" are ${isIt ? '' : 'not '}near`, () => {
    assert.equal(isNear(a, b), isIt);
    assert.equal(isNear(b, a), isIt);
  });
}

test('isSimilar(): what may be a slipped part of a number is similar to it', () => {
  for (const heard of ['308119', '95308117', 'ZK309118', '17', 'ZK30811799', '555555ZK308118']) {
    assert.ok(isSimilar(heard, 'ZK308117'), heard);
  }
  for (const heard of ['QT771204', 'WB10447291', '55512', 'ZK3555175555555']) {
    assert.ok(!isSimilar(heard, 'ZK308117'), heard);
  }
});

test('slipsBetween(): counts each slip once, and two swapped neighbours as one', () => {
  const slips = [
    ['ABCDEF', 'ABCDEF'],
    ['ABCDEF', 'BACDEF'],
    ['ABCDEF', 'BADCEF'],
    ['ABCDEF', 'ABCDE'],
    ['ABCDEF', 'XBCDEFY'],
    ['', 'ABC'],
    ['AB', 'XY'],
    ['AB', 'XA'],
    ['AB', 'BX'],
  ].map(([a = '', b = '']) => slipsBetween(a, b));
  assert.deepEqual(slips, [0, 1, 2, 1, 2, 3, 2, 2, 2]);
});
