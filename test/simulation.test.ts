/*
 * Worlds of callers, fixed ones and some that nobody has seen, with every kind of fault: in none of them may
 * anything be wrong, and every situation has to be met. It is the program that anybody runs, in a process of
 * its own with a thread for each processor: a test that watches each promise would take half as long again,
 * and nearly all others are done by the time that this one begins.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { COMPILED } from './preload.ts';

const FIXED_SEED = 1;
const FIXED_CALLS = 10_000;
/** Another one every second. */
const FRESH_SEED = Math.floor(Date.now() / 1_000) % 1_000_000_000;
const FRESH_CALLS = 5_000;
/** Far beyond what a busy machine takes. */
const TIMEOUT_MS = 900_000;

/** Fails with what the program tells: what is wrong, and the commands that show it again. */
async function expectRight(seed: number, calls: number, signal: AbortSignal): Promise<void> {
  const program = ['--max-semi-space-size=64', 'scripts/simulate.ts'];
  const campaign = ['--keep-going', '--seed', String(seed), '--calls', String(calls)];
  const living = spawn(process.execPath, [...program, ...campaign], {
    ...{ cwd: `${import.meta.dirname}/..`, env: { ...process.env, ...COMPILED }, signal },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [told, [code]] = await Promise.all([text(living.stdout), once(living, 'close')]);
  assert.equal(code, 0, told);
}

test('simulation: in 10,000 fixed calls nothing is wrong', { timeout: TIMEOUT_MS }, ({ signal }) =>
  expectRight(FIXED_SEED, FIXED_CALLS, signal),
);

test(
  'simulation: in 5,000 calls that nobody has seen nothing is wrong',
  { timeout: TIMEOUT_MS },
  ({ signal }) => expectRight(FRESH_SEED, FRESH_CALLS, signal),
);
