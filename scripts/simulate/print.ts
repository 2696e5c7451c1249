import { paint } from '../demo/print-call.ts';
import { type Campaign, digestOf, type Tally } from './campaign.ts';
import { FAULT_NAMES, FAULTS, type FaultName } from './faults.ts';
import { WRONGS } from './reference.ts';
import type { FoundSabotage, SabotageName } from './sabotage.ts';
import type { Shrunk } from './shrink.ts';
import { SITUATIONS } from './situations.ts';

/** How many of the kinds of wrong are the gravest. */
const GRAVEST = 7;
const NAMED_MAX = 60;

/** Tells what came of a campaign. */
export function printTally(
  seed: number,
  tally: Tally,
  seconds: number,
  tooSeldom: readonly string[],
): void {
  const { calls, answers, worlds, wrongs, met, faults, coverage } = tally;
  const speed = Math.round(calls / seconds);
  console.log(
    `\nSeed ${seed}: ${amount(calls)} calls in ${amount(worlds)} worlds, ${amount(answers)} answers: ` +
      `${seconds.toFixed(0)} s, ${amount(speed)} calls a second`,
  );
  console.log(`Transcript ${digestOf(tally)}: the same seed gives the same everywhere`);
  console.log('\nWrong');
  for (const [index, wrong] of WRONGS.entries()) {
    const times = wrongs.get(wrong) ?? 0;
    if (index >= GRAVEST && times === 0) continue;
    console.log(`  ${wrong.padEnd(44)} ${paint(times === 0 ? 'green' : 'red', String(times))}`);
  }
  const others = WRONGS.slice(GRAVEST).filter((wrong) => !wrongs.has(wrong)).length;
  console.log(`  ${`${others} other kinds`.padEnd(44)} ${paint('green', '0')}`);
  console.log(`\nFaults: ${faults.size} of ${FAULT_NAMES.length} kinds were met`);
  const unmet = FAULT_NAMES.filter((name) => !faults.has(name));
  if (unmet.length > 0) console.log(`  never: ${unmet.join(', ')}`);
  console.log('\nMet, of what has to be');
  for (const situation of Object.keys(SITUATIONS)) {
    console.log(`  ${situation.padEnd(52)} ${amount(met.get(situation) ?? 0).padStart(9)}`);
  }
  for (const line of tooSeldom) console.log(`  ${paint('red', 'too seldom')} ${line}`);
  console.log('\nCharts');
  for (const kind of ['state', 'transition', 'guard'] as const) printCoverage(kind, coverage);
}

function printCoverage(kind: 'state' | 'transition' | 'guard', coverage: Tally['coverage']): void {
  const isOfKind = (name: string) =>
    kind === 'guard' ? / guard /.test(name) : name.startsWith(`${kind} `);
  const all = [...coverage].filter(([name]) => isOfKind(name));
  const missed = all.filter(([, times]) => times === 0).map(([name]) => name);
  const what = kind === 'guard' ? 'guards, each both ways' : `${kind}s`;
  console.log(`  ${what.padEnd(24)} ${all.length - missed.length} of ${all.length}`);
  for (const name of missed.slice(0, NAMED_MAX)) console.log(`    never: ${name}`);
  if (missed.length > NAMED_MAX) console.log(`    and ${missed.length - NAMED_MAX} more`);
}

/** Names every world in which something went wrong, by what it was. */
export function printFailures({ seed, faults }: Campaign, { failures }: Tally): void {
  const kinds =
    faults.length === FAULT_NAMES.length ? '' : ` --faults ${faults.join(',') || 'none'}`;
  const byWrong = Map.groupBy(failures, ({ violations }) => violations[0]?.wrong);
  for (const [wrong, some] of byWrong) {
    console.log(paint('red', `\n${wrong}: ${amount(some.length)} worlds`));
    for (const { world, violations } of some) {
      const { call, detail } = violations[0] ?? {};
      console.log(`  npm run simulate -- --seed ${seed} --world ${world}${kinds}`);
      console.log(`    ${call ?? 'no call'}: ${detail}`);
    }
  }
}

/** Tells where a known fault shows, or that it was not found in so many calls. */
export function printSabotage(name: SabotageName, found: FoundSabotage | null, calls: number) {
  const what =
    found === null
      ? paint('red', `not found in ${amount(calls)} calls`)
      : `after ${amount(found.calls).padStart(6)} calls: ${found.violation.wrong}`;
  console.log(`${name.padEnd(22)} ${what}`);
}

/** Tells a world in which something went wrong, as small as it could be made. */
export function printFailure(seed: number, world: number, shrunk: Shrunk, extra = ''): void {
  const { callers, faults, result } = shrunk;
  for (const line of result.story) {
    console.log(/WRONG/.test(line) ? paint('red', line) : line);
  }
  const [first] = result.violations;
  console.log(paint('red', `\n${first?.wrong}: ${first?.detail}`));
  for (const name of faults) console.log(`  with ${name}: ${FAULTS[name as FaultName]}`);
  const kinds = faults.length === 0 ? 'none' : faults.join(',');
  console.log(
    `\nAgain: npm run simulate -- --seed ${seed} --world ${world} ` +
      `--callers ${callers.join(',')} --faults ${kinds}${extra}`,
  );
}

/** A number with its thousands apart. */
export function amount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
