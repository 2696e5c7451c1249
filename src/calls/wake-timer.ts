import type { Clock } from '../edges.ts';

/** The one timer of a call. It is never later than it was asked to be; an early one asks again. */
export class WakeTimer {
  readonly #clock: Clock;
  readonly #wake: (at: number) => void;
  #armed: { id: unknown; dueAt: number } | null = null;

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
        this.#wake(Math.max(this.#clock.now(), dueAt));
      },
      Math.max(0, dueAt - this.#clock.now()),
    );
    this.#armed = { id, dueAt };
  }

  clear(): void {
    if (this.#armed !== null) this.#clock.clearTimeout(this.#armed.id);
    this.#armed = null;
  }
}
