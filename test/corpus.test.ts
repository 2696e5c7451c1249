/* The regression gate: recorded calls are replayed on today's code and scored, without tolerance. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '..');
const CORPUS = 'test/fixtures/corpus';

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status, told: stdout + stderr };
}

test('corpus: at least 60 recorded calls give the same states, contexts and bytes today', () => {
  const { status, told } = run('scripts/replay.ts', CORPUS, '--json');
  assert.equal(status, 0, told);
  assert.ok(JSON.parse(told).calls >= 60, told);
});

test('corpus: its calls score no worse than the baseline, and nothing in them is invented', () => {
  const baseline = 'test/fixtures/corpus-baseline.json';
  const { status, told } = run('scripts/eval.ts', CORPUS, '--baseline', baseline);
  assert.equal(status, 0, told);
  assert.match(told, /Groundedness +100 %/);
});
