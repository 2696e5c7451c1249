import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Disk } from '../edges.ts';
import { readChunks } from './journal-files.ts';
import { LineSplitter, type RawLine } from './line-splitter.ts';

/** The bytes of a journal file, or the unpacked ones of an archive. */
export function readBytes(disk: Disk, path: string): AsyncIterable<Buffer> {
  const packed = readChunks(disk, path);
  // The error of either end comes out of the loop that reads.
  return path.endsWith('.gz') ? pipeline(Readable.from(packed), createGunzip(), () => {}) : packed;
}

/**
 * The lines of a file as they lie in it. A torn line is the last, and `isTorn`: it has no end, for
 * it is being written, or its writer was killed.
 */
export async function* readRawLines(
  disk: Disk,
  path: string,
): AsyncGenerator<RawLine & { isTorn: boolean }> {
  const splitter = new LineSplitter();
  for await (const chunk of readBytes(disk, path)) {
    for (const line of splitter.take(chunk)) yield { ...line, isTorn: false };
  }
  const rest = splitter.rest();
  if (rest !== null) yield { ...rest, isTorn: true };
}
