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
  ["That was Maria Lopez's parcel.", ['name is Maria Lopez']],
  ['We told Mr. Lopez.', ['name gist Lopez']],
  ['Thank you Maria.', ['name gist Maria']],
  ['Maria, your parcel is late.', ['name gist Maria', 'status is delayed']],
  ["It is Dev D'souza.", ["name is Dev D'souza"]],
  ['It is John F. Kennedy.', ['name is John F. Kennedy']],
  [
    'The parcel for Lou Bayou, number WB10000001.',
    ['name verbatim Lou Bayou, number WB10000001.', 'number is WB10000001'],
  ],
  [
    'The parcel for Youssef Amin, number WB10000001.',
    ['name verbatim Youssef Amin, number WB10000001.', 'number is WB10000001'],
  ],
  ['I have a parcel for your friend, number WB10000001.', ['number is WB10000001']],
  ['I have a parcel for number 12, number WB10000001.', ['count is 12', 'number is WB10000001']],
  // Capitals of words that are nobody's name.
  ["It's Alright.", []],
  ["It's Certainly.", []],
  ["It's Perfect.", []],
  ["It's Yours.", []],
  ["It's Noted.", []],
  ["It's May.", []],
  ["It's Christmas.", []],
  // What is a cause of a parcel's, and what is none.
  [
    'It is delayed because the driver did not see you.',
    ['status is delayed', 'issue gist the driver did not see you.'],
  ],
  ['It is delayed because my screen is slow.', ['status is delayed']],
  ['Delayed because of rain.', ['status is delayed', 'issue gist rain.']],
  ['LATE: a storm.', ['issue gist a storm.']],
  ['I ask because of the rain.', []],
  ['I ask as a result of rain.', []],
  ['There is a problem with the digit.', []],
  ['There is a problem with the letter.', []],
  ['It says Delivered at noon.', ['status is delivered', 'time is 12:00']],
  ['It says a storm, And it comes tomorrow.', ['issue gist a storm', 'date is today+1']],
  // Each way of saying a day, a time and an age.
  ['Due tomorrow.', ['date is today+1']],
  ['Call us again tomorrow.', []],
  ['It is due on Sept. 3rd.', ['date is ????-09-03']],
  ['It is due at four in the afternoon.', ['time is 16:00']],
  ["It is due at thirteen o'clock.", []],
  ['This is as of many hours ago.', []],
  ['The date is the twentieth of May.', ['date is ????-05-20']],
  ['The date is the thirtieth of May.', ['date is ????-05-30']],
  ['The date is the thirty-first of May.', ['date is ????-05-31']],
  ['The date is the twenty second of May.', ['date is ????-05-22']],
  ['It is due on the 3rd.', ['date is ????-??-03']],
  ['It is due in two weeks.', ['date is today+14']],
  ['It is due the day after tomorrow.', ['date is today+2']],
  ['It was due yesterday.', ['date is today-1']],
  ['It was due the day before yesterday.', ['date is today-2']],
  ['It is due next week.', ['date is next week']],
  ['It was due last week.', ['date is last week']],
  ['It is due this weekend.', ['date is this weekend']],
  ['It is due next month.', ['date is next month']],
  ['It is due in the morning.', ['time is 05:00-12:00']],
  ['It is due by noon.', ['time is 12:00']],
  ['It is due by midday.', ['time is 12:00']],
  ['It is due in the evening.', ['time is 17:00-23:00']],
  ['It is due by midnight.', ['time is 00:00']],
  ['It is due between 2 and 4 p.m.', ['time is 02:00|14:00', 'time is 16:00']],
  ['It is due at 14:05.', ['time is 14:05']],
  ["It is due at five o'clock.", ['time is 05:00|17:00']],
  ['It is due at quarter past five.', ['time is 05:15|17:15']],
  ['It is due at 4:05 a.m.', ['time is 04:05']],
  ['It is due at four in the morning.', ['time is 04:00']],
  ['This is as of a few minutes ago.', ['age is 60-600']],
  ['This is as of a couple of hours ago.', ['age is 3600-14400']],
  ['This is as of over two hours ago.', ['age is 7200-9007199254740991']],
  ['This is as of more than two hours ago.', ['age is 7200-9007199254740991']],
  ['This is as of less than two hours ago.', ['age is 5400-9000']],
  ['This is as of two and a half hours ago.', ['age is 7200-10800']],
  ['This is as of two hours and a half ago.', ['age is 7200-10800']],
  ['This is as of half an hour ago.', ['age is 0-3600']],
  ['This is as of A few minutes ago.', ['age is 60-600']],
  ['This is as of two days ago.', ['age is 129600-216000']],
  ['This is as of just now.', ['age is 0-30']],
  ['It is due on 12/13/26.', ['date is 2026-12-13']],
  ['It is due on 13/12/26.', ['date is 2026-12-13']],
  ['It is due on 0/12/26.', []],
  ['It is due on 12/31.', ['date is ????-12-31']],
  ['It is due on 12/32.', []],
  ['We are there 24/7.', []],
  ['It is due on 24/7/26.', ['date is 2026-07-24']],
  ['It is due on 24/12.', ['date is ????-12-24']],
  ['It is due on 13/7.', ['date is ????-07-13']],
  ['It is due in September.', ['date is ????-09-??']],
  ['It is due on September 3rd.', ['date is ????-09-03']],
  ['It is due on 1/31.', ['date is ????-01-31']],
  ['It is due at 4.30 p.m.', ['time is 16:30']],
  ['It is due at four thirty p.m.', ['time is 16:30']],
  ['This is as of a day ago.', ['age is 43200-129600']],
  // Amounts, and what is none.
  ['It is thirty-five days late.', ['count is 35 day late', 'status is delayed']],
  ['It took two days of late work.', ['count is 2 day']],
  ['It took twenty-one seconds.', ['count is 21 second']],
  ['I will be back with you in two minutes.', []],
  ['Just two minutes.', []],
  ['It is two minutes away.', ['count is 2 minute']],
  ['You can press 2 for it.', []],
  ['You can press  2 for it.', []],
  ['The line is for 14.', ['count is 14']],
  // A number, its end, and the articles around it.
  ['It must end in 001.', ['number partial 001']],
  ['It ends in  0 0 1.', ['number partial 001']],
  ['The last digits are 001.', ['number partial 001']],
  ['Its last digits 001 are right.', ['number partial 001']],
  ['The last three digits are 001.', ['count is 3 digit', 'number partial 001']],
  ['The trip ends in Berlin at gate 100.', ['count is 100']],
  ['Your parcel WB10000001 is delayed.', ['number is WB10000001', 'status is delayed']],
  ['It is a 448122 number.', ['number is 448122']],
  ['It is a b448122 parcel.', ['number is B448122']],
  ['It is a k t 5 8 4 2 0 6 parcel.', ['number is KT584206']],
  ['It is K T a 5 8 4 2 0 6.', ['number is KTA584206']],
  ['It is W A 1 0 0 0 0 0 1 I found.', ['number is WA1000001']],
  // What stands before a status, and turns it around or not.
  ["It's late.", ['status is delayed']],
  ["It's shipped.", ['status is in_transit']],
  ["It isn't able to be delivered.", ['status is failed']],
  ['Not delayed.', ['status isNot delayed']],
  ['It is not lost or held but on its way.', ['status is in_transit']],
  ['It is not delayed by snow or cancelled.', ['status isNot delayed', 'status isNot cancelled']],
  [
    'It has not been delayed or been cancelled.',
    ['status isNot delayed', 'status isNot cancelled'],
  ],
  ['It is not  delayed  or  been  cancelled.', ['status isNot delayed', 'status isNot cancelled']],
  ['It was not signed for or could not be delivered.', ['status is failed']],
  ['There was no failed delivery attempt.', ['status isNot failed']],
  ['It could be undeliverable.', ['status is failed']],
  ['It may be pending.', ['status is pending']],
  ['Could be cancelled.', []],
  ['It is yet to be packed and may be delayed.', []],
  ['It is yet to be delivered.', ['status isNot delivered']],
  ['It is yet to be  delivered.', ['status isNot delivered']],
  ['The record of it was cancelled.', []],
  ['The search took 2.5 seconds and it is delayed.', ['count is 2.5', 'status is delayed']],
  // What is still to come of a parcel, and what is not.
  ['The parcel arrives now.', ['status is ahead']],
  ["The parcel's arriving now.", ['status is ahead']],
  ['The driver arrives now.', []],
  ['It was not lost and will be delivered.', ['status is ahead']],
  ["It isn't here and will be delivered.", ['status is ahead']],
  ['It was expected to arrive.', []],
  ['It was  expected to arrive.', []],
  ["It isn't expected to arrive.", []],
  ["It isn't  expected to arrive.", []],
  // What somebody does, and what is done by nobody who is named.
  ["I'll put you through.", ['deed is transfer promised']],
  ['I transferred you.', ['deed is transfer done']],
  ['You are being transferred.', ['deed is transfer promised']],
  ['We arrange a scheduled call.', ['deed is callback promised']],
  ["I'm setting up a callback.", ['deed is callback promised']],
  ['Your driver will call you.', ['deed is callback promised']],
  ['You can EXPECT A CALL.', ['deed is callback promised']],
  ['I gave you a refund.', ['deed is compensation done']],
  ['I will make you a goodwill payment.', ['deed is compensation promised']],
  ['I have made you a goodwill payment.', ['deed is compensation done']],
  ['You will be refunded.', ['deed is compensation promised']],
  ['Your address has been updated.', ['deed is change done']],
  ["I'm setting up a redelivery.", ['deed is change promised']],
  ['I told the driver.', ['deed is contact done']],
  ['The DRIVER HAS BEEN INFORMED.', ['deed is contact done']],
  ["I'm logging a complaint.", ['deed is escalation promised']],
  ['A COMPLAINT HAS BEEN REGISTERED.', ['deed is escalation done']],
  ['I have texted you.', ['deed is message done']],
  ["You'll get an email.", ['deed is message promised']],
  ["We'll see to it.", ['deed is arrival promised']],
  ['I MAKE SURE IT COMES.', ['deed is arrival promised']],
  ['IT SURELY ARRIVES.', ['deed is arrival promised']],
  ['I have blocked your card.', ['deed is other done']],
];

/** What is done to somebody or something, by every verb for it. */
const DONE: [deed: string, to: string, verbs: string][] = [
  ['transfer', 'you', 'transferred, connected, patched, redirected, routed, forwarded, switched'],
  [
    'callback',
    'a callback',
    'scheduled, arranged, booked, requested, organized, set up, logged, placed',
  ],
  ['compensation', 'your fee', 'refunded, reimbursed, compensated, credited, waived'],
  [
    'compensation',
    'a refund',
    'issued, processed, started, initiated, approved, requested, submitted, arranged, authorized, applied, given, offered, sent, added',
  ],
  ['change', 'your address', 'changed, updated, corrected, amended, edited, modified'],
  [
    'change',
    'it',
    'rescheduled, rebooked, rearranged, rerouted, postponed, cancelled, expedited, upgraded',
  ],
  ['change', 'a redelivery', 'scheduled, arranged, booked, set up, requested, organised, ordered'],
  [
    'contact',
    'the driver',
    'contacted, asked, notified, informed, alerted, messaged, called, phoned, instructed, reminded, warned, reached out to, emailed',
  ],
  ['escalation', 'it', 'escalated'],
  [
    'escalation',
    'a complaint',
    'raised, opened, filed, created, logged, lodged, submitted, launched, registered, started, reported',
  ],
];

for (const [said, claims] of VALUES) {
  test(`findClaims() reads "${said}"`, () => {
    const found = findClaims(said, en).map(({ kind, sense, value }) => `${kind} ${sense} ${value}`);
    assert.deepEqual(found.toSorted(), claims.toSorted());
  });
}

for (const [deed, to, verbs] of DONE) {
  test(`findClaims() knows by every verb that a ${deed} was done to ${to}`, () => {
    for (const verb of verbs.split(', ')) {
      const deeds = findClaims(`I have ${verb} ${to}.`, en).filter(({ kind }) => kind === 'deed');
      assert.deepEqual(
        deeds.map(({ value }) => value),
        [`${deed} done`],
        verb,
      );
    }
  });
}

test('findClaims() knows what a promise promises', () => {
  const promised = [
    'log a callback',
    'give you a refund',
    'send you a refund',
    'modify your address',
    'notify the driver',
    'log a complaint',
  ].flatMap((what) => findClaims(`I will ${what}.`, en).map(({ value }) => value));
  assert.deepEqual(
    promised,
    ['callback', 'compensation', 'compensation', 'change', 'contact', 'escalation'].map(
      (deed) => `${deed} promised`,
    ),
  );
});

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
