import { join } from 'node:path';
import type { Disk } from '../edges.ts';
import { readRawLines } from './raw-lines.ts';

const QUARANTINE = /^transcripts-(\d{4}-\d{2}-\d{2})\.quarantine$/;

/** The day of a side file with copies of unusable lines; null for any other file. */
export function quarantineDay(name: string): string | null {
  return QUARANTINE.exec(name)?.[1] ?? null;
}

/**
 * Deletes the side files that hold what a person is mentioned in: they are copies of lines that
 * nothing can use, and of which their journal file has the others. Returns their names.
 */
export async function eraseSideFiles(
  disk: Disk,
  dir: string,
  mentions: (text: string) => boolean,
  isDryRun: boolean,
): Promise<string[]> {
  const erased: string[] = [];
  for (const name of await disk.readdir(dir)) {
    if (quarantineDay(name) === null || !(await isMentioned(disk, join(dir, name), mentions))) {
      continue;
    }
    if (!isDryRun) await disk.unlink(join(dir, name));
    erased.push(name);
  }
  return erased.toSorted();
}

async function isMentioned(disk: Disk, path: string, mentions: (text: string) => boolean) {
  for await (const { bytes } of readRawLines(disk, path)) {
    if (mentions(bytes.toString())) return true;
  }
  return false;
}
