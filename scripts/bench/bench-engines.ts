import { registerDeployment } from '../../src/restate/register.ts';
import { findPort, findServerBinary, startLocalServer } from '../restate/local-server.ts';
import type { Load, LoadResult } from './load.ts';
import { openStage, type Stage, type Target } from './targets.ts';

const ENGINES = ['local', 'restate'] as const;

type Engine = (typeof ENGINES)[number];

/** What is sent, by how many at once. */
const CASES = [
  { what: 'event, one at a time', kind: 'speech-update', connections: 1 },
  { what: 'tool call, one at a time', kind: 'tool-calls', connections: 1 },
  { what: 'event, 50 at once', kind: 'speech-update', connections: 50 },
  { what: 'tool call, 50 at once', kind: 'tool-calls', connections: 50 },
] as const satisfies { what: string; kind: Load['kind']; connections: number }[];

const BODY = { bytes: 10_000 };
const CALLS = 250;
const FAILED_PART_MAX = 0.25;
const WARM_UP_REQUESTS = 100;
/** Nothing is answered by the edge in the place of a call: that would be fast, and no step. */
const DEADLINE_MS = 20_000;

/** Prints what both engines do of the same, in rounds in turns; gives the exit code. */
export async function benchEngines(effort: { rounds: number; roundMs: number }): Promise<number> {
  if (findServerBinary() === null) {
    console.error('The server of Restate is not installed: npm ci --include=optional');
    return 1;
  }
  const stage = await openStage();
  const server = await startLocalServer();
  try {
    const servicePort = await findPort();
    const targets = {
      local: await stage.start('waybill', { settings: settingsOf() }),
      restate: await stage.start('waybill', {
        settings: {
          ...settingsOf(),
          CALL_ENGINE: 'restate',
          RESTATE_INGRESS_URL: server.ingress,
          RESTATE_SERVICE_PORT: String(servicePort),
        },
      }),
    };
    await registerDeployment(fetch, server.admin, `http://127.0.0.1:${servicePort}`);
    console.log('| what | engine | 1/s | p50 ms | p99 ms | CPU of Waybill, µs |');
    console.log('|---|---|---|---|---|---|');
    for (const each of CASES) {
      for (const line of await benchCase(stage, targets, each, effort)) console.log(line);
    }
    return 0;
  } finally {
    await stage.close();
    await server.close();
  }
}

function settingsOf(): Record<string, string> {
  return { REPLY_DEADLINE_MS: String(DEADLINE_MS) };
}

type Round = LoadResult & { cpuUs: number };

async function benchCase(
  stage: Stage,
  targets: Record<Engine, Target>,
  { what, kind, connections }: (typeof CASES)[number],
  { rounds, roundMs }: { rounds: number; roundMs: number },
): Promise<string[]> {
  const measured: Record<Engine, Round[]> = { local: [], restate: [] };
  const calls = { first: 1000 * CASES.findIndex((each) => each.what === what), count: CALLS };
  for (let round = -1; round < rounds; round += 1) {
    for (const engine of ENGINES) {
      const target = targets[engine];
      const load = { port: target.port, connections, kind, size: BODY, calls, isCold: false };
      const until = round < 0 ? { requests: WARM_UP_REQUESTS } : { ms: roundMs };
      const before = await target.gauge('cpu');
      const result = await stage.load({ ...load, until });
      const after = await target.gauge('cpu');
      // On a machine that pauses a process, some events are shed, which counts for nothing.
      if (result.failed > FAILED_PART_MAX * result.requests) {
        throw new Error(`${what}: ${result.failed} of ${result.requests} failed (${engine})`);
      }
      const cpuUs = (1000 * (after.cpuMs - before.cpuMs)) / result.requests;
      if (round >= 0) measured[engine].push({ ...result, cpuUs });
    }
  }
  return ENGINES.map((engine) => {
    const median = (of: (round: Round) => number) => {
      const values = measured[engine].map(of).toSorted((a, b) => a - b);
      return values[Math.floor(values.length / 2)] ?? 0;
    };
    const perSecond = median(
      ({ requests, failed, ms }) => (1000 * (requests - failed)) / ms,
    ).toFixed(0);
    const [p50, p99] = [median((round) => round.p50), median((round) => round.p99)];
    const cpu = median((round) => round.cpuUs).toFixed(0);
    return `| ${what} | ${engine} | ${perSecond} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${cpu} |`;
  });
}
