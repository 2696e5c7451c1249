import type { HashCaller } from '../recording/caller-key.ts';
import { readCallerKey } from '../recording/caller-key.ts';
import type { JournalLine } from '../recording/line.ts';
import { readCall, readCalls } from '../recording/read-calls.ts';
import { type CallIndexOptions, type FoundCall, rowWith, toPage } from './call-index.ts';
import { type CallRecord, recordOf } from './call-record.ts';
import { addLine, type Row, startRow, toSummary } from './call-row.ts';
import type { TimeRange } from './read-moment.ts';
import { readQuery, writeAddress } from './read-query.ts';
import { SaidFacts } from './said-facts.ts';
import type { CallsPage, CallsQuery } from './schema.ts';

type Options = CallIndexOptions & { dirs: readonly string[] };
type Reading = { rows: Row[]; faults: string[] };

/**
 * The calls that the journals of several machines hold together: for a program that asks once, since
 * all of them are read for it.
 */
export function openMergedRecord(options: Options): CallRecord {
  const { disk, clock, dirs, timeZone, readPhone } = options;
  let reading: Promise<Reading> | null = null;
  const read = () => {
    reading ??= readRows(options);
    return reading;
  };

  async function search(query: CallsQuery, { isMasked = true } = {}): Promise<CallsPage> {
    const now = clock.now();
    const { rows, faults } = await read();
    const keys = await Promise.all(dirs.map((dir) => readCallerKey(disk, dir)));
    const hasCallId = (prefix: string) => rows.some(({ callId }) => callId.startsWith(prefix));
    const understand = (hashCaller: HashCaller | null) =>
      readQuery(query, { now, timeZone, readPhone, hasCallId, hashCaller });
    const own = keys.filter((key) => key !== null);
    const first = understand(own[0] ?? null);
    // A caller has another hash in each journal.
    const searches = [first, ...own.slice(1).map(understand)];
    const found = rows.filter((row) => searches.some(({ matches }) => matches(row)));
    const page = toPage(found, query, (row) => toSummary(row, addressOf(row, rows), isMasked));
    return { ...page, understood: first.understood, faults, took: clock.now() - now };
  }

  async function find(address: string): Promise<{ call: FoundCall | null; isWhole: boolean }> {
    const { rows } = await read();
    const row = rowWith(address, rows);
    const call = row && { row, address: addressOf(row, rows) };
    return { call, isWhole: true };
  }

  return recordOf(options, {
    search,
    find,
    async callsIn({ from, to }: TimeRange) {
      const { rows, faults } = await read();
      return { rows: rows.filter(({ startedAt }) => startedAt >= from && startedAt < to), faults };
    },
    close: async () => {},
    linesOf: (row) => linesOf(options, row),
  });
}

/** Every call, oldest first. */
async function readRows({ disk, dirs, judging }: Options): Promise<Reading> {
  const open = new Map<string, { row: Row; hearing: SaidFacts }>();
  const rows: Row[] = [];
  const faults: string[] = [];
  let damaged = 0;
  for await (const item of readCalls(disk, dirs)) {
    if (item.kind === 'conflict') faults.push(item.told);
    if (item.kind === 'damaged') damaged += 1;
    if (item.kind === 'over') open.delete(item.callId);
    if (item.kind !== 'line') continue;
    const { line } = item;
    let call = open.get(line.call_id);
    if (call === undefined) {
      call = { row: startRow(line), hearing: new SaidFacts() };
      open.set(line.call_id, call);
      rows.push(call.row);
    }
    addLine(call.row, line);
    if (judging !== 'never') call.row.ungrounded += call.hearing.take(line).ungrounded;
  }
  if (damaged > 0) faults.push(`${damaged} damaged lines`);
  return { rows: rows.toSorted((a, b) => a.startedAt - b.startedAt), faults };
}

/** The lines of one call among those that had its ID. */
async function linesOf({ disk, dirs }: Options, row: Row): Promise<JournalLine[]> {
  let lines: JournalLine[] = [];
  for await (const line of readCall(disk, dirs, row.callId)) {
    const isOver = lines.length > 0 && line.seq === 0;
    if (isOver && isOf(row, lines)) return lines;
    if (isOver) lines = [];
    lines.push(line);
  }
  return lines;
}

function isOf(row: Row, [first]: readonly JournalLine[]): boolean {
  return first !== undefined && startOf(first) === row.startedAt;
}

function startOf(line: JournalLine): number {
  const row = startRow(line);
  addLine(row, line);
  return row.startedAt;
}

/** The ID alone leads to the latest call that has it. */
function addressOf({ callId, startedAt }: Row, rows: readonly Row[]): string {
  const isLatest = rows.every((row) => row.callId !== callId || row.startedAt <= startedAt);
  return isLatest ? callId : writeAddress(callId, startedAt);
}
