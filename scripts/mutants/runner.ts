/*
 * Runs tests for Stryker in the process that it starts for that: loads the test files once, then for
 * each mutant those tests that reach it. A process for each mutant would take fifty times as long.
 */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CoverageData, MutantCoverage } from '@stryker-mutator/api/core';
import { PluginKind } from '@stryker-mutator/api/plugin';
import {
  type DryRunOptions,
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  TestStatus,
} from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import { type Collected, collectedTests } from './collect.ts';

/** What instrumented files read: which mutant is on, and where they note which were reached. */
type Instrumented = {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: { static: CoverageData; perTest: Record<string, CoverageData> };
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
};

const instrumented: Instrumented = {};
(globalThis as { __stryker__?: Instrumented }).__stryker__ = instrumented;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'node:test') return next(specifier, context);
    return { url: new URL('collect.ts', import.meta.url).href, shortCircuit: true };
  },
});

class Runner {
  static inject = ['options'] as const;
  readonly #judges: readonly string[];
  #tests: readonly Collected[] | null = null;

  constructor(options: { judges?: readonly string[] }) {
    this.#judges = options.judges ?? [];
  }

  /** What is chosen while files load wants another process. */
  capabilities() {
    return { reloadEnvironment: false };
  }

  async dryRun({ coverageAnalysis }: DryRunOptions): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    const all = await this.#load();
    for (const { id, run } of all) {
      instrumented.currentTestId = id;
      const startedAt = performance.now();
      const fault = await faultOf(run);
      const base = { id, name: id, timeSpentMs: Math.round(performance.now() - startedAt) };
      if (fault === null) tests.push({ ...base, status: TestStatus.Success });
      else tests.push({ ...base, status: TestStatus.Failed, failureMessage: fault });
    }
    instrumented.currentTestId = undefined;
    // One that fails is enough: those that are done soonest are asked first.
    const took = new Map(tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]));
    this.#tests = all.toSorted((a, b) => (took.get(a.id) ?? 0) - (took.get(b.id) ?? 0));
    const reached = instrumented.mutantCoverage as MutantCoverage | undefined;
    return {
      status: DryRunStatus.Complete,
      tests,
      ...(coverageAnalysis !== 'off' && reached !== undefined && { mutantCoverage: reached }),
    };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, testFilter, mutantActivation, hitLimit } = options;
    instrumented.hitLimit = hitLimit;
    instrumented.hitCount = hitLimit === undefined ? undefined : 0;
    if (mutantActivation === 'static') instrumented.activeMutant = activeMutant.id;
    const all = await this.#load().catch((error: Error) => error);
    const nrOfTests = Array.isArray(all) ? all.length : 0;
    if (all instanceof Error) return killed('loading', String(all), nrOfTests);
    instrumented.activeMutant = activeMutant.id;
    for (const { id, run } of all as readonly Collected[]) {
      if (testFilter !== undefined && !testFilter.includes(id)) continue;
      const fault = await faultOf(run);
      if (instrumented.hitCount !== undefined && instrumented.hitCount > (hitLimit ?? 0)) {
        return { status: MutantRunStatus.Timeout };
      }
      if (fault === null) continue;
      instrumented.activeMutant = undefined;
      instrumented.hitCount = undefined;
      const without = mutantActivation === 'static' ? null : await faultOf(run);
      // Something kept what the mutant had made of it: in a process of its own it will be seen.
      if (without !== null) throw new Error(`"${id}" fails without a mutant, too: ${without}`);
      return killed(id, fault, nrOfTests);
    }
    instrumented.activeMutant = undefined;
    return { status: MutantRunStatus.Survived, nrOfTests };
  }

  async #load(): Promise<readonly Collected[]> {
    if (this.#tests !== null) return this.#tests;
    const load = (file: string) => import(pathToFileURL(join(process.cwd(), file)).href);
    await load('test/preload.ts');
    // What was found first is enough: it need not be made smaller.
    fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
    for (const file of this.#judges) await load(file);
    this.#tests = collectedTests();
    return this.#tests;
  }
}

function killed(id: string, failureMessage: string, nrOfTests: number): MutantRunResult {
  return { status: MutantRunStatus.Killed, killedBy: [id], failureMessage, nrOfTests };
}

/** What was thrown where nobody waits for it, as a living actor does when it breaks. */
let stray: unknown = null;
process.on('uncaughtException', (error) => {
  stray = error;
});

async function faultOf(run: () => Promise<void>): Promise<string | null> {
  stray = null;
  try {
    await run();
    // xstate throws what no observer took a moment later.
    await new Promise((resolve) => setTimeout(resolve));
  } catch (error) {
    stray = error;
  }
  return stray === null ? null : String(stray).slice(0, 500);
}

/** By which Stryker finds it. */
export const strykerPlugins = [
  { kind: PluginKind.TestRunner, name: 'collected', injectableClass: Runner },
];
