import type { CallerKind } from './caller-kinds.ts';
import { live, type Violation, type WorldPlan } from './world.ts';

/** What came of killing a world's first process at every point. */
export type Swept = {
  points: number;
  failures: { killAt: number; violation: Violation }[];
  /** What kinds of caller called. */
  callers: Set<CallerKind>;
};

/**
 * Lives a world once to see how often its process uses an edge, be it a write, a sync, a name on the
 * disk or a socket, and then once more for each of these, in which the process is killed at just that
 * moment: what is awaited there never comes, and the next process finds the disk as it is.
 */
export async function sweep(plan: WorldPlan): Promise<Swept> {
  const { edgeUses, callers } = await live(plan);
  const failures: Swept['failures'] = [];
  for (let killAt = 1; killAt <= edgeUses; killAt += 1) {
    const { violations } = await live({ ...plan, killAt });
    const [violation] = violations;
    if (violation !== undefined) failures.push({ killAt, violation });
  }
  return { points: edgeUses, failures, callers };
}
