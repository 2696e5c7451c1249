/*
 * npm run soak: steady traffic for minutes or hours, and what the process holds meanwhile. Exits 1 if
 * anything of that goes on growing.
 */
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readConfig } from '../src/config.ts';
import { systemEdges } from '../src/system-edges.ts';
import { readWhole, runSimple } from './command.ts';
import { startEmbeddedService } from './embedded-service.ts';
import { plotSamples } from './soak/plot.ts';
import { judgeTrends, printSamples, type Sample } from './soak/trends.ts';
import { readParcels } from './traffic/parcels.ts';
import { seededChoices } from './traffic/random.ts';
import { startTraffic } from './traffic/traffic.ts';

const HELP = `npm run soak [-- options]

Plays calls of every kind at a steady rate against the whole service, over HTTP, each of whose messages
is of 60 KB, and looks 60 times at the heap after a collection, handles, open files, the journal and how
long an answer takes, beside what the same bytes take to a server that only reads them. The first third
is for warming up; over the rest none of it may grow, but for the journal, which may as the calls do.

  --minutes N   how long (60)
  --rate N      calls a minute (600)
  --seed S      of all chance (1)
  --plot FILE   draws what was seen as SVG
  -h, --help    this

Exit code: 0 when nothing grows and every call was played to its end, or turned away for the load; 1 when
not; 2 for wrong arguments.`;

const SAMPLES = 60;
const MESSAGE_BYTES = 60_000;
/** As the tool calls of a live line are: with the whole assistant, its prompt above all. */
const ALONGSIDE = { assistant: { model: { messages: [{ content: 'x'.repeat(MESSAGE_BYTES) }] } } };
const LOOKED_FOR = { name: 'track_delivery', arguments: { trackingNumber: 'WB10000010' } };

await runSimple({
  help: HELP,
  flags: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '600' },
    seed: { type: 'string', default: '1' },
    plot: { type: 'string' },
  },
  async run(values) {
    const minutes = readWhole('minutes', values.minutes, 1, 10_000);
    const rate = readWhole('rate', values.rate, 1, 100_000);
    const soaked = await soak(minutes, rate, readWhole('seed', values.seed, 0, 999_999_999));
    if (values.plot !== undefined) {
      await writeFile(values.plot, plotSamples(soaked.samples, minutes));
    }
    return tell(soaked);
  },
});

/** What was seen, and how often a call of which kind could not be played to its end, and why. */
type Soaked = { samples: Sample[]; calls: number; faults: Map<string, number> };

async function soak(minutes: number, rate: number, seed: number): Promise<Soaked> {
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
  const floor = createServer(async (request, response) => {
    // Read and parsed, as the service does before anything else.
    JSON.parse(Buffer.concat(await request.toArray()).toString());
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(floor, 'listening');
  const floorUrl = `http://127.0.0.1:${(floor.address() as AddressInfo).port}`;
  const faults = new Map<string, number>();
  const traffic = startTraffic({
    ...{ rate, choices: seededChoices(seed), now: systemEdges.clock.now },
    line: {
      publicUrl,
      secret,
      newId: systemEdges.random.uuid,
      onStep: () => {},
      alongside: ALONGSIDE,
    },
    parcels: readParcels(),
    outages: { setDown: sanity.setDown, everyMs: 45_000, lastMs: 5_000 },
    onFault: (kind, error) => {
      const what = `${kind}: ${error}`;
      faults.set(what, (faults.get(what) ?? 0) + 1);
    },
  });
  const samples: Sample[] = [];
  const everyMs = (minutes * 60_000) / SAMPLES;
  for (let index = 0; index < SAMPLES; index += 1) {
    await wait(everyMs);
    samples.push(await look({ publicUrl, secret, dir, floorUrl }, index));
    if (process.stdout.isTTY) process.stdout.write(`\r${index + 1} of ${SAMPLES} looks `);
  }
  const calls = traffic.played();
  await traffic.stop();
  await service.close();
  floor.close();
  await rm(dir, { recursive: true });
  return { samples, calls, faults };
}

/** Prints what was seen; gives the exit code. */
function tell({ samples, calls, faults }: Soaked): number {
  printSamples(samples);
  const trends = judgeTrends(samples);
  for (const trend of trends) console.log(trend.line);
  const unplayed = [...faults.values()].reduce((sum, times) => sum + times, 0);
  console.log(`${calls} calls, ${unplayed} of them not played to their end`);
  for (const [what, times] of faults) console.log(`  ${times} ${what}`);
  // A machine that is too slow for the rate turns calls away, and says so.
  const isBroken = [...faults.keys()].some((what) => !what.endsWith('HTTP 503'));
  return isBroken || trends.some(({ isGrowing }) => isGrowing) ? 1 : 0;
}

type Place = { publicUrl: string; secret: string; dir: string; floorUrl: string };

async function look({ publicUrl, secret, dir, floorUrl }: Place, index: number): Promise<Sample> {
  const answers: number[] = [];
  const floors: number[] = [];
  for (let each = 0; each < 9; each += 1) {
    const callId = `soak-${index}-${each}`;
    answers.push(await time(`${publicUrl}/webhook`, secret, callId));
    floors.push(await time(floorUrl, secret, callId));
  }
  globalThis.gc?.();
  const names = await readdir(dir);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(dir, name))).size));
  return {
    heapMib: process.memoryUsage().heapUsed / 1024 ** 2,
    handles: process.getActiveResourcesInfo().length,
    files: (await readdir('/proc/self/fd').catch(() => [])).length,
    journalMib: sizes.reduce((sum, size) => sum + size, 0) / 1024 ** 2,
    answerMs: medianOf(answers),
    floorMs: medianOf(floors),
    timesFloor: medianOf(answers) / medianOf(floors),
  };
}

/** How long an event and a tool call of 60 KB take together, in milliseconds. */
async function time(url: string, secret: string, callId: string): Promise<number> {
  const call = { id: callId };
  const startedAt = performance.now();
  await post({ type: 'speech-update', status: 'started', role: 'user', call });
  await post({ type: 'tool-calls', call, toolCallList: [{ id: 'a', function: LOOKED_FOR }] });
  const tookMs = performance.now() - startedAt;
  await post({ type: 'status-update', status: 'ended', call });
  return tookMs;

  async function post(message: object): Promise<void> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-vapi-secret': secret },
      body: JSON.stringify({ message: { ...message, ...ALONGSIDE } }),
    });
    await response.text();
  }
}

function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}
