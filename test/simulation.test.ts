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

/** Tells what is wrong, and the commands that show it again. */
const CAMPAIGN = '--keep-going --seed 1 --calls 20000 --fresh 5000';
/** Far beyond what a busy machine takes. */
const TIMEOUT_MS = 900_000;

test('simulation: in 20,000 fixed calls and 5,000 that nobody has seen nothing is wrong', {
  timeout: TIMEOUT_MS,
}, async ({ signal }) => {
  const program = ['--max-semi-space-size=64', 'scripts/simulate.ts', ...CAMPAIGN.split(' ')];
  const living = spawn(process.execPath, program, {
    ...{ cwd: `${import.meta.dirname}/..`, env: { ...process.env, ...COMPILED }, signal },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [told, [code]] = await Promise.all([text(living.stdout), once(living, 'close')]);
  assert.equal(code, 0, told);
});
