/* The regression gate: recorded calls are replayed on today's code and scored, without tolerance. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '..');
const CORPUS = 'test/fixtures/corpus';
/** The same calls as an earlier release wrote them. */
const VERSIONS = [CORPUS, 'test/fixtures/corpus-v1'];

/**
 * What is answered otherwise today, on purpose: each with its call and the number of its line. The
 * corpus of today is recorded anew then; those of earlier releases stay as they are.
 */
const CHANGED: Record<string, string[]> = {
  // Of a corrected number, what was changed is said apart; and numbers have up to 40 characters.
  'test/fixtures/corpus-v1': ['corpus-005 3', 'corpus-009 2'],
};

type Verdict = { callId: string; differences: { seq: number; where: string }[] };

/** Replays a directory on today's code: how many calls, and which lines are answered otherwise. */
function replay(dir: string): { calls: number; changed: string[]; told: string } {
  const { told } = run('scripts/replay.ts', dir, '--json');
  const { calls, verdicts, incomplete } = JSON.parse(told);
  assert.equal(incomplete, 0, told);
  const changed = verdicts.flatMap(({ callId, differences }: Verdict) =>
    differences.map(({ seq }) => `${callId} ${seq}`),
  );
  return { calls, changed: [...new Set<string>(changed)], told };
}

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status, told: stdout + stderr };
}

for (const corpus of VERSIONS) {
  test(`${corpus}: at least 60 recorded calls give the same states, contexts and bytes today`, () => {
    const { calls, changed, told } = replay(corpus);
    assert.deepEqual(changed, CHANGED[corpus] ?? [], told);
    assert.ok(calls >= 60, told);
  });

  test(`${corpus}: its calls score no worse than the baseline, and nothing in them is invented`, () => {
    const baseline = 'test/fixtures/corpus-baseline.json';
    const { status, told } = run('scripts/eval.ts', corpus, '--baseline', baseline);
    assert.equal(status, 0, told);
    assert.match(told, /Groundedness +100 %/);
  });

  test(`${corpus}: a person who is erased from it leaves calls that still replay`, (context) => {
    const dir = mkdtempSync(join(tmpdir(), 'waybill-corpus-'));
    context.after(() => rmSync(dir, { recursive: true }));
    cpSync(join(ROOT, corpus), dir, { recursive: true });
    const erased = run('scripts/erase.ts', '--tracking', 'WB10000001', '--dir', dir);
    assert.equal(erased.status, 0, erased.told);
    const { changed, told } = replay(dir);
    assert.deepEqual(changed, CHANGED[corpus] ?? [], told);
    const text = readFileSync(join(dir, 'transcripts-2026-11-23.jsonl'), 'utf8');
    assert.doesNotMatch(text, /WB10000001/);
  });
}
