import { join } from 'node:path';
import type { Disk } from '../edges.ts';
import { readFileName } from '../recording/journal-files.ts';

/** A file of one of the journals, or an archive. */
export type JournalFile = {
  dir: string;
  name: string;
  path: string;
  /** As reports name it: the path, where there are several journals. */
  label: string;
};

/** Every file of some journals, archives too, in the order of journals and days. */
export async function listFiles(disk: Disk, dirs: readonly string[]): Promise<JournalFile[]> {
  const files: JournalFile[] = [];
  for (const dir of dirs) {
    const names = await disk.readdir(dir);
    for (const name of names.filter((each) => readFileName(each) !== null).toSorted()) {
      const path = join(dir, name);
      files.push({ dir, name, path, label: dirs.length === 1 ? name : path });
    }
  }
  return files;
}
