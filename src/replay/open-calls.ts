import type { JournalLine } from '../recording/line.ts';
import { CallComparison, type Say, type Verdict } from './compare-call.ts';

/**
 * Compares the lines of calls, which lie interleaved, as they come: what is kept in memory is one
 * chart for each call that goes on.
 */
export class OpenCalls {
  readonly #say: Say;
  readonly #done: (verdict: Verdict) => void;
  readonly #calls = new Map<string, CallComparison>();

  constructor(say: Say, done: (verdict: Verdict) => void) {
    this.#say = say;
    this.#done = done;
  }

  /** Takes the next line of its call, or one that comes after a gap. */
  take(line: JournalLine): void {
    const callId = line.call_id;
    const comparison = this.#calls.get(callId) ?? new CallComparison(this.#say);
    this.#calls.set(callId, comparison);
    if (line.seq === comparison.seq) comparison.take(line);
    else comparison.miss(line);
  }

  /** No more lines come of a call. */
  end(callId: string): void {
    const comparison = this.#calls.get(callId);
    if (comparison === undefined) return;
    this.#calls.delete(callId);
    this.#done(comparison.verdict());
  }
}
