/** A worker that lets live calls be heard of, one after the other, at a rate. */
import { setTimeout as wait } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { KeptConnection } from '../bench/kept-connection.ts';
import { postRequest } from '../bench-limits/requests.ts';

const TICK_MS = 50;

const { port, calls, perSecond, durationMs } = workerData;
const connection = new KeptConnection(port);
const startedAt = performance.now();
let sent = 0;
for (;;) {
  const passedMs = performance.now() - startedAt;
  if (passedMs >= durationMs) break;
  while (sent < (passedMs / 1000) * perSecond) {
    sent += 1;
    const call = { id: `live-${(sent % calls) + 1}` };
    const transcript = `Where is it, my number is WB 1000 ${1000 + (sent % 9000)}?`;
    const heard = { type: 'transcript', role: 'user', transcriptType: 'final', transcript };
    await connection.send(postRequest({ message: { ...heard, call } }));
  }
  await wait(TICK_MS);
}
connection.close();
