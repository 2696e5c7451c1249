import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../../machines/languages/en/en.ts';
import {
  badNumberSentence,
  invalidRecordSentence,
  noNumberSentence,
  notFoundSentence,
  piecesSentence,
  readBackSentence,
  refusalSentence,
  repairSentence,
  whichPartSentence,
} from '../../src/speech/number-sentences.ts';

const TRANSFER = { reach: 'transfer' } as const;
const CONTACT = { reach: 'contact', words: 'The post office helps you from nine' } as const;
const NOBODY = { reach: 'nobody' } as const;

const OFFER = ', or I can get a person to help you. Would you like that?';
const AGAIN = 'Please say it again, one letter or digit at a time';
const NEEDED = 'A tracking number has 6 to 40 letters and digits.';

const faults: [fault: Parameters<typeof badNumberSentence>[0], wrong: string][] = [
  ['missing', "I didn't catch a tracking number."],
  ['tooShort', 'That number is too short.'],
  ['tooLong', 'That number is too long.'],
  ['noNumber', "I didn't hear a tracking number in that."],
  ['ambiguous', "I'm not sure which number that is."],
];

for (const [fault, wrong] of faults) {
  test(`badNumberSentence() explains ${fault} and what is needed`, () => {
    assert.equal(badNumberSentence(fault, null, { language: en }), `${wrong} ${NEEDED} ${AGAIN}.`);
    assert.equal(
      badNumberSentence(fault, TRANSFER, { language: en }),
      `${wrong} ${NEEDED} ${AGAIN}${OFFER}`,
    );
  });
}

test('readBackSentence() ends with its one question even when it offers a person', () => {
  const question = 'I heard W B, 1 0 0 0, 0 0 0 1. Is that right?';
  assert.equal(readBackSentence('WB10000001', null, { language: en }), question);
  assert.equal(
    readBackSentence('WB10000001', TRANSFER, { language: en }),
    `If you would rather speak to a person, just say so. ${question}`,
  );
});

const CHANGES: [start: number, end: number, apart: string][] = [
  [8, 10, ', ending in 0 1'],
  [9, 10, ', ending in 1'],
  [0, 2, ', beginning with W B'],
  [1, 2, ', with B after W'],
  [4, 6, ', with 0 0 after B 1 0'],
  // Nothing is there to be said of what was dropped, and all of it is said already.
  [4, 4, ''],
  [0, 10, ''],
];

for (const [start, end, apart] of CHANGES) {
  test(`readBackSentence() says what was changed from ${start} to ${end} apart`, () => {
    assert.equal(
      readBackSentence('WB10000001', null, { language: en }, { start, end }),
      `I heard W B, 1 0 0 0, 0 0 0 1${apart}. Is that right?`,
    );
  });
}

test('readBackSentence() says what was changed apart in writing too', () => {
  const telling = { language: en, medium: 'text' } as const;
  assert.equal(
    readBackSentence('WB10000001', null, telling, { start: 8, end: 10 }),
    'I heard WB10000001, ending in 01. Is that right?',
  );
});

test('whichPartSentence() asks for the part, and that is its one question', () => {
  const question = 'I heard W B, 1 0 0 0, 0 0 0 1. Which part of it is not right?';
  assert.equal(whichPartSentence('WB10000001', null, { language: en }), question);
  assert.equal(
    whichPartSentence('WB10000001', TRANSFER, { language: en }),
    `If you would rather speak to a person, just say so. ${question}`,
  );
});

test('piecesSentence() asks for the first piece, or the next; a person is offered before that', () => {
  const first = "Let's take the number in parts.";
  const question = 'What are the first three or four characters?';
  const keys = 'You can also key in digits, and then the hash key.';
  assert.equal(piecesSentence('', null, { language: en }), `${first} ${keys} ${question}`);
  assert.equal(piecesSentence('', null, { language: en, medium: 'text' }), `${first} ${question}`);
  assert.equal(
    piecesSentence('WB1', TRANSFER, { language: en }),
    'If you would rather speak to a person, just say so. So far I heard W B, 1. What comes next?',
  );
  assert.equal(
    piecesSentence('WB1000', null, { language: en, medium: 'text' }),
    'So far I heard WB1000. If that is all of it, just write so. What comes next?',
  );
});

const REPAIRS: [repaired: string, where: string][] = [
  ['WB10000005', 'Is it 5, not 1, at the end?'],
  ['VB10000001', 'Is it V, not W, at the beginning?'],
  ['WB10500001', 'Is it 5, not 0, after B 1 0?'],
];

for (const [trackingNumber, question] of REPAIRS) {
  test(`repairSentence() asks about the one character of ${trackingNumber}`, () => {
    const repair = { trackingNumber, heard: 'WB10000001' };
    const asked = `I heard W B, 1 0 0 0, 0 0 0 1. ${question}`;
    assert.equal(repairSentence(repair, null, { language: en }), asked);
    assert.equal(
      repairSentence(repair, TRANSFER, { language: en }),
      `If you would rather speak to a person, just say so. ${asked}`,
    );
  });
}

test('repairSentence() refuses what is no repair of one character', () => {
  for (const heard of ['WB10000001', 'WB1000001']) {
    const repair = { trackingNumber: 'WB10000001', heard };
    assert.throws(() => repairSentence(repair, null, { language: en }), RangeError);
  }
});

test('refusalSentence() offers a person when asked to', () => {
  const request = 'Sorry about that. Please say the tracking number again, one letter or digit';
  assert.equal(refusalSentence(null, { language: en }), `${request} at a time.`);
  assert.equal(refusalSentence(TRANSFER, { language: en }), `${request} at a time${OFFER}`);
});

test('notFoundSentence() reads the number back and offers a person when asked to', () => {
  const finding = "I can't find a parcel with the number W B, 1 0 0 0, 0 0 0 1.";
  const request = 'Please check the number and say it again';
  assert.equal(notFoundSentence('WB10000001', null, { language: en }), `${finding} ${request}.`);
  assert.equal(
    notFoundSentence('WB10000001', TRANSFER, { language: en }),
    `${finding} ${request}${OFFER}`,
  );
});

test('sentences that ask for a number ask for it in writing where it is written', () => {
  const telling = { language: en, medium: 'text' } as const;
  assert.equal(noNumberSentence(telling), 'What is the tracking number, please?');
  assert.equal(
    refusalSentence(null, telling),
    'Sorry about that. Please send the tracking number again.',
  );
  assert.equal(
    badNumberSentence('missing', null, telling),
    `I didn't catch a tracking number. ${NEEDED} Please send it again.`,
  );
  assert.equal(
    notFoundSentence('WB10000001', null, telling),
    "I can't find a parcel with the number WB10000001. Please check the number and send it again.",
  );
});

test('sentences about a number offer nobody where there is nobody, and say how to reach one', () => {
  const request = 'Sorry about that. Please say the tracking number again, one letter or digit';
  assert.equal(refusalSentence(NOBODY, { language: en }), `${request} at a time.`);
  const words = 'The post office helps you from nine.';
  assert.equal(refusalSentence(CONTACT, { language: en }), `${request} at a time. ${words}`);
  const question = 'I heard W B, 1 0 0 0, 0 0 0 1. Is that right?';
  assert.equal(readBackSentence('WB10000001', NOBODY, { language: en }), question);
  assert.equal(readBackSentence('WB10000001', CONTACT, { language: en }), `${words} ${question}`);
});

test('invalidRecordSentence() says that the record is the problem, and how to go on', () => {
  const regret = "I'm sorry, I can't tell you anything about it.";
  assert.equal(
    invalidRecordSentence('WB10000001', 'none', TRANSFER, { language: en }),
    `There is a problem with the record of your parcel. ${regret} Shall I get a person to help you?`,
  );
  assert.equal(
    invalidRecordSentence('WB10000001', 'ending', NOBODY, { language: en }),
    `There is a problem with the record of your parcel ending in 0 0 0 1. ${regret}`,
  );
  assert.equal(
    invalidRecordSentence('WB10000001', 'number', CONTACT, { language: en }),
    'There is a problem with the record of your parcel, number W B, 1 0 0 0, 0 0 0 1. ' +
      `${regret} The post office helps you from nine.`,
  );
});
