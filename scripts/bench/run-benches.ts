import { benchRecovery, benchReplay, benchStart } from './bench-process.ts';
import {
  type Bench,
  benchBodies,
  benchCalls,
  benchEvents,
  benchGrowth,
  benchLookups,
  type Effort,
} from './bench-requests.ts';
import type { Figure } from './figures.ts';
import { openStage } from './targets.ts';

/** What can be measured, by name. */
export const BENCHES = {
  bodies: benchBodies,
  events: benchEvents,
  growth: benchGrowth,
  calls: benchCalls,
  lookups: benchLookups,
  start: benchStart,
  recovery: benchRecovery,
  replay: benchReplay,
} satisfies Record<string, Bench>;

export type BenchName = keyof typeof BENCHES;

/** Measures one after the other; all that was started has ended when it resolves or rejects. */
export async function runBenches(names: readonly BenchName[], effort: Effort): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const name of names) {
    const stage = await openStage();
    try {
      figures.push(...(await BENCHES[name](stage, effort)));
    } finally {
      await stage.close();
    }
  }
  return figures;
}
