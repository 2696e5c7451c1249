/*
 * npm run crash: kills the real process again and again, and accounts for every answer that it gave.
 * Exits 1 if one is lost, or is another one the next time.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readLines } from '../src/recording/read-lines.ts';
import { systemEdges } from '../src/system-edges.ts';
import { readWhole, runSimple } from './command.ts';
import { startEmbeddedSanity } from './embedded-sanity/server.ts';
import { embeddedEnvironment } from './embedded-service.ts';
import { seededChoices } from './traffic/random.ts';

const HELP = `npm run crash [-- options]

Starts the real service, asks it for parcels in 24 calls at a time, and kills it (kill -9) after every
number of answers in turn, each of which is a write, or while they are on their way. The next process is
asked the same once more. In the end every answer that was received is on record, byte for byte.

  --kills N    how often (200)
  --seed S     of the moments in between (1)
  -h, --help   this

Exit code: 0 when every answer is accounted for, 1 when one is not, 2 for wrong arguments.`;

const SERVER = join(import.meta.dirname, '../src/server.ts');
const SYNC_STDOUT = join(import.meta.dirname, 'crash/sync-stdout.ts');
const CALLS = 24;
/** Shares no factor with how many numbers of answers there are, so that each of them has its turn. */
const STEP = 7;
const MOMENT_MS_MAX = 6;

type Received = { call: string; id: string; text: string };
/** A process; one whose disk was too slow says so, and promises nothing. */
type Life = { url: string; child: ChildProcess; isRecording: boolean };

await runSimple({
  help: HELP,
  flags: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
  async run(values) {
    const kills = readWhole('kills', values.kills, 1, 1_000_000);
    return crash(kills, readWhole('seed', values.seed, 0, 999_999_999));
  },
});

async function crash(kills: number, seed: number): Promise<number> {
  const sanity = await startEmbeddedSanity({ token: 'embedded-token' });
  const dir = await mkdtemp(join(tmpdir(), 'waybill-crash-'));
  const env = { ...embeddedEnvironment(sanity), VAPI_AUTH: 'none', TRANSCRIPTS_DIR: dir };
  const choices = seededChoices(seed);
  const all: Received[] = [];
  let before: Received[] = [];
  let others = 0;
  let untold = 0;
  let unrecorded = 0;
  try {
    for (let life = 0; life < kills; life += 1) {
      const service = await start({ ...env, PORT: '0', ADMIN_PORT: '0' }, dir);
      for (const { call, id, text } of before) {
        if ((await ask(service, call, id)) !== text) others += 1;
      }
      const received: Received[] = [];
      const enough = Promise.withResolvers<void>();
      const killAfter = (life * STEP) % (CALLS + 1);
      if (killAfter === 0) enough.resolve();
      const asking = Array.from({ length: CALLS }, async (_, index) => {
        const [call, id] = [`call-${life}-${index}`, `tool-${life}-${index}`];
        const text = await ask(service, call, id).catch(() => null);
        // The process was killed before it answered: nothing was promised.
        if (text === null) untold += 1;
        else if (received.push({ call, id, text }) === killAfter) enough.resolve();
      });
      await enough.promise;
      await new Promise((resolve) => setTimeout(resolve, choices.next() * MOMENT_MS_MAX));
      const ended = once(service.child, 'close');
      service.child.kill('SIGKILL');
      await Promise.all([ended, ...asking]);
      before = service.isRecording ? received : [];
      if (!service.isRecording) unrecorded += 1;
      all.push(...before);
      if (process.stdout.isTTY) process.stdout.write(`\r${life + 1} of ${kills} `);
    }
    const lost = await findLost(dir, all);
    console.log(
      `${kills} kills, ${all.length} answers accounted for, ${untold} not given, ` +
        `${unrecorded} processes with a disk too slow to record on\n` +
        `${lost} lost, ${others} that were another one the next time`,
    );
    return lost + others === 0 ? 0 : 1;
  } finally {
    await sanity.close();
    await rm(dir, { recursive: true });
  }
}

async function start(env: Record<string, string>, cwd: string): Promise<Life> {
  const child = spawn(process.execPath, ['--import', SYNC_STDOUT, SERVER], {
    ...{ cwd, env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const life: Life = { url: '', child, isRecording: true };
  const listening = Promise.withResolvers<Life>();
  child.once('exit', () => listening.reject(new Error('Cannot start the service: it has ended')));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { event, publicUrl } = JSON.parse(line) as { event?: string; publicUrl?: string };
    if (event === 'journal.failed') life.isRecording = false;
    if (event !== 'process.listening') return;
    life.url = `${publicUrl}/webhook`;
    listening.resolve(life);
  });
  return listening.promise;
}

async function ask({ url }: Life, callId: string, id: string): Promise<string> {
  const trackingNumber = `WB1000000${Number(id.split('-').at(-1)) % 4}`;
  const call = {
    id,
    type: 'function',
    function: { name: 'track_delivery', arguments: { trackingNumber } },
  };
  const message = { type: 'tool-calls', call: { id: callId }, toolCallList: [call] };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ message }),
  });
  return response.text();
}

/** How many of the answers are not on record as they were sent. */
async function findLost(dir: string, received: readonly Received[]): Promise<number> {
  const recorded = new Map<string, string>();
  for await (const item of readLines(systemEdges.disk, dir)) {
    if (item.kind !== 'line') continue;
    for (const result of item.line.response?.results ?? []) {
      recorded.set(result.toolCallId, JSON.stringify({ results: [result] }));
    }
  }
  return received.filter(({ id, text }) => recorded.get(id) !== text).length;
}
