import { Worker } from 'node:worker_threads';
import type { JournalPaths } from '../recording/read-lines.ts';
import {
  COUNTS,
  emptyTally,
  type JournalReplay,
  type Share,
  type Tally,
} from './replay-journal.ts';

/** What a thread is to do. */
export type Order = { paths: JournalPaths; share: Share };

/** How far a thread has read. */
export type Progress = { file: string; offset: number; events: number };

/** What a thread tells. */
export type Word = { progress: Progress } | { done: JournalReplay };

/** Replays journals in several threads, each of which takes its share of the calls. */
export async function replayInThreads(
  paths: JournalPaths,
  threads: number,
  onProgress: (thread: number, progress: Progress) => void,
): Promise<JournalReplay> {
  const shares = Array.from({ length: threads }, (_, index) => ({ index, of: threads }));
  const workers: Worker[] = [];
  try {
    const parts = await Promise.all(
      shares.map((share) => {
        const worker = new Worker(new URL('./worker.ts', import.meta.url), {
          workerData: { paths, share } satisfies Order,
        });
        workers.push(worker);
        return hearOut(worker, (progress) => onProgress(share.index, progress));
      }),
    );
    return parts.reduce(merge, { tally: emptyTally(), verdicts: [] });
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function hearOut(worker: Worker, onProgress: (progress: Progress) => void) {
  const { promise, resolve, reject } = Promise.withResolvers<JournalReplay>();
  worker.on('message', (word: Word) => {
    if ('done' in word) resolve(word.done);
    else onProgress(word.progress);
  });
  worker.on('error', reject);
  worker.on('exit', (code) => reject(new Error(`Cannot go on: a thread ended with code ${code}`)));
  return promise;
}

/** The sum of two parts. */
function merge(one: JournalReplay, other: JournalReplay): JournalReplay {
  const versionFaults = [...one.tally.versionFaults, ...other.tally.versionFaults];
  const conflicts = [...one.tally.conflicts, ...other.tally.conflicts];
  const tally: Tally = { ...one.tally, versionFaults, conflicts };
  for (const name of COUNTS) tally[name] += other.tally[name];
  return { tally, verdicts: [...one.verdicts, ...other.verdicts] };
}
