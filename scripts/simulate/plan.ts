import type { Campaign } from './campaign.ts';
import { choicesFor } from './faults.ts';
import type { WorldPlan } from './world.ts';

/** How many people call in one world. */
export const CALLERS_PER_WORLD = 10;

/** The plan of a world by its place among those of a seed. */
export function planOf({ seed, faults }: Campaign, world: number): WorldPlan {
  return {
    seed: choicesFor(seed, `world ${world}`).whole(0, 2 ** 31 - 1),
    callers: Array.from({ length: CALLERS_PER_WORLD }, (_, index) => index),
    faults: new Set(faults),
  };
}
