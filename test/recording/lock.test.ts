import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { acquireLock, LockHeldError } from '../../src/recording/lock.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { createFaultyDisk } from './faulty-disk.ts';
import { makeLine } from './make-line.ts';
import { makeDir, openTestJournal, reopen } from './test-journal.ts';

const { disk } = systemEdges;
const START = await disk.processStart(process.pid);

/** Opens a directory in another process. */
async function openInChild(context: TestContext, dir: string) {
  const child = fork(join(import.meta.dirname, 'hold-journal.ts'), [dir]);
  context.after(() => child.kill('SIGKILL'));
  const [answer] = await once(child, 'message');
  return { child, answer: answer as { isOpen: boolean; message?: string } };
}

test('openJournal(): a second one in the same process is refused, and told why', async (context) => {
  const dir = await makeDir(context);
  const { journal } = await openTestJournal(dir);
  await assert.rejects(openTestJournal(dir), {
    message: `Cannot record in ${dir}: process ${process.pid} already does`,
  });
  await journal.close();
  await reopen(dir);
});

test('openJournal(): of two at once one is refused', async (context) => {
  const dir = await makeDir(context);
  const both = await Promise.allSettled([openTestJournal(dir), openTestJournal(dir)]);
  const refused = both.filter(({ status }) => status === 'rejected');
  assert.equal(refused.length, 1);
  for (const each of both) if (each.status === 'fulfilled') await each.value.journal.close();
});

test('openJournal(): another process is refused', async (context) => {
  const dir = await makeDir(context);
  const { journal } = await openTestJournal(dir);
  const { child, answer } = await openInChild(context, dir);
  assert.equal(answer.isOpen, false);
  assert.match(answer.message ?? '', new RegExp(`process ${process.pid} already does`));
  child.kill();
  await journal.close();
});

test('openJournal(): takes over from a process that was killed, and its calls', async (context) => {
  const dir = await makeDir(context);
  const { child, answer } = await openInChild(context, dir);
  assert.equal(answer.isOpen, true);
  await assert.rejects(openTestJournal(dir), LockHeldError);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { notices, recovered } = await reopen(dir);
  assert.deepEqual(notices[0], { type: 'lock.takenOver', pid: child.pid });
  assert.deepEqual(recovered[0]?.line, makeLine());
});

for (const { title, text, leftBy } of [
  { title: 'a process that runs no more', text: '{"pid":4194304,"start":"x/1"}', leftBy: 4194304 },
  {
    title: 'an earlier process of the same ID',
    text: JSON.stringify({ pid: process.pid, start: `${START}0` }),
    leftBy: process.pid,
  },
  { title: 'a machine that failed', text: '', leftBy: null },
  { title: 'who knows whom', text: '{"pid":-1,"start":""}', leftBy: null },
]) {
  test(`acquireLock(): takes over the lock of ${title}`, async (context) => {
    const dir = await makeDir(context);
    await writeFile(join(dir, '.lock'), text);
    const lock = await acquireLock(disk, dir);
    assert.equal(lock.leftBy, leftBy);
    await assert.rejects(acquireLock(disk, dir), LockHeldError);
    await lock.release();
    assert.deepEqual(await readdir(dir), []);
  });
}

test('acquireLock(): a lock that was taken over meanwhile is put back', async (context) => {
  const dir = await makeDir(context);
  const path = join(dir, '.lock');
  const stale = '{"pid":4194304,"start":"x/1"}';
  const live = JSON.stringify({ pid: process.pid, start: START });
  await writeFile(path, stale);
  // Between reading the stale lock and moving it, another process has taken its place.
  const racing = {
    ...disk,
    async rename(from: string, to: string) {
      await writeFile(path, live);
      await disk.rename(from, to);
    },
  };
  await assert.rejects(acquireLock(racing, dir), LockHeldError);
  assert.equal(await readFile(path, 'utf8'), live);
});

test('acquireLock(): works where there are no links', async (context) => {
  const dir = await makeDir(context);
  const linkless = createFaultyDisk();
  linkless.refuse = { link: 'ENOTSUP' };
  const lock = await acquireLock(linkless, dir);
  await assert.rejects(acquireLock(linkless, dir), LockHeldError);
  await lock.release();
});

test('release(): leaves a lock that is another’s', async (context) => {
  const dir = await makeDir(context);
  const lock = await acquireLock(disk, dir);
  await writeFile(join(dir, '.lock'), 'another’s');
  await lock.release();
  assert.deepEqual(await readdir(dir), ['.lock']);
});
