/*
 * npm run soak: steady traffic for minutes or hours, and what the process holds meanwhile. Exits 1 if
 * anything of that goes on growing.
 */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readConfig } from '../src/config.ts';
import { systemEdges } from '../src/system-edges.ts';
import { readWhole, runSimple } from './command.ts';
import { startEmbeddedService } from './embedded-service.ts';
import { judgeTrends, printSamples, type Sample } from './soak/trends.ts';
import { seededChoices } from './traffic/random.ts';
import { startTraffic } from './traffic/traffic.ts';

const HELP = `npm run soak [-- options]

Plays calls of every kind at a steady rate against the whole service, over HTTP, with a 60 KB event for
each call, and looks every few seconds at the heap after a collection, handles, open files, the journal
and how long an answer takes. The first third is for warming up; over the rest none of it may grow, but
for the journal, which may as the calls do.

  --minutes N   how long (60)
  --rate N      calls a minute (600)
  --seed S      of all chance (1)
  -h, --help    this

Exit code: 0 when nothing grows, 1 when something does, 2 for wrong arguments.`;

const SAMPLES = 60;
const EVENT_BYTES = 60_000;

await runSimple({
  help: HELP,
  flags: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '600' },
    seed: { type: 'string', default: '1' },
  },
  run: (values) =>
    soak(
      readWhole('minutes', values.minutes, 1, 10_000),
      readWhole('rate', values.rate, 1, 100_000),
      readWhole('seed', values.seed, 0, 999_999_999),
    ),
});

async function soak(minutes: number, rate: number, seed: number): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'waybill-soak-'));
  const service = await startEmbeddedService({
    configure(environment) {
      const own = { PORT: '0', ADMIN_PORT: '0', TRANSCRIPTS_DIR: dir };
      // Calls are forgotten soon, so that as many are held after a minute as after an hour.
      const brief = { SILENCE_TIMEOUT_SECONDS: '20', RATE_LIMIT_PER_MINUTE: '1000000' };
      const person = { TRANSFER_DESTINATION: '+12025550199', LIVE_CALLS_MAX: '500' };
      const reading = readConfig({ ...environment, ...own, ...brief, ...person });
      if (!reading.ok) throw new Error(`Cannot configure: ${reading.faults.join('; ')}`);
      return reading.config;
    },
  });
  const { config, sanity, publicUrl } = service;
  const secret = config.vapi.secrets[0] ?? '';
  let faults = 0;
  const traffic = startTraffic({
    ...{ rate, choices: seededChoices(seed), now: systemEdges.clock.now },
    line: { publicUrl, secret, newId: systemEdges.random.uuid, onStep: () => {} },
    parcels: Array.from({ length: 9 }, (_, index) => ({ trackingNumber: `WB1000001${index}` })),
    outages: { setDown: sanity.setDown, everyMs: 45_000, lastMs: 5_000 },
    onFault: () => {
      faults += 1;
    },
  });
  const samples: Sample[] = [];
  const everyMs = (minutes * 60_000) / SAMPLES;
  for (let index = 0; index < SAMPLES; index += 1) {
    await wait(everyMs);
    samples.push(await look(publicUrl, secret, dir, index));
    if (process.stdout.isTTY) process.stdout.write(`\r${index + 1} of ${SAMPLES} looks `);
  }
  await traffic.stop();
  await service.close();
  await rm(dir, { recursive: true });
  printSamples(samples);
  const trends = judgeTrends(samples);
  for (const trend of trends) console.log(trend.line);
  console.log(`${faults} calls could not be played to their end`);
  // A machine that is too slow for the rate turns calls away; that is no trend.
  return trends.some(({ isGrowing }) => isGrowing) ? 1 : 0;
}

async function look(url: string, secret: string, dir: string, index: number): Promise<Sample> {
  const answerMs = await time(url, secret, index);
  globalThis.gc?.();
  const names = await readdir(dir);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(dir, name))).size));
  return {
    heapMib: process.memoryUsage().heapUsed / 1024 ** 2,
    handles: process.getActiveResourcesInfo().length,
    files: (await readdir('/proc/self/fd').catch(() => [])).length,
    journalMib: sizes.reduce((sum, size) => sum + size, 0) / 1024 ** 2,
    answerMs,
  };
}

/** How long an event of 60 KB and a tool call take together, in milliseconds: the median of nine. */
async function time(url: string, secret: string, index: number): Promise<number> {
  const times: number[] = [];
  for (let each = 0; each < 9; each += 1) {
    const call = { id: `soak-${index}-${each}`, filler: 'x'.repeat(EVENT_BYTES) };
    const asked = { name: 'track_delivery', arguments: { trackingNumber: 'WB10000010' } };
    const startedAt = performance.now();
    await post({ type: 'speech-update', status: 'started', role: 'user', call });
    await post({ type: 'tool-calls', call, toolCallList: [{ id: 'a', function: asked }] });
    times.push(performance.now() - startedAt);
    await post({ type: 'status-update', status: 'ended', call });
  }
  return times.toSorted((one, other) => one - other)[4] ?? 0;

  async function post(message: object): Promise<void> {
    const response = await fetch(`${url}/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-vapi-secret': secret },
      body: JSON.stringify({ message }),
    });
    await response.text();
  }
}
