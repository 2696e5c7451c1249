/* A person is taken out of the journals of several machines as out of one. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { Clock } from '../../src/edges.ts';
import type { JournalLine } from '../../src/recording/line.ts';
import { readCalls } from '../../src/recording/read-calls.ts';
import { compareCall } from '../../src/replay/compare-call.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { makeLine, NOON } from '../recording/make-line.ts';
import { makeDir } from '../recording/test-journal.ts';
import { diskUntil } from '../recording/watched-disk.ts';
import { erase, fill, textsIn } from './erase-journal.ts';
import { ends, finds, pendingLookups, tellCall } from './tell-call.ts';

const FILE = 'transcripts-2026-11-23.jsonl';
const SUBJECT = { by: 'tracking', trackingNumber: 'WB10000001' } as const;
const CORPUS = join(import.meta.dirname, '../fixtures/corpus', FILE);
const LINES = 60;

const corpus = (await readFile(CORPUS, 'utf8')).split('\n').slice(0, LINES);

const HERS = { trackingNumber: 'WB10000001', status: 'in_transit', customerName: 'Maria Gonzalez' };

/** Two days later, on a clock on which waiting takes no time. */
function laterClock(): Clock {
  let now = NOON + 48 * 3_600_000;
  return {
    now: () => now,
    setTimeout(fn, ms) {
      now += ms;
      setImmediate(fn);
    },
    clearTimeout: () => {},
  };
}

/** Two calls of hers. */
function herCalls(): JournalLine[] {
  return ['x', 'y'].flatMap((callId) =>
    tellCall({ callId, at: NOON }, [
      { events: [pendingLookups('t1', 'WB10000001', NOON), finds(HERS, NOON)] },
      { events: [pendingLookups('t2', 'WB10000001', NOON)] },
      { events: [ends(NOON)] },
    ]),
  );
}

/** Lines on three machines, some of them on two; gives their directories. */
async function split(
  context: TestContext,
  lines: readonly (JournalLine | string)[] = corpus,
): Promise<string[]> {
  const root = await makeDir(context);
  const dirs = ['a', 'b', 'c'].map((name) => join(root, name));
  for (const [node, dir] of dirs.entries()) {
    const own = lines.filter((_, at) => at % 3 === node || (at % 9 === 0 && node === 1));
    await fill(dir, { [FILE]: own });
  }
  return dirs;
}

/** The calls that all of the journals hold, as they replay: nothing may contradict. */
async function outcomesOn(dirs: readonly string[]): Promise<Record<string, string>> {
  const calls = new Map<string, JournalLine[]>();
  for await (const item of readCalls(systemEdges.disk, dirs)) {
    assert.notEqual(item.kind, 'conflict');
    if (item.kind !== 'line') continue;
    calls.set(item.line.call_id, [...(calls.get(item.line.call_id) ?? []), item.line]);
  }
  const outcomes = [...calls].map(([callId, lines]) => [callId, compareCall(lines).outcome]);
  return Object.fromEntries(outcomes);
}

async function textOf(dirs: readonly string[]): Promise<string> {
  const texts = await Promise.all(dirs.map(async (dir) => Object.values(await textsIn(dir))));
  return texts.flat().join('\n');
}

describe('erasePerson() over several journals', () => {
  test('leaves calls that merge, and replay as those of one journal', async (context) => {
    const dirs = await split(context);
    const before = await outcomesOn(dirs);
    const report = await erase(dirs, { subject: SUBJECT });
    assert.deepEqual(
      report.files.map(({ name, isDone }) => [name, isDone]),
      dirs.map((dir) => [join(dir, FILE), true]),
    );
    assert.ok(report.calls > 3);
    assert.deepEqual(await outcomesOn(dirs), before);
    assert.doesNotMatch(await textOf(dirs), /WB10000001/);
  });

  test('knows the person in one journal by what another has of them', async (context) => {
    const naming = makeLine({ callId: 'other', text: 'I call for Maria Gonzalez.' });
    const dirs = await split(context, []);
    await fill(dirs[0] ?? '', { [FILE]: herCalls() });
    await fill(dirs[2] ?? '', { [FILE]: [naming] });
    const alone = await erase(dirs.slice(2), { subject: SUBJECT });
    assert.equal(alone.calls, 0);
    const report = await erase(dirs, { subject: SUBJECT });
    assert.equal(report.calls, 3);
    assert.doesNotMatch(await textOf(dirs), /Maria/);
  });

  test('rewrites all journals or none, wherever it is cut off', async (context) => {
    const before = await outcomesOn(await split(context, herCalls()));
    assert.deepEqual(before, { x: 'agreed', y: 'agreed' });
    const resumed: number[] = [];
    for (let operations = 0, isCut = true; isCut; operations += 11) {
      const dirs = await split(context, herCalls());
      const cut = diskUntil(operations);
      await erase(dirs, { subject: SUBJECT, disk: cut }).catch(() => {});
      isCut = cut.isCut();
      const report = await erase(dirs, { subject: SUBJECT, clock: laterClock() });
      resumed.push(report.resumed.length);
      assert.deepEqual(await outcomesOn(dirs), before, `cut off at ${operations}`);
      assert.doesNotMatch(await textOf(dirs), /WB10000001|Maria/, `cut off at ${operations}`);
    }
    assert.ok(resumed.includes(3) && resumed[0] === 0 && resumed.at(-1) === 0, `${resumed}`);
  });

  test('leaves what was decided for journals that are not named', async (context) => {
    const dirs = await split(context, herCalls());
    let isLeft = false;
    for (let operations = 60; !isLeft && operations < 1000; operations += 3) {
      await erase(dirs, { subject: SUBJECT, disk: diskUntil(operations) }).catch(() => {});
      isLeft = Object.keys(await textsIn(dirs[0] ?? '')).includes('prepared.json');
    }
    assert.ok(isLeft);
    const [first = ''] = dirs;
    await assert.rejects(erase([first], { subject: SUBJECT }), /cut off in .*: name .*b too/);
    const { resumed } = await erase(dirs, { subject: SUBJECT, clock: laterClock() });
    assert.ok(resumed.length > 0);
    assert.doesNotMatch(await textOf(dirs), /WB10000001/);
  });
});
