import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { type EmbeddedSanity, startEmbeddedSanity } from '../embedded-sanity/server.ts';
import { embeddedEnvironment } from '../embedded-service.ts';
import type { FloodOptions, FloodResult } from './flood.ts';
import type { Timing, WatcherOptions } from './watcher.ts';

const OVERLOAD = 4;
const PROBE_MS_MAX = 50;
/** REPLY_DEADLINE_MS, and as much again for the way there and back on a machine that is full. */
const TOOL_CALL_MS_MAX = 1000;
const MEASURE_MS = 3_000;
const FLOOD_MS = 10_000;
const STOP_AFTER_MS = 1_000;

/** Floods a service and stops it under load; gives what was wrong. */
export async function benchLimits(): Promise<string[]> {
  const sanity = await startEmbeddedSanity({ token: 'embedded-token' });
  const dir = await mkdtemp(join(tmpdir(), 'waybill-bench-'));
  try {
    const service = await startServer(sanity, dir);
    try {
      return [...(await benchFlood(service)), ...(await benchStop(service))];
    } finally {
      service.child.kill('SIGKILL');
    }
  } finally {
    await sanity.close();
    await rm(dir, { recursive: true });
  }
}

type Service = Awaited<ReturnType<typeof startServer>>;

/** Starts the service in a process of its own, on free ports. */
export async function startServer(sanity: EmbeddedSanity, dir: string) {
  const env = {
    ...embeddedEnvironment(sanity),
    PORT: '0',
    ADMIN_PORT: '0',
    TRANSCRIPTS_DIR: dir,
    RATE_LIMIT_PER_MINUTE: '1000000',
  };
  const server = join(import.meta.dirname, '../../src/server.ts');
  const child = spawn(process.execPath, [server], {
    cwd: dir,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { event, publicUrl, adminUrl } = JSON.parse(line);
    if (event !== 'process.listening') continue;
    child.stdout.resume();
    return { child, publicPort: portOf(publicUrl), adminPort: portOf(adminUrl) };
  }
  throw new Error('Cannot start the service: it has ended');
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

async function benchFlood({ publicPort, adminPort }: Service): Promise<string[]> {
  const atWill = { port: publicPort, connections: 16, ratePerSecond: null };
  await flood({ ...atWill, durationMs: 2000 });
  const taken = await flood({ ...atWill, durationMs: MEASURE_MS });
  const capacity = Math.round((taken.byEnding[200] ?? 0) / taken.seconds);
  console.log(`Takes ${capacity} events a second\n\nAt rest`);
  for (const own of await watch(2_000, publicPort, adminPort)) tell(own);

  const watching = watch(FLOOD_MS, publicPort, adminPort);
  const ratePerSecond = capacity * OVERLOAD;
  const options = { ...atWill, connections: 1000, ratePerSecond, durationMs: FLOOD_MS - 500 };
  const { sent, seconds, byEnding } = await flood(options);
  const perSecond = Math.round(sent / seconds);
  console.log(`\nFlooded with ${ratePerSecond} a second; ${perSecond} a second were answered`);
  console.log(`  ${JSON.stringify(byEnding)}`);
  const timings = await watching;
  for (const own of timings) tell(own);
  return [...(byEnding[503] ? [] : ['No event was shed']), ...timings.flatMap(judge)];
}

function judge(own: Timing[]): string[] {
  const { name } = own[0] ?? { name: '' };
  const msMax = name === 'tool call' ? TOOL_CALL_MS_MAX : PROBE_MS_MAX;
  const failed = own.filter(({ ending }) => ending !== 200).length;
  return [
    ...(percentile(own, 0.99) < msMax ? [] : [`${name}: p99 is more than ${msMax} ms`]),
    ...(failed === 0 ? [] : [`${name}: ${failed} were not answered with 200`]),
  ];
}

/** Half the load that it can take, on connections that are kept, until it has stopped. */
async function benchStop({ child, publicPort }: Service): Promise<string[]> {
  const load = { port: publicPort, connections: 100, ratePerSecond: 1000, durationMs: 3_000 };
  const flooding = flood(load);
  await new Promise((resolve) => setTimeout(resolve, STOP_AFTER_MS));
  const exited = once(child, 'exit');
  const stoppedAt = performance.now();
  child.kill('SIGTERM');
  const [code] = await exited;
  const ms = Math.round(performance.now() - stoppedAt);
  const { byEnding } = await flooding;
  console.log(`\nStopped under load: exit code ${code} after ${ms} ms`);
  console.log(`  ${JSON.stringify(byEnding)}`);
  return [
    ...(code === 0 ? [] : [`The exit code is ${code}`]),
    ...(byEnding.lost ? [`${byEnding.lost} requests were lost`] : []),
  ];
}

function tell(own: Timing[]): void {
  const at = (part: number) => percentile(own, part).toFixed(1);
  const endings = Map.groupBy(own, ({ ending }) => ending);
  const told = [...endings].map(([ending, list]) => `${list.length} x ${ending}`).join(', ');
  const name = (own[0]?.name ?? '').padEnd(15);
  console.log(`  ${name} p50 ${at(0.5)}  p99 ${at(0.99)}  max ${at(1)} ms  (${told})`);
}

function percentile(own: Timing[], part: number): number {
  const sorted = own.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * part)] ?? Number.POSITIVE_INFINITY;
}

async function flood(workerData: FloodOptions): Promise<FloodResult> {
  return run('flood.ts', workerData);
}

async function watch(
  durationMs: number,
  publicPort: number,
  adminPort: number,
): Promise<Timing[][]> {
  const probe = (name: string, port: number, path: string) => ({ name, port, path });
  const targets = [
    probe('public healthz', publicPort, '/healthz'),
    probe('healthz', adminPort, '/healthz'),
    probe('readyz', adminPort, '/readyz'),
    { name: 'tool call', port: publicPort, path: null },
  ];
  const options: WatcherOptions = { targets, everyMs: 20, durationMs };
  const timings = await run<Timing[]>('watcher.ts', options);
  return [...Map.groupBy(timings, ({ name }) => name).values()];
}

async function run<Result>(file: string, workerData: object): Promise<Result> {
  const worker = new Worker(join(import.meta.dirname, file), { workerData });
  const [result] = await once(worker, 'message');
  return result;
}
