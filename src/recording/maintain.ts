import { join } from 'node:path';
import type { Disk } from '../edges.ts';
import { acquireLock, type Lock, LockHeldError } from './lock.ts';
import { isDecided } from './prepared-rewrites.ts';
import { maintenanceDir } from './rewrites.ts';
import { makeDirectory, removeIfThere } from './write-file.ts';

type Maintenance<Result> = {
  work: () => Promise<Result>;
  /** Brings to its end what an earlier run had decided to do; see prepared-rewrites.ts. */
  resume?: () => Promise<void>;
};

/**
 * Runs a program that compresses, deletes or rewrites files of journals, alone of its kind: two at
 * once would undo one another's work. Clears away what an earlier one left half-done. Rejects when
 * another one runs, when there is no such directory, or when something that was decided is left.
 */
export async function maintain<Result>(
  disk: Disk,
  dirs: readonly string[],
  { work, resume }: Maintenance<Result>,
): Promise<Result> {
  const held: { dir: string; lock: Lock }[] = [];
  try {
    for (const dir of dirs) held.push({ dir, lock: await hold(disk, dir) });
    await resume?.();
    for (const dir of dirs) {
      if (await isDecided(disk, dir)) {
        throw new Error(`Cannot maintain ${dir}: an erasure was cut off there, run it again first`);
      }
      await clear(disk, dir);
    }
    return await work();
  } finally {
    for (const { dir, lock } of held.reverse()) {
      await clearUndecided(disk, dir).catch(() => {});
      await lock.release();
    }
  }
}

async function hold(disk: Disk, dir: string): Promise<Lock> {
  // A journal that is not there is most likely a wrong path, and nothing is made in its place.
  await disk.readdir(dir);
  await makeDirectory(disk, maintenanceDir(dir));
  return acquireLock(disk, maintenanceDir(dir)).catch((error: unknown) => {
    if (!(error instanceof LockHeldError)) throw error;
    throw new Error(`Cannot maintain ${dir}: another archive or erase is running`, {
      cause: error,
    });
  });
}

async function clearUndecided(disk: Disk, dir: string): Promise<void> {
  if (!(await isDecided(disk, dir))) await clear(disk, dir);
}

async function clear(disk: Disk, dir: string): Promise<void> {
  for (const name of await disk.readdir(maintenanceDir(dir))) {
    if (name.startsWith('.lock')) continue;
    await removeIfThere(disk, join(maintenanceDir(dir), name));
  }
}
