import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cutText, singleLine } from '../../src/vapi/single-line.ts';

test('singleLine(): leaves no kind of line break or control character', () => {
  assert.equal(singleLine(' a\r\nb\u2028c\u0085d\u0000\ve\tf '), 'a b c d e f');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(singleLine(text), /[\p{Cc}\u2028\u2029]/u);
    }),
  );
});

test('cutText(): leaves a text that fits as it is', () => {
  assert.equal(cutText('abc', 3), 'abc');
});

test('cutText(): cuts at the last space, and in the word where there is none near', () => {
  assert.equal(cutText('one two three', 12), 'one two…');
  assert.equal(cutText('a bcdefghijklm', 10), 'a bcdefgh…');
});

test('cutText(): tears no surrogate pair', () => {
  assert.equal(cutText('ab📦📦', 4), 'ab…');
});

test('cutText(): keeps within the limit', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 50 }),
      fc.integer({ min: 2, max: 40 }),
      (text, max) => {
        assert.ok(cutText(text, max).length <= max);
      },
    ),
  );
});
