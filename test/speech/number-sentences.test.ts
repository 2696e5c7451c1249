import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../../machines/languages/en/en.ts';
import {
  badNumberSentence,
  invalidRecordSentence,
  notFoundSentence,
  readBackSentence,
  refusalSentence,
} from '../../src/speech/number-sentences.ts';

const TRANSFER = { reach: 'transfer' } as const;
const CONTACT = { reach: 'contact', words: 'The post office helps you from nine' } as const;
const NOBODY = { reach: 'nobody' } as const;

const OFFER = ', or I can get a person to help you. Would you like that?';
const AGAIN = 'Please say it again, one letter or digit at a time';
const NEEDED = 'A tracking number has 6 to 32 letters and digits.';

const faults: [fault: Parameters<typeof badNumberSentence>[0], wrong: string][] = [
  ['missing', "I didn't catch a tracking number."],
  ['tooShort', 'That number is too short.'],
  ['tooLong', 'That number is too long.'],
  ['badCharacter', 'I heard something in that number that is neither a letter nor a digit.'],
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
