import assert from 'node:assert/strict';
import { appendFile, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  applyRewrite,
  isRewriteWaiting,
  maintenanceDir,
  requestRewrite,
} from '../../src/recording/rewrites.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { makeDir } from './test-journal.ts';

const { disk } = systemEdges;
const FILE = 'transcripts-2026-11-23.jsonl';

/** A file of three lines, a draft for the first two of them, and the request. */
async function ask(context: TestContext) {
  const dir = await makeDir(context);
  const [path, draft] = [join(dir, FILE), join(maintenanceDir(dir), 'a.draft')];
  await mkdir(maintenanceDir(dir));
  await writeFile(path, 'one\ntwo\nthree\n');
  await writeFile(draft, '1\n2\n');
  await writeFile(join(dir, '.checkpoint.json'), '{}');
  const { ino } = await stat(path);
  const changes: [number, number, number][] = [
    [0, 3, 1],
    [4, 3, 1],
  ];
  const rewrite = { day: '2026-11-23', draft: 'a.draft', draftSize: 4, ino, copied: 8, changes };
  await requestRewrite(disk, dir, rewrite);
  return { dir, path, draft, rewrite };
}

test('applyRewrite(): puts the draft in place with what has come since', async (context) => {
  const { dir, path, rewrite } = await ask(context);
  await appendFile(path, 'four\n');
  assert.deepEqual(await applyRewrite(disk, dir), { ...rewrite, size: 15 });
  assert.equal(await readFile(path, 'utf8'), '1\n2\nthree\nfour\n');
});

test('applyRewrite(): leaves no request, draft or checkpoint behind', async (context) => {
  const { dir } = await ask(context);
  await applyRewrite(disk, dir);
  assert.equal(await isRewriteWaiting(disk, dir), false);
  assert.deepEqual(await readdir(maintenanceDir(dir)), []);
  assert.deepEqual(await readdir(dir), ['.tending', FILE]);
});

const refused: [string, (given: Awaited<ReturnType<typeof ask>>) => Promise<unknown>][] = [
  [
    'a file that is not the one copied',
    async ({ path }) => {
      await writeFile(`${path}.new`, 'one\ntwo\nthree\n');
      await rename(`${path}.new`, path);
    },
  ],
  ['a file that has shrunk', ({ path }) => writeFile(path, 'one\n')],
  ['a draft that is another one', ({ draft }) => writeFile(draft, '')],
  ['a draft that is gone', ({ draft }) => rename(draft, `${draft}.moved`)],
  [
    'a request that is not one',
    ({ dir }) => writeFile(join(maintenanceDir(dir), 'rewrite.json'), '{'),
  ],
];
for (const [what, spoil] of refused) {
  test(`applyRewrite(): refuses ${what}, and leaves the file as it is`, async (context) => {
    const given = await ask(context);
    await spoil(given);
    const before = await readFile(given.path, 'utf8');
    assert.equal(await applyRewrite(disk, given.dir), null);
    assert.equal(await readFile(given.path, 'utf8'), before);
    assert.equal(await isRewriteWaiting(disk, given.dir), false);
  });
}

test('applyRewrite(): does nothing where nothing is asked for', async (context) => {
  assert.equal(await applyRewrite(disk, await makeDir(context)), null);
});
