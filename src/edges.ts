/**
 * What the process cannot compute: time, chance, sockets and disk. Every room takes what it needs
 * of these as arguments and reaches for nothing else, so that a simulation can stand in for them.
 */

/** Wall-clock time and timers; the shape that xstate takes as its clock, plus `now`. */
export type Clock = {
  /** Epoch milliseconds. */
  now: () => number;
  /** Calls `fn` once, `ms` milliseconds from now; returns what `clearTimeout` takes. */
  setTimeout: (fn: () => void, ms: number) => unknown;
  clearTimeout: (id: unknown) => void;
};

/** A source of chance. */
export type Chance = {
  /** A number in [0, 1). */
  random: () => number;
  /** A new UUID. */
  uuid: () => string;
};

/** The shape of the platform's `fetch`: the only way out over a socket. */
export type Fetch = typeof globalThis.fetch;

/** The edges together, as the composition root takes them. */
export type Edges = { clock: Clock; chance: Chance; fetch: Fetch };
