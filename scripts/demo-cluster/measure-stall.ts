import { setTimeout as wait } from 'node:timers/promises';

/** As many calls are asked for: of a few partitions, each has some. */
const CALLS = 24;
const PAUSE_MS = 20;

/** How long calls could not be reached, in milliseconds: half of them, and the last one. */
export type Stall = { half: number; most: number };

/**
 * Asks for calls that are spread over all nodes of Restate, at one that is alive, from now until each is
 * reached: those that a node led which has just died stand still until another one leads them.
 */
export async function measureStall(ingress: string): Promise<Stall> {
  const startedAt = performance.now();
  const reach = async (callId: string): Promise<number> => {
    for (;;) {
      const answer = await fetch(`${ingress}/call/${callId}/view`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(callId),
      }).catch(() => null);
      await answer?.arrayBuffer();
      if (answer?.ok) return performance.now() - startedAt;
      await wait(PAUSE_MS);
    }
  };
  const took = await Promise.all(Array.from({ length: CALLS }, (_, index) => reach(`s-${index}`)));
  took.sort((a, b) => a - b);
  return { half: took[CALLS / 2] ?? 0, most: took.at(-1) ?? 0 };
}
