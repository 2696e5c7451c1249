/* One of several threads that replay a journal: reads all of it, replays the calls of its share. */
import { parentPort, workerData } from 'node:worker_threads';
import { sentence } from '../speech/sentence.ts';
import { systemEdges } from '../system-edges.ts';
import type { Order, Word } from './replay-in-threads.ts';
import { replayJournal } from './replay-journal.ts';

const order: Order = workerData;
const tell = (word: Word) => parentPort?.postMessage(word);
const done = await replayJournal({
  ...order,
  disk: systemEdges.disk,
  say: sentence,
  onProgress: (progress) => tell({ progress }),
});
tell({ done });
