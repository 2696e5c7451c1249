import { join } from 'node:path';
import type { Disk } from '../edges.ts';

/** A day in UTC, as the files are named: `2026-11-23`. Days compare as text. */
export type Day = string;

/** The file that a day's lines are in, as DESIGN names it. */
export const journalFile = (day: Day) => `transcripts-${day}.jsonl`;

/** The compressed file that takes the place of an old journal file. */
export const archiveFile = (day: Day) => `transcripts-${day}.jsonl.gz`;

/** The side file with copies of the lines of a journal file that could not be read. */
export const quarantineFile = (day: Day) => `transcripts-${day}.quarantine`;

const QUARANTINE = /^transcripts-(\d{4}-\d{2}-\d{2})\.quarantine$/;
const NAME = /^transcripts-(\d{4}-\d{2}-\d{2})\.jsonl(\.gz)?$/;
const DAY_MS = 86_400_000;
/** A chunk is large enough that the disk, not the calls, sets the pace. */
const CHUNK_BYTES = 1024 * 1024;
/** The end of a file is looked for even where its size says there is none: it may grow. */
const CHUNK_BYTES_MIN = 1024;

/** The day of a moment in epoch milliseconds. */
export function dayOf(at: number): Day {
  return new Date(at).toISOString().slice(0, 10);
}

/** The day that a file name is of, and whether it is an archive; null for any other file. */
export function readFileName(name: string): { day: Day; isArchive: boolean } | null {
  const [, day, gz] = NAME.exec(name) ?? [];
  return day === undefined ? null : { day, isArchive: gz !== undefined };
}

/** The day of a side file with copies of unusable lines; null for any other file. */
export function quarantineDay(name: string): Day | null {
  return QUARANTINE.exec(name)?.[1] ?? null;
}

/**
 * The file for a line of a day, when the line before it went to `current`. A clock that steps back
 * over midnight does not lead back to the day before, so that the order of the files stays the
 * order of the lines; only from a day that is more than one ahead, which no clock drifts by.
 */
export function chooseDay(current: Day | null, day: Day): Day {
  return current !== null && day < current && !isFarAhead(current, day) ? current : day;
}

/** Days in the order in which they were written to; see chooseDay for why that may differ. */
export function inWritingOrder(days: Day[], today: Day): Day[] {
  const sorted = days.toSorted();
  const isWrong = (day: Day) => isFarAhead(day, today);
  return [...sorted.filter(isWrong), ...sorted.filter((day) => !isWrong(day))];
}

function isFarAhead(day: Day, today: Day): boolean {
  return Date.parse(day) - Date.parse(today) > DAY_MS;
}

/**
 * The days that a call which has not ended may have lines of: since yesterday, and in any case the
 * last two there are.
 */
export function recentDays(days: Day[], now: number): Day[] {
  const yesterday = dayOf(now - DAY_MS);
  const ordered = inWritingOrder(days, dayOf(now));
  return ordered.filter((day, index) => day >= yesterday || index >= ordered.length - 2);
}

/** Size in bytes of every journal file in a directory, archives left out. */
export async function listJournalFiles(disk: Disk, dir: string): Promise<Map<Day, number>> {
  const sizes = new Map<Day, number>();
  for (const name of await disk.readdir(dir)) {
    const found = readFileName(name);
    if (found === null || found.isArchive) continue;
    sizes.set(found.day, (await disk.stat(join(dir, name))).size);
  }
  return sizes;
}

/** Reads a file from an offset to its end. */
export async function* readChunks(disk: Disk, path: string, from = 0): AsyncGenerator<Buffer> {
  const file = await disk.open(path, 'r');
  try {
    const { size } = await file.stat();
    for (let position = from; ; ) {
      const left = Math.max(size - position, CHUNK_BYTES_MIN);
      const chunk = Buffer.allocUnsafe(Math.min(left, CHUNK_BYTES));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
      position += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** Reads a small file whole; null where there is none. Rejects as the disk does. */
export async function readWhole(disk: Disk, path: string): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of readChunks(disk, path)) chunks.push(chunk);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
  return Buffer.concat(chunks);
}

/** Whether an error of the disk has one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** An error of the disk in words. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
