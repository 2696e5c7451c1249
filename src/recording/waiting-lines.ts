import { headOf, type LineHead } from './call-index.ts';
import { chooseDay, type Day } from './journal-files.ts';
import type { JournalLine } from './line.ts';
import { seal } from './seal.ts';

/** A line that is ready to be written. */
export type WaitingLine = {
  day: Day;
  head: LineHead;
  /** With its line end. */
  text: string;
  /** Of the text in bytes. */
  length: number;
  /** Lets the answer go out; more than once does nothing. */
  settle: () => void;
};

/** Makes a line ready, as the one after a line of `current`; throws when it is not JSON. */
export function toWaitingLine(
  line: JournalLine,
  current: Day | null,
  settle: () => void,
): WaitingLine {
  const day = chooseDay(current, line.timestamp.slice(0, 10));
  const text = `${seal(line)}\n`;
  return { day, head: headOf(line), text, length: Buffer.byteLength(text), settle };
}

/**
 * The lines that are not on the disk yet, in their order. While the disk refuses, the latest are
 * kept, up to a bound: a call goes on from its last line, whatever is missing before it.
 */
export class WaitingLines {
  readonly #bytesMax: number;
  readonly #batchBytesMax: number;
  /** Taken, and neither written nor given up. */
  #batch: WaitingLine[] = [];
  #lines: WaitingLine[] = [];
  #bytes = 0;

  constructor(limits: { bytesMax: number; batchBytesMax: number }) {
    this.#bytesMax = limits.bytesMax;
    this.#batchBytesMax = limits.batchBytesMax;
  }

  get count(): number {
    return this.#batch.length + this.#lines.length;
  }

  /** Adds a line; returns how many older ones had to go. */
  add(line: WaitingLine): number {
    this.#lines.push(line);
    this.#bytes += line.length;
    let dropped = 0;
    while (this.#bytes > this.#bytesMax && this.#lines.length > 1) {
      const oldest = this.#lines.shift();
      oldest?.settle();
      this.#bytes -= oldest?.length ?? 0;
      dropped += 1;
    }
    return dropped;
  }

  /** The lines that are to be written next, in one go: all of one file, none if none wait. */
  takeBatch(): readonly WaitingLine[] {
    if (this.#batch.length > 0) return this.#batch;
    let bytes = 0;
    let count = 0;
    for (const line of this.#lines) {
      if (line.day !== this.#lines[0]?.day) break;
      bytes += line.length;
      if (count > 0 && bytes > this.#batchBytesMax) break;
      count += 1;
    }
    this.#batch = this.#lines.splice(0, count);
    return this.#batch;
  }

  /** The batch that was taken is on the disk. */
  batchWritten(): void {
    for (const { length, settle } of this.#batch) {
      this.#bytes -= length;
      settle();
    }
    this.#batch = [];
  }

  /** Gives up what waits; returns how many lines these were. */
  giveUp(): number {
    const { count } = this;
    this.settleAll();
    this.#batch = [];
    this.#lines = [];
    this.#bytes = 0;
    return count;
  }

  /** Lets every answer go out; the lines stay. */
  settleAll(): void {
    for (const { settle } of this.#batch) settle();
    for (const { settle } of this.#lines) settle();
  }
}
