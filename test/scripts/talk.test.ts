/* A call without a model, typed by a person: here its lines come from a pipe. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';

const SAID = [
  'It is W B one oh oh oh oh oh oh five',
  '',
  'no, it ends in two',
  'yes',
  'why is it late?',
  'a person, please',
  'nobody hears this any more',
];

test('npm run talk: a number is spelled, corrected, confirmed and told, and a person is called for', () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['scripts/talk.ts'], {
    input: `${SAID.join('\n')}\n`,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  const told = stripVTControlCharacters(stdout)
    .split('\n')
    .filter((line) => line.startsWith('waybill'))
    .map((line) => line.replace(/^waybill +/, ''));
  assert.deepEqual(told.slice(0, 3), [
    "Hello, you've reached parcel tracking. What is the tracking number, please?",
    'I heard W B, 1 0 0 0, 0 0 0 5. Is that right?',
    'I heard W B, 1 0 0 0, 0 0 0 2, ending in 2. Is that right?',
  ]);
  // On a busy machine the caller may have to wait.
  assert.match(told[3] ?? '', /Your parcel is delayed/);
  assert.match(told[4] ?? '', /A snowstorm closed the sorting center in Buffalo\.$/);
  assert.equal(told[5], "I'll get a person to help you. One moment, please.");
  assert.equal(told.length, 6);
  assert.match(stdout, /confirm_tracking_number needs_confirmation WB10000002/);
  assert.match(stdout, /request_human handoff · fallback · transferCall/);
});
