import type { JournalLine } from '../recording/line.ts';
import { CallComparison, type Say, type Verdict } from './compare-call.ts';

type OpenCall = {
  comparison: CallComparison;
  /** Lines that came before one that is due. */
  early: JournalLine[];
  hasEnded: boolean;
  lastAt: number;
};

/** How long after its end a call is still waited for: longer than any engine keeps it. */
const ENDED_MS = 60 * 60_000;
/** The same for a call that was cut off. */
const SILENT_MS = 48 * ENDED_MS;
/** Lines between two looks at who is over. */
const LINES_PER_SWEEP = 5000;

/**
 * Sorts the lines of a journal, in which calls lie interleaved, into calls, and compares them as
 * they come: what is kept in memory is one chart for each call that goes on.
 */
export class OpenCalls {
  readonly #say: Say;
  readonly #done: (verdict: Verdict) => void;
  readonly #calls = new Map<string, OpenCall>();
  #lines = 0;
  #now = 0;

  constructor(say: Say, done: (verdict: Verdict) => void) {
    this.#say = say;
    this.#done = done;
  }

  take(line: JournalLine): void {
    const call = this.#callOf(line);
    call.lastAt = Date.parse(line.timestamp);
    call.hasEnded ||= line.state === 'ended';
    this.#now = Math.max(this.#now, call.lastAt);
    this.#lines += 1;
    call.early.push(line);
    takeDue(call);
    if (this.#lines % LINES_PER_SWEEP === 0) this.#sweep();
  }

  /** Ends what goes on still: the journal is over. */
  finish(): void {
    for (const callId of this.#calls.keys()) this.#close(callId);
  }

  #callOf(line: JournalLine): OpenCall {
    const callId = line.call_id;
    const known = this.#calls.get(callId);
    if (known !== undefined && !(line.seq === 0 && isAnother(known, line))) return known;
    this.#close(callId);
    const comparison = new CallComparison(this.#say);
    const call = { comparison, early: [], hasEnded: false, lastAt: 0 };
    this.#calls.set(callId, call);
    return call;
  }

  #sweep(): void {
    for (const [callId, { hasEnded, lastAt }] of this.#calls) {
      if (this.#now - lastAt > (hasEnded ? ENDED_MS : SILENT_MS)) this.#close(callId);
    }
  }

  #close(callId: string): void {
    const call = this.#calls.get(callId);
    if (call === undefined) return;
    this.#calls.delete(callId);
    // What they follow on never came.
    for (const line of call.early) call.comparison.miss(line);
    this.#done(call.comparison.verdict());
  }
}

/** Whether a first line begins another call with the same ID, or comes late in the one known. */
function isAnother({ comparison, early }: OpenCall, { timestamp }: JournalLine): boolean {
  return comparison.seq > 0 || early.some((line) => line.timestamp < timestamp);
}

/** Compares every line that is due; a line that was late makes others due. */
function takeDue({ comparison, early }: OpenCall): void {
  for (;;) {
    const index = early.findIndex(({ seq }) => seq === comparison.seq);
    const [line] = index === -1 ? [] : early.splice(index, 1);
    if (line === undefined) return;
    comparison.take(line);
  }
}
