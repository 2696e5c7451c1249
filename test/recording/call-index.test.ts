import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallIndex, headOf } from '../../src/recording/call-index.ts';
import { makeLine } from './make-line.ts';
import { LINGER_MS } from './test-journal.ts';

const place = (offset: number) => ({ day: '2026-11-23', offset, length: 1 });

test('CallIndex: the line with the highest seq is the last, in whatever order they come', () => {
  const index = new CallIndex(LINGER_MS);
  for (const seq of [1, 3, 2]) index.note(headOf(makeLine({ seq, answers: ['a'] })), place(seq));
  const answers = [place(1), place(3), place(2)];
  const expected = { seq: 3, endedAt: null, last: place(3), answers };
  assert.deepEqual([...index.calls()], [['call-1', expected]]);
});

test('CallIndex: a line that comes after the end does not put the end off', () => {
  const index = new CallIndex(LINGER_MS);
  const at = 1_000_000;
  index.note(headOf(makeLine({ at, state: 'ended' })), place(0));
  index.note(headOf(makeLine({ seq: 1, at: at + LINGER_MS - 1, state: 'ended' })), place(1));
  index.prune(at + LINGER_MS - 1);
  assert.equal(index.size, 1);
  index.prune(at + LINGER_MS);
  assert.equal(index.size, 0);
});
