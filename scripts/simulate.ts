/*
 * npm run simulate: the whole service in one process, on a virtual clock, with everything going wrong
 * around it. Exits 1 if anything that it says or keeps is not as it must be.
 */
import { runCommand } from './command.ts';
import { paint } from './demo/print-call.ts';
import { CALLER_KINDS, type CallerKind } from './simulate/caller-kinds.ts';
import { emptyTally, merge } from './simulate/campaign.ts';
import { FAULT_NAMES } from './simulate/faults.ts';
import { HELP, readOptions, type Wanted } from './simulate/options.ts';
import { CALLERS_PER_WORLD, planOf } from './simulate/plan.ts';
import {
  amount,
  printFailure,
  printFailures,
  printSabotage,
  printTally,
} from './simulate/print.ts';
import { type FoundSabotage, SABOTAGES, type SabotageName } from './simulate/sabotage.ts';
import { shrink } from './simulate/shrink.ts';
import { tooSeldom } from './simulate/situations.ts';
import { planSweep } from './simulate/sweep.ts';
import { inThreads } from './simulate/threads.ts';
import { live } from './simulate/world.ts';

/** So few calls need not have met everything. */
const CALLS_JUDGED_MIN = 2_000;
/** Worlds that a thread lives at a time. */
const WORLDS_AT_A_TIME = 20;

await runCommand({
  help: HELP,
  read: readOptions,
  async run(wanted) {
    if (wanted.world !== null) return tellWorld(wanted, wanted.world);
    if (wanted.sabotage.length > 0) return findSabotages(wanted);
    if (wanted.sweep > 0) return sweepCrashes(wanted);
    return simulate(wanted);
  },
});

async function simulate(wanted: Wanted): Promise<number> {
  const { seed, calls, faults, workers, keepGoing } = wanted;
  const worlds = Math.ceil(calls / CALLERS_PER_WORLD);
  const startedAt = performance.now();
  const secondsSince = () => (performance.now() - startedAt) / 1000;
  console.log(`Seed ${seed}: ${amount(calls)} calls, ${faults.length} kinds of fault`);
  const tally = emptyTally();
  let begun = 0;
  const next = () => {
    if (begun >= worlds || (tally.failures.length > 0 && !keepGoing)) return null;
    const from = begun;
    begun = Math.min(worlds, begun + WORLDS_AT_A_TIME);
    return { seed, faults, worlds: Array.from({ length: begun - from }, (_, at) => from + at) };
  };
  const threads = Math.min(workers, Math.ceil(worlds / WORLDS_AT_A_TIME));
  await inThreads('live', threads, next, (some) => {
    merge(tally, some);
    if (!process.stdout.isTTY) return;
    const { calls: done, failures } = tally;
    const speed = Math.round(done / secondsSince());
    process.stdout.write(
      `\r${amount(done)} of ${amount(calls)} calls, ${speed} a second, ${failures.length} wrong `,
    );
  });
  tally.failures.sort((one, other) => one.world - other.world);
  const isJudged = faults.length === FAULT_NAMES.length && calls >= CALLS_JUDGED_MIN;
  const isWrong = tally.failures.length > 0;
  const seldom = isJudged && !isWrong ? tooSeldom(tally.met, tally.calls) : [];
  printTally(tally, secondsSince(), seldom);
  if (keepGoing) {
    printFailures(wanted, tally);
    return isWrong || seldom.length > 0 ? 1 : 0;
  }
  const [failure] = tally.failures;
  if (failure !== undefined) {
    console.log(paint('red', `\nWorld ${failure.world} is wrong; as few callers and faults:\n`));
    const plan = planOf({ seed, faults }, failure.world);
    printFailure(seed, failure.world, await shrink(plan));
  }
  return isWrong || seldom.length > 0 ? 1 : 0;
}

async function tellWorld(wanted: Wanted, world: number): Promise<number> {
  const [sabotage] = wanted.sabotage;
  const plan = planOf(wanted, world);
  const { callers = null, killAt } = wanted;
  const result = await live({
    ...plan,
    ...(callers !== null && { callers }),
    ...(killAt > 0 && { killAt }),
    ...(sabotage !== undefined && { tamper: SABOTAGES[sabotage].make }),
  });
  for (const line of result.story) console.log(/WRONG/.test(line) ? paint('red', line) : line);
  const { violations } = result;
  console.log(violations.length === 0 ? '\nNothing is wrong.' : `\n${violations.length} wrong.`);
  return violations.length === 0 ? 0 : 1;
}

async function findSabotages(wanted: Wanted): Promise<number> {
  const { seed, calls, faults, sabotage, workers } = wanted;
  const startedAt = performance.now();
  const worlds = Math.ceil(calls / CALLERS_PER_WORLD);
  const found = new Map<SabotageName, FoundSabotage | null>();
  let begun = 0;
  let told = 0;
  const next = () => {
    const name = sabotage[begun++];
    return name === undefined ? null : { name, seed, faults, worlds };
  };
  await inThreads('sabotage', Math.min(workers, sabotage.length), next, (result) => {
    found.set(result.name, result.found);
    // In the order in which they are known, whichever thread is done first.
    for (let name = sabotage[told]; name && found.has(name); name = sabotage[told]) {
      told += 1;
      printSabotage(name, found.get(name) ?? null, calls);
    }
  });
  const [name] = sabotage;
  const only = name && sabotage.length === 1 ? (found.get(name) ?? null) : null;
  if (name && only !== null) {
    const plan = { ...planOf(wanted, only.world), tamper: SABOTAGES[name].make };
    printFailure(seed, only.world, await shrink(plan), ` --sabotage ${name}`);
  }
  const unfound = [...found.values()].filter((each) => each === null).length;
  const total = Object.keys(SABOTAGES).length;
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(
    `\n${sabotage.length - unfound} of ${sabotage.length} found (${total} are known) in ${seconds} s`,
  );
  return unfound === 0 ? 0 : 1;
}

async function sweepCrashes({ seed, faults, sweep: worlds, workers }: Wanted): Promise<number> {
  const startedAt = performance.now();
  const kinds = new Set<CallerKind>();
  let points = 0;
  let wrong = 0;
  const tasks = await planSweep({ seed, faults }, worlds);
  const isAll = faults.length === FAULT_NAMES.length;
  const listed = isAll ? '' : ` --faults ${faults.join(',') || 'none'}`;
  let begun = 0;
  const next = () => tasks[begun++] ?? null;
  await inThreads('sweep', Math.min(workers, tasks.length), next, ({ task, ...swept }) => {
    points += swept.points;
    wrong += swept.failures.length;
    for (const kind of swept.callers) kinds.add(kind);
    const callers = task.callers.join(',');
    console.log(
      `world ${task.world}, callers ${callers}: killed at each of ${swept.points} uses of an edge ` +
        `(${[...swept.callers].join('; ')})`,
    );
    for (const { killAt, violation } of swept.failures) {
      console.log(
        paint('red', `  ${violation.wrong}: ${violation.detail}\n`) +
          `  Again: npm run simulate -- --seed ${seed} --world ${task.world} ` +
          `--callers ${callers} --kill-at ${killAt}${listed}`,
      );
    }
  });
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(
    `\n${amount(points)} points, ${wrong} wrong; ${kinds.size} of ${CALLER_KINDS.size} kinds of ` +
      `caller; ${seconds.toFixed(0)} s`,
  );
  return wrong === 0 ? 0 : 1;
}
