/**
 * A process that records so many lines of calls, of which so many are open at any time, and kills
 * itself: `write-journal.ts DIRECTORY CALLS LINES`.
 */
import { type CallPolicy, initialCallContext } from '../../machines/call-context.ts';
import { holdLimits } from '../../src/calls/held-calls.ts';
import { oldSpaceBytesMax } from '../../src/observability/heap.ts';
import { type JournalLine, LINE_VERSION } from '../../src/recording/line.ts';
import { openJournal } from '../../src/recording/open-journal.ts';
import { systemEdges } from '../../src/system-edges.ts';

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
/** Of calls, so that most of those that have ended linger no more. */
const SPAN_MS = 3_600_000;

const [dir = '', openCalls = '', linesMax = ''] = process.argv.slice(2);
const { disk, clock } = systemEdges;
await writeAndDie(Number(openCalls), Number(linesMax));

async function writeAndDie(openCalls: number, linesMax: number): Promise<void> {
  const options = {
    dir,
    disk,
    clock,
    sync: 'background',
    ...LIMITS,
    // On a machine with other work the disk is slow, and no answer waits for it here.
    limits: { writeTimeoutMs: 60_000 },
    onNotice: console.error,
  } as const;
  const { journal } = await openJournal(options);
  const start = clock.now() - SPAN_MS;
  for (let made = 0; made < linesMax; made += BATCH) {
    const appended: Promise<void>[] = [];
    for (let n = made; n < Math.min(made + BATCH, linesMax); n += 1) {
      appended.push(journal.append(lineNumber(n, start, openCalls, linesMax)));
    }
    await Promise.all(appended);
  }
  const { waiting, lost } = journal.health();
  if (waiting + lost > 0) throw new Error(`Cannot write: ${waiting + lost} lines are not on disk`);
  process.kill(process.pid, 'SIGKILL');
}

function lineNumber(n: number, start: number, openCalls: number, linesMax: number): JournalLine {
  const generation = Math.floor(n / (openCalls * LINES_PER_CALL));
  const seq = Math.floor(n / openCalls) % LINES_PER_CALL;
  const isLastGeneration = n >= linesMax - openCalls;
  const ended = seq === LINES_PER_CALL - 1 && !isLastGeneration;
  const callId = `call-${generation}-${n % openCalls}`;
  const at = start + Math.floor((n / linesMax) * SPAN_MS);
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
