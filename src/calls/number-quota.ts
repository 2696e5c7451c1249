import { LRUMap } from 'mnemonist';
import type { Clock } from '../edges.ts';

const HOUR_MS = 3_600_000;
/** How many calling numbers are kept in mind; beyond, the one that asked least lately is let go. */
const CALLERS_MAX = 5000;

/** Says whether a number may be looked up for a calling number, and counts it if so. */
export type NumberQuota = (callerNumber: string, trackingNumber: string) => boolean;

/**
 * Lets each calling number have at most `max` different tracking numbers looked up within an hour,
 * so that whoever tries numbers by the dozen cannot go on in the next call. A number counts for an
 * hour from when it was last asked for. Kept in memory alone: a new process begins to count anew.
 */
export function createNumberQuota(max: number, clock: Pick<Clock, 'now'>): NumberQuota {
  const callers = new LRUMap<string, Map<string, number>>(CALLERS_MAX);
  return (callerNumber, trackingNumber) => {
    const now = clock.now();
    const asked = callers.get(callerNumber) ?? new Map<string, number>();
    for (const [number, at] of asked) if (Math.abs(now - at) >= HOUR_MS) asked.delete(number);
    const isAllowed = asked.has(trackingNumber) || asked.size < max;
    if (isAllowed) asked.set(trackingNumber, now);
    callers.set(callerNumber, asked);
    return isAllowed;
  };
}
