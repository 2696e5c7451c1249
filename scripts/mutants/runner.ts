/*
 * Runs tests for Stryker in the process that it starts for that: loads the test files once, then for
 * each mutant those tests that reach it. A mutant of what is made while files load has them loaded anew,
 * in the same process: one for each mutant would take fifty times as long.
 */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
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
import { type Collected, collectedTests, forgetTests } from './collect.ts';

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

const OURS = `${pathToFileURL(process.cwd()).href}/`;

/** How often all files have been loaded: what differs in that is another module to Node. */
let loads = 0;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'node:test') {
      return { url: new URL('collect.ts', import.meta.url).href, shortCircuit: true };
    }
    const found = next(specifier, context);
    const isOurs = found.url.startsWith(OURS) && !found.url.includes('/node_modules/');
    return isOurs ? { ...found, url: `${found.url}?${loads}` } : found;
  },
});

class Runner {
  static inject = ['options'] as const;
  readonly #judges: readonly string[];
  #tests: readonly Collected[] | null = null;
  /** How long each test took without a mutant, in milliseconds. */
  readonly #took: Record<string, number> = {};

  constructor(options: { judges?: readonly string[] }) {
    this.#judges = options.judges ?? [];
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun({ coverageAnalysis }: DryRunOptions): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    for (const { id, run } of await this.#load()) {
      instrumented.currentTestId = id;
      const startedAt = performance.now();
      const fault = await faultOf(run, UNTRIED_MAX_MS);
      this.#took[id] = performance.now() - startedAt;
      const base = { id, name: id, timeSpentMs: Math.round(this.#took[id]) };
      if (fault === null) tests.push({ ...base, status: TestStatus.Success });
      else tests.push({ ...base, status: TestStatus.Failed, failureMessage: fault });
    }
    instrumented.currentTestId = undefined;
    const reached = instrumented.mutantCoverage as MutantCoverage | undefined;
    return {
      status: DryRunStatus.Complete,
      tests,
      ...(coverageAnalysis !== 'off' && reached !== undefined && { mutantCoverage: reached }),
    };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    if (options.reloadEnvironment) this.#tests = null;
    const result = await this.#try(options);
    if (result !== null) return result;
    // Something has kept what this mutant, or one before it, had made of it: loaded anew, it is seen
    // which.
    this.#tests = null;
    const again = await this.#try(options);
    this.#tests = null;
    return again ?? killed('what it leaves behind', 'A test fails after it, too', 0);
  }

  /** Null where a test fails without the mutant, too. */
  async #try(options: MutantRunOptions): Promise<MutantRunResult | null> {
    const { activeMutant, testFilter, mutantActivation, hitLimit } = options;
    const isStatic = mutantActivation === 'static';
    instrumented.hitLimit = hitLimit;
    instrumented.hitCount = hitLimit === undefined ? undefined : 0;
    instrumented.activeMutant = isStatic ? activeMutant.id : undefined;
    const all = await this.#load().catch((error: Error) => error);
    if (all instanceof Error) return killed('loading', String(all), 0);
    instrumented.activeMutant = activeMutant.id;
    const took = this.#took;
    // One that fails is enough: those that are done soonest are asked first.
    const soonestFirst = all.toSorted((a, b) => (took[a.id] ?? 0) - (took[b.id] ?? 0));
    for (const { id, run } of soonestFirst) {
      if (testFilter !== undefined && !testFilter.includes(id)) continue;
      const fault = await faultOf(run, WAIT_MAX_MS + 10 * (took[id] ?? 0));
      if (instrumented.hitCount !== undefined && instrumented.hitCount > (hitLimit ?? 0)) {
        return { status: MutantRunStatus.Timeout };
      }
      if (fault === null) continue;
      instrumented.activeMutant = undefined;
      instrumented.hitCount = undefined;
      const isOwnFault = isStatic || (await faultOf(run)) === null;
      return isOwnFault ? killed(id, fault, all.length) : null;
    }
    instrumented.activeMutant = undefined;
    return { status: MutantRunStatus.Survived, nrOfTests: all.length };
  }

  async #load(): Promise<readonly Collected[]> {
    if (this.#tests !== null) return this.#tests;
    loads += 1;
    forgetTests();
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

/** In milliseconds; far beyond what a test takes that waits for nothing in vain, and without a mutant. */
const WAIT_MAX_MS = 3_000;
const UNTRIED_MAX_MS = 300_000;

async function faultOf(run: () => Promise<void>, waitMs = WAIT_MAX_MS): Promise<string | null> {
  stray = null;
  const waited = new AbortController();
  const inVain = setTimeout(waitMs, null, { signal: waited.signal }).then(() => {
    throw new Error('It waits in vain');
  });
  inVain.catch(() => {});
  try {
    await Promise.race([run(), inVain]);
    // xstate throws what no observer took a moment later.
    await setTimeout(0);
  } catch (error) {
    stray = error;
  } finally {
    waited.abort();
  }
  return stray === null ? null : String(stray).slice(0, 500);
}

/** By which Stryker finds it. */
export const strykerPlugins = [
  { kind: PluginKind.TestRunner, name: 'collected', injectableClass: Runner },
];
