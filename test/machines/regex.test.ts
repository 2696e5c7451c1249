import assert from 'node:assert/strict';
import { test } from 'node:test';
import { regex, source } from '../../machines/regex.ts';

test('regex``: line breaks and the indentation after them are no part of a pattern, all else is', () => {
  const word = source`b\d
    | c`;
  assert.equal(word, String.raw`b\d| c`);
  const pattern = regex('gi')`^a
      (?:${word})
    $`;
  assert.equal(pattern.source, String.raw`^a(?:b\d| c)$`);
  assert.equal(pattern.flags, 'gi');
});
