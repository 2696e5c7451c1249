import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { spokenDate, standingOfDate } from '../../src/speech/spoken-date.ts';

const asOf = Date.parse('2026-11-30T15:00:00Z');

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
  ['2026-12-01T23:59:59.999-11:00', 'Tuesday, December 1st'],
  ['2026-12-01T00:00:00+14:00', 'Tuesday, December 1st'],
  ['2026-12-01T08:15', 'Tuesday, December 1st'],
];

for (const [written, spoken] of rows) {
  test(`spokenDate() says ${written} as "${spoken}"`, () => {
    assert.equal(spokenDate(written, asOf), spoken);
  });
}

test('spokenDate() takes the year of the reading in UTC', () => {
  const newYear = Date.parse('2027-01-01T00:00:00Z');
  assert.equal(spokenDate('2026-12-31', newYear - 1), 'Thursday, December 31st');
  assert.equal(spokenDate('2026-12-31', newYear), 'Thursday, December 31st, 2026');
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
      const spoken = spokenDate(day.toISOString(), day.getTime());
      const pattern = `^${weekday}[a-z]*, ${month}[a-z]* ${day.getUTCDate()}(st|nd|rd|th)$`;
      assert.match(spoken, new RegExp(pattern));
    }),
  );
});

const unfit = [
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
for (const written of unfit) {
  test(`spokenDate() refuses ${JSON.stringify(written)}`, () => {
    assert.throws(() => spokenDate(written, asOf), RangeError);
  });
}

const standings: [written: string, at: string, standing: string][] = [
  ['2026-12-01', '2026-11-30T15:00:00Z', 'ahead'],
  ['2026-12-01', '2026-12-01T23:59:59.999Z', 'ahead'],
  ['2026-12-01', '2026-12-02T00:00:00Z', 'ending'],
  ['2026-12-01', '2026-12-02T11:59:59.999Z', 'ending'],
  ['2026-12-01', '2026-12-02T12:00:00Z', 'over'],
  ['2026-12-01T23:00:00-08:00', '2026-12-02T12:00:00Z', 'over'],
  ['2025-12-31', '2026-12-01T00:00:00Z', 'over'],
];
for (const [written, at, standing] of standings) {
  test(`standingOfDate() finds ${written} ${standing} at ${at}`, () => {
    assert.equal(standingOfDate(written, Date.parse(at)), standing);
  });
}
