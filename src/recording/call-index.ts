import type { Day } from './journal-files.ts';
import type { JournalLine } from './line.ts';

/** Where a line lies. */
export type Position = { day: Day; offset: number; length: number };

/** What the index keeps of a line, beside its position. */
export type LineHead = {
  callId: string;
  seq: number;
  /** When the line was written, in epoch milliseconds. */
  at: number;
  hasEnded: boolean;
  hasAnswers: boolean;
};

/** Where to find what a call needs to go on: its last line, and every line that answered. */
export type IndexedCall = {
  seq: number;
  /** Time of the first line that says so; null while the call goes on. */
  endedAt: number | null;
  last: Position;
  answers: Position[];
};

/** The head of a line. */
export function headOf(line: JournalLine): LineHead {
  return {
    callId: line.call_id,
    seq: line.seq,
    at: Date.parse(line.timestamp),
    hasEnded: line.state === 'ended',
    hasAnswers: line.response !== null && line.response.results.length > 0,
  };
}

/**
 * The calls that a restart must bring back: those that have not ended, and those whose end is less
 * than `lingerMs` ago. Lines are noted in the order in which they were written.
 */
export class CallIndex {
  readonly #lingerMs: number;
  readonly #calls: Map<string, IndexedCall>;

  constructor(lingerMs: number, calls: Iterable<[string, IndexedCall]> = []) {
    this.#lingerMs = lingerMs;
    this.#calls = new Map(calls);
  }

  note({ callId, seq, at, hasEnded, hasAnswers }: LineHead, position: Position): void {
    const known = this.#calls.get(callId);
    // A call that was forgotten and is heard of again begins anew; its earlier life is over.
    const before = known !== undefined && seq > 0 && !this.#isPast(known, at) ? known : null;
    const isLast = before === null || seq > before.seq;
    const answers = before?.answers ?? [];
    if (hasAnswers) answers.push(position);
    this.#calls.set(callId, {
      seq: isLast ? seq : before.seq,
      endedAt: before?.endedAt ?? (hasEnded ? at : null),
      last: isLast ? position : before.last,
      answers,
    });
  }

  forget(callId: string): void {
    this.#calls.delete(callId);
  }

  /** Forgets the calls whose end is longer ago than they linger. */
  prune(now: number): void {
    for (const [callId, call] of this.#calls) {
      if (this.#isPast(call, now)) this.#calls.delete(callId);
    }
  }

  calls(): Iterable<[string, IndexedCall]> {
    return this.#calls;
  }

  get size(): number {
    return this.#calls.size;
  }

  #isPast({ endedAt }: IndexedCall, at: number): boolean {
    return endedAt !== null && at - endedAt >= this.#lingerMs;
  }
}
