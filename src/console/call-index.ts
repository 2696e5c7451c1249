import { join } from 'node:path';
import type { Clock, Disk } from '../edges.ts';
import { readCallerKey } from '../recording/caller-key.ts';
import {
  archiveFile,
  type Day,
  dayOf,
  hasCode,
  journalFile,
  readFileName,
} from '../recording/journal-files.ts';
import { joinRows, type Row, toSummary } from './call-row.ts';
import { DayCalls, type DaySource } from './day-calls.ts';
import type { TimeRange } from './read-moment.ts';
import { QueryError, readAddress, readQuery, writeAddress } from './read-query.ts';
import type { CallSummary, CallsPage, CallsQuery } from './schema.ts';

/** What an index is made of. */
export type CallIndexOptions = {
  disk: Disk;
  clock: Clock;
  dir: string;
  /** That in which times are named, by its IANA name. */
  timeZone: string;
  /** A phone number in E.164; null for what is none. */
  readPhone: (written: string) => string | null;
  /** How long a question waits for days that were not read yet, in milliseconds. */
  waitMs: number;
  /**
   * When it is judged what was said: before a question is answered, behind it, as time allows, or
   * never; see SaidFacts.
   */
  judging?: 'first' | 'behind' | 'never';
  /** Most calls that are held; of more, the days that were asked for least lately are let go. */
  callsMax?: number;
};

/** A call on record; `address` is what it is asked for by: see readAddress(). */
export type FoundCall = { row: Row; address: string };

/** What was read for a question, oldest first, and what could not be, in words. */
type Reading = { days: DayCalls[]; faults: string[]; isWhole: boolean };
/** A day's file as it lies there now. */
type Found = DaySource & { size: number };

const CALLS_MAX = 100_000;
const LIMIT_DEFAULT = 50;
const DAY_MS = 86_400_000;
/** So few lines are judged while somebody waits. */
const JUDGED_AT_ONCE_MAX = 200;

/**
 * Finds calls in the journal of a directory, archived days included. Each day is read once, the
 * latest first, and then held; what a file has grown by is read with each question, and a file that
 * became another, as by an erasure, is read anew. It opens nothing but files, and those it closes.
 */
export class CallIndex {
  readonly #options: Required<CallIndexOptions>;
  readonly #days = new Map<Day, DayCalls>();
  /** Why days cannot be read. */
  readonly #failures = new Map<Day, string>();
  #judging: Promise<void> | null = null;
  #uses = 0;
  #isClosed = false;

  constructor(options: CallIndexOptions) {
    this.#options = { callsMax: CALLS_MAX, judging: 'behind', ...options };
  }

  /** Finds calls; throws a QueryError for what cannot be understood. Rejects as the disk does. */
  async search(query: CallsQuery, { isMasked = true } = {}): Promise<CallsPage> {
    const { clock, disk, dir, timeZone, readPhone } = this.#options;
    const askedAt = clock.now();
    const hashCaller = await readCallerKey(disk, dir);
    const surroundings = { now: askedAt, timeZone, readPhone, hashCaller };
    // What the box means hangs on what is on record; the time that it names does not.
    const { range } = readQuery(query, { ...surroundings, hasCallId: () => false });
    const { days, faults } = await this.#readDays(range);
    const rows = rowsOf(days);
    const hasCallId = (prefix: string) => rows.some(({ callId }) => callId.startsWith(prefix));
    const search = readQuery(query, { ...surroundings, hasCallId });
    return {
      ...toPage(rows.filter(search.matches), query, (row) => {
        return toSummary(row, addressOf(row, days), isMasked);
      }),
      understood: search.understood,
      faults: [...faults, ...this.#tellUnjudged(days)],
      took: clock.now() - askedAt,
    };
  }

  /** The call with an address; null for none, and whether all was read that it may be in. */
  async find(address: string): Promise<{ call: FoundCall | null; isWhole: boolean }> {
    const now = this.#options.clock.now();
    // Most calls that are asked for are late ones, and those need not wait for the others.
    for (const range of [{ from: now - DAY_MS, to: now }, null]) {
      const { days, isWhole } = await this.#readDays(range);
      const row = rowWith(address, rowsOf(days));
      if (row !== null) return { call: { row, address: addressOf(row, days) }, isWhole: true };
      if (range === null) return { call: null, isWhole };
    }
    return { call: null, isWhole: true };
  }

  /** Every call that began in a stretch of time, oldest first. */
  async callsIn(range: TimeRange): Promise<{ rows: Row[]; faults: string[] }> {
    const { days, faults } = await this.#readDays(range);
    const isIn = ({ startedAt }: Row) => startedAt >= range.from && startedAt < range.to;
    return { rows: rowsOf(days).filter(isIn), faults: [...faults, ...this.#tellUnjudged(days)] };
  }

  /** Resolves when all that is on record was read and judged, as far as it can be held. */
  async settle(): Promise<void> {
    for (let isWhole = false; !isWhole && !this.#isClosed; ) {
      ({ isWhole } = await this.#readDays(null));
    }
    await this.#judging;
  }

  /** Lets go of everything, when what goes on has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#days.values()].map((day) => day.close()));
    await this.#judging;
    this.#days.clear();
  }

  /** The days that may hold calls of a stretch of time, as far as they can be read in time. */
  async #readDays(range: TimeRange | null): Promise<Reading> {
    const { clock, waitMs } = this.#options;
    const files = await this.#look();
    const wanted = [...files.keys()]
      .filter((day) => isNear(day, range))
      .toSorted()
      .reverse();
    const late = Promise.withResolvers<void>();
    const timer = clock.setTimeout(late.resolve, waitMs);
    try {
      await Promise.race([this.#readAll(wanted, files), late.promise]);
    } finally {
      clock.clearTimeout(timer);
    }
    const held = wanted.flatMap((name) => this.#days.get(name) ?? []);
    const days = held.filter(({ day }) => this.#isRead(day, files)).reverse();
    this.#judging ??= this.#judge(days.toReversed()).finally(() => {
      this.#judging = null;
    });
    const today = dayOf(clock.now());
    const faults = [
      ...days.flatMap((day) => day.faults(day.day === today)),
      ...wanted.flatMap((name) => this.#failures.get(name) ?? []),
    ];
    const unread = wanted.filter((name) => !this.#isRead(name, files) && !this.#failures.has(name));
    if (unread.length > 0) {
      faults.push(`Still being read: ${unread.length} days, the latest first (${unread[0]})`);
    }
    return { days, faults, isWhole: unread.length === 0 };
  }

  /** Reads what was not read yet of some days, one after the other, as far as there is room. */
  async #readAll(wanted: Day[], files: Map<Day, Found>): Promise<void> {
    for (const name of wanted) {
      const file = files.get(name);
      if (file === undefined || this.#isClosed) return;
      this.#failures.delete(name);
      if (!this.#days.has(name) && !this.#makeRoom(wanted)) {
        this.#failures.set(name, `${name}: left out, there is no room; name a shorter time`);
        continue;
      }
      const day = this.#days.get(name) ?? this.#hold(name, file);
      this.#uses += 1;
      day.usedAt = this.#uses;
      try {
        if (!day.isReadTo(file.size)) await day.read();
        if (this.#isJudgedNow(day)) await day.judge();
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#failures.set(name, `${name}: cannot be read: ${reason}`);
        this.#days.delete(name);
      }
    }
  }

  #isJudgedNow({ unjudged }: DayCalls): boolean {
    const { judging } = this.#options;
    return judging === 'first' || (judging === 'behind' && unjudged <= JUDGED_AT_ONCE_MAX);
  }

  #hold(name: Day, { isArchive, ino }: Found): DayCalls {
    const { disk, dir } = this.#options;
    const day = new DayCalls(disk, dir, name, { isArchive, ino });
    this.#days.set(name, day);
    return day;
  }

  /** Lets days go that nobody asks for now; false where there is no room all the same. */
  #makeRoom(wanted: readonly Day[]): boolean {
    const spare = [...this.#days.values()].filter(({ day }) => !wanted.includes(day));
    spare.sort((a, b) => a.usedAt - b.usedAt);
    for (let day = spare.shift(); this.#held() >= this.#options.callsMax; day = spare.shift()) {
      if (day === undefined) return false;
      this.#days.delete(day.day);
    }
    return true;
  }

  #held(): number {
    return [...this.#days.values()].reduce((sum, { rows }) => sum + rows.length, 0);
  }

  #isRead(name: Day, files: Map<Day, Found>): boolean {
    return this.#days.get(name)?.isReadTo(files.get(name)?.size ?? 0) ?? false;
  }

  /** The files that there are; days whose file is no longer the one that was read are let go. */
  async #look(): Promise<Map<Day, Found>> {
    const { disk, dir } = this.#options;
    const files = new Map<Day, Found>();
    for (const name of await disk.readdir(dir)) {
      const file = readFileName(name);
      // Where both are there, the archive is not whole yet.
      if (file === null || (file.isArchive && files.has(file.day))) continue;
      const { isArchive } = file;
      const path = join(dir, isArchive ? archiveFile(file.day) : journalFile(file.day));
      const stat = await disk.stat(path).catch((error: unknown) => {
        if (hasCode(error, 'ENOENT')) return null;
        throw error;
      });
      if (stat !== null) files.set(file.day, { isArchive, ino: stat.ino, size: stat.size });
    }
    for (const [name, day] of this.#days) {
      const file = files.get(name);
      const isSame =
        file?.ino === day.source.ino &&
        file.isArchive === day.source.isArchive &&
        day.mayGrowTo(file.size);
      if (!isSame) this.#days.delete(name);
    }
    return files;
  }

  #tellUnjudged(days: readonly DayCalls[]): string[] {
    const lines = days.reduce((sum, { unjudged }) => sum + unjudged, 0);
    if (lines === 0 || this.#options.judging === 'never') return [];
    return [`Not judged yet for ungrounded facts: ${lines} lines`];
  }

  async #judge(days: readonly DayCalls[]): Promise<void> {
    for (const day of days) {
      if (this.#isClosed || this.#options.judging === 'never') return;
      // What cannot be read is told where it is read.
      await day.judge().catch(() => {});
    }
  }
}

/** The calls that a page shows of those that were found, and where the next one begins. */
export function toPage(
  rows: readonly Row[],
  { cursor, limit = LIMIT_DEFAULT }: CallsQuery,
  summarize: (row: Row) => CallSummary,
): Pick<CallsPage, 'calls' | 'total' | 'next'> {
  const found = rows.toSorted(compareRows);
  const start = cursor === undefined ? 0 : startAfter(found, readCursor(cursor));
  const shown = found.slice(start, start + limit);
  const last = shown.at(-1);
  const next = last === undefined || start + limit >= found.length ? null : writeCursor(last);
  return { calls: shown.map(summarize), total: found.length, next };
}

/** The calls of some days, oldest first; one that goes on over midnight is one. */
function rowsOf(days: readonly DayCalls[]): Row[] {
  const all = days.flatMap((day) => day.rows);
  const goneOn = new Set(all.flatMap((row) => (row.firstSeq > 0 ? row.callId : [])));
  if (goneOn.size === 0) return all;
  const rows: Row[] = [];
  const places = new Map<string, number>();
  for (const row of all) {
    const place = places.get(row.callId) ?? -1;
    const first = rows[place];
    if (first !== undefined && row.firstSeq > 0 && row.firstSeq >= first.nextSeq) {
      rows[place] = joinRows(first, row);
      continue;
    }
    if (goneOn.has(row.callId)) places.set(row.callId, rows.length);
    rows.push(row);
  }
  return rows;
}

/** The latest call with an ID, or the one with it that began then. */
export function rowWith(address: string, rows: readonly Row[]): Row | null {
  const latest = rows.findLast(({ callId }) => callId === address);
  if (latest !== undefined) return latest;
  const { callId, startedAt } = readAddress(address);
  return rows.find((row) => row.callId === callId && row.startedAt === startedAt) ?? null;
}

/** The ID alone leads to the latest call that has it. */
function addressOf({ callId, startedAt }: Row, days: readonly DayCalls[]): string {
  const isLatest = days.every((day) =>
    day.rowsOf(callId).every((other) => other.firstSeq > 0 || other.startedAt <= startedAt),
  );
  return isLatest ? callId : writeAddress(callId, startedAt);
}

/** Whether lines of calls that went on in a stretch of time may lie in the file of a day. */
function isNear(day: Day, range: TimeRange | null): boolean {
  if (range === null) return true;
  const start = Date.parse(day);
  return start - DAY_MS < range.to && start + 2 * DAY_MS > range.from;
}

/** Where a page ends: what comes is behind it, however many calls there are by then. */
type Cursor = Pick<Row, 'startedAt' | 'callId'>;

/** The latest first. */
function compareRows(a: Cursor, b: Cursor): number {
  return b.startedAt - a.startedAt || (a.callId < b.callId ? -1 : Number(a.callId > b.callId));
}

function startAfter(found: readonly Row[], cursor: Cursor): number {
  const start = found.findIndex((row) => compareRows(row, cursor) > 0);
  return start === -1 ? found.length : start;
}

function writeCursor({ startedAt, callId }: Row): string {
  return Buffer.from(JSON.stringify([startedAt, callId])).toString('base64url');
}

function readCursor(written: string): Cursor {
  try {
    const [startedAt, callId] = JSON.parse(Buffer.from(written, 'base64url').toString());
    if (typeof startedAt === 'number' && typeof callId === 'string') return { startedAt, callId };
  } catch {}
  throw new QueryError('Cannot go on from this cursor: expected one that an answer gave');
}
