/*
 * npm run fuzz: bent messages and spoilt bytes for everything that reads what others have written.
 * Exits 1 if anything breaks, fails, or touches another call.
 */
import { readWhole, runSimple } from './command.ts';

const HELP = `npm run fuzz [-- options]

Bends messages of Vapi, in their structure and in their bytes, and gives them to the webhook, the
completions route, the console's API, the reader of the journal, and the erasure. None
may answer with a fault of its own (5xx), none may throw, a call that has nothing to do with it must be
answered as before, and what is held must not grow.

  --runs N     how many (100000)
  --seed S     of all chance (1)
  -h, --help   this

Exit code: 0 when nothing is wrong, 1 when something is, 2 for wrong arguments.`;

/** What calls of a fixed number may hold more, once there are as many. */
const GROWTH_MIB_MAX = 48;

await runSimple({
  help: HELP,
  flags: {
    runs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
  },
  async run(values) {
    const runs = readWhole('runs', values.runs, 1, 100_000_000);
    const seed = readWhole('seed', values.seed, 0, 999_999_999);
    const { fuzz } = await import('./fuzz/fuzz.ts');
    const startedAt = performance.now();
    const result = await fuzz({ runs, seed }, (run) => {
      if (process.stdout.isTTY && run % 100 === 0) process.stdout.write(`\r${run} of ${runs} `);
    });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    console.log(`Seed ${seed}: ${result.runs} runs in ${seconds} s`);
    for (const [outcome, times] of [...result.outcomes].toSorted()) {
      console.log(`  ${outcome.padEnd(28)} ${times}`);
    }
    console.log(`  heap, second half            ${result.heapGrowthMib} MiB more`);
    for (const { target, run, what, input } of result.faults) {
      console.log(`\n${target}, run ${run}: ${what}\n  ${JSON.stringify(input)}`);
    }
    const isGrown = result.heapGrowthMib > GROWTH_MIB_MAX;
    if (isGrown) console.log(`\nThe heap has grown by more than ${GROWTH_MIB_MAX} MiB`);
    console.log(`\n${result.faults.length} wrong`);
    return result.faults.length > 0 || isGrown ? 1 : 0;
  },
});
