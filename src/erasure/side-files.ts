import { join } from 'node:path';
import type { Disk } from '../edges.ts';
import { quarantineDay } from '../recording/journal-files.ts';
import { readRawLines } from '../recording/read-lines.ts';

/**
 * Deletes the side files that hold what a person is mentioned in: they are copies of lines that
 * nothing can use, and of which their journal file has the others. Returns their names.
 */
export async function eraseSideFiles(
  disk: Disk,
  dirs: readonly string[],
  mentions: (text: string) => boolean,
  isDryRun: boolean,
): Promise<string[]> {
  const erased: string[] = [];
  const places = await Promise.all(
    dirs.map(async (dir) =>
      (await disk.readdir(dir)).map((name) => ({ name, path: join(dir, name) })),
    ),
  );
  for (const { name, path } of places.flat()) {
    if (quarantineDay(name) === null || !(await isMentioned(disk, path, mentions))) continue;
    if (!isDryRun) await disk.unlink(path);
    erased.push(dirs.length === 1 ? name : path);
  }
  return erased.toSorted();
}

async function isMentioned(disk: Disk, path: string, mentions: (text: string) => boolean) {
  for await (const { bytes } of readRawLines(disk, path)) {
    if (mentions(bytes.toString())) return true;
  }
  return false;
}
