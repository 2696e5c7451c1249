import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { ChartCoverage, Counts } from './chart-coverage.ts';
import type { FaultName } from './faults.ts';
import { planOf } from './plan.ts';
import type { Wrong } from './reference.ts';
import { live, type Violation, type WorldResult } from './world.ts';

/** What makes worlds: each by its place among those of the seed. */
export type Campaign = { seed: number; faults: readonly FaultName[] };

/** A world in which something went wrong. */
export type Failure = { world: number; violations: Violation[] };

/** What came of many worlds. */
export type Tally = {
  worlds: number;
  calls: number;
  answers: number;
  failures: Failure[];
  wrongs: Map<Wrong, number>;
  met: Counts;
  faults: Counts;
  coverage: Counts;
  /** Of each world's whole story, by its place. */
  digests: string[];
};

export function emptyTally(): Tally {
  return {
    ...{ worlds: 0, calls: 0, answers: 0, failures: [], digests: [] },
    ...{ wrongs: new Map(), met: new Map(), faults: new Map(), coverage: new Map() },
  };
}

/** Lives some worlds in this thread, until `isEnough`. */
export async function liveWorlds(
  campaign: Campaign,
  worlds: readonly number[],
  coverage: ChartCoverage | null,
  isEnough: (tally: Tally) => boolean = () => false,
): Promise<Tally> {
  const tally = emptyTally();
  for (const world of worlds) {
    const plan = planOf(campaign, world);
    const result = await live({ ...plan, inspectors: coverage?.inspectors }).catch((cause) => {
      throw new Error(`World ${world} of seed ${campaign.seed} breaks: ${cause}`, { cause });
    });
    add(tally, world, result);
    if (isEnough(tally)) break;
    await turn();
  }
  if (coverage !== null) tally.coverage = coverage.take();
  return tally;
}

function add(tally: Tally, world: number, result: WorldResult): void {
  const { calls, answers, violations, met, faultsMet, story } = result;
  tally.worlds += 1;
  tally.calls += calls;
  tally.answers += answers;
  if (violations.length > 0) tally.failures.push({ world, violations });
  for (const { wrong } of violations) count(tally.wrongs, wrong, 1);
  for (const [situation, times] of met) count(tally.met, situation, times);
  for (const fault of faultsMet) count(tally.faults, fault, 1);
  tally.digests[world] = createHash('sha256').update(story.join('\n')).digest('hex');
}

/** Adds what came of some worlds to what came of others. */
export function merge(into: Tally, from: Tally): void {
  into.worlds += from.worlds;
  into.calls += from.calls;
  into.answers += from.answers;
  into.failures.push(...from.failures);
  for (const [wrong, times] of from.wrongs) count(into.wrongs, wrong, times);
  for (const [situation, times] of from.met) count(into.met, situation, times);
  for (const [fault, worlds] of from.faults) count(into.faults, fault, worlds);
  for (const [name, times] of from.coverage) count(into.coverage, name, times);
  from.digests.forEach((digest, world) => {
    into.digests[world] = digest;
  });
}

function count<Key>(counts: Map<Key, number>, key: Key, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

/** One text for all that happened: the same campaign has the same on every machine. */
export function digestOf({ digests }: Tally): string {
  return createHash('sha256').update(digests.join('\n')).digest('hex').slice(0, 16);
}
