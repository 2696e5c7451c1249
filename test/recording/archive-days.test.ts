import assert from 'node:assert/strict';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type ArchiveOptions, archiveDays } from '../../src/recording/archive-days.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { fill, textsIn } from '../erasure/erase-journal.ts';
import { makeLine, NOON } from './make-line.ts';
import { linesIn, makeDir } from './test-journal.ts';
import { diskUntil } from './watched-disk.ts';

const DAY_MS = 86_400_000;

function archive(dir: string, given: Partial<ArchiveOptions> = {}) {
  return archiveDays({
    dir,
    disk: systemEdges.disk,
    now: NOON,
    retentionDays: 3,
    deleteDays: 10,
    uuid: systemEdges.random.uuid,
    isDryRun: false,
    async keepTimes(from, to) {
      const { atime, mtime } = await stat(from);
      await utimes(to, atime, mtime);
    },
    ...given,
  });
}

const daysAgo = (days: number) => new Date(NOON - days * DAY_MS).toISOString().slice(0, 10);
const file = (days: number, ending = 'jsonl') => `transcripts-${daysAgo(days)}.${ending}`;
const linesOf = (days: number) =>
  [0, 1].map((seq) => makeLine({ callId: `${days} days ago`, seq, at: NOON - days * DAY_MS }));

/** One file for each of these days. */
async function makeJournal(dir: string, days: number[]): Promise<void> {
  await fill(dir, Object.fromEntries(days.map((age) => [file(age), linesOf(age)])));
}

async function namesIn(dir: string): Promise<string[]> {
  return (await readdir(dir)).filter((name) => name.startsWith('transcripts')).toSorted();
}

describe('archiveDays()', () => {
  test('compresses what is older than it is kept at hand, and deletes what is older still', async (context) => {
    const dir = await makeDir(context);
    await makeJournal(dir, [0, 1, 2, 3, 4, 10, 11]);
    const done = await archive(dir);
    assert.deepEqual(
      done.map(({ name, did }) => `${name} ${did}`),
      [`${file(11)} deleted`, `${file(10)} compressed`, `${file(4)} compressed`],
    );
    assert.deepEqual(await namesIn(dir), [
      file(10, 'jsonl.gz'),
      file(4, 'jsonl.gz'),
      file(3),
      file(2),
      file(1),
      file(0),
    ]);
    assert.deepEqual(await linesIn(dir), [10, 4, 3, 2, 1, 0].flatMap(linesOf));
  });

  test('never touches today and yesterday, nor days to come, however it is set', async (context) => {
    const dir = await makeDir(context);
    const now = Date.parse('2026-11-23T00:00:00.000Z');
    await makeJournal(dir, [-400, -1, 0, 1]);
    assert.deepEqual(await archive(dir, { now, retentionDays: 0, deleteDays: 0 }), []);
    assert.equal((await namesIn(dir)).length, 4);
  });

  test('counts days by the clock of UTC', async (context) => {
    const dir = await makeDir(context);
    await makeJournal(dir, [4]);
    assert.deepEqual(await archive(dir, { now: Date.parse('2026-11-22T23:59:59.999Z') }), []);
    const [done] = await archive(dir, { now: Date.parse('2026-11-23T00:00:00.000Z') });
    assert.equal(done?.did, 'compressed');
  });

  test('deletes old archives and side files, and nothing that is not of the journal', async (context) => {
    const dir = await makeDir(context);
    const kept = ['notes.txt', 'transcripts-2001-01-01.txt', 'transcripts-9999-99-99.jsonl'];
    const old = [file(11, 'jsonl.gz'), file(11, 'quarantine')];
    await fill(
      dir,
      Object.fromEntries([...kept, ...old, file(5, 'quarantine')].map((it) => [it, []])),
    );
    const done = await archive(dir);
    assert.deepEqual(
      done.map(({ name }) => name),
      old,
    );
    assert.equal((await readdir(dir)).filter((name) => kept.includes(name)).length, 3);
  });

  test('keeps the time of a file, and from others what is in it', async (context) => {
    const dir = await makeDir(context);
    await makeJournal(dir, [5]);
    await utimes(join(dir, file(5)), 1e9, 1e9);
    await archive(dir);
    const { mtimeMs, mode } = await stat(join(dir, file(5, 'jsonl.gz')));
    assert.deepEqual([mtimeMs, mode & 0o777], [1e12, 0o600]);
  });

  test('does nothing a second time', async (context) => {
    const dir = await makeDir(context);
    await makeJournal(dir, [5]);
    await archive(dir);
    const before = await readFile(join(dir, file(5, 'jsonl.gz')));
    assert.deepEqual(await archive(dir), []);
    assert.deepEqual(await readFile(join(dir, file(5, 'jsonl.gz'))), before);
  });

  test('a dry run tells what would be done and does nothing', async (context) => {
    const dir = await makeDir(context);
    await makeJournal(dir, [5, 20]);
    const done = await archive(dir, { isDryRun: true });
    assert.deepEqual(
      done.map(({ did }) => did),
      ['deleted', 'compressed'],
    );
    assert.deepEqual(await namesIn(dir), [file(20), file(5)]);
  });

  test('adds lines that came after their day was archived to its archive', async (context) => {
    const dir = await makeDir(context);
    const late = makeLine({ callId: 'late' });
    await fill(dir, { [file(5, 'jsonl.gz')]: linesOf(5), [file(5)]: [late] });
    await archive(dir);
    assert.deepEqual(await linesIn(dir), [...linesOf(5), late]);
    assert.deepEqual(await namesIn(dir), [file(5, 'jsonl.gz')]);
  });

  test('removes a file that an earlier run had archived already', async (context) => {
    const dir = await makeDir(context);
    await fill(dir, { [file(5, 'jsonl.gz')]: linesOf(5), [file(5)]: linesOf(5) });
    await archive(dir);
    assert.deepEqual(await linesIn(dir), linesOf(5));
    assert.deepEqual(await namesIn(dir), [file(5, 'jsonl.gz')]);
  });

  test('leaves a day alone whose archive is broken, and goes on with the others', async (context) => {
    const dir = await makeDir(context);
    await makeJournal(dir, [4, 5]);
    const broken = gzipSync(Buffer.alloc(9999, 'x')).subarray(0, 30);
    await writeFile(join(dir, file(5, 'jsonl.gz')), broken);
    const done = await archive(dir);
    assert.deepEqual(
      done.map(({ did }) => did),
      ['failed', 'compressed'],
    );
    assert.deepEqual(await readFile(join(dir, file(5, 'jsonl.gz'))), broken);
    assert.deepEqual(await linesIn(dir), [...linesOf(5), ...linesOf(4)]);
  });

  test('keeps a file whose archive does not read back as it was', async (context) => {
    const dir = await makeDir(context);
    await makeJournal(dir, [5]);
    const { disk } = systemEdges;
    const forgetful: typeof disk = {
      ...disk,
      async open(path, flags, mode) {
        const opened = await disk.open(path, flags, mode);
        if (!path.endsWith('.gz') || flags !== 'wx') return opened;
        // What is written of an archive is an empty one.
        const empty = gzipSync('');
        const write = async (_: Buffer, offset: number, length: number) => {
          if (offset === 0) await opened.write(empty, 0, empty.length);
          return { bytesWritten: length };
        };
        const close = () => opened.close();
        return { ...disk, write, close, datasync: () => opened.datasync() } as never;
      },
    };
    const done = await archive(dir, { disk: forgetful });
    assert.deepEqual(
      done.map(({ did }) => did),
      ['failed'],
    );
    assert.deepEqual(await linesIn(dir), linesOf(5));
    assert.deepEqual(await namesIn(dir), [file(5)]);
  });

  test('does not run twice at the same time', async (context) => {
    const dir = await makeDir(context);
    await makeJournal(dir, [5]);
    const second = Promise.withResolvers<unknown>();
    const keepTimes = async () => second.resolve(await archive(dir).catch((error) => error));
    await archive(dir, { keepTimes });
    assert.match(String(await second.promise), /another archive or erase is running/);
    assert.deepEqual(await linesIn(dir), linesOf(5));
  });

  test('refuses a directory that is not there', async (context) => {
    const dir = join(await makeDir(context), 'typo');
    await assert.rejects(archive(dir), /ENOENT/);
  });

  test('loses nothing wherever it is cut off, and does the rest when it is run again', async (context) => {
    let operations = 0;
    for (let isCut = true; isCut; operations += 1) {
      const dir = await makeDir(context);
      await makeJournal(dir, [1, 4, 5]);
      const disk = diskUntil(operations);
      await archive(dir, { disk }).catch(() => {});
      isCut = disk.isCut();
      const lines = [5, 4, 1].flatMap(linesOf);
      assert.deepEqual(await linesIn(dir), lines, `cut off at ${operations}`);
      await archive(dir);
      assert.deepEqual(await linesIn(dir), lines, `run again after ${operations}`);
      const left = Object.keys(await textsIn(dir)).toSorted();
      assert.deepEqual(left, [file(5, 'jsonl.gz'), file(4, 'jsonl.gz'), file(1)]);
    }
    assert.ok(operations > 40, `only ${operations} operations`);
  });
});
