import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { en } from '../../machines/languages/en/en.ts';
import { findClaims } from '../../src/grounding/find-claims.ts';

const VALUES: [said: string, claims: string[]][] = [
  ['Your parcel is on its way.', ['status is in_transit']],
  ['It is not delayed.', ['status isNot delayed']],
  ['It will be delivered.', ['status is ahead']],
  ['It is listed as held at customs.', ['status verbatim held at customs.']],
  ['It arrives on Tuesday, December 1st, 2026.', ['date is 2026-12-01 Tuesday', 'status is ahead']],
  ['The date is the twenty-second of May.', ['date is ????-05-22']],
  ['The date is 12/01/26.', ['date is 2026-12-01|2026-01-12']],
  ['It is due in two days.', ['date is today+2']],
  ['There is no delivery date on record.', ['date absent none']],
  ['It is due by half past five.', ['time is 05:30|17:30']],
  ['It is due at 4:05 p.m.', ['time is 16:05']],
  ['It is due in the afternoon.', ['time is 12:00-18:00']],
  ['This is as of about an hour and a half ago.', ['age is 3600-7200']],
  ['The number is W B, 1 0 0 0, triple zero 1.', ['number is WB10000001']],
  ['The number is wb-1000-0001.', ['number is WB10000001']],
  ['I heard W B, 1 0 0 0, 0 0 0 1. Is that right?', ['number asked WB10000001']],
  ['It ends in 0 0 1.', ['number partial 001']],
  ['It is for Ana de la Cruz.', ['name is Ana de la Cruz']],
  ['It comes with 3 boxes.', ['count is 3 box']],
  ['It is two days late.', ['count is 2 day late', 'status is delayed']],
  ['The note says: Gate 4 is shut.', ['issue verbatim Gate 4 is shut.', 'count is 4']],
  ['It is delayed due to snow.', ['status is delayed', 'issue gist snow.']],
  ['There is no issue on record.', ['issue absent none']],
];

for (const [said, claims] of VALUES) {
  test(`findClaims() reads "${said}"`, () => {
    const found = findClaims(said, en).map(({ kind, sense, value }) => `${kind} ${sense} ${value}`);
    assert.deepEqual(found.toSorted(), claims.toSorted());
  });
}

test('findClaims() gives spans that quote the utterance, in order', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(...VALUES),
      (text, [said]) => {
        const whole = `${said} ${text} ${said}`;
        const claims = findClaims(whole, en);
        for (const { start, end, quote } of claims) {
          assert.equal(whole.slice(start, end), quote);
        }
        const starts = claims.map(({ start }) => start);
        assert.deepEqual(
          starts,
          starts.toSorted((a, b) => a - b),
        );
      },
    ),
  );
});

// Each repeats the beginning of a pattern, so that a pattern which went back and forth over it
// would not come to an end within the time of a test.
const TIRESOME = [
  'a ',
  '1 ',
  '. ',
  ', ',
  '?',
  '1-',
  "Mc'",
  'Maria ',
  'note ',
  'note on ',
  'not ',
  'because ',
  'status of ',
  'was left with ',
  'twenty-',
  'between 2 and ',
  'monday the ',
  'let me a b c ',
  'parcel for x, ',
  'there is no ',
  'the delivery attempt ',
  'double ',
  'one two ',
];

test('findClaims() comes to an end on texts that are made to be slow', () => {
  for (const piece of TIRESOME) findClaims(piece.repeat(2000), en);
});
