/*
 * The journals of several machines replay as the one that a single machine would have written: the
 * corpus, split by line over three directories, with overlaps, a damaged twin and a torn end.
 */
import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { replayJournal } from '../../src/replay/replay-journal.ts';
import { sentence } from '../../src/speech/sentence.ts';
import { systemEdges } from '../../src/system-edges.ts';

const DAY = 'transcripts-2026-11-23.jsonl';
const CORPUS = join(import.meta.dirname, '../fixtures/corpus');
const NODES = 3;

/** A part of the corpus, which costs less and has calls that are cut off too. */
const LINES = 80;

const lines = (await readFile(join(CORPUS, DAY), 'utf8')).split('\n').slice(0, LINES);

/** Writes a line of the corpus to some nodes, each by `place`; gives their directories. */
async function split(t: TestContext, place: (index: number) => number[]): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), 'waybill-merged-'));
  t.after(() => rm(root, { recursive: true }));
  const dirs = Array.from({ length: NODES }, (_, node) => join(root, `node-${node}`));
  for (const [node, dir] of dirs.entries()) {
    await mkdir(dir);
    const own = lines.filter((_, index) => place(index).includes(node));
    await writeFile(join(dir, DAY), own.map((line) => `${line}\n`).join(''));
  }
  return dirs;
}

const replay = (paths: readonly string[], share = { index: 0, of: 1 }) =>
  replayJournal({ disk: systemEdges.disk, paths, say: sentence, share });

/** What the same lines come to on one machine. */
const replayWhole = async (t: TestContext) => replay(await split(t, () => [0]));

test('replay: a journal that is split over three machines replays as the whole', async (t) => {
  const whole = await replayWhole(t);
  const dirs = await split(t, (index) => [
    index % NODES,
    ...(index % 2 ? [(index + 1) % NODES] : []),
  ]);
  const merged = await replay(dirs);
  assert.deepEqual(merged.tally, { ...whole.tally, repeated: LINES / 2 });
  assert.deepEqual(merged.verdicts, whole.verdicts);
  assert.ok(merged.tally.agreed > 10);
  const { tally } = await replay(dirs.slice(0, 2));
  assert.ok(tally.incomplete > whole.tally.incomplete);
  const shares = [0, 1].map((index) => replay(dirs, { index, of: 2 }));
  const [one, other] = await Promise.all(shares);
  assert.equal((one?.tally.lines ?? 0) + (other?.tally.lines ?? 0), merged.tally.lines);
  assert.equal((one?.tally.repeated ?? 0) + (other?.tally.repeated ?? 0), LINES / 2);
});

test('replay: a damaged line whose twin is whole loses nothing', async (t) => {
  const whole = await replayWhole(t);
  const dirs = await split(t, (index) => [index % NODES, ...(index === 7 ? [2] : [])]);
  const file = join(dirs[1] ?? '', DAY);
  const text = await readFile(file, 'utf8');
  const spoilt = lines[7]?.replace('"state":"', '"state":"x') ?? '';
  await writeFile(
    file,
    text.replace(lines[7] ?? '', () => spoilt),
  );
  await appendFile(file, '{"v":2,"time');
  const { tally } = await replay(dirs);
  assert.deepEqual(tally, { ...whole.tally, mended: 1, torn: 1 });
});
