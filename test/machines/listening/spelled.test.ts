import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../../../machines/languages/en/en.ts';
import { toSaidWords } from '../../../machines/listening/said-characters.ts';
import { readUnits, spelledLast } from '../../../machines/listening/spelled.ts';

describe('spelledLast()', () => {
  const rows: [said: string, letters: string][] = [
    ['M I L L E R', 'MILLER'],
    ['Miller, M I L L E R', 'MILLER'],
    ['Em, eye, double L, Echo, Romeo', 'MILLER'],
    ['M as in Mike, O for Oscar, R like Romeo', 'MOR'],
    ['double u, I, N, T, E, R', 'WINTER'],
    ['R as in Rosa, O as in Otto', 'RO'],
    ['M I L L E R is it', 'MILLER'],
    ['x-ray, U', 'XU'],
    // What is said between letters parts none of them, and any other word does.
    ['M I and L L', 'MILL'],
    ['M I Rosa L E E', 'LEE'],
    ['M I 4 L E E', 'LEE'],
    // One letter is an initial.
    ['M Miller', ''],
    ['Miller', ''],
    ['constructor', ''],
    ['', ''],
  ];
  for (const [said, letters] of rows) {
    it(said || 'silence', () => {
      assert.equal(spelledLast(toSaidWords(said), en.numbers), letters);
    });
  }
});

describe('readUnits()', () => {
  const rows: [said: string, units: string[]][] = [
    ['S W one A, dash one A A', ['S', 'W', '1', 'A', '1', 'A', 'A']],
    ['double u one double A double 1', ['W', '1', 'AA', '11']],
    ['my code is OX1', ['MY', 'CODE', 'IS', 'OX1']],
    ['M was in L', ['M', 'WAS', 'IN', 'L']],
    ['double', ['DOUBLE']],
    ['R like Romeo', ['R']],
    ['one letters digit digits number numbers next followed by after that again two', ['1', '2']],
    // What a digit or a letter is written as by who only hears it.
    ['oh owe nought naught nil won to too tree fore fife ate niner', [...'00000122345', '8', '9']],
    ['for', ['4']],
    [
      'ay bee be cee see sea dee ee eff gee aitch eye jay kay el ell em en',
      [...'ABBCCCDEFGHIJKLLMN'],
    ],
    ['pee pea cue queue are ar ess tee tea you vee', [...'PPQQRRSTTUV']],
    ['doubleu doubleyou ex why zee zed', [...'WWXYZZ']],
    ['', []],
  ];
  for (const [said, units] of rows) {
    it(said || 'silence', () => {
      assert.deepEqual(readUnits(toSaidWords(said), en.numbers), units);
    });
  }
});
