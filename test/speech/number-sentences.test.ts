import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  badNumberSentence,
  notFoundSentence,
  readBackSentence,
  refusalSentence,
} from '../../src/speech/number-sentences.ts';

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
    assert.equal(badNumberSentence(fault, false), `${wrong} ${NEEDED} ${AGAIN}.`);
    assert.equal(badNumberSentence(fault, true), `${wrong} ${NEEDED} ${AGAIN}${OFFER}`);
  });
}

test('readBackSentence() ends with its one question even when it offers a person', () => {
  const question = 'I heard W B, 1 0 0 0, 0 0 0 1. Is that right?';
  assert.equal(readBackSentence('WB10000001', false), question);
  assert.equal(
    readBackSentence('WB10000001', true),
    `If you would rather speak to a person, just say so. ${question}`,
  );
});

test('refusalSentence() offers a person when asked to', () => {
  const request = 'Sorry about that. Please say the tracking number again, one letter or digit';
  assert.equal(refusalSentence(false), `${request} at a time.`);
  assert.equal(refusalSentence(true), `${request} at a time${OFFER}`);
});

test('notFoundSentence() reads the number back and offers a person when asked to', () => {
  const finding = "I can't find a parcel with the number W B, 1 0 0 0, 0 0 0 1.";
  const request = 'Please check the number and say it again';
  assert.equal(notFoundSentence('WB10000001', false), `${finding} ${request}.`);
  assert.equal(notFoundSentence('WB10000001', true), `${finding} ${request}${OFFER}`);
});
