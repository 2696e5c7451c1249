import { basename, join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Disk } from '../edges.ts';
import { archiveFile, hasCode, journalFile, readChunks, readFileName } from './journal-files.ts';
import type { JournalLine } from './line.ts';
import { LineSplitter, type RawLine } from './line-splitter.ts';
import { type Damage, readLine } from './read-line.ts';

/** Where something lies: `number` counts the lines of its file, from 1. */
export type JournalPlace = {
  /** The name of the file; its path where several journals are read. */
  file: string;
  offset: number;
  number: number;
  /** Which of the journals it is in, by its place among those that are read. */
  source: number;
};

/**
 * What a journal file holds at a place; in an archive, that of the unpacked bytes. A torn line
 * is the last of its file and has no end: it is being written, or its writer was killed.
 */
export type JournalItem = JournalPlace &
  (
    | { kind: 'line'; line: JournalLine }
    | { kind: 'damaged'; damage: Damage | 'badArchive'; bytes: Buffer }
    | { kind: 'torn'; bytes: Buffer }
  );

/** A journal file, an archive of one, or a directory of them; or several of these. */
export type JournalPaths = string | readonly string[];

/** Whether a line may be wanted, by its bytes: whoever wants few need not read the others. */
type MayWant = (bytes: Buffer) => boolean;

/**
 * Reads journals in chunks, so that memory does not grow with them: a directory in the order of its
 * days, several journals as one, in the order of the times that their lines have. Where a file and
 * its archive are both there, the file goes first: the archive is whole only when the file is gone.
 */
export function readLines(
  disk: Disk,
  paths: JournalPaths,
  mayWant: MayWant = () => true,
): AsyncGenerator<JournalItem> {
  if (typeof paths === 'string') return readJournal(disk, paths, { source: 0, mayWant }, basename);
  const [only] = paths;
  if (only !== undefined && paths.length === 1) return readLines(disk, only, mayWant);
  return inOrderOfTime(
    paths.map((path, source) => readJournal(disk, path, { source, mayWant }, (file) => file)),
  );
}

type Wanted = { source: number; mayWant: MayWant };

async function* readJournal(
  disk: Disk,
  path: string,
  { source, mayWant }: Wanted,
  nameOf: (path: string) => string,
): AsyncGenerator<JournalItem> {
  let number = 0;
  for await (const { path: at, lines, torn, isBroken, isFirst } of readInChunks(disk, path)) {
    const file = nameOf(at);
    if (isFirst) number = 0;
    for (const { offset, bytes } of lines) {
      number += 1;
      if (mayWant(bytes)) yield { file, offset, number, source, ...readItem(bytes) };
    }
    if (isBroken) {
      const { offset = 0, bytes = Buffer.alloc(0) } = torn ?? {};
      const place = { file, offset, number: number + 1, source };
      yield { kind: 'damaged', damage: 'badArchive', bytes, ...place };
    } else if (torn !== null) {
      const { offset, bytes } = torn;
      yield { kind: 'torn', file, offset, number: number + 1, source, bytes };
    }
  }
}

function readItem(bytes: Buffer) {
  const reading = readLine(bytes);
  return 'line' in reading
    ? ({ kind: 'line', line: reading.line } as const)
    : ({ kind: 'damaged', damage: reading.damage, bytes } as const);
}

/** A journal that is being read: what comes next of it, and when that was written. */
type Stream = { items: AsyncGenerator<JournalItem>; next: JournalItem | null; at: number };

/** Several journals as one; each keeps its own order, and what has no time goes with its neighbour. */
async function* inOrderOfTime(
  journals: AsyncGenerator<JournalItem>[],
): AsyncGenerator<JournalItem> {
  const streams: Stream[] = journals.map((items) => ({ items, next: null, at: 0 }));
  try {
    await Promise.all(streams.map(goOn));
    for (;;) {
      const waiting = streams.filter(({ next }) => next !== null);
      const [first, ...others] = waiting;
      if (first === undefined) return;
      const earliest = others.reduce((one, other) => (other.at < one.at ? other : one), first);
      if (earliest.next !== null) yield earliest.next;
      await goOn(earliest);
    }
  } finally {
    // Whoever stops early leaves no file open.
    await Promise.allSettled(journals.map((items) => items.return(undefined)));
  }
}

async function goOn(stream: Stream): Promise<void> {
  const { value, done } = await stream.items.next();
  stream.next = done ? null : value;
  if (stream.next?.kind === 'line') stream.at = Date.parse(stream.next.line.timestamp);
}

type RawLines = {
  path: string;
  lines: RawLine[];
  torn: RawLine | null;
  isBroken: boolean;
  /** Whether a file begins with these. */
  isFirst: boolean;
};

async function* readInChunks(disk: Disk, path: string): AsyncGenerator<RawLines> {
  for (const each of await filesAt(disk, path)) {
    const isArchive = each.endsWith('.gz');
    const splitter = new LineSplitter();
    let [isBroken, isFirst] = [false, true];
    try {
      for await (const chunk of readBytes(disk, each)) {
        yield { path: each, lines: splitter.take(chunk), torn: null, isBroken, isFirst };
        isFirst = false;
      }
    } catch (error) {
      if (!isArchive || !hasCode(error, 'Z_DATA_ERROR', 'Z_BUF_ERROR')) throw error;
      isBroken = true;
    }
    yield { path: each, lines: [], torn: splitter.rest(), isBroken, isFirst };
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
