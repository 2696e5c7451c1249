import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Disk, DiskFile } from '../edges.ts';

const CHUNK_BYTES = 256 * 1024;

/** Writes all of a buffer, however few bytes the disk takes at a time. */
export async function writeAll(file: DiskFile, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written);
    if (bytesWritten === 0) throw new Error('Cannot write: the disk takes no more bytes');
    written += bytesWritten;
  }
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
