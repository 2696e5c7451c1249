import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import type { CallItem } from '../../src/recording/call-sorter.ts';
import type { JournalLine } from '../../src/recording/line.ts';
import { ConflictError, readCall, readCalls } from '../../src/recording/read-calls.ts';
import { seal } from '../../src/recording/seal.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { makeLine, NOON } from './make-line.ts';
import { makeDir } from './test-journal.ts';

const { disk } = systemEdges;
const DAY = 'transcripts-2026-11-23.jsonl';
const CORPUS = join(import.meta.dirname, '../fixtures/corpus', DAY);
const HOUR_MS = 3_600_000;

type Written = JournalLine | string;

/** Journals with these lines, a directory for each; gives their paths. */
async function makeJournals(context: TestContext, ...journals: Written[][]): Promise<string[]> {
  const dir = await makeDir(context);
  const paths = journals.map((_, index) => join(dir, `node-${index}`));
  for (const [index, path] of paths.entries()) await fill(path, journals[index] ?? []);
  return paths;
}

async function fill(path: string, lines: readonly Written[]): Promise<void> {
  await mkdir(path, { recursive: true });
  const texts = lines.map((line) => `${typeof line === 'string' ? line : seal(line)}\n`);
  await writeFile(join(path, DAY), texts.join(''));
}

/** What is read, in short: "a 0" for a line, or what else it is. */
async function read(paths: readonly string[]): Promise<string[]> {
  const items = await Array.fromAsync(readCalls(disk, paths));
  return items.flatMap((item) => tellItem(item));
}

function tellItem(item: CallItem): string[] {
  if (item.kind === 'line') return [`${item.line.call_id} ${item.line.seq}`];
  if (item.kind === 'over') return [`${item.callId} over`];
  return ['seq' in item ? `${item.kind} ${item.seq}` : item.kind];
}

/** A line of call `a`; seconds after noon. */
function lineOf(seq: number, seconds: number, given: Parameters<typeof makeLine>[0] = {}) {
  return makeLine({ callId: 'a', seq, at: NOON + 1000 * seconds, ...given });
}

/** The same step, as another machine writes it down. */
function asWrittenBy(node: string, line: JournalLine): JournalLine {
  const at = new Date(Date.parse(line.timestamp) + 40).toISOString();
  return { ...line, timestamp: at, correlation_id: node, caller: `key of ${node}`, latency_ms: 9 };
}

const four = [lineOf(0, 0), lineOf(1, 1), lineOf(2, 2), lineOf(3, 3)] as const;
const [zero, one, two, three] = four;
const WHOLE = ['a 0', 'a 1', 'a 2', 'a 3'];

test('readCalls(): merges the journals of several machines by seq', async (context) => {
  const paths = await makeJournals(context, [one, three], [zero], [two]);
  assert.deepEqual(await read(paths), [...WHOLE, 'a over']);
  assert.deepEqual(await read(paths.slice(0, 2)), ['a 0', 'a 1', 'a 3', 'a over']);
});

test('readCalls(): passes over a step that was written twice', async (context) => {
  const again = four.map((line) => asWrittenBy('other', line));
  const paths = await makeJournals(context, [...four.slice(0, 2), one, ...four.slice(2)], again);
  const items = await read(paths);
  assert.deepEqual(
    items.filter((told) => !told.startsWith('repeated')),
    [...WHOLE, 'a over'],
  );
  assert.equal(items.length, WHOLE.length + 1 + 5);
});

test('readCalls(): names two lines that contradict one another', async (context) => {
  const odd = asWrittenBy('other', { ...two, state: 'report' });
  const paths = await makeJournals(context, [...four], [odd]);
  const items = await Array.fromAsync(readCalls(disk, paths));
  const told = items.flatMap((item) => (item.kind === 'conflict' ? item.told : []));
  const [first, second] = paths.map((path) => join(path, DAY));
  const where = `line 3 of ${first} and line 1 of ${second}`;
  assert.deepEqual(told, [`Call a has two different lines of seq 2: ${where}`]);
  const lines = items.flatMap((item) => (item.kind === 'line' ? item.line : []));
  assert.deepEqual(lines, [...four]);
  await assert.rejects(Array.fromAsync(readCall(disk, paths, 'a')), ConflictError);
});

test('readCalls(): every field of a step is compared, and none of its writer', async (context) => {
  const other = { type: 'silence.passed', at: 1 } as const;
  const changes: Partial<JournalLine>[] = [
    { transcript: [] },
    { tool_calls: [{ id: 't', name: 'track_delivery', arguments: {} }] },
    { response: { results: [] } },
    { answered: ['t'] },
    { events: [other] },
    { state: 'fallback' },
    { snapshot: { ...two.snapshot, status: 'stopped' } },
  ];
  for (const change of changes) {
    const paths = await makeJournals(context, [...four], [{ ...two, ...change }]);
    assert.ok((await read(paths)).includes('conflict 2'), JSON.stringify(change));
  }
});

test('readCalls(): a damaged line is mended by a whole one elsewhere', async (context) => {
  const bad = (line: JournalLine) => seal(line).replace('Grüß', 'Grüh');
  const journal = [seal(zero), bad(one), bad(two), seal(three), 'garbage'];
  const [spoilt = '', whole = ''] = await makeJournals(context, journal, [one]);
  const told = ['a 0', 'damaged', 'a 3', 'damaged', 'damaged', 'a over'];
  assert.deepEqual((await read([spoilt])).toSorted(), told.toSorted());
  assert.deepEqual(
    (await read([spoilt, whole])).toSorted(),
    ['a 0', 'a 1', 'damaged', 'mended 1', 'a 3', 'damaged', 'a over'].toSorted(),
  );
});

test('readCalls(): an ID that came back is another call, wherever it is recorded', async (context) => {
  const ended = lineOf(1, 1, { state: 'ended' });
  const later = HOUR_MS / 1000 / 2;
  const again = [lineOf(0, later), lineOf(1, later + 1)];
  const told = ['a 0', 'a 1', 'a over', 'a 0', 'a 1', 'a over'];
  assert.deepEqual(await read(await makeJournals(context, [zero, ended, ...again])), told);
  assert.deepEqual(await read(await makeJournals(context, [zero, ended], again)), told);
  assert.deepEqual(await read(await makeJournals(context, [zero, ...again])), [
    ...['a 0', 'a over'],
    ...told.slice(3),
  ]);
});

test('readCalls(): a call that two machines opened at once contradicts itself', async (context) => {
  const paths = await makeJournals(context, [zero, one], [lineOf(0, 0.5), lineOf(1, 1.5)]);
  assert.deepEqual(await read(paths), ['a 0', 'conflict 0', 'a 1', 'conflict 1', 'a over']);
});

test('readCalls(): the clocks of two machines may differ', async (context) => {
  const fast = [asWrittenBy('fast', one), three].map((line) => ({
    ...line,
    timestamp: new Date(Date.parse(line.timestamp) - 20_000).toISOString(),
  }));
  const paths = await makeJournals(context, [zero, two], fast);
  assert.deepEqual(await read(paths), [...WHOLE, 'a over']);
});

test('readCalls(): closes the files of every journal when it is left early', async (context) => {
  const paths = await makeJournals(context, [...four], [...four]);
  let open = 0;
  const counting: typeof disk = {
    ...disk,
    async open(...given) {
      const file = await disk.open(...given);
      open += 1;
      const close = async () => {
        open -= 1;
        await file.close();
      };
      return {
        stat: () => file.stat(),
        read: (...wanted) => file.read(...wanted),
        close,
      } as typeof file;
    },
  };
  for await (const _ of readCalls(counting, paths)) break;
  assert.equal(open, 0);
});

test('readCalls(): journals split in any way come to the calls of the whole', async (context) => {
  const texts = (await readFile(CORPUS, 'utf8')).trimEnd().split('\n').slice(0, 80);
  const dir = await makeDir(context);
  await fill(join(dir, 'whole'), texts);
  const whole = await callsOf([join(dir, 'whole')]);
  assert.ok(whole.size > 5);
  const paths = [0, 1, 2].map((node) => join(dir, `${node}`));
  // A line lies on one machine or on several, once or twice.
  const places = fc.array(fc.subarray([0, 1, 2, 0], { minLength: 1 }), {
    minLength: texts.length,
    maxLength: texts.length,
  });
  await fc.assert(
    fc.asyncProperty(places, async (placed) => {
      const on = (node: number) =>
        texts.flatMap((text, index) => placed[index]?.filter((at) => at === node).map(() => text));
      for (const [node, path] of paths.entries()) await fill(path, on(node).map(String));
      assert.deepEqual(await callsOf(paths), whole);
    }),
    { numRuns: 15 },
  );
});

/** Every line by its call, in the order in which they are read; nothing may be wrong about them. */
async function callsOf(paths: readonly string[]): Promise<Map<string, JournalLine[]>> {
  const calls = new Map<string, JournalLine[]>();
  for await (const item of readCalls(disk, paths)) {
    if (item.kind === 'over' || item.kind === 'repeated') continue;
    assert.equal(item.kind, 'line');
    const callId = item.line.call_id;
    calls.set(callId, [...(calls.get(callId) ?? []), item.line]);
  }
  return new Map([...calls].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
