/** A worker that sends one request after another, on a connection of its own, and times each. */

import { parentPort, workerData } from 'node:worker_threads';
import { type Ending, KeptConnection } from '../bench/kept-connection.ts';
import { probeRequest, toolCallRequest } from './requests.ts';

/** What is watched, how often, and for how long. */
export type WatcherOptions = {
  targets: { name: string; port: number; path: string | null }[];
  everyMs: number;
  durationMs: number;
};

/** One timed answer. */
export type Timing = { name: string; ms: number; ending: Ending };

const { targets, everyMs, durationMs } = workerData as WatcherOptions;
const timings: Timing[] = [];
const endsAt = performance.now() + durationMs;

await Promise.all(
  targets.map(async ({ name, port, path }) => {
    const connection = new KeptConnection(port);
    for (let sent = 0; performance.now() < endsAt; sent += 1) {
      const request = path === null ? toolCallRequest(sent) : probeRequest(path);
      const sentAt = performance.now();
      const ending = await connection.send(request);
      timings.push({ name, ms: performance.now() - sentAt, ending });
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
    connection.close();
  }),
);
parentPort?.postMessage(timings);
