import type { Day } from './journal-files.ts';
import type { PartialLine } from './read-line.ts';

/** Where a line lies. */
export type Position = { day: Day; offset: number; length: number };

/** What the index keeps of a line, beside its position. */
export type LineHead = {
  callId: string;
  seq: number;
  /** When the line was written, in epoch milliseconds. */
  at: number;
  hasEnded: boolean;
  /** Whether it has answers, the tool calls that they are to, or the chats of these. */
  hasAnswers: boolean;
};

/** Where to find what a call needs to go on: its last line, and every line that asked or answered. */
export type IndexedCall = {
  seq: number;
  /** Of the last line, in epoch milliseconds. */
  at: number;
  /** Time of the first line that says so; null while the call goes on. */
  endedAt: number | null;
  last: Position;
  answers: Position[];
};

/** For how long calls count, in milliseconds, and how many can be brought back. */
export type IndexLimits = {
  /** After their end. */
  lingerMs: number;
  /** Without a line. */
  silenceTimeoutMs: number;
  callsMax: number;
  /** What the calls that are brought back may take in memory, by what their lines let expect. */
  bytesMax: number;
};

/** What a call takes in memory beside what it has on record, and how much more that is in memory. */
const BYTES_PER_CALL = 8 * 1024;
const BYTES_PER_BYTE = 2;

/** The head of a line. */
export function headOf(line: PartialLine): LineHead {
  return {
    callId: line.call_id,
    seq: line.seq,
    at: Date.parse(line.timestamp),
    hasEnded: line.state === 'ended',
    hasAnswers: Boolean(
      line.response?.results.length || line.tool_calls?.length || line.chat_ids?.length,
    ),
  };
}

/**
 * The calls that a restart must bring back: those that have not ended, and those whose end is less
 * than they linger ago; the one heard of last is the last. Lines are noted in the order in which
 * they were written. It never holds many more calls than can be brought back, whatever is noted.
 */
export class CallIndex {
  readonly #limits: IndexLimits;
  readonly #calls: Map<string, IndexedCall>;
  /** What the calls weigh together, as far as no line was replaced. */
  #bytes = 0;
  /** Calls that were too many. */
  #spared = 0;

  constructor(limits: IndexLimits, calls: Iterable<[string, IndexedCall]> = []) {
    this.#limits = limits;
    this.#calls = new Map(calls);
    this.#weigh();
  }

  note({ callId, seq, at, hasEnded, hasAnswers }: LineHead, position: Position): void {
    const known = this.#calls.get(callId);
    // A call that was forgotten and is heard of again begins anew; its earlier life is over.
    const before = known !== undefined && seq > 0 && !this.#isPast(known, at) ? known : null;
    const isLast = before === null || seq > before.seq;
    const answers = before?.answers ?? [];
    const call = {
      seq: isLast ? seq : before.seq,
      at: isLast ? at : before.at,
      endedAt: before?.endedAt ?? (hasEnded ? at : null),
      last: isLast ? position : before.last,
      answers,
    };
    this.forget(callId);
    // A step that was begun twice has a line twice, which is read once.
    if (hasAnswers && before?.seq !== seq) answers.push(position);
    this.#calls.set(callId, call);
    this.#bytes += weightOf(call);
    // A quarter too many at once, since every call is looked at then.
    if (this.#isOver(1.25)) this.#shrink(at);
  }

  forget(callId: string): void {
    const call = this.#calls.get(callId);
    if (call === undefined) return;
    this.#calls.delete(callId);
    this.#bytes -= weightOf(call);
  }

  /** Forgets the calls whose end is longer ago than they linger. */
  prune(now: number): void {
    this.#forgetAll((call) => this.#isPast(call, now));
  }

  /**
   * Leaves what a process that starts now can go on with, and tells how many calls are left out:
   * those of which nothing was heard for so long that they are over, and those that are too many.
   */
  settle(now: number): { silent: number; tooMany: number } {
    this.prune(now);
    const silent = this.#forgetAll((call) => this.#isSilent(call, now));
    this.#shrink(now);
    return { silent, tooMany: this.#spared };
  }

  calls(): Iterable<[string, IndexedCall]> {
    return this.#calls;
  }

  get size(): number {
    return this.#calls.size;
  }

  #isPast({ endedAt }: IndexedCall, at: number): boolean {
    return endedAt !== null && at - endedAt >= this.#limits.lingerMs;
  }

  /** One that has answered is kept for a while longer, as if it had ended: its answers repeat. */
  #isSilent({ at, endedAt, answers }: IndexedCall, now: number): boolean {
    const { silenceTimeoutMs, lingerMs } = this.#limits;
    const keptMs = silenceTimeoutMs + (answers.length === 0 ? 0 : lingerMs);
    return endedAt === null && now - at >= keptMs;
  }

  #isOver(times: number): boolean {
    const { callsMax, bytesMax } = this.#limits;
    return this.#calls.size > times * callsMax || this.#bytes > times * bytesMax;
  }

  /** Forgets those that can be spared most, the quietest first, until the rest can be held. */
  #shrink(now: number): void {
    this.prune(now);
    this.#weigh();
    const isTooMany = () => this.#isOver(1);
    const before = this.#calls.size;
    this.#forgetAll(({ answers }) => isTooMany() && answers.length === 0);
    this.#forgetAll(({ endedAt }) => isTooMany() && endedAt !== null);
    this.#forgetAll(isTooMany);
    this.#spared += before - this.#calls.size;
  }

  #forgetAll(isToForget: (call: IndexedCall) => boolean): number {
    const before = this.#calls.size;
    for (const [callId, call] of this.#calls) if (isToForget(call)) this.forget(callId);
    return before - this.#calls.size;
  }

  #weigh(): void {
    this.#bytes = 0;
    for (const call of this.#calls.values()) this.#bytes += weightOf(call);
  }
}

function weightOf({ last, answers }: IndexedCall): number {
  const recorded = answers.reduce((sum, { length }) => sum + length, last.length);
  return BYTES_PER_CALL + BYTES_PER_BYTE * recorded;
}
