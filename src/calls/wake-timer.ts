import type { Clock } from '../edges.ts';

/** What is due within so long of what was due before was asked of the same clock, in milliseconds. */
const SAME_CLOCK_MS = 10_000;

/** The one timer of a call. It is never later than it was asked to be; an early one asks again. */
export class WakeTimer {
  readonly #clock: Clock;
  readonly #wake: (at: number) => void;
  #armed: { id: unknown; dueAt: number } | null = null;
  /** What time it was told to be last. */
  #toldAt = Number.NEGATIVE_INFINITY;

  /** `wake` is told what time it is, in epoch milliseconds. */
  constructor(clock: Clock, wake: (at: number) => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

  arm(dueAt: number): void {
    if (this.#armed !== null && this.#armed.dueAt <= dueAt) return;
    this.clear();
    const id = this.#clock.setTimeout(
      () => {
        this.#armed = null;
        // A wall clock that was set back meanwhile must not put off what is due.
        this.#toldAt = Math.max(this.#clock.now(), dueAt);
        this.#wake(this.#toldAt);
      },
      Math.max(0, dueAt - this.#time(dueAt)),
    );
    this.#armed = { id, dueAt };
  }

  /** What time it is by the clock that `dueAt` was read from: it may have been set back since. */
  #time(dueAt: number): number {
    const now = this.#clock.now();
    const sinceToldMs = dueAt - this.#toldAt;
    return sinceToldMs > 0 && sinceToldMs <= SAME_CLOCK_MS ? Math.max(now, this.#toldAt) : now;
  }

  clear(): void {
    if (this.#armed !== null) this.#clock.clearTimeout(this.#armed.id);
    this.#armed = null;
  }
}
