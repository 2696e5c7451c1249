import { join } from 'node:path';
import type { Disk } from '../edges.ts';
import { CallIndex, type IndexLimits } from './call-index.ts';
import { type Checkpoint, readCheckpoint } from './checkpoint.ts';
import {
  type Day,
  dayOf,
  hasCode,
  inWritingOrder,
  journalFile,
  listJournalFiles,
  reasonOf,
  recentDays,
} from './journal-files.ts';
import type { JournalNotice } from './journal-notice.ts';
import { loadCalls, type RecoveredCall } from './load-calls.ts';
import { Quarantine } from './quarantine.ts';
import { scanFile } from './scan-file.ts';

type Options = IndexLimits & {
  disk: Disk;
  dir: string;
  now: number;
  /** Recent files up to this size are read and checked whole, checkpoint or not. */
  wholeBytesMax: number;
  /** Whether the directory is this process's to change. */
  isOurs: boolean;
  onNotice: (notice: JournalNotice) => void;
};

/** What a directory holds, as far as a restart needs it. */
export type Recovery = {
  calls: RecoveredCall[];
  index: CallIndex;
  /** Bytes of each file that the index is drawn from. */
  sizes: Map<Day, number>;
  /** The day that was last written to. */
  lastDay: Day | null;
  bytesRead: number;
  /** Calls that had not ended and do not go on; see CallIndex. */
  leftOut: { silent: number; tooMany: number };
};

type Files = {
  sizes: Map<Day, number>;
  order: Day[];
  quarantine: Quarantine | null;
};

/**
 * Finds the calls that are to go on. From the checkpoint, only what was written after it is read,
 * and the lines that it points to; should any of these not be as it says, all recent files are.
 */
export async function recover(options: Options): Promise<Recovery> {
  const { disk, dir, now, wholeBytesMax, isOurs, onNotice } = options;
  const sizes = await listFiles(options);
  const order = inWritingOrder([...sizes.keys()], dayOf(now));
  const files: Files = { sizes, order, quarantine: isOurs ? new Quarantine(disk, dir) : null };
  const recent = new Set(recentDays(order, now));
  const checkpoint = await readCheckpoint(disk, dir);
  const recentBytes = [...recent].reduce((sum, day) => sum + (sizes.get(day) ?? 0), 0);
  if (checkpoint !== null && recentBytes > wholeBytesMax) {
    const recovery = await fromCheckpoint(options, files, recent, checkpoint);
    if (recovery !== null) return recovery;
  }
  // Even one that is not relied on knows of files that calls are in.
  for (const [, { last, answers }] of checkpoint?.calls ?? []) {
    for (const { day } of [last, ...answers]) recent.add(day);
  }
  const { failed, ...recovery } = await rebuild(options, files, recent, null);
  if (failed > 0) onNotice({ type: 'calls.unreadable', lines: failed });
  tell(options, 'scan', recovery);
  return recovery;
}

/** Null when the checkpoint cannot be relied on. */
async function fromCheckpoint(
  options: Options,
  files: Files,
  recent: Set<Day>,
  checkpoint: Checkpoint,
): Promise<Recovery | null> {
  const { disk, dir, onNotice } = options;
  for (const day of files.order) {
    const from = checkpoint.sizes.get(day) ?? 0;
    if (await isLineStart(disk, join(dir, journalFile(day)), from)) continue;
    onNotice({ type: 'checkpoint.refused', reason: `${journalFile(day)} is not as it was` });
    return null;
  }
  const { failed, ...recovery } = await rebuild(options, files, recent, checkpoint);
  if (failed > 0) {
    onNotice({ type: 'checkpoint.refused', reason: `${failed} lines are not where it says` });
    return null;
  }
  tell(options, 'checkpoint', recovery);
  return recovery;
}

function tell({ onNotice }: Options, from: 'checkpoint' | 'scan', recovery: Recovery): void {
  const { calls, bytesRead, leftOut } = recovery;
  if (leftOut.silent > 0) onNotice({ type: 'calls.silent', calls: leftOut.silent });
  if (leftOut.tooMany > 0) onNotice({ type: 'calls.leftOut', calls: leftOut.tooMany });
  onNotice({ type: 'journal.recovered', from, calls: calls.length, bytesRead });
}

async function rebuild(
  options: Options,
  files: Files,
  recent: Set<Day>,
  checkpoint: Checkpoint | null,
): Promise<Recovery & { failed: number }> {
  const { disk, dir, now, onNotice } = options;
  const { order, quarantine } = files;
  const index = new CallIndex(options, checkpoint?.calls);
  const sizes = new Map<Day, number>();
  let bytesRead = 0;
  for (const day of order) {
    const size = files.sizes.get(day) ?? 0;
    const from = checkpoint?.sizes.get(day) ?? (recent.has(day) ? 0 : size);
    const isNew = from < size;
    const end = isNew
      ? await scanFile({ disk, dir, index, quarantine, onNotice }, day, from)
      : from;
    sizes.set(day, end);
    bytesRead += end - from;
    // Those that ended long ago would only fill the memory.
    index.prune(now);
  }
  const leftOut = index.settle(now);
  const { calls, failed } = await loadCalls(disk, dir, index);
  return { calls, failed, index, sizes, lastDay: order.at(-1) ?? null, bytesRead, leftOut };
}

/** Whether a line begins there, or will: not within a line, nor beyond the end of the file. */
async function isLineStart(disk: Disk, path: string, offset: number): Promise<boolean> {
  if (offset === 0) return true;
  const file = await disk.open(path, 'r').catch(() => null);
  if (file === null) return false;
  try {
    const byte = Buffer.alloc(1);
    const { bytesRead } = await file.read(byte, 0, 1, offset - 1);
    return bytesRead === 1 && byte.toString() === '\n';
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

async function listFiles({ disk, dir, onNotice }: Options): Promise<Map<Day, number>> {
  try {
    return await listJournalFiles(disk, dir);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) {
      onNotice({ type: 'file.unreadable', day: null, reason: reasonOf(error) });
    }
    return new Map();
  }
}
