/** A process that sends requests, one after the other on each connection, and times them. */
import { createHistogram } from 'node:perf_hooks';
import { type BodyKind, fill, makeBody, makeBodyOfTurns, toForm } from './bodies.ts';
import { KeptConnection } from './kept-connection.ts';

/** What is sent, and for how long: so many milliseconds, or so many requests. */
export type Load = {
  port: number;
  connections: number;
  kind: BodyKind;
  /** Of the body, or the turns of its history. */
  size: { bytes: number } | { turns: number };
  /** Requests go to so many calls in turns, the first of that number. */
  calls: { first: number; count: number };
  /** Whether each request asks for a parcel of its own. */
  isCold: boolean;
  until: { ms: number } | { requests: number };
};

/** What came of it; times in milliseconds. */
export type LoadResult = {
  requests: number;
  ms: number;
  p50: number;
  p99: number;
  max: number;
  /** Requests that were not answered with 200. */
  failed: number;
};

/** Every load has tool calls of its own, so that none is a repeated one. */
let asked = 0;

async function send({ port, kind, size, calls, isCold, until, ...load }: Load) {
  const body = 'bytes' in size ? makeBody(kind, size.bytes) : makeBodyOfTurns(kind, size.turns);
  const form = toForm(body);
  const latency = createHistogram();
  const startedAt = performance.now();
  const endsAt = 'ms' in until ? startedAt + until.ms : Number.POSITIVE_INFINITY;
  const requestsMax = 'requests' in until ? until.requests : Number.POSITIVE_INFINITY;
  let requests = 0;
  let failed = 0;

  async function sendOn(connection: KeptConnection): Promise<void> {
    while (requests < requestsMax && performance.now() < endsAt) {
      const call = calls.first + (requests % calls.count);
      requests += 1;
      asked += 1;
      const parcel = isCold ? asked : PARCEL;
      const bytes = fill(form, { call, toolCall: asked, caller: call, parcel });
      const sentAt = performance.now();
      const ending = await connection.send(bytes);
      latency.record(Math.max(1, Math.round((performance.now() - sentAt) * 1000)));
      if (ending !== 200) failed += 1;
    }
  }

  const connections = Array.from({ length: load.connections }, () => new KeptConnection(port));
  await Promise.all(connections.map(sendOn));
  for (const connection of connections) connection.close();
  const at = (part: number) => latency.percentile(part) / 1000;
  const ms = performance.now() - startedAt;
  return { requests, ms, p50: at(50), p99: at(99), max: latency.max / 1000, failed };
}

/** One that the embedded Sanity has. */
const PARCEL = 10_000_001;

process.on('message', async (load: Load) => {
  process.send?.((await send(load)) satisfies LoadResult);
});
