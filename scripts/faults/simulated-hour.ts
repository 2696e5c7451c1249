import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { pino } from 'pino';
import type { App } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { Fetch } from '../../src/edges.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { HOUR_ASSUMPTIONS, imagineCalls } from './imagined-calls.ts';
import { type Dataset, toDataset } from './judge-answer.ts';
import { makeDeliveries } from './made-deliveries.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** What the cache did in the hour; reads are those of lookups, hits what needed no request. */
export type HourResult = {
  knownShare: number;
  calls: number;
  reads: number;
  hits: number;
  hitShare: number;
  /** Requests to Sanity, those about phone numbers included. */
  requests: number;
};

const WARM_UP_MS = 600_000;
const HOUR_MS = 3_600_000;
const MORNING = Date.parse('2026-11-23T09:00:00Z');

/**
 * Plays an hour of calls, after ten minutes that are not counted, on a clock that is moved by hand:
 * the real service, but for sockets and time. `knownShare` of the calls come from the number that
 * is on record. Same seed, same hour.
 */
export async function simulateHour(knownShare: number, seed: number): Promise<HourResult> {
  const random = seededRandom(seed);
  const dataset = toDataset(makeDeliveries(HOUR_ASSUMPTIONS.deliveries));
  const clock = createVirtualClock(MORNING);
  const lake = imagineLake(dataset);
  const transcripts = await mkdtemp(join(tmpdir(), 'waybill-hour-'));
  const app = await build(clock, lake.fetch, random, transcripts);
  const steps = imagineCalls(WARM_UP_MS + HOUR_MS, knownShare, random);
  const warmUp = steps.filter(({ at }) => at < WARM_UP_MS);
  await play(app, clock, warmUp);
  const before = { ...app.counters.getSnapshot().context.cache, requests: lake.requests() };
  const opened = app.counters.getSnapshot().context.calls.opened;
  await play(app, clock, steps.slice(warmUp.length));
  const { cache, calls } = app.counters.getSnapshot().context;
  const requests = lake.requests() - before.requests;
  await app.close();
  await rm(transcripts, { recursive: true });
  const hits = cache.hits - before.hits;
  const reads = hits + cache.misses - before.misses;
  return {
    knownShare,
    calls: calls.opened - opened,
    reads,
    hits,
    hitShare: hits / reads,
    requests,
  };
}

async function play(app: App, clock: VirtualClock, steps: ReturnType<typeof imagineCalls>) {
  for (const { at, message } of steps) {
    clock.advanceTo(MORNING + at);
    const response = await app.publicServer.inject({
      method: 'POST',
      url: '/webhook',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify({ message }),
    });
    if (response.statusCode !== 200) throw new Error(`Cannot play: HTTP ${response.statusCode}`);
    // What goes on behind the answer, such as knowing the caller, takes no time but some turns.
    for (let turns = 0; turns < 5; turns += 1) await turn();
  }
}

async function build(
  clock: VirtualClock,
  fetch: Fetch,
  random: () => number,
  dir: string,
): Promise<App> {
  const reading = readConfig({
    SANITY_PROJECT_ID: 'imagined',
    SANITY_DATASET: 'production',
    SANITY_API_TOKEN: 'imagined-token',
    VAPI_AUTH: 'none',
    HOST: '127.0.0.1',
    TRANSCRIPTS_DIR: dir,
    RATE_LIMIT_PER_MINUTE: '1000000',
  });
  if (!reading.ok) throw new Error(`Cannot configure: ${reading.faults.join('; ')}`);
  const edges = {
    ...systemEdges,
    clock,
    fetch,
    random: { ...systemEdges.random, next: random },
  };
  const { buildApp } = await import('../../src/app.ts');
  return buildApp({ config: reading.config, edges, logger: pino({ level: 'silent' }) });
}

/** The content API in one function: it answers at once, from the dataset. */
function imagineLake(dataset: Dataset) {
  let requests = 0;
  const byPhone = Map.groupBy(dataset.values(), ({ customerPhone }) => customerPhone);
  const fetch: Fetch = async (input) => {
    requests += 1;
    const { searchParams } = new URL(String(input));
    const number = searchParams.get('$trackingNumber');
    const phone = searchParams.get('$customerPhone');
    const found = number === null ? null : dataset.get(JSON.parse(number));
    const result = phone === null ? (found ? [found] : []) : byPhone.get(JSON.parse(phone));
    return Response.json({ ms: 1, result: result ?? [] });
  };
  return { fetch, requests: () => requests };
}

/** A linear congruential generator with the constants of Numerical Recipes: the same on every run. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
