import type { Clock, Disk } from '../edges.ts';
import type { IndexLimits } from './call-index.ts';
import { Journal, type JournalSync } from './journal.ts';
import { reasonOf } from './journal-files.ts';
import { JOURNAL_LIMITS, type JournalLimits } from './journal-limits.ts';
import type { JournalNotice } from './journal-notice.ts';
import type { RecoveredCall } from './load-calls.ts';
import { acquireLock, type Lock, LockHeldError } from './lock.ts';
import { recover } from './recover.ts';

type Options = IndexLimits & {
  /** Made if it is not there. */
  dir: string;
  disk: Disk;
  clock: Clock;
  sync: JournalSync;
  onNotice: (notice: JournalNotice) => void;
  limits?: Partial<JournalLimits>;
};

/**
 * Takes a directory for this process, finds the calls that are to go on, and opens the journal
 * for their next lines. Rejects with a LockHeldError while another process records there; a disk
 * that refuses is no reason not to start: the journal then begins in trouble.
 */
export async function openJournal(
  options: Options,
): Promise<{ journal: Journal; recovered: RecoveredCall[] }> {
  const { dir, disk, clock, onNotice } = options;
  const limits = { ...JOURNAL_LIMITS, ...options.limits };
  const takeDirectory = () => takeAndTell(disk, dir, onNotice);
  const taking = await takeDirectory().catch((error: unknown) => {
    if (error instanceof LockHeldError) throw error;
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

async function takeAndTell(
  disk: Disk,
  dir: string,
  onNotice: (notice: JournalNotice) => void,
): Promise<Lock> {
  await disk.mkdir(dir, { recursive: true, mode: 0o700 });
  const lock = await acquireLock(disk, dir);
  if (lock.leftBy !== null) onNotice({ type: 'lock.takenOver', pid: lock.leftBy });
  return lock;
}
