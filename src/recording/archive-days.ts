import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Disk } from '../edges.ts';
import {
  archiveFile,
  type Day,
  dayOf,
  hasCode,
  journalFile,
  quarantineDay,
  readFileName,
  reasonOf,
} from './journal-files.ts';
import { maintain } from './maintain.ts';
import { readBytes } from './read-lines.ts';
import { maintenanceDir } from './rewrites.ts';
import { syncDirectory, writeFrom } from './write-file.ts';

/** What archiving works with. */
export type ArchiveOptions = {
  disk: Disk;
  dir: string;
  /** Epoch milliseconds. */
  now: number;
  /** Days older than this are compressed. */
  retentionDays: number;
  /** Days older than this are deleted. */
  deleteDays: number;
  /** A name for a draft that no other has. */
  uuid: () => string;
  /** Gives a file the times of another one. */
  keepTimes: (from: string, to: string) => Promise<void>;
  /** Tells what would be done and changes nothing. */
  isDryRun: boolean;
};

/** What became of one file. */
export type ArchivedFile = { name: string } & (
  | { did: 'compressed'; before: number; after: number }
  | { did: 'deleted' }
  /** The file is as it was. */
  | { did: 'failed'; reason: string }
);

const DAY_MS = 86_400_000;
/** A service may write to the file of today and, around midnight, to that of yesterday. */
const AGE_MIN = 2;

/**
 * Compresses the journal files of old days and deletes those of older ones, side files included.
 * Safe to run again and to be cut off at any moment: a file goes only after its archive has been
 * read back and found the same, byte for byte.
 */
export function archiveDays(options: ArchiveOptions): Promise<ArchivedFile[]> {
  const { disk, dir } = options;
  const work = async () => {
    const done: ArchivedFile[] = [];
    for (const name of (await disk.readdir(dir)).toSorted()) {
      const found = await archive(options, name);
      if (found !== null) done.push(found);
    }
    if (!options.isDryRun && done.length > 0) await syncDirectory(disk, dir);
    return done;
  };
  return maintain(disk, [dir], { work });
}

async function archive(options: ArchiveOptions, name: string): Promise<ArchivedFile | null> {
  const { retentionDays, deleteDays, now, isDryRun, disk, dir } = options;
  const file = readFileName(name);
  const day = file?.day ?? quarantineDay(name);
  const age = day === null ? 0 : ageInDays(day, now);
  // A name that is no date has no age, and stays.
  if (!(age >= AGE_MIN)) return null;
  try {
    if (age > deleteDays) {
      if (!isDryRun) await disk.unlink(join(dir, name));
      return { name, did: 'deleted' };
    }
    if (file === null || file.isArchive || age <= retentionDays) return null;
    return { name, did: 'compressed', ...(await compress(options, file.day)) };
  } catch (error) {
    return { name, did: 'failed', reason: reasonOf(error) };
  }
}

function ageInDays(day: Day, now: number): number {
  return (Date.parse(dayOf(now)) - Date.parse(day)) / DAY_MS;
}

async function compress(options: ArchiveOptions, day: Day) {
  const { disk, dir, uuid, keepTimes, isDryRun } = options;
  const path = join(dir, journalFile(day));
  const archivePath = join(dir, archiveFile(day));
  const before = await disk.stat(path);
  if (isDryRun) return { before: before.size, after: 0 };
  const draftPath = join(maintenanceDir(dir), `${uuid()}.gz`);
  const sources = await sourcesOf(disk, path, archivePath);
  await writeFrom(disk, draftPath, readAll(disk, sources), true);
  const [written, meant] = [
    await fingerprint(readAll(disk, [draftPath])),
    await fingerprint(readAll(disk, sources)),
  ];
  if (written !== meant) throw new Error('Cannot archive: it does not read back as it was');
  await keepTimes(path, draftPath);
  await disk.rename(draftPath, archivePath);
  // The name must be on the disk before the other one is gone.
  await syncDirectory(disk, dir);
  const { ino, size } = await disk.stat(path);
  if (ino !== before.ino || size !== before.size) {
    throw new Error('Cannot remove: the file has changed meanwhile');
  }
  await disk.unlink(path);
  return { before: before.size, after: (await disk.stat(archivePath)).size };
}

/**
 * What the archive of a day is made of. One that is there already is of an earlier run: cut off
 * before it removed the file, or before lines of that day were written after all.
 */
async function sourcesOf(disk: Disk, path: string, archivePath: string): Promise<string[]> {
  try {
    await disk.stat(archivePath);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [path];
    throw error;
  }
  const isSame =
    (await fingerprint(readAll(disk, [archivePath]))) ===
    (await fingerprint(readAll(disk, [path])));
  return isSame ? [path] : [archivePath, path];
}

/** The bytes of files one after the other, each beginning on a line of its own. */
async function* readAll(disk: Disk, paths: string[]): AsyncGenerator<Buffer> {
  let last: number | undefined;
  for (const path of paths) {
    let isFirst = true;
    for await (const bytes of readBytes(disk, path)) {
      if (isFirst && last !== undefined && last !== 0x0a) yield Buffer.from('\n');
      isFirst = false;
      last = bytes.at(-1) ?? last;
      yield bytes;
    }
  }
}

/** Size, lines and checksum of what is read. */
async function fingerprint(source: AsyncIterable<Buffer>): Promise<string> {
  let [size, lines, checksum] = [0, 0, 0];
  for await (const bytes of source) {
    size += bytes.length;
    checksum = crc32(bytes, checksum);
    for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) lines += 1;
  }
  return `${size} bytes, ${lines} lines, ${checksum}`;
}
