/*
 * npm run simulate: the whole service in one process, on a virtual clock, with everything going wrong
 * around it. Exits 1 if anything that it says or keeps is not as it must be.
 */
import { runCommand } from './command.ts';
import { paint } from './demo/print-call.ts';
import { CALLER_KINDS, type CallerKind } from './simulate/caller-kinds.ts';
import { type Campaign, emptyTally, merge, type Tally } from './simulate/campaign.ts';
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

/** A campaign: how many of its worlds were begun, when, and what came of those that were lived. */
type Lived = Campaign & {
  calls: number;
  worlds: number;
  begun: number;
  tally: Tally;
  since: number;
  until: number;
};

function toLive(campaign: Campaign, calls: number): Lived {
  const worlds = Math.ceil(calls / CALLERS_PER_WORLD);
  return { ...campaign, calls, worlds, begun: 0, tally: emptyTally(), since: 0, until: 0 };
}

/** Another one every second. */
function freshSeed(): number {
  return Math.floor(Date.now() / 1_000) % 1_000_000_000;
}

/** Lives one campaign after the other in the same threads, which take some seconds to come to their speed. */
async function simulate(wanted: Wanted): Promise<number> {
  const { seed, calls, fresh, faults, workers, keepGoing } = wanted;
  const campaigns = [toLive({ seed, faults }, calls)];
  if (fresh > 0) campaigns.push(toLive({ seed: freshSeed(), faults }, fresh));
  for (const { seed, calls } of campaigns) {
    console.log(`Seed ${seed}: ${amount(calls)} calls, ${faults.length} kinds of fault`);
  }
  const next = () => {
    const campaign = campaigns.find(({ begun, worlds }) => begun < worlds);
    if (campaign === undefined || (!keepGoing && campaigns.some(isWrong))) return null;
    const from = campaign.begun;
    if (from === 0) campaign.since = performance.now();
    campaign.begun = Math.min(campaign.worlds, from + WORLDS_AT_A_TIME);
    const worlds = Array.from({ length: campaign.begun - from }, (_, at) => from + at);
    return { seed: campaign.seed, faults, worlds };
  };
  const worlds = campaigns.reduce((sum, each) => sum + each.worlds, 0);
  const threads = Math.min(workers, Math.ceil(worlds / WORLDS_AT_A_TIME));
  await inThreads('live', threads, next, (some) => {
    const campaign = campaigns.find((each) => each.seed === some.task.seed);
    if (campaign === undefined) throw new Error(`Nobody has asked for seed ${some.task.seed}`);
    merge(campaign.tally, some);
    campaign.until = performance.now();
    if (process.stdout.isTTY) process.stdout.write(`\r${progressOf(campaign)} `);
  });
  let exitCode = 0;
  for (const campaign of campaigns.filter(({ begun }) => begun > 0)) {
    exitCode = Math.max(exitCode, await conclude(campaign, keepGoing));
  }
  return exitCode;
}

function isWrong({ tally }: Lived): boolean {
  return tally.failures.length > 0;
}

function secondsOf({ since, until }: Lived): number {
  return (until - since) / 1000;
}

function progressOf(campaign: Lived): string {
  const { calls, failures } = campaign.tally;
  const speed = Math.round(calls / secondsOf(campaign));
  const done = `${amount(calls)} of ${amount(campaign.calls)} calls`;
  return `${done}, ${speed} a second, ${failures.length} wrong`;
}

/** Tells what came of a campaign; gives the exit code. */
async function conclude(campaign: Lived, keepGoing: boolean): Promise<number> {
  const { seed, faults, tally } = campaign;
  tally.failures.sort((one, other) => one.world - other.world);
  const isJudged = faults.length === FAULT_NAMES.length && tally.calls >= CALLS_JUDGED_MIN;
  const seldom = isJudged && !isWrong(campaign) ? tooSeldom(tally.met, tally.calls) : [];
  printTally(seed, tally, secondsOf(campaign), seldom);
  const [failure] = tally.failures;
  if (keepGoing) printFailures(campaign, tally);
  else if (failure !== undefined) {
    console.log(paint('red', `\nWorld ${failure.world} is wrong; as few callers and faults:\n`));
    printFailure(seed, failure.world, await shrink(planOf(campaign, failure.world)));
  }
  return isWrong(campaign) || seldom.length > 0 ? 1 : 0;
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
