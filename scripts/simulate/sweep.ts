import { CALLER_KINDS, type CallerKind } from './caller-kinds.ts';
import type { FaultName } from './faults.ts';
import { CALLERS_PER_WORLD, planOf } from './plan.ts';
import { live, type Violation, type WorldPlan } from './world.ts';

/** Some callers of a world, whose process is killed at each use of an edge. */
export type SweepTask = {
  seed: number;
  faults: readonly FaultName[];
  world: number;
  callers: number[];
};

/** Ten callers at a time have five times the points that two have, each of which costs five times. */
const CALLERS_AT_A_TIME = 2;
/** In so many worlds every kind of caller is met, whatever the seed. */
const WORLDS_MAX = 500;

/**
 * What is to be swept: all callers of so many worlds, and of those after them whoever is of a kind that
 * was in none before, until every kind is there.
 */
export async function planSweep(
  { seed, faults }: Pick<SweepTask, 'seed' | 'faults'>,
  worlds: number,
): Promise<SweepTask[]> {
  const tasks: SweepTask[] = [];
  const met = new Set<CallerKind>();
  for (let world = 0; world < WORLDS_MAX; world += 1) {
    const plan = planOf({ seed, faults }, world);
    for (let first = 0; first < CALLERS_PER_WORLD; first += CALLERS_AT_A_TIME) {
      if (world >= worlds && CALLER_KINDS.size === met.size) return tasks;
      const callers = Array.from({ length: CALLERS_AT_A_TIME }, (_, index) => first + index);
      const result = await live({ ...plan, callers });
      if (world >= worlds && result.callers.isSubsetOf(met)) continue;
      for (const kind of result.callers) met.add(kind);
      tasks.push({ seed, faults, world, callers });
    }
  }
  return tasks;
}

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
