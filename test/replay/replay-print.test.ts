import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fractionAt } from '../../scripts/replay/progress-bar.ts';
import { diffWords } from '../../src/replay/diff-words.ts';
import { findLeaves } from '../../src/replay/find-leaves.ts';
import { showKinds } from '../../src/replay/print-verdicts.ts';
import { sideBySide } from '../../src/replay/side-by-side.ts';

const PLAIN = { width: 80, isColoured: false };
const BEFORE = 'The parcel with number W B 1 is on its way and should arrive on Tuesday.';
const AFTER = 'The parcel with number W B 1 is travelling and should arrive on a Tuesday.';

test('diffWords(): marks the words that either text lacks', () => {
  const { before, after } = diffWords(BEFORE, AFTER);
  const changed = (runs: typeof before) =>
    runs.filter((run) => run.isChanged).map((run) => run.text);
  assert.deepEqual(changed(before), ['on its way ']);
  assert.deepEqual(changed(after), ['travelling ', 'a ']);
  assert.equal(before.map(({ text }) => text).join(''), BEFORE);
  assert.equal(after.map(({ text }) => text).join(''), AFTER);
});

test('diffWords(): a text beside none is changed as a whole', () => {
  assert.deepEqual(diffWords('a b', '').before, [{ text: 'a b', isChanged: true }]);
  assert.deepEqual(diffWords('same', 'same').before, [{ text: 'same', isChanged: false }]);
});

test('sideBySide(): stays within the width, with the columns under each other', () => {
  const long = 'x'.repeat(200);
  const leaf = { path: 'p', recorded: `${BEFORE} ${long}`, replayed: AFTER };
  const rows = sideBySide(leaf, PLAIN);
  assert.ok(rows.every((row) => row.length <= PLAIN.width));
  assert.equal(new Set(rows.map((row) => row.indexOf('│'))).size, 1);
  assert.match(rows.join(' '), /\[-on +│/);
  assert.equal(rows.join('').match(/x/g)?.length, 200);
});

test('sideBySide(): has colour only where there is colour', () => {
  const leaf = { path: 'p', recorded: 'old', replayed: 'new' };
  const escapeCode = String.fromCharCode(27);
  assert.ok(!sideBySide(leaf, PLAIN).join('').includes(escapeCode));
  const coloured = sideBySide(leaf, { ...PLAIN, isColoured: true }).join('');
  assert.ok(coloured.includes(escapeCode) && !coloured.includes('[-'));
});

test('findLeaves(): names every place, whatever the order of fields', () => {
  const recorded = { a: 1, b: { c: [1, 2], d: null }, e: 'x' };
  const replayed = { e: 'y', b: { d: {}, c: [1] }, a: 1 };
  assert.deepEqual(findLeaves(recorded, replayed), [
    { path: 'b.c.1', recorded: '2', replayed: '(nothing)' },
    { path: 'b.d', recorded: 'null', replayed: '{}' },
    { path: 'e', recorded: 'x', replayed: 'y' },
  ]);
  assert.equal(findLeaves({ a: '1' }, { a: 1 }).length, 1);
});

test('showKinds(): counts what was reworded alike', () => {
  const leaves = [{ path: 'result.message', recorded: BEFORE, replayed: AFTER }];
  const difference = {
    seq: 0,
    timestamp: '',
    where: 'answer' as const,
    toolCallId: 't',
    tool: 'x',
    leaves,
  };
  const verdict = {
    callId: 'a',
    since: '',
    outcome: 'differed' as const,
    incompleteFrom: null,
    differences: [difference, difference],
    lines: 1,
    events: 1,
    answers: 2,
    unrecorded: [],
  };
  assert.deepEqual(showKinds([verdict], PLAIN), [
    'Reworded',
    '  2 × "on its way" → "travelling … a"',
    '',
  ]);
});

test('fractionAt(): goes from 0 to 1 over all files', () => {
  const files = new Map([
    ['a', { before: 0, size: 100 }],
    ['b', { before: 100, size: 300 }],
  ]);
  const sizes = { total: 400, files };
  assert.deepEqual(
    [fractionAt(sizes, 'a', 50), fractionAt(sizes, 'b', 100), fractionAt(sizes, 'b', 999)],
    [0.125, 0.5, 1],
  );
});
