import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { en } from '../../machines/languages/en/en.ts';
import { spokenAge } from '../../src/speech/spoken-age.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

const rows: [ageSeconds: number, spoken: string][] = [
  [-5, 'just now'],
  [0, 'just now'],
  [29, 'just now'],
  [30, 'about a minute ago'],
  [89, 'about a minute ago'],
  [90, 'about two minutes ago'],
  [600, 'about ten minutes ago'],
  [20 * 60, 'about twenty minutes ago'],
  [21 * 60, 'about twenty minutes ago'],
  [23 * 60, 'about twenty five minutes ago'],
  [57 * 60, 'about fifty five minutes ago'],
  [58 * 60, 'about an hour ago'],
  [1.4 * HOUR, 'about an hour and a half ago'],
  [1.8 * HOUR, 'about two hours ago'],
  [2 * HOUR, 'about two hours ago'],
  [23 * HOUR, 'about twenty three hours ago'],
  [23.5 * HOUR, 'about a day ago'],
  [DAY, 'about a day ago'],
  [2 * DAY, 'about two days ago'],
  [99 * DAY, 'about ninety nine days ago'],
  [100 * DAY, 'more than three months ago'],
];

for (const [ageSeconds, spoken] of rows) {
  test(`spokenAge() says ${ageSeconds} s as "${spoken}"`, () => {
    assert.equal(spokenAge(ageSeconds, en.dates), spoken);
  });
}

test('spokenAge() is words alone at any age', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (ageSeconds) => {
      assert.match(
        spokenAge(ageSeconds, en.dates),
        /^(just now|(about|more than) [a-z ]*[a-z] ago)$/,
      );
      assert.doesNotMatch(spokenAge(ageSeconds, en.dates), /undefined|zero| {2}/);
    }),
  );
});

for (const invalid of [Number.NaN, Number.POSITIVE_INFINITY]) {
  test(`spokenAge() refuses ${invalid}`, () => {
    assert.throws(() => spokenAge(invalid, en.dates), RangeError);
  });
}
