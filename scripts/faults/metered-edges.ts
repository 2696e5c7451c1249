import type { Edges } from '../../src/edges.ts';
import { systemEdges } from '../../src/system-edges.ts';

/** Real edges that can be counted and tampered with. */
export type MeteredEdges = {
  edges: Edges;
  /** Moves the time of day on; timers that run are not hurried. */
  passTime(ms: number): void;
  /** Timers that are armed, of all lengths or of one. */
  armed(ms?: number): number;
  /** Requests that were sent or tried since the edges were made, by what they ask for. */
  readonly sent: ReadonlyMap<string, number>;
  sentInAll(): number;
  /** From now on, hosts of this origin are looked for under a name that does not exist. */
  loseName(origin: string): void;
};

/**
 * A name that no resolver finds, and none asks the network for: one label is longer than 63
 * characters. Source: RFC 1035, section 2.3.4, and RFC 2606, section 2.
 */
const LOST_HOST = `${'x'.repeat(64)}.invalid`;

/** Makes edges that are those of a real process, with meters on them. */
export function createMeteredEdges(): MeteredEdges {
  const { clock, fetch } = systemEdges;
  let passedMs = 0;
  let lostOrigin: string | null = null;
  const timers = new Map<unknown, number>();
  const sent = new Map<string, number>();
  const edges: Edges = {
    ...systemEdges,
    clock: {
      now: () => clock.now() + passedMs,
      setTimeout(fn, ms) {
        const id = clock.setTimeout(() => {
          timers.delete(id);
          fn();
        }, ms);
        timers.set(id, ms);
        return id;
      },
      clearTimeout(id) {
        timers.delete(id);
        clock.clearTimeout(id);
      },
    },
    fetch(input, init) {
      const url = new URL(String(input));
      const asked = url.searchParams.get('$trackingNumber') ?? url.pathname;
      sent.set(asked, (sent.get(asked) ?? 0) + 1);
      if (url.origin === lostOrigin) url.hostname = LOST_HOST;
      return fetch(url.href, init);
    },
  };
  return {
    edges,
    sent,
    passTime(ms) {
      passedMs += ms;
    },
    armed: (ms) => [...timers.values()].filter((armed) => ms === undefined || armed === ms).length,
    sentInAll: () => [...sent.values()].reduce((sum, count) => sum + count, 0),
    loseName(origin) {
      lostOrigin = origin;
    },
  };
}
