import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMoment, tellMoment } from '../../src/console/read-moment.ts';

/** A Monday. */
const NOW = Date.parse('2026-11-23T15:00:00Z');

const UTC: [string, string | null][] = [
  ['14:05', '2026-11-23 14:02 to 2026-11-23 14:09'],
  ['at 14:05', '2026-11-23 14:02 to 2026-11-23 14:09'],
  ['2:05pm', '2026-11-23 14:02 to 2026-11-23 14:09'],
  ['today 14:00–14:10', '2026-11-23 14:00 to 2026-11-23 14:11'],
  ['today 14:00-14:10', '2026-11-23 14:00 to 2026-11-23 14:11'],
  ['14:00 to 14:10', '2026-11-23 14:00 to 2026-11-23 14:11'],
  ['yesterday', '2026-11-22 00:00 to 2026-11-23 00:00'],
  ['yesterday 9:00', '2026-11-22 08:57 to 2026-11-22 09:04'],
  ['monday 2pm', '2026-11-23 14:00 to 2026-11-23 15:00'],
  ['tue 9:00', '2026-11-17 08:57 to 2026-11-17 09:04'],
  // A time that is still to come was the day before.
  ['18:00', '2026-11-22 17:57 to 2026-11-22 18:04'],
  ['23:50-0:10', '2026-11-22 23:50 to 2026-11-23 00:11'],
  ['yesterday 23:50 to today 0:10', '2026-11-22 23:50 to 2026-11-23 00:11'],
  ['2026-11-20', '2026-11-20 00:00 to 2026-11-21 00:00'],
  ['2026-11-20 9:00', '2026-11-20 08:57 to 2026-11-20 09:04'],
  ['2026-11-20T09:00:30Z', '2026-11-20 08:57 to 2026-11-20 09:04'],
  ['2026-11-20 to 2026-11-22', '2026-11-20 00:00 to 2026-11-23 00:00'],
  ['0002', null],
  ['14', null],
  ['25:00', null],
  ['14:61', null],
  ['2026-02-30', null],
  ['14:00-13:00-12:00', null],
  ['where is my parcel', null],
  ['', null],
];

for (const [words, expected] of UTC) {
  test(`readMoment(): "${words}" is ${expected ?? 'no time'}`, () => {
    const range = readMoment(words, { now: NOW, timeZone: 'UTC' });
    const told = range && [range.from, range.to].map((at) => tellMoment(at, 'UTC').slice(4));
    assert.equal(told?.join(' to ') ?? null, expected);
  });
}

test('readMoment(): a clock is that of the time zone', () => {
  const range = readMoment('14:00-14:10', { now: NOW, timeZone: 'Europe/Berlin' });
  assert.equal(range?.from, Date.parse('2026-11-23T13:00:00Z'));
  const winter = readMoment('2026-07-01 12:00-12:00', { now: NOW, timeZone: 'America/New_York' });
  assert.equal(winter?.from, Date.parse('2026-07-01T16:00:00Z'));
});

test('readMoment(): a day on which clocks are changed has its own length', () => {
  const range = readMoment('2026-10-25', { now: NOW, timeZone: 'Europe/Berlin' });
  assert.equal(range && range.to - range.from, 25 * 3_600_000);
});
