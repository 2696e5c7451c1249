/*
 * npm run demo:cluster: three nodes of Restate and three of Waybill, calls at all of them, one of each
 * killed in mid-call. Every answer is accounted for.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readLines } from '../src/recording/read-lines.ts';
import { registerDeployment } from '../src/restate/register.ts';
import { systemEdges } from '../src/system-edges.ts';
import { readWhole, runSimple } from './command.ts';
import { paint } from './demo/print-call.ts';
import { startBalancer } from './demo-cluster/balancer.ts';
import { measureStall, type Stall } from './demo-cluster/measure-stall.ts';
import { startRestateCluster, startWaybillNode, type WaybillNode } from './demo-cluster/nodes.ts';
import { playCalls, QUESTIONS, type Received } from './demo-cluster/play-calls.ts';
import { startEmbeddedSanity } from './embedded-sanity/server.ts';
import { embeddedEnvironment } from './embedded-service.ts';
import { findPort, findServerBinary, type LocalServer } from './restate/local-server.ts';

const HELP = `npm run demo:cluster [-- options]

Starts three nodes of Restate and three of Waybill on loopback, plays calls at all three, and kills one of
each (kill -9) while they speak: every call has to come to its end, every answer to come in time, and
to be on record as it was sent. Needs no account and no network; the server of Restate is an optional
package of npm.

  --calls N      calls (16)
  --rate N       deliveries a second, of all calls together (10)
  --deadline MS  REPLY_DEADLINE_MS of the service (500); more on a machine that is busy with all of it
  -h, --help     this

Exit code: 0 when every call ended well, 1 when one did not, 2 for wrong arguments.`;

const NODES = 3;
/** Parcels that the embedded Sanity has. */
const NUMBERS = ['WB10000001', 'WB10000002', 'WB10000003', 'WB10000010'];
/** What an answer may take beyond its deadline, and beyond what any request takes on this machine. */
const LATE_MS_MAX = 100;

await runSimple({
  help: HELP,
  flags: {
    calls: { type: 'string', default: '16' },
    rate: { type: 'string', default: '10' },
    deadline: { type: 'string', default: '500' },
  },
  async run(values) {
    if (findServerBinary() === null) {
      console.error('The server of Restate is not installed: npm ci --include=optional');
      return 1;
    }
    return play(
      readWhole('calls', values.calls, 1, 10_000),
      readWhole('rate', values.rate, 1, 10_000),
      readWhole('deadline', values.deadline, 1, 20_000),
    );
  },
});

async function play(calls: number, rate: number, deadlineMs: number): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'waybill-cluster-'));
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const startedAt = performance.now();
    const [loadBefore = 0] = loadavg();
    const since = () => `${((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)} s  `;
    const say = (text: string) => console.log(since() + text);
    const sanity = await startEmbeddedSanity({ token: 'embedded-token' });
    closers.push(() => sanity.close());
    const restate = await startRestateCluster(dir, NODES);
    closers.push(() => Promise.all(restate.map((node) => node.close())));
    say(`${NODES} nodes of Restate: ${restate.map(({ ingress }) => ingress).join(', ')}`);
    const environment: Record<string, string> = {
      ...embeddedEnvironment(sanity),
      REPLY_DEADLINE_MS: String(deadlineMs),
      RATE_LIMIT_PER_MINUTE: '1000000',
    };
    const waybill: WaybillNode[] = [];
    closers.push(() => Promise.all(waybill.map((node) => node.kill())));
    for (let index = 0; index < NODES; index += 1) {
      const urls = restate.map((_, turn) => restate[(index + turn) % NODES]?.ingress ?? '');
      waybill.push(await startWaybillNode(dir, `waybill-${index + 1}`, urls, environment));
    }
    const balancer = await startBalancer(
      await findPort(),
      waybill.map(({ serviceUrl }) => serviceUrl),
    );
    closers.push(() => balancer.close());
    await registerDeployment(fetch, restate[0]?.admin ?? '', balancer.url);
    await untilReady(waybill);
    say(`${NODES} nodes of Waybill: ${waybill.map(({ publicUrl }) => publicUrl).join(', ')}`);
    const killing = killAt(Math.round((calls * QUESTIONS * 2) / 3), restate, waybill, say);
    const probing = probe(waybill);
    const played = await playCalls({
      urls: () => waybill.filter((node) => node.isAlive()).map(({ publicUrl }) => publicUrl),
      secret: environment.VAPI_SECRET ?? '',
      calls,
      rate,
      numbers: NUMBERS,
      onAnswer: killing.onAnswer,
    });
    const stall = await killing.done();
    const busyMs = await probing.stop();
    say(`${calls} calls have ended`);
    const faults = await judge(calls, played.received, waybill, deadlineMs + busyMs);
    const replayed = await replayTogether(waybill);
    console.log(replayed.said);
    if (replayed.code !== 0)
      faults.push('The three journals together do not replay to what was sent');
    if (played.lost > 0) faults.push(`${played.lost} deliveries found no process`);
    tell(played.received, played.moved, busyMs);
    console.log(
      `With the node of Restate gone, half of the calls were reached again after ` +
        `${stall.half.toFixed(0)} ms, the last after ${stall.most.toFixed(0)} ms; the load of this ` +
        `machine was ${loadBefore.toFixed(1)} before`,
    );
    for (const fault of faults) console.error(paint('red', fault));
    if (faults.length === 0) console.log(paint('green', `All ${calls} calls ended well.`));
    return faults.length === 0 ? 0 : 1;
  } finally {
    for (const close of closers.reverse()) await close();
    await rm(dir, { recursive: true, force: true });
  }
}

/** How long a process took at most for a request that asks for nothing: the machine may be busy. */
function probe(nodes: WaybillNode[]) {
  let isStopped = false;
  let most = 0;
  async function ask(): Promise<void> {
    while (!isStopped) {
      for (const { publicUrl } of nodes.filter((node) => node.isAlive())) {
        const startedAt = performance.now();
        const isAnswered = await fetch(`${publicUrl}/healthz`).catch(() => null);
        if (isAnswered !== null) most = Math.max(most, performance.now() - startedAt);
      }
      await wait(20);
    }
  }
  const asking = ask();
  return {
    async stop() {
      isStopped = true;
      await asking;
      return most;
    },
  };
}

/** Kills one node of each once so many answers were given; the second when half as many more were. */
function killAt(
  count: number,
  restate: LocalServer[],
  waybill: WaybillNode[],
  say: (text: string) => void,
) {
  const kills: Promise<void>[] = [];
  let stall: Promise<Stall> | null = null;
  return {
    onAnswer(answers: number) {
      if (answers === count) {
        say('kill -9: the first node of Restate');
        kills.push(restate[0]?.kill() ?? Promise.resolve());
        stall = measureStall(restate[1]?.ingress ?? '');
      }
      if (answers === Math.round(count * 1.5)) {
        say('kill -9: the second node of Waybill');
        kills.push(waybill[1]?.kill() ?? Promise.resolve());
      }
    },
    async done(): Promise<Stall> {
      if (kills.length < 2 || stall === null) {
        throw new Error('Cannot tell: the calls ended before both were killed');
      }
      await Promise.all(kills);
      return stall;
    },
  };
}

async function untilReady(nodes: WaybillNode[]): Promise<void> {
  const isReady = async ({ adminUrl }: WaybillNode) => {
    const body = (await (await fetch(`${adminUrl}/readyz`)).json()) as {
      checks: { restate?: string };
    };
    return body.checks.restate === 'ok';
  };
  while (!(await Promise.all(nodes.map(isReady))).every(Boolean)) await wait(50);
}

/** What is wrong with the answers, by what was received and by the record of all processes together. */
async function judge(
  calls: number,
  received: Received[],
  nodes: WaybillNode[],
  allowedMs: number,
): Promise<string[]> {
  const faults: string[] = [];
  const expected = calls * QUESTIONS * 2;
  if (received.length !== expected) faults.push(`${received.length} answers of ${expected}`);
  const first = new Map<string, string>();
  for (const { toolCallId, text } of received) {
    const known = first.get(toolCallId) ?? text;
    first.set(toolCallId, known);
    if (known !== text) faults.push(`${toolCallId} was answered in two ways: ${known} and ${text}`);
  }
  const late = received.filter(({ tookMs }) => tookMs > allowedMs + LATE_MS_MAX);
  if (late.length > 0) faults.push(`${late.length} answers came too late`);
  const recorded = new Set<string>();
  for (const { journalDir } of nodes) {
    for await (const item of readLines(systemEdges.disk, journalDir)) {
      if (item.kind !== 'line' || item.line.response === null) continue;
      for (const result of item.line.response.results) recorded.add(JSON.stringify(result));
    }
  }
  for (const { toolCallId, text } of received) {
    const results = JSON.parse(text).results as unknown[];
    if (!results.every((result) => recorded.has(JSON.stringify(result)))) {
      faults.push(`${toolCallId} was answered with what is on no record`);
    }
  }
  return faults;
}

/** Replays the record of all processes as one, as npm run replay does. */
async function replayTogether(nodes: WaybillNode[]): Promise<{ code: number; said: string }> {
  const dirs = nodes.map(({ journalDir }) => journalDir);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'replay.ts'), ...dirs], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  return { code, said: said.trim().split('\n').slice(-8).join('\n') };
}

function tell(received: Received[], moved: number, busyMs: number): void {
  const times = received.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
  const at = (part: number) => (times[Math.floor(part * (times.length - 1))] ?? 0).toFixed(0);
  const isFallback = ({ text }: Received) => /\\"status\\":\\"unavailable\\"/.test(text);
  console.log(
    `${received.length} answers: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, ` +
      `most ${at(1)} ms; ${received.filter(isFallback).length} of them said that the call could not ` +
      `be reached; ${moved} deliveries went on to another process; a request for ` +
      `nothing took ${busyMs.toFixed(0)} ms at most`,
  );
}
