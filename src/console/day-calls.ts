import { join } from 'node:path';
import type { Disk } from '../edges.ts';
import {
  archiveFile,
  type Day,
  hasCode,
  journalFile,
  readChunks,
} from '../recording/journal-files.ts';
import { LineSplitter, type RawLine } from '../recording/line-splitter.ts';
import { readLine } from '../recording/read-line.ts';
import { readBytes } from '../recording/read-lines.ts';
import { addLine, addRest, isRepeated, ROW_BYTES, type Row, startRow } from './call-row.ts';
import { SaidFacts } from './said-facts.ts';

/** The file that a day's lines are in. */
export type DaySource = { isArchive: boolean; ino: number };

/** After so long without a line a call gets none any more: longer than any engine keeps it. */
const OVER_MS = 60 * 60_000;
const SILENT_MS = 48 * 60 * 60_000;
const LINES_PER_SWEEP = 2000;
/** Lines that are judged between two looks at what else there is to do. */
const LINES_PER_TURN = 16;

/**
 * The calls of one day's file. It is read twice, each time from where it was read to before: first
 * for what calls are found by, which is quick, and then, as time allows, to judge what was said.
 */
export class DayCalls {
  readonly day: Day;
  readonly source: DaySource;
  /** In the order of their first lines. */
  readonly rows: Row[] = [];
  /** When it was asked for last, as a number that grows. */
  usedAt = 0;
  readonly #disk: Disk;
  readonly #path: string;
  readonly #latest = new Map<string, Row>();
  /** For a call ID that came back: the rows before the latest, oldest first. */
  readonly #earlier = new Map<string, Row[]>();
  readonly #hearings = new Map<string, { hearing: SaidFacts; lastAt: number; isOver: boolean }>();
  /** Where the last whole line ends that was read, and where the file did. */
  #readTo = 0;
  #endSeen = -1;
  #judgedTo = 0;
  #linesRead = 0;
  #linesJudged = 0;
  #damaged = 0;
  #isBroken = false;
  #isTorn = false;
  #reading: Promise<void> | null = null;
  #judging: Promise<void> | null = null;
  #isClosed = false;

  constructor(disk: Disk, dir: string, day: Day, source: DaySource) {
    this.day = day;
    this.source = source;
    this.#disk = disk;
    this.#path = join(dir, source.isArchive ? archiveFile(day) : journalFile(day));
  }

  /** Whether all was read of a file that is of this size; an archive does not grow. */
  isReadTo(size: number): boolean {
    return this.#endSeen >= (this.source.isArchive ? 0 : size);
  }

  /** Whether a file of this size may be the one that was read, grown. */
  mayGrowTo(size: number): boolean {
    return this.source.isArchive || size >= this.#readTo;
  }

  /** Lines whose words were not judged yet. */
  get unjudged(): number {
    return this.#linesRead - this.#linesJudged;
  }

  /** What could not be read, in words. */
  faults(isToday: boolean): string[] {
    const faults: string[] = [];
    if (this.#damaged > 0) faults.push(`${this.day}: ${this.#damaged} damaged lines`);
    if (this.#isBroken) faults.push(`${this.day}: the archive cannot be read to its end`);
    // A line that has no end yet is being written; later, its writer was killed.
    if (this.#isTorn && !isToday) faults.push(`${this.day}: the last line is torn`);
    return faults;
  }

  /** Every row with a call ID, oldest first. */
  rowsOf(callId: string): Row[] {
    const latest = this.#latest.get(callId);
    return latest === undefined ? [] : [...(this.#earlier.get(callId) ?? []), latest];
  }

  /** The bytes that it takes in memory, roughly. */
  get bytes(): number {
    return this.rows.length * 2 * ROW_BYTES;
  }

  /** Reads on to the end of the file. Rejects as the disk does. */
  read(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  /** Judges on to where it was read to. */
  judge(): Promise<void> {
    this.#judging ??= this.#judge().finally(() => {
      this.#judging = null;
    });
    return this.#judging;
  }

  /** Ends what goes on; resolves when it has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled([this.#reading, this.#judging]);
  }

  async #read(): Promise<void> {
    if (this.source.isArchive && this.#endSeen >= 0) return;
    const splitter = new LineSplitter(this.#readTo);
    for await (const lines of this.#linesFrom(splitter)) {
      if (this.#isClosed) return;
      for (const raw of lines) this.#note(raw);
      this.#readTo = splitter.end;
    }
    const rest = splitter.rest();
    this.#isTorn = rest !== null && !this.#isBroken;
    this.#endSeen = splitter.end + (rest?.length ?? 0);
  }

  /** The lines from where a splitter stands, some at a time; an archive's end where it is broken. */
  async *#linesFrom(splitter: LineSplitter): AsyncGenerator<RawLine[]> {
    const { isArchive } = this.source;
    const chunks = isArchive
      ? readBytes(this.#disk, this.#path)
      : readChunks(this.#disk, this.#path, splitter.end);
    try {
      for await (const chunk of chunks) yield splitter.take(chunk);
    } catch (error) {
      if (!isArchive || !hasCode(error, 'Z_DATA_ERROR', 'Z_BUF_ERROR')) throw error;
      this.#isBroken = true;
    }
  }

  #note({ bytes, offset, length }: RawLine): void {
    this.#linesRead += 1;
    const reading = readLine(bytes);
    if ('damage' in reading) this.#damaged += 1;
    const head = 'line' in reading ? reading.line : reading.left;
    if (head === null) return;
    const known = this.#latest.get(head.call_id);
    const isAgain = known !== undefined && 'line' in reading && isRepeated(known, reading.line);
    const row = isAgain
      ? known
      : (this.#rowFor(head.call_id, head.seq) ?? this.#open(startRow(head)));
    if (!isAgain && 'line' in reading) addLine(row, reading.line);
    else if (!isAgain) addRest(row, head);
    const [span] = row.spans;
    if (span === undefined) row.spans.push({ day: this.day, from: offset, to: offset + length });
    else span.to = offset + length;
  }

  /** The row that a line goes on with; null for one that begins anew. */
  #rowFor(callId: string, seq: number): Row | null {
    const row = this.#latest.get(callId);
    return row === undefined || (seq === 0 && row.nextSeq > 0) ? null : row;
  }

  #open(row: Row): Row {
    const before = this.#latest.get(row.callId);
    if (before !== undefined) {
      this.#earlier.set(row.callId, [...(this.#earlier.get(row.callId) ?? []), before]);
    }
    this.#latest.set(row.callId, row);
    this.rows.push(row);
    return row;
  }

  async #judge(): Promise<void> {
    if (this.unjudged === 0) return;
    const end = this.#readTo;
    const splitter = new LineSplitter(this.source.isArchive ? 0 : this.#judgedTo);
    for await (const lines of this.#linesFrom(splitter)) {
      for (const { bytes, offset, length } of lines) {
        if (this.#isClosed || offset >= end) return;
        this.#judgeLine(bytes, offset);
        this.#linesJudged += 1;
        this.#judgedTo = offset + length + 1;
        // Whoever asks meanwhile does not wait for a whole day.
        if (this.#linesJudged % LINES_PER_TURN === 0) await nextTurn();
      }
    }
  }

  #judgeLine(bytes: Buffer, offset: number): void {
    const reading = readLine(bytes);
    if (!('line' in reading)) return;
    const { line } = reading;
    const { call_id: callId, seq } = line;
    // A line may be of a call that came back, with the same ID, or of the one before.
    const row = this.rowsOf(callId).find(({ spans: [span] }) => span && offset < span.to);
    if (row === undefined) return;
    const known = seq === 0 ? undefined : this.#hearings.get(callId);
    const hearing = known?.hearing ?? new SaidFacts();
    row.ungrounded += hearing.take(line).ungrounded;
    const lastAt = Date.parse(line.timestamp);
    this.#hearings.set(callId, { hearing, lastAt, isOver: line.state === 'ended' });
    if (this.#linesJudged % LINES_PER_SWEEP === 0) this.#sweep(lastAt);
  }

  #sweep(now: number): void {
    for (const [callId, { lastAt, isOver }] of this.#hearings) {
      if (now - lastAt > (isOver ? OVER_MS : SILENT_MS)) this.#hearings.delete(callId);
    }
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
