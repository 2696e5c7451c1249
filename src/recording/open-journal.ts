import type { Clock, Disk } from '../edges.ts';
import type { IndexLimits } from './call-index.ts';
import { Journal, type JournalSync } from './journal.ts';
import { hasCode, reasonOf } from './journal-files.ts';
import { JOURNAL_LIMITS, type JournalLimits } from './journal-limits.ts';
import type { JournalNotice } from './journal-notice.ts';
import type { RecoveredCall } from './load-calls.ts';
import { acquireLock, type Lock, LockHeldError } from './lock.ts';
import { recover } from './recover.ts';
import { makeDirectory } from './write-file.ts';

type Options = IndexLimits & {
  /** Made if it is not there. */
  dir: string;
  disk: Disk;
  clock: Clock;
  sync: JournalSync;
  onNotice: (notice: JournalNotice) => void;
  limits?: Partial<JournalLimits>;
};

/** What is to be recorded in is no directory and cannot become one. */
export class NoDirectoryError extends Error {}

/** How long a directory may take to be taken, in milliseconds. */
const TAKING_MS_MAX = 5000;

/**
 * Takes a directory for this process, finds the calls that are to go on, and opens the journal
 * for their next lines. Rejects with a LockHeldError while another process records there, and with a
 * NoDirectoryError where there can be no directory or nothing tells for seconds; a disk that refuses
 * is no reason not to start: the journal then begins in trouble.
 */
export async function openJournal(
  options: Options,
): Promise<{ journal: Journal; recovered: RecoveredCall[] }> {
  const { dir, disk, clock, onNotice } = options;
  const limits = { ...JOURNAL_LIMITS, ...options.limits };
  const takeDirectory = () => takeAndTell(disk, dir, onNotice);
  const taking = await withinTime(takeDirectory(), clock, dir).catch((error: unknown) => {
    if (error instanceof LockHeldError || error instanceof NoDirectoryError) throw error;
    return reasonOf(error);
  });
  const lock = typeof taking === 'string' ? null : taking;
  try {
    const isOurs = lock !== null;
    const wholeBytesMax = limits.checkpointBytes;
    const now = clock.now();
    const found = await recover({ ...options, now, wholeBytesMax, isOurs });
    const { calls, index, sizes, lastDay, bytesRead } = found;
    const journal = new Journal({ ...options, limits, index, sizes, lastDay, lock, takeDirectory });
    if (typeof taking === 'string') journal.startWithout(taking);
    else journal.countUnchecked(bytesRead);
    return { journal, recovered: calls };
  } catch (error) {
    await lock?.release();
    throw error;
  }
}

/** A disk that says nothing for so long would keep the process from starting, and from stopping. */
async function withinTime<Result>(work: Promise<Result>, clock: Clock, dir: string) {
  const late = Promise.withResolvers<never>();
  const reason = `Cannot record in ${dir}: the disk has been silent for ${TAKING_MS_MAX} ms`;
  const timer = clock.setTimeout(() => late.reject(new NoDirectoryError(reason)), TAKING_MS_MAX);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clock.clearTimeout(timer);
  }
}

async function takeAndTell(
  disk: Disk,
  dir: string,
  onNotice: (notice: JournalNotice) => void,
): Promise<Lock> {
  await makeDirectory(disk, dir).catch((error: unknown) => {
    // These are settings that are wrong; a disk that is full or read-only may recover.
    if (!hasCode(error, 'ENOTDIR', 'EEXIST', 'ENOENT', 'ELOOP', 'ENAMETOOLONG')) throw error;
    throw new NoDirectoryError(`Cannot record in ${dir}: ${reasonOf(error)}`, { cause: error });
  });
  const lock = await acquireLock(disk, dir);
  if (lock.leftBy !== null) onNotice({ type: 'lock.takenOver', pid: lock.leftBy });
  return lock;
}
