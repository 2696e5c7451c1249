import type { Clock } from '../../src/edges.ts';

/** A clock that stands still until it is set. */
export type VirtualClock = Clock & {
  /** Sets the clock on, firing what falls due in its order, each at its own time. */
  advanceTo(at: number): void;
};

/** Makes a clock that shows `start`, in epoch milliseconds. */
export function createVirtualClock(start: number): VirtualClock {
  let now = start;
  let made = 0;
  const timers = new Map<unknown, { at: number; fn: () => void }>();
  const nextDue = (until: number) => {
    let next: [unknown, { at: number; fn: () => void }] | undefined;
    for (const timer of timers) {
      if (timer[1].at <= until && (next === undefined || timer[1].at < next[1].at)) next = timer;
    }
    return next;
  };
  return {
    now: () => now,
    setTimeout(fn, ms) {
      made += 1;
      timers.set(made, { at: now + ms, fn });
      return made;
    },
    clearTimeout: (id) => void timers.delete(id),
    advanceTo(until) {
      for (let due = nextDue(until); due !== undefined; due = nextDue(until)) {
        const [id, { at, fn }] = due;
        timers.delete(id);
        now = Math.max(now, at);
        fn();
      }
      now = Math.max(now, until);
    },
  };
}
