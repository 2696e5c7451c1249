import { join } from 'node:path';
import type { CallInput } from '../../machines/call-context.ts';
import type { Disk, DiskFile } from '../edges.ts';
import type { CallIndex, Position } from './call-index.ts';
import { type Day, journalFile } from './journal-files.ts';
import type { JournalLine, RecordedResult } from './line.ts';
import { readLine } from './read-line.ts';

/** A call as the journal knows it: all that is needed to go on with it. */
export type RecoveredCall = {
  callId: string;
  /** Of the line that comes next. */
  seq: number;
  /** The last line. */
  line: JournalLine;
  /** Every answer of the call so far, one per tool call, in their order. */
  results: RecordedResult[];
  /** What its actor was started with. */
  input: CallInput;
  ended: boolean;
  /** Epoch milliseconds. */
  endedAt: number | null;
};

/** The calls of an index, and how many of its lines are not where it says. */
export type Loading = { calls: RecoveredCall[]; failed: number };

type Wanted = { position: Position; callId: string; isLast: boolean };
type Span = { start: number; end: number; wanted: Wanted[] };
type Found = Map<string, { last: JournalLine | null; results: Map<string, RecordedResult> }>;

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
    const { last: line, results } = found.get(callId) ?? {};
    if (!line || !results || line.seq !== seq) {
      failed += 1;
      continue;
    }
    // A context is the input and what came of it, so the last line knows the input as well as the
    // first; and the first may be one that a full disk has cost.
    const input = { callId, policy: line.snapshot.context.policy };
    const ended = endedAt !== null;
    calls.push({
      callId,
      seq: seq + 1,
      line,
      results: [...results.values()],
      input,
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
    for (const span of toSpans(wanted)) {
      const bytes = await readSpan(file, span).catch(() => Buffer.alloc(0));
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

async function readSpan(file: DiskFile, { start, end }: Span): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(end - start);
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
  const reading = readLine(bytes.subarray(from, from + position.length));
  if ('damage' in reading || reading.line.call_id !== callId) return false;
  const { line } = reading;
  const call = found.get(callId) ?? { last: null, results: new Map<string, RecordedResult>() };
  found.set(callId, call);
  if (isLast) call.last = line;
  for (const result of line.response?.results ?? []) {
    if (!call.results.has(result.toolCallId)) call.results.set(result.toolCallId, result);
  }
  return true;
}
