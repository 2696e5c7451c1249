import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { en } from '../../machines/languages/en/en.ts';
import { spokenDate, spokenDay } from '../../src/speech/spoken-date.ts';

const inUtc = (at: number) => ({ at, timeZone: 'UTC', language: en });
const asOf = inUtc(Date.parse('2026-11-30T15:00:00Z'));

const rows: [written: string, spoken: string][] = [
  ['2026-12-01', 'Tuesday, December 1st'],
  ['2026-12-02', 'Wednesday, December 2nd'],
  ['2026-12-03', 'Thursday, December 3rd'],
  ['2026-12-04', 'Friday, December 4th'],
  ['2026-12-11', 'Friday, December 11th'],
  ['2026-12-12', 'Saturday, December 12th'],
  ['2026-12-13', 'Sunday, December 13th'],
  ['2026-12-21', 'Monday, December 21st'],
  ['2026-12-22', 'Tuesday, December 22nd'],
  ['2026-12-23', 'Wednesday, December 23rd'],
  ['2026-12-31', 'Thursday, December 31st'],
  ['2027-01-01', 'Friday, January 1st, 2027'],
  ['2025-12-31', 'Wednesday, December 31st, 2025'],
  ['2028-02-29', 'Tuesday, February 29th, 2028'],
  ['1969-07-20', 'Sunday, July 20th, 1969'],
  ['2026-12-01T17:30:00Z', 'Tuesday, December 1st'],
  ['2026-12-01T23:59:59.999-11:00', 'Wednesday, December 2nd'],
  ['2026-12-01T00:00:00+14:00', 'Monday, November 30th'],
  ['2026-12-01T08:15', 'Tuesday, December 1st'],
];

for (const [written, spoken] of rows) {
  test(`spokenDate() says ${written} as "${spoken}"`, () => {
    assert.equal(spokenDate(written, asOf), spoken);
  });
}

test('spokenDate() takes the year of the reading in UTC', () => {
  const newYear = Date.parse('2027-01-01T00:00:00Z');
  assert.equal(spokenDate('2026-12-31', inUtc(newYear - 1)), 'Thursday, December 31st');
  assert.equal(spokenDate('2026-12-31', inUtc(newYear)), 'Thursday, December 31st, 2026');
});

test('spokenDate() names weekday, month and day as the calendar does', () => {
  const date = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(date, (day) => {
      // Date's own string is English by specification, unlike what Intl answers.
      const [weekday, , month] = day.toUTCString().split(/[ ,]+/);
      const spoken = spokenDate(day.toISOString(), inUtc(day.getTime()));
      const pattern = `^${weekday}[a-z]*, ${month}[a-z]* ${day.getUTCDate()}(st|nd|rd|th)$`;
      assert.match(spoken, new RegExp(pattern));
    }),
  );
});

const invalid = [
  '',
  'tomorrow',
  '2026-02-29',
  '2026-04-31',
  '2026-13-01',
  '2026-00-10',
  '2026-12-00',
  '2026-1-2',
  '01.12.2026',
  '2026-12-01T',
  '2026-12-01\n',
  '2026-12-01 or later',
];
for (const written of invalid) {
  test(`spokenDate() refuses ${JSON.stringify(written)}`, () => {
    assert.throws(() => spokenDate(written, asOf), RangeError);
  });
}

const days: [written: string, at: string, timeZone: string, words: string, isOver: boolean][] = [
  ['2026-12-01', '2026-12-01T23:59:59.999Z', 'UTC', 'today', false],
  ['2026-12-01', '2026-12-02T00:00:00Z', 'UTC', 'yesterday', true],
  ['2026-12-02', '2026-12-01T00:00:00Z', 'UTC', 'tomorrow', false],
  ['2026-12-03', '2026-12-01T00:00:00Z', 'UTC', 'on Thursday, December 3rd', false],
  ['2026-11-29', '2026-12-01T00:00:00Z', 'UTC', 'on Sunday, November 29th', true],
  ['2027-01-03', '2026-12-31T12:00:00Z', 'UTC', 'on Sunday, January 3rd, 2027', false],
  // Thursday in UTC is Wednesday evening in California.
  ['2026-11-26T02:00:00Z', '2026-11-25T20:00:00Z', 'America/Los_Angeles', 'today', false],
  ['2026-11-26T02:00:00Z', '2026-11-26T07:59:59Z', 'America/Los_Angeles', 'today', false],
  ['2026-11-26T02:00:00Z', '2026-11-26T08:00:00Z', 'America/Los_Angeles', 'yesterday', true],
  ['2026-12-01T23:00:00-08:00', '2026-12-02T12:00:00Z', 'UTC', 'today', false],
  // Without an offset a time is that of the place.
  ['2026-11-26T02:00', '2026-11-25T20:00:00Z', 'America/Los_Angeles', 'tomorrow', false],
  // The clocks go back on November 1st, and forward on March 14th: days of 25 and of 23 hours.
  ['2026-11-02', '2026-11-02T04:59:59Z', 'America/New_York', 'tomorrow', false],
  ['2026-11-02', '2026-11-02T05:00:00Z', 'America/New_York', 'today', false],
  ['2027-03-15', '2027-03-15T03:59:59Z', 'America/New_York', 'tomorrow', false],
  ['2027-03-15', '2027-03-15T04:00:00Z', 'America/New_York', 'today', false],
  ['2026-12-01', '2026-11-30T12:00:00Z', 'Pacific/Kiritimati', 'today', false],
];
for (const [written, at, timeZone, words, isOver] of days) {
  test(`spokenDay() says ${written} at ${at} in ${timeZone} as "${words}"`, () => {
    const when = { at: Date.parse(at), timeZone, language: en };
    assert.deepEqual(spokenDay(written, when), { words, isOver });
  });
}
