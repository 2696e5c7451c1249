/*
 * npm run mutants: changes the charts and what they decide by, one small fault at a time, and sees
 * whether a test fails. Not part of CI: it takes an hour or more for all of it.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogLevel } from '@stryker-mutator/api/core';
import { Misuse, readArguments, readWhole, runCommand } from './command.ts';
import { TARGETS, type Target } from './mutants/targets.ts';

const HELP = `npm run mutants [-- options] [FILE ...]

Builds small faults into files of machines/, one at a time (Stryker), and runs the tests that judge the
file until one fails. What no test finds is printed. Without a file, all of scripts/mutants/targets.ts.

  --at-once N   how many are tried at the same time (1)
  -h, --help    this

Exit code: 0 when 95 of 100 are found in each file, 1 when not, 2 for wrong arguments.`;

const ROOT = join(import.meta.dirname, '..');
const FOUND_MIN = 0.95;
/** Far beyond what the slowest judges take: only what never ends takes longer. */
const TIMEOUT_MS = 30_000;

type Mutant = {
  status: string;
  mutatorName: string;
  replacement: string;
  location: { start: { line: number; column: number }; end: { line: number; column: number } };
};

await runCommand({
  help: HELP,
  read: (args) =>
    readArguments(
      args,
      { 'at-once': { type: 'string', default: '1' } },
      ({ 'at-once': atOnce }, files) => ({
        ...({ ok: true, do: 'run' } as const),
        targets: files.length === 0 ? TARGETS : files.map(targetOf),
        atOnce: readWhole('at-once', atOnce, 1, 64),
      }),
    ),
  async run({ targets, atOnce }) {
    let isEnough = true;
    for (const target of targets) {
      const mutants = await mutate(target, atOnce);
      isEnough = (await tell(target, mutants)) >= FOUND_MIN && isEnough;
    }
    return isEnough ? 0 : 1;
  },
});

function targetOf(file: string): Target {
  const target = TARGETS.find((each) => each.file === file);
  if (target === undefined) throw new Misuse(`No tests are named that judge "${file}"`);
  return target;
}

async function mutate({ file, judges, keepsState }: Target, atOnce: number): Promise<Mutant[]> {
  // What is loaded anew for a mutant is another module each time: nobody would ever read it from there.
  process.env.NODE_DISABLE_COMPILE_CACHE = '1';
  // Loaded when it is wanted: it is large.
  const { Stryker } = await import('@stryker-mutator/core');
  return new Stryker({
    mutate: [file],
    plugins: [join(import.meta.dirname, 'mutants/runner.ts')],
    testRunner: 'collected',
    testRunnerNodeArgs: ['--conditions=development'],
    coverageAnalysis: keepsState ? 'off' : 'perTest',
    // Read by the runner.
    ...{ judges, warnings: false },
    concurrency: atOnce,
    timeoutMS: TIMEOUT_MS,
    // Of the compiler's settings nothing is needed: Node runs what is mutated as it is, types and all.
    ignorePatterns: ['docs', 'var', 'deploy', '**/tsconfig.json'],
    tempDirName: 'var/mutants',
    disableTypeChecks: false,
    reporters: ['progress-append-only'],
    logLevel: 'warn' as LogLevel,
    allowConsoleColors: false,
  }).runMutationTest();
}

/** Prints what came of a file's mutants; gives the part that was found. */
async function tell({ file }: Target, mutants: readonly Mutant[]): Promise<number> {
  const count = (...wanted: string[]) =>
    mutants.filter(({ status }) => wanted.includes(status)).length;
  const [killed, endless, survived] = [
    count('Killed'),
    count('Timeout'),
    count('Survived', 'NoCoverage'),
  ];
  const found = (killed + endless) / Math.max(1, killed + endless + survived);
  const others = mutants.length - killed - endless - survived;
  console.log(
    `${file}: ${mutants.length} mutants, ${killed} killed, ${endless} without end, ` +
      `${survived} survived${others > 0 ? `, ${others} invalid` : ''}: ${(100 * found).toFixed(1)} %`,
  );
  const lines = (await readFile(join(ROOT, file), 'utf8')).split('\n');
  for (const { status, mutatorName, replacement, location } of mutants) {
    if (status === 'Killed') continue;
    const { start, end } = location;
    const first = lines[start.line - 1] ?? '';
    const original =
      start.line === end.line
        ? first.slice(start.column - 1, end.column - 1)
        : `${first.slice(start.column - 1)} …`;
    const change = `${original} → ${replacement.replace(/\s+/g, ' ')}`;
    console.log(`  ${status} ${start.line}:${start.column} ${mutatorName}: ${change}`);
  }
  return found;
}
