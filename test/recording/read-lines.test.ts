import assert from 'node:assert/strict';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { JournalLine } from '../../src/recording/line.ts';
import { readCall } from '../../src/recording/read-calls.ts';
import { readLines } from '../../src/recording/read-lines.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { makeLine, NOON } from './make-line.ts';
import { linesIn, makeDir, record } from './test-journal.ts';

const { disk } = systemEdges;
const DAY_MS = 86_400_000;
const OLD = 'transcripts-2026-11-23.jsonl';

/** Four lines of two calls on two days, the first of which is packed. */
const lines = [0, 1, 2, 3].map((n) =>
  makeLine({ callId: `call-${n % 2}`, seq: n >> 1, at: NOON + (n >> 1) * DAY_MS }),
);

async function makeArchive(dir: string, spoil = (bytes: Buffer) => bytes): Promise<void> {
  await record(dir, lines);
  const bytes = gzipSync(await readFile(join(dir, OLD)));
  await writeFile(join(dir, `${OLD}.gz`), spoil(bytes));
}

async function linesOfCall(dir: string, callId: string): Promise<JournalLine[]> {
  const found: JournalLine[] = [];
  for await (const line of readCall(disk, dir, callId)) found.push(line);
  return found;
}

test('readLines(): reads a directory day by day, archives too', async (context) => {
  const dir = await makeDir(context);
  await makeArchive(dir);
  await rm(join(dir, OLD));
  assert.deepEqual(await linesIn(dir), lines);
});

test('readLines(): a day that is there twice is read once', async (context) => {
  const dir = await makeDir(context);
  await makeArchive(dir, () => Buffer.from('half-made'));
  assert.deepEqual(await linesIn(dir), lines);
});

test('readLines(): reads a single file, and tells where each line lies', async (context) => {
  const dir = await makeDir(context);
  await record(dir, lines);
  const text = await readFile(join(dir, OLD));
  const offsets = [];
  for await (const { file, offset } of readLines(disk, join(dir, OLD))) {
    assert.equal(file, OLD);
    offsets.push(offset);
  }
  assert.deepEqual(offsets, [0, text.indexOf('\n') + 1]);
});

test('readLines(): what is damaged or torn is told, and the rest is read', async (context) => {
  const dir = await makeDir(context);
  await record(dir, lines.slice(0, 1));
  await appendFile(join(dir, OLD), 'garbage\n\n{"v":3}\n[]\n{"v":1}\n');
  await record(dir, lines.slice(1, 2));
  await appendFile(join(dir, OLD), '{"v":1,"time');
  const [damaged, torn] = ['damaged', 'torn'];
  const expected = [lines[0], damaged, damaged, damaged, damaged, lines[1], torn];
  assert.deepEqual(await linesIn(dir), expected);
});

test('readLines(): an archive that is cut short is told, and the rest is read', async (context) => {
  const dir = await makeDir(context);
  await makeArchive(dir, (bytes) => bytes.subarray(0, bytes.length - 20));
  await rm(join(dir, OLD));
  const found = await linesIn(dir);
  assert.ok(found.includes('damaged'));
  assert.deepEqual(found.slice(-2), lines.slice(-2));
});

test('readCall(): gives the lines of one call', async (context) => {
  const dir = await makeDir(context);
  await makeArchive(dir);
  await rm(join(dir, OLD));
  const found = await linesOfCall(dir, 'call-1');
  assert.deepEqual(found, [lines[1], lines[3]]);
});

test('readCall(): a call whose ID stands in another’s text is not mixed up', async (context) => {
  const dir = await makeDir(context);
  const quoting = makeLine({ callId: 'other', text: 'call "quoted\\"' });
  const line = makeLine({ callId: 'call "quoted\\"' });
  await record(dir, [quoting, line]);
  assert.deepEqual(await linesOfCall(dir, line.call_id), [line]);
});
