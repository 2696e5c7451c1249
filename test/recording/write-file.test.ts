import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Disk } from '../../src/edges.ts';
import { writeCheckpoint } from '../../src/recording/checkpoint.ts';
import { acquireLock } from '../../src/recording/lock.ts';
import { Quarantine } from '../../src/recording/quarantine.ts';
import { makeDirectory, removeIfThere, writeFrom } from '../../src/recording/write-file.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { makeDir } from './test-journal.ts';

const { disk } = systemEdges;

/** A disk that takes no byte, and does not say why. */
const full: Disk = {
  ...disk,
  async open(path, flags, mode) {
    const file = await disk.open(path, flags, mode);
    const { read, truncate, datasync, stat: look, close } = file;
    return {
      read: read.bind(file),
      truncate: truncate.bind(file),
      datasync: datasync.bind(file),
      stat: look.bind(file),
      close: close.bind(file),
      write: async () => ({ bytesWritten: 0 }),
    };
  },
};

const damaged = { offset: 0, length: 1, bytes: Buffer.from('x'), damage: 'notJson' } as const;
const WRITERS: [string, (dir: string) => Promise<unknown>][] = [
  ['writeCheckpoint()', (dir) => writeCheckpoint(full, dir, 'text')],
  ['Quarantine', (dir) => new Quarantine(full, dir).keep('2026-11-23', [damaged])],
  ['acquireLock()', (dir) => acquireLock(full, dir)],
  ['writeFrom()', (dir) => writeFrom(full, join(dir, 'a'), chunks(), false)],
];

async function* chunks() {
  yield Buffer.from('text');
}

for (const [what, write] of WRITERS) {
  test(`${what} gives a disk up that takes no byte`, async (context) => {
    await assert.rejects(write(await makeDir(context)), /the disk takes no more bytes/);
  });
}

test('removeIfThere() removes a file, and minds none that is not there', async (context) => {
  const path = join(await makeDir(context), 'file');
  await writeFile(path, '');
  await removeIfThere(disk, path);
  await removeIfThere(disk, path);
  await assert.rejects(readFile(path), { code: 'ENOENT' });
});

test('makeDirectory() makes what is missing, for its owner alone, and comes to an end', async (context) => {
  const dir = join(await makeDir(context), 'a', 'b');
  await makeDirectory(disk, dir);
  await makeDirectory(disk, dir);
  assert.equal((await stat(dir)).mode & 0o777, 0o700);
  await writeFile(join(dir, 'file'), '');
  await assert.rejects(makeDirectory(disk, join(dir, 'file')), { code: 'ENOTDIR' });
  await assert.rejects(makeDirectory(disk, join(dir, 'file', 'c')), { code: 'ENOTDIR' });
  await assert.rejects(makeDirectory(disk, '/proc/waybill/transcripts'), { code: 'ENOENT' });
});
