import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../edges.ts';

/**
 * Whoever is to be woken further ahead than this waits with all others on one timer: a call waits a
 * quarter of an hour for the next event, and a timer of its own with all that goes with it would take
 * half a kilobyte for all that time.
 */
const TICK_MS = 10_000;

/**
 * Runs something as nobody's: a timer keeps hold of the request that it was armed for, and what comes
 * of it is logged as that request's, which is over by then.
 */
const asNobodys = AsyncLocalStorage.snapshot();

/** What is due within so long of what was due before was asked of the same clock, in milliseconds. */
const SAME_CLOCK_MS = 10_000;

/** What can be woken; `at` is in epoch milliseconds. */
export type Sleeper = { wake(at: number): void };

/**
 * The time that all calls of a process wait for together. It counts ticks, so that a wall clock that is
 * set back puts nothing off.
 */
export class WakeTimers {
  readonly clock: Clock;
  readonly #waiting = new Map<number, Set<WakeTimer>>();
  #tick = 0;
  /** When the tick under way has begun, by the wall clock. */
  #begunAt = 0;
  #timer: unknown = null;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Lets a timer rest at the tick that this gives back, for what is left of `ms` then. */
  add(timer: WakeTimer, ms: number): { tick: number; restMs: number } {
    if (this.#timer === null) this.#begin();
    const sinceTick = Math.min(TICK_MS, Math.max(0, this.clock.now() - this.#begunAt));
    const tick = this.#tick + Math.floor((ms + sinceTick) / TICK_MS);
    const others = this.#waiting.get(tick);
    if (others === undefined) this.#waiting.set(tick, new Set([timer]));
    else others.add(timer);
    return { tick, restMs: (ms + sinceTick) % TICK_MS };
  }

  remove(timer: WakeTimer, tick: number): void {
    const others = this.#waiting.get(tick);
    others?.delete(timer);
    if (others?.size === 0) this.#waiting.delete(tick);
    if (this.#waiting.size > 0) return;
    this.clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #begin(): void {
    this.#begunAt = this.clock.now();
    this.#timer = asNobodys(() => this.clock.setTimeout(() => this.#end(), TICK_MS));
  }

  #end(): void {
    this.#tick += 1;
    const due = this.#waiting.get(this.#tick) ?? [];
    this.#waiting.delete(this.#tick);
    this.#timer = null;
    if (this.#waiting.size > 0) this.#begin();
    for (const timer of due) timer.rest();
  }
}

/** The one timer of a call. It is never later than it was asked to be; an early one asks again. */
export class WakeTimer {
  readonly #timers: WakeTimers;
  readonly #sleeper: Sleeper;
  #dueAt: number | null = null;
  /** The tick that it waits for; null once it has a timer of its own. */
  #tick: number | null = null;
  #id: unknown = null;
  /** What is left when that tick comes, in milliseconds. */
  #restMs = 0;
  /** What time it was told to be last. */
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(timers: WakeTimers, sleeper: Sleeper) {
    this.#timers = timers;
    this.#sleeper = sleeper;
  }

  arm(dueAt: number): void {
    if (this.#dueAt !== null && this.#dueAt <= dueAt) return;
    this.clear();
    this.#dueAt = dueAt;
    const ms = Math.max(0, dueAt - this.#time(dueAt));
    if (ms > TICK_MS) {
      const { tick, restMs } = this.#timers.add(this, ms);
      this.#tick = tick;
      this.#restMs = restMs;
      return;
    }
    this.#restMs = ms;
    this.rest();
  }

  /** Waits for what is left by a timer of its own. */
  rest(): void {
    this.#tick = null;
    this.#id = this.#timers.clock.setTimeout(() => this.#wake(), this.#restMs);
  }

  /** What time it is by the clock that `dueAt` was read from: it may have been set back since. */
  #time(dueAt: number): number {
    const now = this.#timers.clock.now();
    const sinceToldMs = dueAt - this.#toldAt;
    return sinceToldMs > 0 && sinceToldMs <= SAME_CLOCK_MS ? Math.max(now, this.#toldAt) : now;
  }

  clear(): void {
    if (this.#tick !== null) this.#timers.remove(this, this.#tick);
    else if (this.#dueAt !== null) this.#timers.clock.clearTimeout(this.#id);
    this.#dueAt = null;
    this.#tick = null;
    this.#id = null;
  }

  #wake(): void {
    const dueAt = this.#dueAt ?? 0;
    this.#dueAt = null;
    this.#id = null;
    // A wall clock that was set back meanwhile must not put off what is due.
    this.#toldAt = Math.max(this.#timers.clock.now(), dueAt);
    this.#sleeper.wake(this.#toldAt);
  }
}
