import type { Clock } from '../src/edges.ts';

/** A clock that moves when it is told to. */
export type HandClock = Clock & {
  /** Moves the clock on, firing what falls due in its order, each at its own time. */
  advance(ms: number): void;
  /** How many timers are armed. */
  armed(): number;
};

/** Makes a clock that stands still at `start` until it is advanced. */
export function createHandClock(start = Date.parse('2026-11-23T12:00:00Z')): HandClock {
  let now = start;
  let made = 0;
  const timers = new Map<unknown, { at: number; fn: () => void }>();
  const nextDue = (until: number) =>
    [...timers].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at)[0];
  return {
    now: () => now,
    setTimeout(fn, ms) {
      made += 1;
      timers.set(made, { at: now + ms, fn });
      return made;
    },
    clearTimeout: (id) => void timers.delete(id),
    advance(ms) {
      const until = now + ms;
      for (let due = nextDue(until); due !== undefined; due = nextDue(until)) {
        const [id, { at, fn }] = due;
        timers.delete(id);
        now = Math.max(now, at);
        fn();
      }
      now = until;
    },
    armed: () => timers.size,
  };
}
