import { join } from 'node:path';
import { EVALUATION_FILE, readJsonReport } from '../evaluation/report-json.ts';
import { readWhole } from '../recording/journal-files.ts';
import type { JournalLine } from '../recording/line.ts';
import { CallIndex, type CallIndexOptions, type FoundCall } from './call-index.ts';
import { isIncomplete, type Row, toSummary } from './call-row.ts';
import { fieldOf } from './find-changes.ts';
import { createMask, type Mask, NO_MASK } from './mask.ts';
import { measureDays } from './quality.ts';
import { readCallLines } from './read-call-lines.ts';
import { QueryError } from './read-query.ts';
import type { CallsPage, CallsQuery, Export, Quality, Snapshot, Step, Story } from './schema.ts';
import { activeStates, tellCall } from './tell-story.ts';

/** What was asked for, or why it is not to be had, by the status of HTTP that says so. */
export type Told<Value> =
  | { ok: true; value: Value }
  | { ok: false; status: 404 | 422 | 503; detail: string };

/** Calls are asked for by their addresses: see readAddress(). */
export interface CallRecord {
  search(query: CallsQuery, isMasked: boolean): Promise<Told<CallsPage>>;
  /** A page of the steps of a call, from a seq on. */
  story(address: string, page: StoryPage): Promise<Told<Story>>;
  /** All that the call knew after a step. */
  snapshot(address: string, seq: number, isMasked: boolean): Promise<Told<Snapshot>>;
  /** The lines of a call, as today's version has them. */
  lines(address: string, isMasked: boolean): Promise<Told<Export>>;
  /** What the calls of the last days come to. */
  quality(days: number): Promise<Told<Quality>>;
  close(): Promise<void>;
}

/** What of a call is wanted. */
export type StoryPage = { from: number; limit: number; isMasked: boolean };

type ReadCall = FoundCall & { lines: JournalLine[] };

const DAY_MS = 86_400_000;

/** What finds calls, and reads the lines of one. */
export type CallSource = Pick<CallIndex, 'search' | 'find' | 'callsIn' | 'close'> & {
  linesOf: (row: Row) => Promise<JournalLine[]>;
};

/** Reads the calls on record of a directory, in this thread. It opens nothing that outlives it. */
export function openCallRecord(options: CallIndexOptions): CallRecord {
  const { disk, dir } = options;
  const index = new CallIndex(options);
  return recordOf(options, {
    search: (query, how) => index.search(query, how),
    find: (address) => index.find(address),
    callsIn: (range) => index.callsIn(range),
    close: () => index.close(),
    linesOf: (row) => readCallLines(disk, dir, row),
  });
}

/** The calls of a source, as they are told. */
export function recordOf({ disk, clock, dir }: CallIndexOptions, index: CallSource): CallRecord {
  async function read(address: string): Promise<Told<ReadCall>> {
    const { call, isWhole } = await index.find(address);
    if (call === null) return isWhole ? missing(address) : tooEarly();
    const lines = await index.linesOf(call.row);
    // An erasure, or the archive, came in between.
    return lines.length === 0 ? missing(address) : { ok: true, value: { ...call, lines } };
  }

  return {
    async search(query, isMasked) {
      try {
        return { ok: true, value: await index.search(query, { isMasked }) };
      } catch (error) {
        if (!(error instanceof QueryError)) throw error;
        return { ok: false, status: 422, detail: error.message };
      }
    },
    async story(address, page) {
      const call = await read(address);
      return call.ok ? { ok: true, value: tellStory(call.value, page) } : call;
    },
    async snapshot(address, seq, isMasked) {
      const call = await read(address);
      if (!call.ok) return call;
      const { lines } = call.value;
      const line = lines.find((one) => one.seq === seq);
      if (line === undefined) {
        return { ok: false, status: 404, detail: `The call has no step ${seq} on record` };
      }
      const active = activeStates(line.snapshot.value);
      const snapshot = maskOf(lines, isMasked).value(line.snapshot);
      return { ok: true, value: { seq, isMasked, active, snapshot } };
    },
    async lines(address, isMasked) {
      const call = await read(address);
      if (!call.ok) return call;
      const { lines } = call.value;
      const shown = lines.map(maskOf(lines, isMasked).value);
      return { ok: true, value: { callId: call.value.address, isMasked, lines: shown } };
    },
    async quality(count) {
      const now = clock.now();
      const from = Math.floor(now / DAY_MS - count + 1) * DAY_MS;
      const { rows, faults } = await index.callsIn({ from, to: now + DAY_MS });
      const days = measureDays(rows);
      return { ok: true, value: { days, evaluation: await readEvaluation(), faults } };
    },
    close: () => index.close(),
  };

  async function readEvaluation(): Promise<Quality['evaluation']> {
    const path = join(dir, EVALUATION_FILE);
    const text = await readWhole(disk, path);
    const report = text === null ? null : readJsonReport(text.toString());
    return report && { at: report.at, path, metrics: report.metrics };
  }
}

function tellStory({ row, address, lines }: ReadCall, { isMasked, ...wanted }: StoryPage): Story {
  const mask = maskOf(lines, isMasked);
  const { steps, next, lookups, recordingUrl } = tellCall(lines, wanted);
  return {
    call: toSummary(row, address, isMasked),
    isMasked,
    // Whoever holds the calls knows.
    isLive: false,
    steps: steps.map((step) => maskStep(step, mask)),
    stepsTotal: lines.length,
    next,
    lookups: mask.value(lookups),
    recordingUrl: isMasked ? null : recordingUrl,
    commands: {
      replay: `npm run -s replay -- ${quoted(row.callId)}`,
      erase: `npm run erase -- --call ${quoted(row.callId)} --dry-run`,
      story: `npm run -s calls -- ${quoted(address)}`,
    },
    faults: isIncomplete(row) ? ['Lines of this call are missing or damaged'] : [],
  };
}

function maskStep({ changes, ...step }: Step, mask: Mask): Step {
  const hide = (path: string, value: unknown) => mask.field(fieldOf(path), value);
  return {
    ...mask.value(step),
    changes: changes.map(({ path, before, after }) => ({
      path,
      before: hide(path, before),
      after: hide(path, after),
    })),
  };
}

function maskOf(lines: readonly JournalLine[], isMasked: boolean): Mask {
  return isMasked ? createMask(lines) : NO_MASK;
}

/** As a shell takes it for one word, whatever stands in it. */
function quoted(word: string): string {
  return /^[\w.:@-]+$/.test(word) && !word.startsWith('-')
    ? word
    : `'${word.replace(/'/g, `'\\''`)}'`;
}

function missing(address: string): { ok: false; status: 404; detail: string } {
  const detail = `There is no call ${JSON.stringify(address)} on record: it never was, was erased, or is older than what is kept`;
  return { ok: false, status: 404, detail };
}

function tooEarly(): { ok: false; status: 503; detail: string } {
  return { ok: false, status: 503, detail: 'The days on record are still being read; ask again' };
}
