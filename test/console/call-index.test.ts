import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CallIndex, type CallIndexOptions } from '../../src/console/call-index.ts';
import { openCallRecord } from '../../src/console/call-record.ts';
import type { CallsQuery } from '../../src/console/schema.ts';
import { CallScorer } from '../../src/evaluation/call-scorer.ts';
import type { JournalLine } from '../../src/recording/line.ts';
import { readLines } from '../../src/recording/read-lines.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { readCallerNumber } from '../../src/vapi/caller-number.ts';
import { makeLine } from '../recording/make-line.ts';

const CORPUS = join(import.meta.dirname, '../fixtures/corpus');
const NOON = Date.parse('2026-11-23T12:00:00Z');
const DAY_MS = 86_400_000;

function makeDir(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'waybill-index-'));
  t.after(() => rmSync(dir, { recursive: true }));
  return dir;
}

function openIndex(t: TestContext, dir: string, options: Partial<CallIndexOptions> = {}) {
  const index = new CallIndex({
    disk: systemEdges.disk,
    clock: { ...systemEdges.clock, now: () => NOON },
    dir,
    timeZone: 'UTC',
    readPhone: (written) => readCallerNumber(written),
    waitMs: 60_000,
    ...options,
  });
  t.after(() => index.close());
  return index;
}

function write(dir: string, day: string, lines: readonly (JournalLine | string)[]): string {
  const path = join(dir, `transcripts-${day}.jsonl`);
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  appendFileSync(path, text.map((line) => `${line}\n`).join(''));
  return path;
}

async function find(index: CallIndex, query: CallsQuery): Promise<string[]> {
  const { calls } = await index.search({ limit: 200, ...query });
  return calls.map(({ callId }) => callId);
}

function call(callId: string, at = NOON, text = 'Hello') {
  return [
    makeLine({ callId, seq: 0, at, text }),
    makeLine({ callId, seq: 1, at: at + 1000, state: 'ended', text: 'Bye' }),
  ];
}

const BOXES: [string, number, RegExp][] = [
  ['corpus-001', 1, /^call ID beginning with corpus-001$/],
  ['corpus-00', 9, /^call ID/],
  ['0002', 6, /^number ending in 0002$/],
  ['WB10000002', 5, /^number \*{6}0002$/],
  ['wb-1000 0002', 5, /^number \*{6}0002$/],
  ['2026-11-23', 72, /^Mon 2026-11-23 00:00 to Tue 2026-11-24 00:00 \(UTC\)$/],
  ['09:00 0002', 2, /^number ending in 0002, Mon 2026-11-23 08:57 to/],
  ['0002 09:00', 2, /^number ending in 0002, Mon 2026-11-23 08:57 to/],
  ['SNOWSTORM buffalo', 5, /^said: snowstorm buffalo$/],
  ['nobody said that', 0, /^said: nobody said that$/],
];

for (const [q, count, understood] of BOXES) {
  test(`search(): "${q}" in the one box is understood`, async (t) => {
    const page = await openIndex(t, CORPUS).search({ q });
    assert.match(page.understood, understood);
    assert.equal(page.total, count);
  });
}

test('search(): everything that is given has to hold', async (t) => {
  const index = openIndex(t, CORPUS);
  const all = await find(index, {});
  const handed = await find(index, { handoff: true });
  const notFound = await find(index, { outcome: 'not_found' });
  assert.ok(handed.length > 0 && handed.length < all.length);
  const both = await find(index, { handoff: true, outcome: 'not_found' });
  assert.deepEqual(new Set(both), new Set(handed).intersection(new Set(notFound)));
  assert.deepEqual(await find(index, { state: 'fetch', slowerThan: 99_999 }), []);
});

test('search(): a caller is found by the whole number, with the key of the directory alone', async (t) => {
  const dir = makeDir(t);
  const lines = await Array.fromAsync(readLines(systemEdges.disk, CORPUS));
  const recorded = lines.flatMap((item) => (item.kind === 'line' ? item.line : []));
  write(dir, '2026-11-23', recorded);
  const without = await openIndex(t, dir).search({ phone: '+1 415 555 0103' });
  assert.equal(without.total, 0);
  assert.match(without.understood, /caller \*{7}0103 \(without a caller key/);
});

test('search(): accents and case make no difference, and a word may be begun', async (t) => {
  const dir = makeDir(t);
  write(dir, '2026-11-23', call('a', NOON, 'Grüße an María: refunded!'));
  const index = openIndex(t, dir);
  for (const words of ['MARIA', 'grusse', 'refund maria']) {
    assert.deepEqual(await find(index, { words }), words === 'grusse' ? [] : ['a'], words);
  }
});

test('search(): reads what a file has grown by, and not what is being written', async (t) => {
  const dir = makeDir(t);
  const path = write(dir, '2026-11-23', call('a'));
  const index = openIndex(t, dir);
  assert.deepEqual(await find(index, {}), ['a']);
  const [first = '', second = ''] = call('b', NOON + 5000).map((line) => JSON.stringify(line));
  appendFileSync(path, `${first}\n${second.slice(0, 40)}`);
  const { calls, faults } = await index.search({});
  assert.deepEqual(
    calls.map(({ callId, lines }) => [callId, lines]),
    [
      ['b', 1],
      ['a', 2],
    ],
  );
  assert.deepEqual(faults, []);
  appendFileSync(path, `${second.slice(40)}\n`);
  const [{ lines, state } = {}] = (await index.search({})).calls;
  assert.deepEqual([lines, state], [2, 'ended']);
});

test('search(): a file that was rewritten, as by an erasure, is read anew', async (t) => {
  const dir = makeDir(t);
  const path = write(dir, '2026-11-23', [...call('a'), ...call('b')]);
  const index = openIndex(t, dir);
  assert.equal((await index.search({})).total, 2);
  writeFileSync(`${path}.draft`, readFileSync(path, 'utf8').replaceAll('"b"', '"c"'));
  renameSync(`${path}.draft`, path);
  assert.deepEqual((await find(index, {})).toSorted(), ['a', 'c']);
  rmSync(path);
  assert.deepEqual(await find(index, {}), []);
});

test('search(): archived days are found too, and a broken one as far as it goes', async (t) => {
  const dir = makeDir(t);
  const old = Array.from({ length: 400 }, (_, index) => call(`old-${index}`, NOON - DAY_MS)).flat();
  const path = write(dir, '2026-11-22', old);
  const packed = gzipSync(readFileSync(path));
  rmSync(path);
  writeFileSync(`${path}.gz`, packed);
  write(dir, '2026-11-23', call('new'));
  const index = openIndex(t, dir);
  assert.equal((await index.search({})).total, 401);
  assert.deepEqual(await find(index, { callId: 'old-7', limit: 1 }), ['old-7']);
  writeFileSync(`${path}.gz`, packed.subarray(0, packed.length - 200));
  const { total, faults } = await openIndex(t, dir, { judging: 'never' }).search({});
  assert.ok(total > 1 && total <= 401);
  assert.deepEqual(faults, ['2026-11-22: the archive cannot be read to its end']);
});

test('search(): what is damaged or torn is told, and is no error', async (t) => {
  const dir = makeDir(t);
  write(dir, '2026-11-22', [...call('a', NOON - DAY_MS), '{"v":2,"broken', '{"v":99}']);
  appendFileSync(join(dir, 'transcripts-2026-11-22.jsonl'), '{"torn');
  const { total, faults } = await openIndex(t, dir).search({});
  assert.equal(total, 1);
  assert.deepEqual(faults, ['2026-11-22: 2 damaged lines', '2026-11-22: the last line is torn']);
});

test('search(): a call over midnight is one, and told whole', async (t) => {
  const dir = makeDir(t);
  const midnight = Date.parse('2026-11-23T00:00:00Z');
  const [first, last] = call('night', midnight - 500);
  assert.ok(first && last);
  write(dir, '2026-11-22', [first]);
  write(dir, '2026-11-23', [last, ...call('day')]);
  const { calls } = await openIndex(t, dir).search({ callId: 'night' });
  assert.deepEqual(
    calls.map(({ lines, startedAt, isIncomplete }) => [lines, startedAt, isIncomplete]),
    [[2, midnight - 500, false]],
  );
  const record = openCallRecord({
    ...systemEdges,
    dir,
    timeZone: 'UTC',
    readPhone: () => null,
    waitMs: 60_000,
  });
  t.after(() => record.close());
  const story = await record.story('night', { from: 0, limit: 10, isMasked: true });
  assert.ok(story.ok);
  assert.deepEqual(
    story.value.steps.map(({ seq }) => seq),
    [0, 1],
  );
});

test('search(): of calls with one ID the latest has it, and the others their time beside it', async (t) => {
  const dir = makeDir(t);
  write(dir, '2026-11-23', [...call('twice', NOON - 9000), ...call('twice', NOON)]);
  const index = openIndex(t, dir);
  assert.deepEqual(await find(index, {}), ['twice', `twice@${NOON - 9000}`]);
  assert.equal((await index.find('twice')).call?.row.startedAt, NOON);
  assert.equal((await index.find(`twice@${NOON - 9000}`)).call?.row.startedAt, NOON - 9000);
  assert.equal((await index.find(`twice@${NOON - 8000}`)).call, null);
});

test('search(): a cursor goes on where the page ended, whatever came meanwhile', async (t) => {
  const dir = makeDir(t);
  const path = write(
    dir,
    '2026-11-23',
    [0, 1, 2, 3].flatMap((n) => call(`c${n}`, NOON + n * 5000)),
  );
  const index = openIndex(t, dir);
  const first = await index.search({ limit: 2 });
  assert.deepEqual(
    first.calls.map(({ callId }) => callId),
    ['c3', 'c2'],
  );
  appendFileSync(
    path,
    call('late', NOON + 60_000)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  );
  const cursor = first.next ?? '';
  const second = await index.search({ limit: 2, cursor });
  assert.deepEqual(
    second.calls.map(({ callId }) => callId),
    ['c1', 'c0'],
  );
  assert.equal(second.next, null);
});

test('search(): days beyond the bound are let go, and told to be left out', async (t) => {
  const dir = makeDir(t);
  for (const day of ['2026-11-21', '2026-11-22', '2026-11-23']) {
    const at = Date.parse(`${day}T10:00:00Z`);
    write(
      dir,
      day,
      [0, 1].flatMap((n) => call(`${day}-${n}`, at + n)),
    );
  }
  const index = openIndex(t, dir, { callsMax: 3 });
  const { total, faults } = await index.search({});
  assert.equal(total, 4);
  assert.deepEqual(faults, ['2026-11-21: left out, there is no room; name a shorter time']);
  assert.deepEqual(await find(index, { at: '2026-11-20 to 2026-11-21', words: 'hello' }), [
    '2026-11-21-1',
    '2026-11-21-0',
  ]);
});

test('search(): what takes too long is answered as far as it was read', async (t) => {
  const dir = makeDir(t);
  write(dir, '2026-11-23', call('a'));
  let isReading = false;
  const disk = {
    ...systemEdges.disk,
    open: (path: string) => {
      isReading ||= path.endsWith('.jsonl');
      return isReading ? new Promise<never>(() => {}) : systemEdges.disk.open(path, 'r');
    },
  };
  const clock = {
    now: () => NOON,
    setTimeout: (late: () => void) => setImmediate(late),
    clearTimeout: () => {},
  };
  const index = new CallIndex({
    disk,
    clock,
    dir,
    timeZone: 'UTC',
    readPhone: () => null,
    waitMs: 1,
  });
  const { total, faults } = await index.search({});
  assert.equal(total, 0);
  assert.deepEqual(faults, ['Still being read: 1 days, the latest first (2026-11-23)']);
  assert.deepEqual(await index.find('a'), { call: null, isWhole: false });
});

test('ungrounded: counted for each call as the evaluation counts inventions', async (t) => {
  const dir = makeDir(t);
  const recorded: JournalLine[] = [];
  for await (const item of readLines(systemEdges.disk, CORPUS)) {
    if (item.kind === 'line') recorded.push(item.line);
  }
  const invented = recorded
    .filter(({ call_id }) => call_id === 'corpus-001')
    .map((line) => ({
      ...line,
      call_id: 'invented',
      events: line.events.filter(({ type }) => type !== 'report.received'),
    }));
  const told = invented[3];
  assert.ok(told);
  told.transcript = [
    {
      role: 'assistant',
      text: 'Your parcel was delivered on December 24th. We have refunded you.',
    },
  ];
  write(dir, '2026-11-23', [...recorded, ...invented]);
  const index = openIndex(t, dir, { judging: 'first' });
  const { calls } = await index.search({ limit: 200 });
  const scorers = new Map<string, CallScorer>();
  for (const line of [...recorded, ...invented]) {
    const scorer = scorers.get(line.call_id) ?? new CallScorer({ callId: line.call_id });
    scorers.set(line.call_id, scorer);
    scorer.take(line);
  }
  assert.equal(calls.length, 73);
  for (const { callId, ungrounded } of calls) {
    assert.equal(ungrounded, scorers.get(callId)?.finish().inventions.length, callId);
  }
  assert.deepEqual(await find(index, { ungrounded: true }), ['invented']);
});

test('search(): a step that was written twice counts once', async (t) => {
  const dir = makeDir(t);
  const lines = [...call('a'), ...call('b', NOON + 5000)];
  write(dir, '2026-11-23', lines);
  const { calls } = await openIndex(t, dir).search({});
  const twice = makeDir(t);
  write(twice, '2026-11-23', [...lines, ...lines]);
  const { calls: again } = await openIndex(t, twice).search({});
  assert.deepEqual(again, calls);
});
