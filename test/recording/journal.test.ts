import assert from 'node:assert/strict';
import { readdir, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createFaultyDisk } from './faulty-disk.ts';
import { makeLine, NOON } from './make-line.ts';
import { linesIn, makeDir, openTestJournal, record, textOf } from './test-journal.ts';

const FILE = 'transcripts-2026-11-23.jsonl';

test('append(): the line is in the file of its UTC day when it resolves', async (context) => {
  const dir = await makeDir(context);
  const { journal } = await openTestJournal(dir);
  const line = makeLine({ answers: ['tool-1'] });
  await journal.append(line);
  const text = await textOf(dir, FILE);
  const { crc, ...rest } = JSON.parse(text);
  assert.deepEqual(rest, line);
  assert.equal(typeof crc, 'number');
  assert.ok(text.endsWith('}\n'));
  await journal.close();
});

test('append(): files are the owner’s alone', async (context) => {
  const dir = join(await makeDir(context), 'deep', 'transcripts');
  await record(dir, [makeLine()]);
  assert.equal((await stat(join(dir, FILE))).mode & 0o777, 0o600);
  assert.equal((await stat(dir)).mode & 0o777, 0o700);
});

test('append(): lines keep the order in which they were appended', async (context) => {
  const dir = await makeDir(context);
  const lines = Array.from({ length: 300 }, (_, seq) => makeLine({ seq, callId: `c${seq % 7}` }));
  await record(dir, lines);
  assert.deepEqual(await linesIn(dir), lines);
});

test('append(): lines that come while one is written go out in one write', async (context) => {
  const disk = createFaultyDisk();
  const { journal } = await openTestJournal(await makeDir(context), { disk });
  await Promise.all(Array.from({ length: 50 }, (_, seq) => journal.append(makeLine({ seq }))));
  assert.equal(disk.writes.length, 2);
  await journal.close();
});

test('append(): a line that comes when the one before resolves is written too', async (context) => {
  const dir = await makeDir(context);
  const { journal } = await openTestJournal(dir);
  for (let seq = 0; seq < 100; seq += 1) {
    await journal.append(makeLine({ seq }));
    // Every distance from the end of the write before.
    for (let hops = 0; hops < seq % 10; hops += 1) await null;
  }
  await journal.close();
  assert.equal((await linesIn(dir)).length, 100);
});

test('sync always: a line is synced before it counts', async (context) => {
  const disk = createFaultyDisk();
  const { journal } = await openTestJournal(await makeDir(context), { disk, sync: 'always' });
  await journal.append(makeLine());
  assert.equal(disk.syncs, 1);
  await journal.close();
});

test('sync in the background: lines are synced within a second, once', async (context) => {
  const disk = createFaultyDisk();
  const { journal, clock } = await openTestJournal(await makeDir(context), { disk });
  await journal.append(makeLine());
  await journal.append(makeLine({ seq: 1 }));
  assert.equal(disk.syncs, 0);
  clock.advance(1000);
  assert.equal(disk.syncs, 1);
  await journal.close();
  assert.equal(clock.armed(), 0);
});

test('rotation: at midnight UTC the next file begins, within a batch too', async (context) => {
  const dir = await makeDir(context);
  const midnight = Date.parse('2026-11-24T00:00:00Z');
  const lines = [-2, -1, 0, 1].map((ms, seq) => makeLine({ seq, at: midnight + ms }));
  await record(dir, lines);
  assert.equal((await textOf(dir, FILE)).split('\n').length, 3);
  assert.equal((await textOf(dir, 'transcripts-2026-11-24.jsonl')).split('\n').length, 3);
  assert.deepEqual(await linesIn(dir), lines);
});

test('rotation: a clock that steps back over midnight does not lead back', async (context) => {
  const dir = await makeDir(context);
  const midnight = Date.parse('2026-11-24T00:00:00Z');
  const lines = [-1, 1, -1].map((ms, seq) => makeLine({ seq, at: midnight + ms }));
  await record(dir, lines.slice(0, 2));
  // Nor does it after a restart.
  await record(dir, lines.slice(2));
  assert.deepEqual(await linesIn(dir), lines);
});

test('rotation: a clock put right after it was far ahead leads back to its day', async (context) => {
  const dir = await makeDir(context);
  await record(dir, [makeLine({ at: Date.parse('2099-01-01T00:00:00Z') }), makeLine({ seq: 1 })]);
  assert.match(await textOf(dir, FILE), /"seq":1/);
});

for (const { what, remove } of [
  { what: 'deleted', remove: (path: string) => unlink(path) },
  { what: 'renamed', remove: (path: string) => rename(path, `${path}.moved`) },
]) {
  test(`append(): a file that was ${what} is begun anew`, async (context) => {
    const dir = await makeDir(context);
    const { journal, notices } = await openTestJournal(dir);
    await journal.append(makeLine());
    await remove(join(dir, FILE));
    await journal.append(makeLine({ seq: 1 }));
    assert.deepEqual(
      notices.filter(({ type }) => type === 'file.moved'),
      [{ type: 'file.moved', day: '2026-11-23' }],
    );
    assert.match(await textOf(dir, FILE), /^\{"v":2.*"seq":1.*\n$/);
    await journal.close();
  });
}

test('append(): what others left without a line end is never glued to', async (context) => {
  const dir = await makeDir(context);
  const { journal } = await openTestJournal(dir);
  await journal.append(makeLine());
  const file = await createFaultyDisk().open(join(dir, FILE), 'a+');
  await file.write(Buffer.from('by hand'), 0, 7);
  await file.close();
  await journal.append(makeLine({ seq: 1 }));
  await journal.close();
  assert.deepEqual(await linesIn(dir), [makeLine(), makeLine({ seq: 1 })]);
});

test('close(): leaves the journal and a checkpoint, and no lock', async (context) => {
  const dir = await makeDir(context);
  await record(dir, [makeLine()]);
  assert.deepEqual((await readdir(dir)).toSorted(), ['.checkpoint.json', FILE]);
});

test('append(): after close() a line is counted as lost', async (context) => {
  const { journal, notices } = await openTestJournal(await makeDir(context));
  await journal.close();
  await journal.append(makeLine());
  assert.equal(journal.health().lost, 1);
  assert.equal(notices.at(-1)?.type, 'lines.lost');
});

test('append(): a line that is no JSON is lost alone', async (context) => {
  const dir = await makeDir(context);
  const { journal } = await openTestJournal(dir);
  let deep: unknown = [];
  for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
  const line = makeLine();
  line.tool_calls = [{ id: 'tool-1', name: 'track_delivery', arguments: deep }];
  await journal.append(line);
  await journal.append(makeLine({ seq: 1, at: NOON }));
  await journal.close();
  assert.equal(journal.health().lost, 1);
  assert.deepEqual(await linesIn(dir), [makeLine({ seq: 1 })]);
});
