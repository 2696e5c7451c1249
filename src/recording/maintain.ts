import { join } from 'node:path';
import type { Disk } from '../edges.ts';
import { acquireLock, LockHeldError } from './lock.ts';
import { maintenanceDir } from './rewrites.ts';
import { makeDirectory, removeIfThere } from './write-file.ts';

/**
 * Runs a program that compresses, deletes or rewrites files of a journal, alone of its kind: two at
 * once would undo one another's work. Clears away what an earlier one left half-done. Rejects when
 * another one runs, or when there is no such directory.
 */
export async function maintain<Result>(
  disk: Disk,
  dir: string,
  work: () => Promise<Result>,
): Promise<Result> {
  // A journal that is not there is most likely a wrong path, and nothing is made in its place.
  await disk.readdir(dir);
  await makeDirectory(disk, maintenanceDir(dir));
  const lock = await acquireLock(disk, maintenanceDir(dir)).catch((error: unknown) => {
    if (!(error instanceof LockHeldError)) throw error;
    throw new Error(`Cannot maintain ${dir}: another archive or erase is running`, {
      cause: error,
    });
  });
  try {
    await clear(disk, dir);
    return await work();
  } finally {
    await clear(disk, dir).catch(() => {});
    await lock.release();
  }
}

async function clear(disk: Disk, dir: string): Promise<void> {
  for (const name of await disk.readdir(maintenanceDir(dir))) {
    if (name.startsWith('.lock')) continue;
    await removeIfThere(disk, join(maintenanceDir(dir), name));
  }
}
