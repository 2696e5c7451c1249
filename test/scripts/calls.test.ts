import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runProgram } from './run-program.ts';

const calls = (...args: string[]) =>
  runProgram('calls.ts', '--dir', 'test/fixtures/corpus', ...args);

test('calls: finds a call from a time and the last four of a number', async () => {
  const { code, stdout } = await calls('--at', '2026-11-23 09:00', '--number', '0002');
  assert.equal(code, 0);
  assert.match(stdout, /^2 calls: number ending in 0002, Mon 2026-11-23 08:57 to/);
  assert.match(stdout, /corpus-001 {2}2 success/);
  assert.doesNotMatch(stdout, /WB1000/);
});

test('calls: finds ungrounded facts, of which the corpus has none', async () => {
  const { code, stdout } = await calls('--ungrounded');
  assert.equal(code, 1);
  assert.match(stdout, /^0 calls: with ungrounded facts\n/);
});

test('calls: tells a call, masked unless it is to be revealed', async () => {
  const masked = await calls('corpus-001');
  assert.equal(masked.code, 0);
  assert.match(masked.stdout, /confirm → fetch → report/);
  assert.match(masked.stdout, /fact +status “delayed”: \*{6}0002 status/);
  assert.doesNotMatch(masked.stdout, /WB1000|snowstorm/);
  const { stdout } = await calls('corpus-001', '--reveal');
  assert.match(stdout, /WB10000002 status/);
});

test('calls: gives JSON', async () => {
  const { stdout } = await calls('--json', '--limit', '1');
  assert.equal(JSON.parse(stdout).calls.length, 1);
});

test('calls: what is not there, or cannot be understood, is told in one line', async () => {
  const missing = await calls('nobody');
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /^There is no call "nobody" on record: .+\n$/);
  const unread = await calls('--at', 'whenever');
  assert.equal(unread.code, 2);
  assert.match(unread.stderr, /^Cannot read this time: .+\n$/);
  assert.equal((await calls('--outcome', 'fine')).code, 2);
});

test('calls: the journals of several machines are read as one', async (t) => {
  const file = 'transcripts-2026-11-23.jsonl';
  const lines = readFileSync(join('test/fixtures/corpus', file), 'utf8').split('\n');
  const dirs = [0, 1].map((node) => {
    const dir = mkdtempSync(join(tmpdir(), 'waybill-calls-'));
    t.after(() => rmSync(dir, { recursive: true }));
    const own = lines.filter((_, at) => at % 2 === node || at % 5 === 0);
    writeFileSync(join(dir, file), own.join('\n').trimEnd().concat('\n'));
    return dir;
  });
  const merged = (...args: string[]) =>
    runProgram('calls.ts', ...dirs.flatMap((dir) => ['--dir', dir]), ...args);
  for (const args of [
    ['--number', '0002', '--ungrounded'],
    ['--limit', '20'],
  ]) {
    const { calls: found, total } = JSON.parse((await merged('--json', ...args)).stdout);
    const whole = JSON.parse((await calls('--json', ...args)).stdout);
    assert.deepEqual([found, total], [whole.calls, whole.total]);
  }
  assert.equal((await merged('corpus-001')).stdout, (await calls('corpus-001')).stdout);
  const { code, stderr } = await merged('--dir', '/nowhere');
  assert.match(stderr, /^Cannot read the journal in \/nowhere: /);
  assert.equal(code, 2);
});
