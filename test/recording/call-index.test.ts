import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallIndex, headOf } from '../../src/recording/call-index.ts';
import { packCheckpoint } from '../../src/recording/checkpoint.ts';
import { makeLine, NOON } from './make-line.ts';
import { LINGER_MS, UNBOUNDED } from './test-journal.ts';

const place = (offset: number) => ({ day: '2026-11-23', offset, length: 1 });

test('CallIndex: the line with the highest seq is the last, in whatever order they come', () => {
  const index = new CallIndex(UNBOUNDED);
  for (const seq of [1, 3, 2]) index.note(headOf(makeLine({ seq, answers: ['a'] })), place(seq));
  const answers = [place(1), place(3), place(2)];
  const expected = { seq: 3, at: NOON, endedAt: null, last: place(3), answers };
  assert.deepEqual([...index.calls()], [['call-1', expected]]);
});

test('CallIndex: a line that was written twice counts once', () => {
  const index = new CallIndex(UNBOUNDED);
  for (const [offset, seq] of [0, 0, 1, 1, 2].entries()) {
    index.note(headOf(makeLine({ seq, answers: ['a'] })), place(offset));
  }
  const answers = [place(1), place(2), place(4)];
  const expected = { seq: 2, at: NOON, endedAt: null, last: place(4), answers };
  assert.deepEqual([...index.calls()], [['call-1', expected]]);
});

test('CallIndex: a line that comes after the end does not put the end off', () => {
  const index = new CallIndex(UNBOUNDED);
  const at = 1_000_000;
  index.note(headOf(makeLine({ at, state: 'ended' })), place(0));
  index.note(headOf(makeLine({ seq: 1, at: at + LINGER_MS - 1, state: 'ended' })), place(1));
  index.prune(at + LINGER_MS - 1);
  assert.equal(index.size, 1);
  index.prune(at + LINGER_MS);
  assert.equal(index.size, 0);
});

test('CallIndex: keeps the calls that have answered, and of the others those heard of last', () => {
  const index = new CallIndex({ ...UNBOUNDED, callsMax: 100 });
  let sizeMax = 0;
  for (let n = 0; n < 10_000; n += 1) {
    const answers = n < 10 ? ['a'] : null;
    index.note(headOf(makeLine({ callId: `call-${n}`, at: NOON + n, answers })), place(n));
    sizeMax = Math.max(sizeMax, index.size);
  }
  assert.ok(sizeMax <= 125, `${sizeMax} calls`);
  index.settle(NOON + 10_000);
  const expected = Array.from({ length: 100 }, (_, n) => (n < 10 ? n : 9_900 + n));
  assert.deepEqual(
    [...index.calls()].map(([callId]) => callId),
    expected.map((n) => `call-${n}`),
  );
});

test('CallIndex: calls that are over go before those that have asked, and nothing grows for ever', () => {
  const index = new CallIndex({ ...UNBOUNDED, callsMax: 2 });
  const states = ['need', 'ended', 'need', 'need'] as const;
  for (const [n, state] of states.entries()) {
    index.note(headOf(makeLine({ callId: `call-${n}`, state, answers: ['a'] })), place(n));
  }
  index.settle(NOON);
  assert.deepEqual(
    [...index.calls()].map(([callId]) => callId),
    ['call-2', 'call-3'],
  );
});

test('CallIndex: what calls have on record counts, not only how many they are', () => {
  const index = new CallIndex({ ...UNBOUNDED, bytesMax: 1024 * 1024 });
  const long = { ...place(0), length: 100_000 };
  for (let n = 0; n < 100; n += 1) {
    index.note(headOf(makeLine({ callId: `call-${n}`, answers: ['a'] })), long);
  }
  assert.ok(index.size < 10 && index.size > 0, `${index.size} calls`);
  for (let seq = 1; seq < 100; seq += 1) {
    index.note(headOf(makeLine({ callId: 'call-99', seq, answers: ['a'] })), long);
  }
  assert.ok(index.size < 2);
});

for (const [what, answers, afterMs, expected] of [
  ['is there before it has been silent for long', null, 999, 1],
  ['is over when it has been', null, 1000, 0],
  ['stays to repeat its answers', ['a'], 1000 + LINGER_MS - 1, 1],
  ['stays so no longer than one that has ended', ['a'], 1000 + LINGER_MS, 0],
] as const) {
  test(`CallIndex: a call without an end ${what}`, () => {
    const index = new CallIndex({ ...UNBOUNDED, silenceTimeoutMs: 1000 });
    index.note(headOf(makeLine({ at: NOON, answers: answers && [...answers] })), place(0));
    const { silent } = index.settle(NOON + afterMs);
    assert.equal(index.size, expected);
    assert.equal(silent, 1 - expected);
  });
}

test('packCheckpoint(): of thousands of calls, as they were, while more is noted', async () => {
  const index = new CallIndex(UNBOUNDED);
  const note = (callId: string, seq: number, offset: number) =>
    index.note(headOf(makeLine({ callId, seq, answers: ['a'] })), place(offset));
  const sizes = new Map([['2026-11-23', 3000]]);
  for (let n = 0; n < 3000; n += 1) note(`call-${n}`, 0, n);
  const expected = await packCheckpoint(index.calls(), sizes);
  let turns = 0;
  const between = () => {
    turns += 1;
    note(`call-${3000 - turns}`, 1, 3000 + turns);
    note(`new-${turns}`, 0, 3100 + turns);
    sizes.set('2026-11-23', 3100 + turns);
    index.forget('call-2500');
    timer = setImmediate(between);
  };
  let timer = setImmediate(between);
  assert.equal(await packCheckpoint(index.calls(), sizes), expected);
  clearImmediate(timer);
  assert.ok(turns > 1, 'other work went on');
  assert.equal(JSON.parse(expected).calls.length, 3000);
});
