/*
 * npm run faults: lets everything go wrong with Sanity that can, and shows what callers hear and
 * when. Exits 1 if one of them waited too long, heard what is on no record, or left something open.
 */
import { runCommand } from './command.ts';
import { paint } from './demo/print-call.ts';
import { runImperfectRecords } from './faults/imperfect-records.ts';
import { HELP, type Options, readOptions } from './faults/options.ts';
import { runOutageAndReturn } from './faults/outage-return.ts';
import {
  printCase,
  printHeads,
  printHour,
  printImperfect,
  printRandom,
  printReturn,
} from './faults/print-table.ts';
import { FAULT_CASES } from './faults/programme.ts';
import { runRandomFailures } from './faults/random-failures.ts';
import { isWorthAnotherRun, runCase } from './faults/run-case.ts';
import { simulateHour } from './faults/simulated-hour.ts';

/** Workers for the many lookups: what they share is the machine, not the point. */
const RANDOM_WORKERS = 20;
const HIT_SHARE_MIN = 0.6;

/** Runs what was asked for; gives how many parts of it were wrong. */
async function runProgramme({ only, asks, workers, lookups, seed }: Options): Promise<number> {
  let wrong = 0;
  const count = (faults: string[]) => {
    if (faults.length > 0) wrong += 1;
  };
  printHeads();
  for (const faultCase of FAULT_CASES) {
    if (only !== null && !faultCase.name.includes(only)) continue;
    let result = await runCase(faultCase, { asks, workers });
    printCase(result);
    if (isWorthAnotherRun(result)) {
      console.log(paint('dim', '    the machine may be to blame, so once more:'));
      result = await runCase(faultCase, { asks, workers });
      printCase(result);
    }
    count(result.faults);
  }
  if (only === null || 'imperfect records'.includes(only)) {
    const records = await runImperfectRecords();
    printImperfect(records);
    count(records.flatMap(({ faults }) => faults));
  }
  if (only !== null) return wrong;
  const back = await runOutageAndReturn();
  printReturn(back);
  count(back.faults);
  const random = await runRandomFailures({ lookups, workers: RANDOM_WORKERS, share: 0.3, seed });
  printRandom(random);
  count(random.faults);
  // The requirement is for known callers; the others show what knowing them is worth.
  for (const knownShare of [1, 0.5, 0]) {
    const hour = await simulateHour(knownShare, seed);
    const isLow = knownShare === 1 && hour.hitShare <= HIT_SHARE_MIN;
    const faults = isLow ? [`not above ${HIT_SHARE_MIN * 100} %`] : [];
    printHour(hour, faults);
    count(faults);
  }
  return wrong;
}

await runCommand({
  help: HELP,
  read: readOptions,
  async run(options) {
    const wrong = await runProgramme(options);
    console.log(
      wrong === 0
        ? paint('green', '\nEverything as it should be.')
        : paint('red', `\nWrong: ${wrong}.`),
    );
    return wrong === 0 ? 0 : 1;
  },
});
