import { join } from 'node:path';
import type { Clock, Disk } from '../edges.ts';
import { hasCode, journalFile } from './journal-files.ts';
import { acquireLock, LockHeldError } from './lock.ts';
import {
  applyRewrite,
  isRewriteWaiting,
  maintenanceDir,
  type Rewrite,
  requestRewrite,
  withdrawRewrite,
} from './rewrites.ts';

/** How long a service may take to answer a request; it looks about once a second. */
const ANSWER_MS = 10_000;
const POLL_MS = 50;

/**
 * Whether a service records in a directory, as far as its lock tells. One that was killed leaves
 * its lock behind, and one in another container cannot be seen: both count.
 */
export async function isRecording(disk: Disk, dir: string): Promise<boolean> {
  try {
    await disk.stat(join(dir, '.lock'));
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** Has a draft put in the place of a journal file; false when the file is as it was. */
export async function commitRewrite(
  { disk, dir, clock }: { disk: Disk; dir: string; clock: Clock },
  rewrite: Rewrite,
): Promise<boolean> {
  const draft = await disk.stat(join(maintenanceDir(dir), rewrite.draft));
  await requestRewrite(disk, dir, rewrite);
  if (await isRecording(disk, dir)) await untilAnswered(disk, dir, clock);
  if (await isRewriteWaiting(disk, dir)) await applyAlone(disk, dir);
  return (await disk.stat(join(dir, journalFile(rewrite.day)))).ino === draft.ino;
}

async function untilAnswered(disk: Disk, dir: string, clock: Clock): Promise<void> {
  const until = clock.now() + ANSWER_MS;
  while (clock.now() < until && (await isRewriteWaiting(disk, dir))) {
    await new Promise<void>((resolve) => clock.setTimeout(resolve, POLL_MS));
  }
}

/** Holds the lock while the file is replaced; a service that starts meanwhile tries again. */
async function applyAlone(disk: Disk, dir: string): Promise<void> {
  const lock = await acquireLock(disk, dir).catch((error: unknown) => {
    if (error instanceof LockHeldError) return null;
    throw error;
  });
  if (lock === null) return withdrawRewrite(disk, dir);
  try {
    await applyRewrite(disk, dir);
  } finally {
    await lock.release();
  }
}
