import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialCallContext } from '../../machines/call-context.ts';
import { lacksNumber } from '../../machines/call-own.ts';
import { callInput, where } from './call-script.ts';

const LACKING = [
  "I don't have it.",
  'I don’t have the number',
  "Um, I don't have a tracking number right now",
  "Sorry, I can't find it",
  "I don't know the number",
  "I've lost it",
  'I have no tracking number',
  'No number.',
];

const OTHER = [
  '',
  'no',
  'unknown',
  'WB100001',
  "I don't have all of it, it ends with 42",
  "I don't have time",
  "I can't wait",
  "I can't hear that",
  "I don't understand it",
  "No, I don't want that",
  "I don't have a phone",
  'the last digit is nine',
  'one zero four four seven two nine one',
  'I have it here',
];

for (const [words, expected] of [
  ...LACKING.map((words) => [words, true] as const),
  ...OTHER.map((words) => [words, false] as const),
]) {
  test(`lacksNumber(): "${words}" is ${expected}`, () => {
    const context = initialCallContext(callInput());
    assert.equal(lacksNumber(context, where('a', words)), expected);
  });
}
