import { randomUUID } from 'node:crypto';
import type { Edges } from './edges.ts';

/** The edges of a real process. Nothing else in src reaches for time, chance or sockets. */
export const systemEdges: Edges = {
  clock: {
    now: () => Date.now(),
    setTimeout: (fn, ms) => setTimeout(fn, ms),
    clearTimeout: (id) => clearTimeout(id as NodeJS.Timeout),
  },
  chance: {
    random: () => Math.random(),
    uuid: () => randomUUID(),
  },
  fetch: (input, init) => fetch(input, init),
};
