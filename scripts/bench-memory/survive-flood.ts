import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { KeptConnection } from '../bench/kept-connection.ts';
import { postRequest } from '../bench-limits/requests.ts';
import { startEmbeddedSanity } from '../embedded-sanity/server.ts';
import { embeddedEnvironment } from '../embedded-service.ts';

/** What a service is put through. */
export type FloodedLife = {
  /** What Node is started with, such as a bound of old space. */
  nodeOptions: string[];
  settings: Record<string, string>;
  /** How many calls send one event each. */
  calls: number;
  connections: number;
};

/** What one process came to. */
export type Life = {
  /** From its start until it listens. */
  startMs: number;
  /** How the events that flooded it ended, by status. */
  events: Record<string, number>;
  /** The same of the tool calls of one call meanwhile, and the longest that one took. */
  toolCalls: Record<string, number>;
  toolCallMsMax: number;
  /** What the one tool call that is asked in every life was answered. */
  repeated: string;
  callsHeld: number;
  callsDropped: number;
  oldSpaceMb: number;
  residentMb: number;
};

const SERVER = join(import.meta.dirname, '../../src/server.ts');
const WEEK_MS = 7 * 86_400_000;
const ASK_EVERY_MS = 50;
const REST_MS = 1000;

/**
 * Floods a service with the events of ever new calls, kills it, starts it again on what it has
 * recorded, kills it, and starts it once more a week later by its clock; asks for a parcel in one
 * call all the time. Rejects when a process does not start or ends by itself.
 */
export async function surviveFlood(options: FloodedLife): Promise<Life[]> {
  const sanity = await startEmbeddedSanity({ token: 'embedded-token' });
  const dir = await mkdtemp(join(tmpdir(), 'waybill-flood-'));
  const env = {
    ...embeddedEnvironment(sanity),
    PORT: '0',
    ADMIN_PORT: '0',
    TRANSCRIPTS_DIR: dir,
    RATE_LIMIT_PER_MINUTE: '1000000',
    ...options.settings,
  };
  const lives: Life[] = [];
  try {
    for (const { calls, shiftMs } of [
      { calls: options.calls, shiftMs: 0 },
      { calls: 0, shiftMs: 0 },
      { calls: 0, shiftMs: WEEK_MS },
    ]) {
      const service = await start(env, options.nodeOptions, shiftMs);
      try {
        lives.push(await live(service, { ...options, calls }, lives.length));
      } finally {
        const exited = once(service.child, 'exit');
        if (service.child.kill('SIGKILL')) await exited;
      }
    }
    return lives;
  } finally {
    await sanity.close();
    await rm(dir, { recursive: true });
  }
}

type Service = { child: ChildProcess; port: number; adminUrl: string; startMs: number };

async function start(
  env: Record<string, string>,
  nodeOptions: string[],
  shiftMs: number,
): Promise<Service> {
  const shift = `const { now } = Date; Date.now = () => now() + ${shiftMs};`;
  const clock = ['--import', `data:text/javascript,${encodeURIComponent(shift)}`];
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...nodeOptions, ...clock, SERVER], {
    cwd: env.TRANSCRIPTS_DIR,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { event, publicUrl, adminUrl } = JSON.parse(line);
    if (event !== 'process.listening') continue;
    child.stdout.resume();
    const port = Number(new URL(publicUrl).port);
    return { child, port, adminUrl, startMs: performance.now() - startedAt };
  }
  throw new Error('Cannot start the service: it has ended');
}

async function live(
  { child, port, adminUrl, startMs }: Service,
  { calls, connections }: FloodedLife,
  number: number,
): Promise<Life> {
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', (code, signal) => reject(new Error(`It has ended: ${signal ?? code}`)));
  });
  // Whoever waits no more need not hear of it.
  ended.catch(() => {});
  const toolCalls = { byEnding: {} as Record<string, number>, msMax: 0 };
  let isOver = false;
  const asking = askAllTheTime(port, `life-${number}`, toolCalls, () => isOver);
  const flooding = calls === 0 ? rest() : flood(port, calls, connections);
  const events = await Promise.race([ended, flooding]).finally(() => {
    isOver = true;
  });
  await Promise.race([ended, asking]);
  const asked = await Promise.race([ended, ask(port, 'first')]);
  const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
  return {
    startMs: Math.round(startMs),
    events,
    toolCalls: toolCalls.byEnding,
    toolCallMsMax: Math.round(toolCalls.msMax),
    repeated: asked,
    callsHeld: numberIn(metrics, 'calls_held'),
    callsDropped: numberIn(metrics, 'calls_dropped_total'),
    oldSpaceMb: Math.round(
      numberIn(metrics, 'nodejs_heap_space_size_used_bytes{space="old"}') / 2 ** 20,
    ),
    residentMb: await residentMb(child.pid ?? 0),
  };
}

/** While nothing floods it, the service is asked for a moment. */
async function rest(): Promise<Record<string, number>> {
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  return {};
}

async function flood(port: number, calls: number, width: number): Promise<Record<string, number>> {
  const byEnding: Record<string, number> = {};
  let sent = 0;
  const sendAll = async () => {
    const connection = new KeptConnection(port);
    while (sent < calls) {
      const call = { id: `f${sent}` };
      sent += 1;
      const message = { type: 'status-update', status: 'in-progress', call };
      const ending = await connection.send(postRequest({ message }));
      byEnding[ending] = (byEnding[ending] ?? 0) + 1;
      // What was killed answers no more, and the rest would be refused one by one.
      if (typeof ending !== 'number') break;
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: width }, sendAll));
  return byEnding;
}

async function askAllTheTime(
  port: number,
  name: string,
  timings: { byEnding: Record<string, number>; msMax: number },
  isOver: () => boolean,
): Promise<void> {
  for (let number = 0; !isOver(); number += 1) {
    const askedAt = performance.now();
    const answer = await ask(port, `${name}-${number}`).catch((error) => String(error));
    const ending = /\\"status\\":\\"(\w+)/.exec(answer)?.[1] ?? answer.slice(0, 60);
    timings.byEnding[ending] = (timings.byEnding[ending] ?? 0) + 1;
    timings.msMax = Math.max(timings.msMax, performance.now() - askedAt);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

/** What a tool call comes to that is turned away under pressure, in the place of a status. */
const TURNED_AWAY = '\\"status\\":\\"turnedAway';

/** Asks for a parcel in the one real call; gives the bytes of the answer. */
async function ask(port: number, toolCallId: string): Promise<string> {
  const tool = { name: 'track_delivery', arguments: { trackingNumber: 'WB10000001' } };
  const toolCallList = [{ id: toolCallId, type: 'function', function: tool }];
  const message = { type: 'tool-calls', call: { id: 'real' }, toolCallList };
  const response = await fetch(`http://127.0.0.1:${port}/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-vapi-secret': 'embedded-secret' },
    body: JSON.stringify({ message }),
  });
  return response.status === 503 ? TURNED_AWAY : response.text();
}

function numberIn(metrics: string, name: string): number {
  const line = metrics.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1));
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
