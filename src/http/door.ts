import type { Clock } from '../edges.ts';

/**
 * Most requests that are begun in one turn of the event loop. Probes are looked at between turns,
 * so this bounds how long they wait: 4 requests take about 2 ms.
 */
const BEGUN_PER_TURN_MAX = 4;

/**
 * Most requests that wait, their bodies unread: about what is let in within a second. More are
 * turned away unread, tool calls among them, so that this is the very last bound.
 */
const WAITING_MAX = 4000;

/** Lets requests in, so many in each turn of the event loop, in the order of their arrival. */
export type Door = {
  /**
   * Resolves when it is the request's turn, with the time that it has waited, in milliseconds; with
   * null if too many wait already.
   */
  enter(): Promise<number | null>;
};

/** Makes a door. One that is not crowded lets in at once. */
export function createDoor({ now }: Pick<Clock, 'now'>): Door {
  const waiting: (() => void)[] = [];
  let begun = 0;

  function begin(): void {
    begun += 1;
    if (begun === 1) setImmediate(turn);
  }

  function turn(): void {
    begun = 0;
    for (const letIn of waiting.splice(0, BEGUN_PER_TURN_MAX)) {
      begin();
      letIn();
    }
  }

  return {
    async enter() {
      // Whoever comes while others wait goes behind them.
      if (waiting.length === 0 && begun < BEGUN_PER_TURN_MAX) {
        begin();
        return 0;
      }
      if (waiting.length >= WAITING_MAX) return null;
      const arrivedAt = now();
      await new Promise<void>((resolve) => waiting.push(resolve));
      return now() - arrivedAt;
    },
  };
}
