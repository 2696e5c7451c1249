import { Worker } from 'node:worker_threads';
import type { CountryCode } from 'libphonenumber-js/min';
import type { CallRecord } from './call-record.ts';

/** What a thread is started with. */
export type ThreadSettings = {
  dir: string;
  timeZone: string;
  /** Country of phone numbers that have none; two letters. */
  defaultCountry?: CountryCode | undefined;
  /** How long a question waits for days that were not read yet, in milliseconds. */
  waitMs: number;
};

type Asking = Exclude<keyof CallRecord, 'close'>;

/** What the thread is asked. */
export type Question = { id: number; ask: Asking; given: unknown[] };

/** What came of it; an error in words, since threads share no classes. */
export type Outcome = { id: number } & ({ told: unknown } | { fault: string });

/** More than the rows of all calls that are held, and the longest call, come to. */
const HEAP_MB_MAX = 512;

/** A thread, and who waits for it. */
type Thread = { worker: Worker; waiting: Map<number, PromiseWithResolvers<unknown>> };

/**
 * Reads the calls on record in a thread of its own, so that whoever answers calls never waits for
 * it. The thread is started by the first question, and again after it failed; close() ends it.
 */
export function openRecordThread(settings: ThreadSettings): CallRecord {
  let thread: Thread | null = null;
  let asked = 0;
  let isClosed = false;

  function start(): Thread {
    const worker = new Worker(new URL('./record-worker.ts', import.meta.url), {
      workerData: settings,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
    });
    const started: Thread = { worker, waiting: new Map() };
    const { waiting } = started;
    worker.on('message', (outcome: Outcome) => {
      const question = waiting.get(outcome.id);
      waiting.delete(outcome.id);
      // Nothing but a question keeps the process from ending.
      if (waiting.size === 0) worker.unref();
      if ('told' in outcome) question?.resolve(outcome.told);
      else question?.reject(new Error(`Cannot read the record: ${outcome.fault}`));
    });
    const fail = (reason: string) => {
      if (thread === started) thread = null;
      for (const question of waiting.values()) question.reject(new Error(reason));
      waiting.clear();
    };
    worker.on('error', (error: Error) => fail(`Cannot read the record: ${error.message}`));
    worker.on('exit', () => fail('Cannot read the record: its thread has ended'));
    return started;
  }

  async function question(ask: Asking, given: unknown[]): Promise<unknown> {
    if (isClosed) throw new Error('Cannot read the record: it is closed');
    thread ??= start();
    asked += 1;
    const answer = Promise.withResolvers<unknown>();
    thread.waiting.set(asked, answer);
    thread.worker.ref();
    thread.worker.postMessage({ id: asked, ask, given } satisfies Question);
    return answer.promise;
  }

  function asking<Ask extends Asking>(ask: Ask) {
    return (...given: Parameters<CallRecord[Ask]>): ReturnType<CallRecord[Ask]> =>
      // What the thread tells is what the record in it told.
      question(ask, given) as ReturnType<CallRecord[Ask]>;
  }

  return {
    search: asking('search'),
    story: asking('story'),
    snapshot: asking('snapshot'),
    lines: asking('lines'),
    quality: asking('quality'),
    async close() {
      isClosed = true;
      await thread?.worker.terminate();
    },
  };
}
