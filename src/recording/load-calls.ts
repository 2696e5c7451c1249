import { join } from 'node:path';
import type { ToolEvent, Turn } from '../../machines/call-events.ts';
import type { Disk, DiskFile } from '../edges.ts';
import type { CallIndex, Position } from './call-index.ts';
import { type Day, journalFile } from './journal-files.ts';
import { answersOf, type JournalLine, type RecordedResult } from './line.ts';
import { type LineStep, type PartialLine, readLine, readStep } from './read-line.ts';

/** A call as the journal knows it: all that is needed to go on with it. */
export type RecoveredCall = {
  callId: string;
  /** Of the line that comes next. */
  seq: number;
  /** When the last line was written, in epoch milliseconds. */
  at: number;
  /** The last line; null when it is damaged: what the call had come to is lost. */
  line: JournalLine | null;
  /** Every answer of the call so far, one per tool call, in their order. */
  results: { askId: string; result: RecordedResult }[];
  /** The tool calls that stand in the same lines. */
  asked: ToolEvent[];
  /** The chats in which they were asked, of a conversation in writing. */
  chats: string[];
  /** What was said, by the same lines; and of it, since a number was read back last. */
  said: Turn[];
  saidSinceReadBack: Turn[];
  ended: boolean;
  /** Epoch milliseconds. */
  endedAt: number | null;
};

/** The calls of an index, and how many of its lines are not where it says. */
export type Loading = { calls: RecoveredCall[]; failed: number };

type Wanted = { position: Position; callId: string; isLast: boolean };
type Span = { start: number; end: number; wanted: Wanted[] };
type FoundCall = {
  last: PartialLine | null;
  line: JournalLine | null;
  results: Map<string, RecordedResult>;
  asked: ToolEvent[];
  chats: string[];
  said: Turn[];
  saidSinceReadBack: Turn[];
};
type Found = Map<string, FoundCall>;

/** The status of an answer that asks for a yes or a no to a number. */
const READS_BACK = 'needs_confirmation';
const SPAN_BYTES_MAX = 4 * 1024 * 1024;
/** Reading over a gap of this size costs less than reading twice. */
const GAP_BYTES_MAX = 64 * 1024;

/** Reads the lines that an index points to, and makes the calls of them. */
export async function loadCalls(disk: Disk, dir: string, index: CallIndex): Promise<Loading> {
  const found: Found = new Map();
  let failed = 0;
  for (const [day, wanted] of wantedByDay(index)) {
    failed += await collectDay(disk, join(dir, journalFile(day)), wanted, found);
  }
  const calls: RecoveredCall[] = [];
  for (const [callId, { seq, endedAt }] of index.calls()) {
    const call = found.get(callId);
    if (!call?.last || call.last.seq !== seq) {
      failed += 1;
      continue;
    }
    const { last, line, results, asked, chats, said, saidSinceReadBack } = call;
    const at = Date.parse(last.timestamp);
    const ended = endedAt !== null;
    const ownResults = [...results].map(([askId, result]) => ({ askId, result }));
    calls.push({
      callId,
      seq: seq + 1,
      at,
      line,
      results: ownResults,
      asked,
      chats,
      said,
      saidSinceReadBack,
      ended,
      endedAt,
    });
  }
  return { calls, failed };
}

function wantedByDay(index: CallIndex): [Day, Wanted[]][] {
  const days = new Map<Day, Wanted[]>();
  const want = (each: Wanted) => {
    const { day } = each.position;
    const wanted = days.get(day);
    if (wanted === undefined) days.set(day, [each]);
    else wanted.push(each);
  };
  for (const [callId, { last, answers }] of index.calls()) {
    for (const position of answers) {
      const isLast = position.day === last.day && position.offset === last.offset;
      if (!isLast) want({ position, callId, isLast });
    }
    want({ position: last, callId, isLast: true });
  }
  return [...days].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Reads lines of one file; returns how many cannot be had. */
async function collectDay(disk: Disk, path: string, wanted: Wanted[], found: Found) {
  let failed = 0;
  const file = await disk.open(path, 'r').catch(() => null);
  if (file === null) return wanted.length;
  try {
    const spans = toSpans(wanted);
    // One room for all of them: a line is read before the next span is, and nothing of it is kept.
    const room = Buffer.allocUnsafe(Math.max(...spans.map(({ start, end }) => end - start)));
    for (const span of spans) {
      const bytes = await readSpan(file, span, room).catch(() => room.subarray(0, 0));
      for (const each of span.wanted) {
        if (!collect(each, bytes, each.position.offset - span.start, found)) failed += 1;
      }
    }
  } finally {
    await file.close();
  }
  return failed;
}

function toSpans(wanted: Wanted[]): Span[] {
  const spans: Span[] = [];
  for (const each of wanted.toSorted((a, b) => a.position.offset - b.position.offset)) {
    const { offset, length } = each.position;
    const span = spans.at(-1);
    const end = offset + length;
    const isNear = span !== undefined && offset - span.end <= GAP_BYTES_MAX;
    if (isNear && end - span.start <= SPAN_BYTES_MAX) {
      span.end = Math.max(span.end, end);
      span.wanted.push(each);
    } else {
      spans.push({ start: offset, end, wanted: [each] });
    }
  }
  return spans;
}

async function readSpan(file: DiskFile, { start, end }: Span, room: Buffer): Promise<Buffer> {
  const bytes = room.subarray(0, end - start);
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, start + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

function collect(wanted: Wanted, bytes: Buffer, from: number, found: Found): boolean {
  const { callId, position, isLast } = wanted;
  const raw = bytes.subarray(from, from + position.length);
  const step = isLast ? null : readStep(raw);
  const reading = step === null ? readLine(raw) : null;
  const whole = reading !== null && 'line' in reading ? reading.line : null;
  const line: LineStep | null = step ?? whole;
  const last = reading !== null && 'left' in reading ? reading.left : line;
  if (last?.call_id !== callId) return false;
  const call: FoundCall = found.get(callId) ?? {
    last: null,
    line: null,
    results: new Map(),
    asked: [],
    chats: [],
    said: [],
    saidSinceReadBack: [],
  };
  found.set(callId, call);
  call.said.push(...(line?.transcript ?? []));
  call.chats.push(...(last.chat_ids ?? []));
  // What was said before a number was read back is no answer to that.
  call.saidSinceReadBack = readsBack(last)
    ? []
    : [...call.saidSinceReadBack, ...(line?.transcript ?? [])];
  for (const event of line?.events ?? []) if ('toolCallId' in event) call.asked.push(event);
  if (isLast) Object.assign(call, { last, line: whole });
  for (const { askId, result } of answersOf(last)) {
    if (!call.results.has(askId)) call.results.set(askId, result);
  }
  return true;
}

/** Whether an answer of a line asks for a yes or a no to a number. */
function readsBack(line: PartialLine): boolean {
  return answersOf(line).some(({ result: { result } }) => {
    // Most do not, and need not be parsed for it.
    if (typeof result !== 'string' || !result.includes(READS_BACK)) return false;
    try {
      return JSON.parse(result)?.status === READS_BACK;
    } catch {
      return false;
    }
  });
}
