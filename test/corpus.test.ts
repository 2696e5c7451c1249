/* The regression gate: recorded calls are replayed on today's code and scored, without tolerance. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { CallEvent } from '../machines/call-events.ts';
import { startPrograms } from './start-programs.ts';

const ROOT = join(import.meta.dirname, '..');
const programs = startPrograms(ROOT);
after(async () => {
  await programs.close();
});

const CORPUS = 'test/fixtures/corpus';
/** The same calls as an earlier release wrote them. */
const VERSIONS = [CORPUS, 'test/fixtures/corpus-v1'];
const FILE = 'transcripts-2026-11-23.jsonl';

type Settled = Extract<CallEvent, { type: 'lookup.settled' }>;

/** The end of every lookup that a directory has on record. */
function lookupsIn(dir: string): Settled[] {
  const lines = readFileSync(join(dir, FILE), 'utf8').trimEnd().split('\n');
  const events = lines.flatMap((line): CallEvent[] => JSON.parse(line).events);
  return events.filter((event) => event.type === 'lookup.settled');
}

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
async function replay(dir: string): Promise<{ calls: number; changed: string[]; told: string }> {
  const { told } = await run('scripts/replay.ts', dir, '--json');
  const { calls, verdicts, incomplete } = JSON.parse(told);
  assert.equal(incomplete, 0, told);
  const changed = verdicts.flatMap(({ callId, differences }: Verdict) =>
    differences.map(({ seq }) => `${callId} ${seq}`),
  );
  return { calls, changed: [...new Set<string>(changed)], told };
}

async function run(program: string, ...args: string[]) {
  const { code, stdout, stderr } = await programs.run(program, ...args);
  return { code, told: stdout + stderr };
}

for (const corpus of VERSIONS) {
  test(`${corpus}: at least 60 recorded calls give the same states, contexts and bytes today`, async () => {
    const { calls, changed, told } = await replay(corpus);
    assert.deepEqual(changed, CHANGED[corpus] ?? [], told);
    assert.ok(calls >= 60, told);
  });

  test(`${corpus}: its calls score no worse than the baseline, and nothing in them is invented`, async () => {
    const baseline = 'test/fixtures/corpus-baseline.json';
    const { code, told } = await run('scripts/eval.ts', corpus, '--baseline', baseline);
    assert.equal(code, 0, told);
    assert.match(told, /Groundedness +100 %/);
  });

  test(`${corpus}: a person who is erased from it leaves calls that still replay`, async (context) => {
    const dir = mkdtempSync(join(tmpdir(), 'waybill-corpus-'));
    context.after(() => rmSync(dir, { recursive: true }));
    cpSync(join(ROOT, corpus), dir, { recursive: true });
    const erased = await run('scripts/erase.ts', '--tracking', 'WB10000001', '--dir', dir);
    assert.equal(erased.code, 0, erased.told);
    const { changed, told } = await replay(dir);
    assert.deepEqual(changed, CHANGED[corpus] ?? [], told);
    assert.doesNotMatch(readFileSync(join(dir, FILE), 'utf8'), /WB10000001/);
    const trails = (of: string) => lookupsIn(of).map(({ trail }) => trail);
    assert.deepEqual(trails(dir), trails(join(ROOT, corpus)));
  });
}

test(`${CORPUS}: every lookup tells what it went through, and how that ended is its outcome`, () => {
  const lookups = lookupsIn(join(ROOT, CORPUS));
  assert.ok(lookups.length > 60);
  for (const { outcome, trail } of lookups) {
    const results = trail?.map(({ result }) => result) ?? [];
    const end = outcome.kind === 'failed' ? outcome.reason : outcome.kind;
    const isCached = outcome.kind !== 'failed' && outcome.source === 'cache';
    assert.equal(results.at(-1), isCached ? 'fresh' : end);
    assert.match(String(results[0]), isCached ? /^fresh$/ : /^(absent|stale)$/);
  }
});
