import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../../machines/languages/en/en.ts';
import { benchCheckDigits } from '../../scripts/bench-listening/bench-check-digits.ts';
import { benchReplies } from '../../scripts/bench-listening/bench-replies.ts';

const REPLIES = [
  { dialogue: 'a', reply: 'Yes, thanks.', acts: ['AFFIRM'] },
  { dialogue: 'b', reply: 'Yes. Where is it?', acts: ['AFFIRM', 'REQUEST'] },
  { dialogue: 'c', reply: 'Not a yes at all', acts: ['AFFIRM'] },
  { dialogue: 'd', reply: 'That will do', acts: ['AFFIRM'] },
  { dialogue: 'e', reply: 'No, make it five', acts: ['NEGATE', 'INFORM'] },
  { dialogue: 'f', reply: 'The blue one', acts: ['NEGATE', 'INFORM'] },
];

test('benchReplies() counts yeses that are stopped and noes that are caught', () => {
  const { yeses, noes, stoppedShare, caughtShare } = benchReplies(REPLIES, en);
  assert.deepEqual(yeses, { rows: 4, yes: 2, no: 1, correction: 0, unclear: 1 });
  assert.deepEqual(noes, { rows: 2, yes: 0, no: 0, correction: 1, unclear: 1 });
  assert.deepEqual({ stoppedShare, caughtShare }, { stoppedShare: 0.25, caughtShare: 0.5 });
});

test('benchReplies() puts each dialogue in one half', () => {
  const rows = (half: 'even' | 'odd') => benchReplies(REPLIES, en, half).yeses.rows;
  assert.ok(rows('even') > 0 && rows('odd') > 0);
  assert.equal(rows('even') + rows('odd'), 4);
  assert.equal(benchReplies([], en).stoppedShare, 0);
});

test('benchCheckDigits() leaves out what is wrong in shape, and names what is misjudged', () => {
  const s10 = { format: 's10', checksum: {}, regex: String.raw`[A-Z]{2}\s?\d{9}[A-Z]{2}` };
  const { valid, invalid, repairable, others } = benchCheckDigits([
    { ...s10, kind: 'valid', number: 'RB 473124829GB' },
    { ...s10, kind: 'valid', number: 'RB473124820GB' },
    { ...s10, kind: 'invalid', number: 'RB473124828GB' },
    { ...s10, kind: 'invalid', number: 'RB4731248GB' },
    { format: 'own', checksum: null, regex: '.*', kind: 'valid', number: 'ZK308117' },
  ]);
  assert.deepEqual(valid, { rows: 2, right: 1, wrong: ['s10 RB473124820GB'] });
  assert.deepEqual(invalid, { rows: 1, right: 1, wrong: [] });
  assert.equal(repairable, 1);
  assert.deepEqual(others, { rows: 1, right: 1, wrong: [] });
});
