/*
 * A disk that refuses or is silent: answers go out, somebody is told, and recording goes on where
 * it stopped as soon as it can.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LockHeldError } from '../../src/recording/lock.ts';
import { createFaultyDisk } from './faulty-disk.ts';
import { makeLine } from './make-line.ts';
import { linesIn, makeDir, openTestJournal, reopen, turn } from './test-journal.ts';

const lines = Array.from({ length: 6 }, (_, seq) => makeLine({ seq, answers: [`tool-${seq}`] }));
const [first = makeLine(), second = makeLine(), third = makeLine()] = lines;

for (const room of [0, 1, 100, 800]) {
  test(`full disk: a write that ends after ${room} bytes leaves no trace`, async (context) => {
    const dir = await makeDir(context);
    const disk = createFaultyDisk();
    const { journal, clock, notices, noticed } = await openTestJournal(dir, { disk });
    await journal.append(first);
    disk.room = room;
    await Promise.all([journal.append(second), journal.append(third)]);
    const { ok, waiting, lost, troubleSince, reason } = journal.health();
    assert.deepEqual([ok, waiting, lost, troubleSince], [false, 2, 0, clock.now()]);
    assert.match(reason ?? '', /ENOSPC/);
    assert.deepEqual(await linesIn(dir), [first]);
    disk.room = Number.POSITIVE_INFINITY;
    while (!journal.health().ok) {
      await turn();
      clock.advance(1000);
      await turn();
    }
    await noticed('journal.resumed');
    await journal.close();
    assert.deepEqual(await linesIn(dir), [first, second, third]);
    const failures = notices.filter(({ type }) => type === 'journal.failed');
    assert.equal(failures.length, 1);
  });
}

test('full disk: what cannot be cut off at once is cut before anything else', async (context) => {
  const dir = await makeDir(context);
  const disk = createFaultyDisk();
  const { journal, clock, noticed } = await openTestJournal(dir, { disk });
  await journal.append(first);
  disk.room = 200;
  disk.refuse = { truncate: 'EIO' };
  await journal.append(second);
  assert.deepEqual(await linesIn(dir), [first, 'torn']);
  disk.room = Number.POSITIVE_INFINITY;
  disk.refuse = {};
  await turn();
  clock.advance(1000);
  await noticed('journal.resumed');
  assert.deepEqual(await linesIn(dir), [first, second]);
  await journal.close();
});

test('read-only disk: lines wait in memory and are written in their order', async (context) => {
  const dir = await makeDir(context);
  const disk = createFaultyDisk();
  disk.refuse = { open: 'EROFS' };
  const { journal, clock, noticed } = await openTestJournal(dir, { disk });
  for (const line of lines) await journal.append(line);
  assert.equal(journal.health().waiting, lines.length);
  disk.refuse = {};
  await turn();
  clock.advance(1000);
  await noticed('journal.resumed');
  await journal.close();
  assert.deepEqual(await linesIn(dir), lines);
  assert.equal(journal.health().ok, true);
});

test('read-only disk at the start: calls are recovered, recording begins later', async (context) => {
  const dir = await makeDir(context);
  const earlier = await openTestJournal(dir);
  await earlier.journal.append(first);
  await earlier.journal.close();
  const disk = createFaultyDisk();
  disk.refuse = { mkdir: 'EROFS', open: 'EROFS', link: 'EROFS' };
  const { journal, recovered, clock, noticed } = await openTestJournal(dir, { disk });
  assert.equal(recovered[0]?.seq, 1);
  assert.equal(journal.health().ok, false);
  await journal.append(second);
  disk.refuse = {};
  await turn();
  clock.advance(1000);
  await noticed('journal.resumed');
  await assert.rejects(openTestJournal(dir), LockHeldError);
  await journal.close();
  assert.deepEqual(await linesIn(dir), [first, second]);
});

test('silent disk: an answer waits for so long, the next not at all', async (context) => {
  const dir = await makeDir(context);
  const disk = createFaultyDisk();
  const { journal, clock, notices, noticed } = await openTestJournal(dir, { disk });
  await journal.append(first);
  const gate = Promise.withResolvers<void>();
  disk.gate = gate.promise;
  await turn();
  const waiting = journal.append(second);
  clock.advance(199);
  assert.equal(journal.health().ok, true);
  clock.advance(1);
  await waiting;
  await journal.append(third);
  assert.match(journal.health().reason ?? '', /silent for 200 ms/);
  gate.resolve();
  await noticed('journal.resumed');
  await journal.close();
  assert.deepEqual(await linesIn(dir), [first, second, third]);
  assert.deepEqual(
    notices.map(({ type }) => type).filter((type) => type.startsWith('journal.')),
    ['journal.recovered', 'journal.failed', 'journal.resumed'],
  );
});

test('silent disk: close() takes bounded time and counts what is lost', async (context) => {
  const disk = createFaultyDisk();
  const { journal, clock } = await openTestJournal(await makeDir(context), { disk });
  const gate = Promise.withResolvers<void>();
  disk.gate = gate.promise;
  const waiting = journal.append(first);
  const closing = journal.close();
  clock.advance(3000);
  await Promise.all([waiting, closing]);
  assert.equal(journal.health().lost, 1);
  gate.resolve();
});

test('memory bound: the oldest lines go, and the call goes on from its last', async (context) => {
  const dir = await makeDir(context);
  const disk = createFaultyDisk();
  const limits = { waitingBytesMax: 3000 };
  const { journal, clock, noticed } = await openTestJournal(dir, { disk, limits });
  await journal.append(first);
  disk.refuse = { write: 'ENOSPC' };
  for (const line of lines.slice(1)) await journal.append(line);
  const { lost, waiting } = journal.health();
  assert.ok(lost > 0);
  assert.equal(lost + waiting, lines.length - 1);
  disk.refuse = {};
  await turn();
  clock.advance(1000);
  assert.deepEqual(await noticed('journal.resumed'), {
    type: 'journal.resumed',
    afterMs: 1000,
    lost,
  });
  await journal.close();
  const { recovered } = await reopen(dir);
  assert.deepEqual(recovered[0]?.line, lines.at(-1));
  assert.equal(recovered[0]?.results.length, lines.length - lost);
});

test('sync in the background: a failure is told, and tried again', async (context) => {
  const disk = createFaultyDisk();
  const { journal, clock, noticed } = await openTestJournal(await makeDir(context), { disk });
  await journal.append(first);
  disk.refuse = { datasync: 'EIO' };
  await turn();
  clock.advance(1000);
  await noticed('journal.failed');
  assert.equal(journal.health().waiting, 0);
  disk.refuse = {};
  await turn();
  clock.advance(1000);
  await noticed('journal.resumed');
  await journal.close();
});

test('sync always: a line whose sync failed is written again, once', async (context) => {
  const dir = await makeDir(context);
  const disk = createFaultyDisk();
  const { journal, clock, noticed } = await openTestJournal(dir, { disk, sync: 'always' });
  await journal.append(first);
  disk.refuse = { datasync: 'EIO' };
  await journal.append(second);
  disk.refuse = {};
  await turn();
  clock.advance(1000);
  await noticed('journal.resumed');
  await journal.append(third);
  await journal.close();
  assert.deepEqual(await linesIn(dir), [first, second, third]);
});
