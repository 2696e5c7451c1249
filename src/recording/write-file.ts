import { dirname } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Disk, DiskFile } from '../edges.ts';
import { hasCode } from './journal-files.ts';

const CHUNK_BYTES = 256 * 1024;

/** Writes all of a buffer, however few bytes the disk takes at a time. */
export async function writeAll(file: DiskFile, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written);
    if (bytesWritten === 0) throw new Error('Cannot write: the disk takes no more bytes');
    written += bytesWritten;
  }
}

/**
 * Puts a small file in the place of the one before it: a crash leaves the old one or the new one.
 * Which one is certain only where it is `durable`; a name that is new wants syncDirectory() too.
 */
export async function replaceFile(
  disk: Disk,
  path: string,
  text: string,
  { durable }: { durable: boolean },
): Promise<void> {
  const draft = `${path}.tmp`;
  const file = await disk.open(draft, 'w', 0o600);
  try {
    await writeAll(file, Buffer.from(text));
    if (durable) await file.datasync();
  } finally {
    await file.close();
  }
  await disk.rename(draft, path);
}

/** Makes a file of what a source gives, compressed if its name says so, and syncs it. */
export async function writeFrom(
  disk: Disk,
  path: string,
  source: AsyncIterable<Buffer>,
  isPacked: boolean,
): Promise<void> {
  const file = await disk.open(path, 'wx', 0o600);
  try {
    const bytes: AsyncIterable<Buffer> = isPacked
      ? pipeline(Readable.from(inLargeChunks(source)), createGzip(), () => {})
      : source;
    for await (const chunk of inLargeChunks(bytes)) await writeAll(file, chunk);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** A line at a time is too little for the disk, or for the compressor, to be quick. */
async function* inLargeChunks(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of source) {
    pieces.push(piece);
    size += piece.length;
    if (size < CHUNK_BYTES) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(pieces);
}

/** Brings names that were made, changed or removed in a directory onto the disk itself. */
export async function syncDirectory(disk: Disk, dir: string): Promise<void> {
  const handle = await disk.open(dir, 'r');
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Removes a file; one that is not there is no fault. */
export async function removeIfThere(disk: Pick<Disk, 'unlink'>, path: string): Promise<void> {
  try {
    await disk.unlink(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/**
 * Makes a directory, and those that it is in, where they are missing. Rejects with the disk's error:
 * ENOTDIR or EEXIST where a file is in the way.
 */
export async function makeDirectory(disk: Disk, dir: string): Promise<void> {
  const missing: string[] = [];
  // Node's own recursion comes to no end where the system denies that a parent is there.
  for (let path = dir; ; path = dirname(path)) {
    try {
      await disk.mkdir(path, { mode: 0o700 });
      break;
    } catch (error) {
      if (hasCode(error, 'EEXIST')) break;
      if (!hasCode(error, 'ENOENT') || dirname(path) === path) throw error;
      missing.push(path);
    }
  }
  for (const path of missing.reverse()) {
    await disk.mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
  }
  // What is there may be no directory.
  await disk.readdir(dir);
}
