/* The thread that reads the calls on record: takes questions, several at a time, and answers each. */
import { parentPort, workerData } from 'node:worker_threads';
import { systemEdges } from '../system-edges.ts';
import { readCallerNumber } from '../vapi/caller-number.ts';
import { openCallRecord } from './call-record.ts';
import type { Outcome, Question, ThreadSettings } from './record-thread.ts';

const { defaultCountry, ...settings }: ThreadSettings = workerData;
const record = openCallRecord({
  ...settings,
  ...systemEdges,
  readPhone: (written) => readCallerNumber(written, defaultCountry),
});
const tell = (outcome: Outcome) => parentPort?.postMessage(outcome);

parentPort?.on('message', ({ id, ask, given }: Question) => {
  const answer = record[ask] as (...given: unknown[]) => Promise<unknown>;
  answer(...given).then(
    (told) => tell({ id, told }),
    (error: unknown) => tell({ id, fault: error instanceof Error ? error.message : String(error) }),
  );
});
