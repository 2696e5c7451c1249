import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FOUND, linesOf } from '../evaluation/eval-calls.ts';
import { runProgram } from './run-program.ts';

const runEval = (...args: string[]) => runProgram('eval.ts', ...args);

async function makeJournal(context: TestContext, transcript?: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'waybill-eval-'));
  context.after(() => rm(dir, { recursive: true }));
  const lines = linesOf(FOUND, transcript).map((line) => JSON.stringify(line));
  await writeFile(join(dir, 'transcripts-2026-11-30.jsonl'), `${lines.join('\n')}\n`);
  return dir;
}

test('eval: a journal that keeps its limits exits 0, and writes reports and a baseline', async (t) => {
  const dir = await makeJournal(t);
  const [html, baseline] = [join(dir, 'report.html'), join(dir, 'baseline.json')];
  const limits = ['--min-groundedness', '1', '--min-conformance', '1'];
  const { code, stdout } = await runEval(
    dir,
    ...limits,
    '--report',
    html,
    '--save-baseline',
    baseline,
    '--json',
  );
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout).metrics.groundedness, 1);
  assert.match(await readFile(html, 'utf8'), /^<!doctype html>/);
  assert.equal(JSON.parse(await readFile(baseline, 'utf8')).metrics.accuracy, 1);
});

test('eval: an invented fact exits 1 under a limit, and is quoted with its place', async (t) => {
  const dir = await makeJournal(t, 'AI: It was cancelled.');
  const { code, stdout } = await runEval(dir, '--min-groundedness', '1');
  assert.equal(code, 1);
  assert.match(stdout, /INVENTED status "cancelled".*line 1 of the end-of-call transcript/);
});

test('eval: a metric worse than the baseline exits 1', async (t) => {
  const [good, bad] = [await makeJournal(t), await makeJournal(t, 'AI: It was cancelled.')];
  const baseline = join(good, 'baseline.json');
  await runEval(good, '--save-baseline', baseline);
  const { code, stdout } = await runEval(bad, '--baseline', baseline);
  assert.equal(code, 1);
  assert.match(stdout, /FAILED Groundedness/);
});

test('eval: --capture prints a case that can be evaluated', async (t) => {
  const dir = await makeJournal(t);
  const captured = await runEval('--capture', FOUND.name, '--from', dir);
  assert.equal(captured.code, 0);
  const file = join(dir, 'cases.jsonl');
  await writeFile(file, captured.stdout);
  const { code, stdout } = await runEval(file, '--min-accuracy', '1');
  assert.equal(code, 0, stdout);
});

test('eval: what cannot be used exits 2 with one line', async () => {
  for (const args of [['/no/such/path'], ['--capture', 'nobody', '--from', tmpdir()], ['--fun']]) {
    const { code, stderr } = await runEval(...args);
    assert.equal(code, 2);
    assert.equal(stderr.trim().split('\n').length, 1);
  }
});

test('eval: a call ID that comes back after its call was forgotten is another call', async (t) => {
  const dir = await makeJournal(t);
  const file = join(dir, 'transcripts-2026-11-30.jsonl');
  const text = await readFile(file, 'utf8');
  const later = text
    .replace(/,"crc":\d+\}$/gm, '}')
    .replace(/(?<="call\.opened","at":)\d+/, (at) => String(Number(at) + 86_400_000));
  await writeFile(file, text + later);
  const { stdout } = await runEval(dir, '--json');
  const { calls, conformance, incomplete } = JSON.parse(stdout).metrics;
  assert.deepEqual([calls, conformance, incomplete], [2, 1, 0]);
});

test('eval: several journals are scored as one', async (t) => {
  const dir = await makeJournal(t);
  const file = join(dir, 'transcripts-2026-11-30.jsonl');
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const other = await mkdtemp(join(tmpdir(), 'waybill-eval-'));
  t.after(() => rm(other, { recursive: true }));
  const whole = JSON.parse((await runEval(dir, '--json')).stdout);
  await writeFile(join(other, 'transcripts-2026-11-30.jsonl'), `${lines.slice(1).join('\n')}\n`);
  await writeFile(file, `${lines.slice(0, 2).join('\n')}\n`);
  const merged = JSON.parse((await runEval(dir, other, '--json')).stdout);
  assert.deepEqual([merged.metrics, merged.conflicts], [whole.metrics, []]);
  const odd = { ...JSON.parse(lines[1] ?? ''), transcript: [{ role: 'caller', text: 'No.' }] };
  await writeFile(file, `${lines[0]}\n${JSON.stringify(odd)}\n`);
  const { code, stdout } = await runEval(dir, other);
  assert.match(stdout, /^Call \S+ has two different lines of seq 1: line 2 of .* and line 1 of /m);
  assert.equal(code, 1);
});
