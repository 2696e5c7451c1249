/** A worker that floods the webhook with the informational events of many calls. */

import { parentPort, workerData } from 'node:worker_threads';
import { type Ending, KeptConnection } from '../bench/kept-connection.ts';
import { eventRequests } from './requests.ts';

/** What a flood is told; without a rate, every connection sends as fast as it is answered. */
export type FloodOptions = {
  port: number;
  connections: number;
  ratePerSecond: number | null;
  durationMs: number;
};

/** What came of a flood. */
export type FloodResult = {
  sent: number;
  /** Requests that were due while every connection was still waiting for its answer. */
  withheld: number;
  seconds: number;
  byEnding: Partial<Record<Ending, number>>;
};

const TICK_MS = 5;

const options = workerData as FloodOptions;
const requests = eventRequests(200);
const connections = Array.from(
  { length: options.connections },
  () => new KeptConnection(options.port),
);
const result: FloodResult = { sent: 0, withheld: 0, seconds: 0, byEnding: {} };
const startedAt = performance.now();
let isOver = false;

async function sendOn(connection: KeptConnection): Promise<void> {
  const request = requests[result.sent % requests.length];
  if (request === undefined) return;
  result.sent += 1;
  const ending = await connection.send(request);
  result.byEnding[ending] = (result.byEnding[ending] ?? 0) + 1;
}

async function sendAll(connection: KeptConnection): Promise<void> {
  while (!isOver) await sendOn(connection);
}

async function sendAtRate(ratePerSecond: number): Promise<void> {
  const underWay = new Set<Promise<void>>();
  let next = 0;
  while (!isOver) {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * ratePerSecond);
    while (result.sent + result.withheld < due) {
      const idle = findIdle(next);
      if (idle === -1) {
        result.withheld = due - result.sent;
        break;
      }
      next = idle + 1;
      const sending = sendOn(connections[idle] as KeptConnection);
      underWay.add(sending);
      void sending.then(() => underWay.delete(sending));
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await Promise.all(underWay);
}

function findIdle(from: number): number {
  for (let step = 0; step < connections.length; step += 1) {
    const index = (from + step) % connections.length;
    if (connections[index]?.isBusy === false) return index;
  }
  return -1;
}

setTimeout(() => {
  isOver = true;
}, options.durationMs);
const { ratePerSecond } = options;
if (ratePerSecond === null) await Promise.all(connections.map(sendAll));
else await sendAtRate(ratePerSecond);
result.seconds = (performance.now() - startedAt) / 1000;
for (const connection of connections) connection.close();
parentPort?.postMessage(result);
