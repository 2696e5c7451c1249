import { Worker } from 'node:worker_threads';
import type { Clock } from '../edges.ts';
import type { Change, WhatIf } from './schema.ts';

/** What a thread is to tell. */
export type WhatIfOrder = {
  /** Where the journal is. */
  dir: string;
  callId: string;
  change: Change;
  silenceTimeoutMs: number;
};

/** What would have been, masked; or in words why it cannot be told. */
export type WhatIfAnswer =
  | { ok: true; told: WhatIf }
  | { ok: false; why: 'unknown' | 'incomplete' | 'unfit' | 'busy'; reason: string };

/** Tells what would have been. An abort ends it, and it rejects. */
export type AskWhatIf = (order: WhatIfOrder, signal: AbortSignal) => Promise<WhatIfAnswer>;

/** Threads at a time: the cores are the callers'. */
const THREADS_MAX = 2;
/** A call of 2 MB takes about a second; a journal of many days takes its time to be read. */
const WORK_MS_MAX = 60_000;

/** Makes what runs calls in a thread of their own, so that no caller waits for it. */
export function createWhatIfThreads(clock: Clock): AskWhatIf {
  let running = 0;
  return async (order, signal) => {
    signal.throwIfAborted();
    if (running >= THREADS_MAX) {
      return { ok: false, why: 'busy', reason: 'Others are asking already: try again in a second' };
    }
    running += 1;
    const worker = new Worker(new URL('./what-if-worker.ts', import.meta.url), {
      workerData: order,
    });
    const stopped = Promise.withResolvers<never>();
    const stop = () => stopped.reject(new Error('Cannot tell what if: nobody waits any more'));
    const timer = clock.setTimeout(
      () => stopped.reject(new Error(`Cannot tell what if: it takes more than ${WORK_MS_MAX} ms`)),
      WORK_MS_MAX,
    );
    signal.addEventListener('abort', stop);
    try {
      return await Promise.race([hearOut(worker), stopped.promise]);
    } finally {
      clock.clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      await worker.terminate();
      running -= 1;
    }
  };
}

function hearOut(worker: Worker): Promise<WhatIfAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<WhatIfAnswer>();
  worker.on('message', resolve);
  worker.on('error', reject);
  worker.on('exit', (code) => reject(new Error(`Cannot go on: a thread ended with code ${code}`)));
  return promise;
}
