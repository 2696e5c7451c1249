import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { KeptConnection } from '../bench/kept-connection.ts';
import { startServer } from '../bench-limits/bench-limits.ts';
import { postRequest } from '../bench-limits/requests.ts';
import type { Timing, WatcherOptions } from '../bench-limits/watcher.ts';
import { startEmbeddedSanity } from '../embedded-sanity/server.ts';
import type { ViewersResult } from './viewers.ts';

type Options = { calls: number; viewers: number; rounds: number };

const ROUND_MS = 10_000;
/** How often a tool call is timed. */
const EVERY_MS = 10;
/** Live calls that are heard of every second, as people who speak are. */
const HEARD_PER_SECOND = 200;

/** Prints the webhook's latency with and without viewers, round by round in one run. */
export async function benchConsole({ calls, viewers, rounds }: Options): Promise<void> {
  const sanity = await startEmbeddedSanity({ token: 'embedded-token' });
  const dir = await mkdtemp(join(tmpdir(), 'waybill-bench-'));
  try {
    const service = await startServer(sanity, dir);
    try {
      await openCalls(service.publicPort, calls);
      console.log(`${calls} live calls, ${HEARD_PER_SECOND} of them heard of a second\n`);
      const timings: Record<'none' | 'some', Timing[]> = { none: [], some: [] };
      let events = 0;
      // One round that does not count, so that both sides find the same code compiled.
      for (let round = -1; round < 2 * rounds; round += 1) {
        const isWatched = round % 2 !== 0;
        const watching = isWatched ? watch(service.adminPort, viewers) : null;
        const own = await timeToolCalls(service.publicPort, calls);
        const seen = await watching;
        if (round < 0) continue;
        events += seen?.events ?? 0;
        timings[isWatched ? 'some' : 'none'].push(...own);
        tell(isWatched ? `${viewers} viewers` : 'no viewer', own);
      }
      console.log();
      tell('no viewer, all', timings.none);
      tell(`${viewers} viewers, all`, timings.some);
      console.log(`\nViewers got ${events} events`);
    } finally {
      service.child.kill('SIGKILL');
    }
  } finally {
    await sanity.close();
    await rm(dir, { recursive: true });
  }
}

/** Lets so many calls ask for a parcel, so that none is let go, and say something. */
async function openCalls(port: number, calls: number): Promise<void> {
  const connections = Array.from({ length: 16 }, () => new KeptConnection(port));
  let next = 0;
  await Promise.all(
    connections.map(async (connection) => {
      while (next < calls) {
        next += 1;
        const trackingNumber = 'WB10000001';
        const tool = { name: 'track_delivery', arguments: { trackingNumber } };
        const toolCallList = [{ id: 'first', type: 'function', function: tool }];
        await connection.send(
          postRequest({
            message: { type: 'tool-calls', call: { id: `live-${next}` }, toolCallList },
          }),
        );
      }
    }),
  );
  for (const connection of connections) connection.close();
}

/** Times tool calls, each of its own call, while live calls go on. */
async function timeToolCalls(port: number, calls: number): Promise<Timing[]> {
  const worker = new Worker(join(import.meta.dirname, 'speakers.ts'), {
    workerData: { port, calls, perSecond: HEARD_PER_SECOND, durationMs: ROUND_MS },
  });
  const spoken = once(worker, 'exit');
  const targets = [{ name: 'tool call', port, path: null }];
  const options: WatcherOptions = { targets, everyMs: EVERY_MS, durationMs: ROUND_MS };
  const watcher = new Worker(join(import.meta.dirname, '../bench-limits/watcher.ts'), {
    workerData: options,
  });
  const [timings] = await once(watcher, 'message');
  await spoken;
  return timings;
}

async function watch(port: number, viewers: number): Promise<ViewersResult> {
  const workerData = { port, viewers, durationMs: ROUND_MS };
  const worker = new Worker(join(import.meta.dirname, 'viewers.ts'), { workerData });
  const [result] = await once(worker, 'message');
  return result;
}

function tell(name: string, own: Timing[]): void {
  const sorted = own.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (part: number) => (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(1);
  const failed = own.filter(({ ending }) => ending !== 200).length;
  console.log(
    `  ${name.padEnd(18)} p50 ${at(0.5)}  p99 ${at(0.99)}  max ${at(1)} ms  (${own.length}, ${failed} failed)`,
  );
}
