import { basename, join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Disk } from '../edges.ts';
import { archiveFile, hasCode, journalFile, readChunks, readFileName } from './journal-files.ts';
import type { JournalLine } from './line.ts';
import { LineSplitter, type RawLine } from './line-splitter.ts';
import { type Damage, readLine } from './read-line.ts';

/**
 * What a journal file holds at an offset; in an archive, that of the unpacked bytes. Lines are numbered
 * from 1 in each file. A torn line is the last of its file and has no end: it is being written, or its
 * writer was killed.
 */
export type JournalItem = { file: string; number: number; offset: number } & (
  | { kind: 'line'; line: JournalLine }
  | { kind: 'damaged'; damage: Damage | 'badArchive'; bytes: Buffer }
  | { kind: 'torn'; bytes: Buffer }
);

/**
 * Reads a journal file, an archive of one, or all of a directory in the order of their days, in
 * chunks, so that memory does not grow with them. Where both are there, the file goes before the
 * archive: the archive is whole only when the file is gone. Lines that are not wanted by their bytes
 * are passed over unread.
 */
export async function* readLines(
  disk: Disk,
  path: string,
  isWanted: (bytes: Buffer) => boolean = () => true,
): AsyncGenerator<JournalItem> {
  let place = { file: '', number: 0 };
  for await (const { file, lines, torn, isBroken } of readInChunks(disk, path)) {
    if (file !== place.file) place = { file, number: 0 };
    for (const raw of lines) {
      place.number += 1;
      if (isWanted(raw.bytes)) yield toItem(place, raw);
    }
    const last = { file, number: place.number + 1 };
    if (isBroken) {
      const { offset = 0, bytes = Buffer.alloc(0) } = torn ?? {};
      yield { kind: 'damaged', damage: 'badArchive', ...last, offset, bytes };
    } else if (torn !== null) {
      yield { kind: 'torn', ...last, offset: torn.offset, bytes: torn.bytes };
    }
  }
}

/**
 * The lines of one call, in their order, out of a file or directory; damaged ones are left out.
 * The ID of a call that came back after it was forgotten begins anew at seq 0.
 */
export async function* readCall(
  disk: Disk,
  path: string,
  callId: string,
): AsyncGenerator<JournalLine> {
  const needle = Buffer.from(JSON.stringify(callId));
  for await (const { lines } of readInChunks(disk, path)) {
    for (const { bytes } of lines) {
      if (!bytes.includes(needle)) continue;
      const reading = readLine(bytes);
      if ('line' in reading && reading.line.call_id === callId) yield reading.line;
    }
  }
}

function toItem(place: { file: string; number: number }, { offset, bytes }: RawLine): JournalItem {
  const { file, number } = place;
  const reading = readLine(bytes);
  return 'line' in reading
    ? { kind: 'line', file, number, offset, line: reading.line }
    : { kind: 'damaged', file, number, offset, damage: reading.damage, bytes };
}

type RawLines = { file: string; lines: RawLine[]; torn: RawLine | null; isBroken: boolean };

async function* readInChunks(disk: Disk, path: string): AsyncGenerator<RawLines> {
  for (const each of await filesAt(disk, path)) {
    const file = basename(each);
    const isArchive = file.endsWith('.gz');
    const splitter = new LineSplitter();
    let isBroken = false;
    try {
      for await (const chunk of readBytes(disk, each)) {
        yield { file, lines: splitter.take(chunk), torn: null, isBroken };
      }
    } catch (error) {
      if (!isArchive || !hasCode(error, 'Z_DATA_ERROR', 'Z_BUF_ERROR')) throw error;
      isBroken = true;
    }
    yield { file, lines: [], torn: splitter.rest(), isBroken };
  }
}

async function filesAt(disk: Disk, path: string): Promise<string[]> {
  try {
    const days = new Map<string, string>();
    for (const name of await disk.readdir(path)) {
      const found = readFileName(name);
      if (found === null || (found.isArchive && days.has(found.day))) continue;
      days.set(found.day, found.isArchive ? archiveFile(found.day) : journalFile(found.day));
    }
    return [...days.keys()].toSorted().map((day) => join(path, days.get(day) ?? ''));
  } catch (error) {
    if (hasCode(error, 'ENOTDIR')) return [path];
    throw error;
  }
}

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
