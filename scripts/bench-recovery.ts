import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CallPolicy, initialCallContext } from '../machines/call-context.ts';
import { holdLimits } from '../src/calls/held-calls.ts';
import { oldSpaceBytesMax } from '../src/observability/heap.ts';
import type { JournalNotice } from '../src/recording/journal-notice.ts';
import { type JournalLine, LINE_VERSION } from '../src/recording/line.ts';
import { openJournal } from '../src/recording/open-journal.ts';
import { systemEdges } from '../src/system-edges.ts';
import { readWhole, runSimple } from './command.ts';

const OPEN_CALLS = 10_000;
const LINES_PER_CALL = 20;
const LIMITS = {
  lingerMs: 300_000,
  silenceTimeoutMs: 900_000,
  ...holdLimits(100_000, oldSpaceBytesMax(process.execArgv)),
};
const POLICY: CallPolicy = {
  confirm: 'when-unsure',
  triesMax: 3,
  replyDeadlineMs: 500,
  freshMs: 60_000,
};
/** Lines that are under way at a time. */
const BATCH = 2_000;

const HELP = `npm run bench:recovery [-- options]

How long the journal takes to open after a kill -9, with a million lines recorded and 10,000 calls
open: with its checkpoint, and, for comparison, without. Writes about a gigabyte to a temporary
directory and removes it.

  --lines N              lines that are written (1000000)
  --without-checkpoint   opens it a second time without its checkpoint
  -h, --help             this

Exit code: 0 when it is measured, 1 when it cannot be, 2 for wrong arguments.`;

const { disk, clock } = systemEdges;

await runSimple({
  help: HELP,
  flags: {
    lines: { type: 'string', default: '1000000' },
    'without-checkpoint': { type: 'boolean', default: false },
    // Of the process that writes, and is killed.
    'write-to': { type: 'string' },
  },
  async run(values) {
    const linesMax = readWhole('lines', values.lines, 1, 100_000_000);
    const folder = values['write-to'];
    if (folder !== undefined) await writeAndDie(folder, linesMax);
    else await measure(linesMax, values['without-checkpoint']);
    return 0;
  },
});

async function measure(linesMax: number, withoutCheckpoint: boolean): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'waybill-bench-'));
  try {
    const startedAt = clock.now();
    const writer = fork(import.meta.filename, ['--write-to', dir, '--lines', `${linesMax}`]);
    await once(writer, 'exit');
    const seconds = (clock.now() - startedAt) / 1000;
    console.log(`Wrote ${linesMax} lines, ${await sizeOf(dir)} MB, in ${seconds.toFixed(1)} s`);
    await open(dir);
    if (!withoutCheckpoint) return;
    await rm(join(dir, '.checkpoint.json'));
    await open(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}

async function open(dir: string): Promise<void> {
  const notices: JournalNotice[] = [];
  const startedAt = clock.now();
  const { journal, recovered } = await openJournal({
    dir,
    disk,
    clock,
    sync: 'background',
    ...LIMITS,
    onNotice: (notice) => notices.push(notice),
  });
  const ms = clock.now() - startedAt;
  const live = recovered.filter(({ ended }) => !ended).length;
  console.log(`Opened in ${ms} ms: ${live} calls go on, ${recovered.length - live} linger`);
  for (const notice of notices) console.log(`  ${JSON.stringify(notice)}`);
  await journal.close();
}

/** Calls overlap so that about OPEN_CALLS are open at any time; then the process is killed. */
async function writeAndDie(dir: string, linesMax: number): Promise<void> {
  const { journal } = await openJournal({
    dir,
    disk,
    clock,
    sync: 'background',
    ...LIMITS,
    onNotice: console.log,
  });
  // An hour of calls, so that most of those that have ended linger no more.
  const start = clock.now() - 3_600_000;
  for (let made = 0; made < linesMax; made += BATCH) {
    const appended: Promise<void>[] = [];
    for (let n = made; n < Math.min(made + BATCH, linesMax); n += 1) {
      appended.push(journal.append(lineNumber(n, start, linesMax)));
    }
    await Promise.all(appended);
  }
  process.kill(process.pid, 'SIGKILL');
}

function lineNumber(n: number, start: number, linesMax: number): JournalLine {
  const generation = Math.floor(n / (OPEN_CALLS * LINES_PER_CALL));
  const seq = Math.floor(n / OPEN_CALLS) % LINES_PER_CALL;
  const isLastGeneration = n >= linesMax - OPEN_CALLS;
  const ended = seq === LINES_PER_CALL - 1 && !isLastGeneration;
  const callId = `call-${generation}-${n % OPEN_CALLS}`;
  const at = start + Math.floor((n / linesMax) * 3_600_000);
  const toolCallId = `${callId}-${seq}`;
  const message = 'Your parcel is on its way and should arrive tomorrow. '.repeat(2);
  return {
    v: LINE_VERSION,
    timestamp: new Date(at).toISOString(),
    correlation_id: `correlation-${n}`,
    call_id: callId,
    seq,
    transcript: [{ role: 'caller', text: message }],
    tool_calls: seq % 5 === 1 ? [{ id: toolCallId, name: 'track_delivery', arguments: {} }] : [],
    response: seq % 5 === 1 ? { results: [{ toolCallId, result: message }] } : null,
    events: [{ type: 'transcript.heard', at, role: 'caller', text: message, final: true }],
    state: ended ? 'ended' : 'report',
    snapshot: {
      value: 'report',
      context: {
        ...initialCallContext({ callId, policy: POLICY }),
        ended: ended ? { at, reason: message } : null,
      },
      status: 'active',
    },
    latency_ms: 12,
  };
}

async function sizeOf(dir: string): Promise<number> {
  const names = await readdir(dir);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(dir, name))).size));
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1e6);
}
