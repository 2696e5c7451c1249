import assert from 'node:assert/strict';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { JournalLine } from '../../src/recording/line.ts';
import { replayInThreads } from '../../src/replay/replay-in-threads.ts';
import { COUNTS, replayJournal } from '../../src/replay/replay-journal.ts';
import { sentence } from '../../src/speech/sentence.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { record, writeJournal } from './record-calls.ts';

const DAY = 'transcripts-2026-11-23.jsonl';
const NEXT_DAY = 'transcripts-2026-11-24.jsonl';
const HOURS = 3_600_000;

/** Two calls that go on at the same time: four lines of `a`, three of `b`. */
async function recordCalls(): Promise<JournalLine[]> {
  const { lines, track, end } = record();
  await track('a', 't1', 'WB100001');
  await track('b', 't1', 'WB100002');
  await track('a', 't2', 'WB100002');
  await track('b', 't2', 'WB100001');
  await track('a', 't3', 'WB100003');
  await end('b');
  await end('a');
  return lines;
}

/** Replays the files of a journal; what came of it, in short. */
async function replay(
  t: TestContext,
  files: Record<string, readonly (JournalLine | string)[]>,
  say = sentence,
) {
  const path = await writeJournal(t, files);
  const { tally, verdicts } = await replayJournal({ disk: systemEdges.disk, paths: path, say });
  const { agreed, differed, incomplete, damaged } = tally;
  const told = verdicts.map(({ callId, incompleteFrom, differences }) => ({
    callId,
    incompleteFrom,
    changed: differences.map(({ seq, toolCallId }) => `${seq} ${toolCallId}`),
  }));
  return { tally, told, counts: { agreed, differed, incomplete, damaged } };
}

const ALL_AGREE = { agreed: 2, differed: 0, incomplete: 0, damaged: 0 };

test('replay: calls that lie interleaved are told apart', async (t) => {
  const { tally, counts } = await replay(t, { [DAY]: await recordCalls() });
  assert.deepEqual(counts, ALL_AGREE);
  assert.deepEqual([tally.lines, tally.events, tally.answers, tally.calls], [7, 14, 5, 2]);
});

test('replay: a changed word names the answers of every call that has it', async (t) => {
  const lines = await recordCalls();
  const { tally, told } = await replay(t, { [DAY]: lines }, (reply) =>
    sentence(reply).replace('0 0 2 is on', '0 0 2 is out on'),
  );
  assert.equal(tally.changed, 2);
  assert.deepEqual(told, [
    { callId: 'a', incompleteFrom: null, changed: ['1 t2'] },
    { callId: 'b', incompleteFrom: null, changed: ['0 t1'] },
  ]);
});

test('replay: a call goes on in the file of the next day', async (t) => {
  const lines = await recordCalls();
  const { counts } = await replay(t, { [NEXT_DAY]: lines.slice(3), [DAY]: lines.slice(0, 3) });
  assert.deepEqual(counts, ALL_AGREE);
});

test('replay: lines that lie in the wrong order are replayed in that of their seq', async (t) => {
  const { counts } = await replay(t, { [DAY]: (await recordCalls()).toReversed() });
  assert.deepEqual(counts, ALL_AGREE);
});

test('replay: an ID that begins anew is another call', async (t) => {
  const run = record();
  for (const number of ['WB100001', 'WB100002']) {
    await run.track('a', 't1', number);
    await run.end('a');
    run.clock.advance(24 * HOURS);
  }
  const { counts, tally } = await replay(t, { [DAY]: run.lines });
  assert.deepEqual(counts, ALL_AGREE);
  assert.equal(tally.calls, 2);
  const cut = await replay(t, { [DAY]: run.lines.slice(1) });
  assert.deepEqual(cut.counts, { agreed: 1, differed: 0, incomplete: 1, damaged: 0 });
});

test('replay: a lost line makes its call incomplete, and no other', async (t) => {
  const lines = await recordCalls();
  const left = lines.filter(({ call_id: callId, seq }) => callId !== 'a' || seq !== 1);
  const { counts, told } = await replay(t, { [DAY]: left });
  assert.deepEqual(counts, { agreed: 1, differed: 0, incomplete: 1, damaged: 0 });
  assert.deepEqual(told, [{ callId: 'a', incompleteFrom: 1, changed: [] }]);
});

test('replay: a call whose first day is gone is incomplete from its opening', async (t) => {
  const lines = await recordCalls();
  const { told } = await replay(t, { [NEXT_DAY]: lines.slice(2) });
  assert.deepEqual(told.map(({ callId, incompleteFrom }) => `${callId} ${incompleteFrom}`).sort(), [
    'a 0',
    'b 0',
  ]);
});

test('replay: a line that cannot be read is counted, and its call incomplete', async (t) => {
  const lines = await recordCalls();
  const { counts } = await replay(t, { [DAY]: lines.toSpliced(2, 1, '{"v":1' as never) });
  assert.deepEqual(counts, { agreed: 1, differed: 0, incomplete: 1, damaged: 1 });
});

test('replay: a line of another version is named, the first of its file', async (t) => {
  const lines: object[] = await recordCalls();
  const newer = lines.map((line, index) => (index < 4 ? line : { ...line, v: 3 }));
  const { tally } = await replay(t, { [DAY]: newer.map((line) => JSON.stringify(line)) });
  assert.equal(tally.unknownVersions, 3);
  assert.equal(tally.damaged, 0);
  assert.deepEqual(tally.versionFaults, [`Line 5 of ${DAY} has version 3`]);
});

test('replay: a last line that is torn is no damage', async (t) => {
  const dir = await writeJournal(t, {});
  const text = (await recordCalls()).map((line) => JSON.stringify(line)).join('\n');
  await writeFile(join(dir, DAY), `${text}\n{"v":1,"timest`);
  const { tally } = await replayJournal({ disk: systemEdges.disk, paths: dir, say: sentence });
  assert.deepEqual([tally.agreed, tally.damaged, tally.torn], [2, 0, 1]);
});

test('replay: an archive replays as its file did', async (t) => {
  const dir = await writeJournal(t, {});
  const text = (await recordCalls()).map((line) => `${JSON.stringify(line)}\n`).join('');
  await writeFile(join(dir, `${DAY}.gz`), gzipSync(text));
  const { tally } = await replayJournal({ disk: systemEdges.disk, paths: dir, say: sentence });
  assert.deepEqual([tally.agreed, tally.lines], [2, 7]);
});

test('replay: several threads come to what one comes to', async (t) => {
  const run = record();
  for (let call = 0; call < 20; call += 1) await run.track(`call-${call}`, 't1', 'WB100001');
  const { lines } = run;
  for (const line of lines.slice(0, 3)) line.snapshot.context.tries = 9;
  const path = await writeJournal(t, { [DAY]: [...lines, 'damaged' as never] });
  const one = await replayJournal({ disk: systemEdges.disk, paths: path, say: sentence });
  const two = await replayInThreads(path, 2, () => {});
  assert.deepEqual(two.tally, one.tally);
  assert.equal(one.tally.differed, 3);
  assert.deepEqual(
    two.verdicts.map(({ callId }) => callId).sort(),
    one.verdicts.map(({ callId }) => callId).sort(),
  );
});

test('replay: whatever is wrong with a line, one share counts it', async (t) => {
  const lines: (JournalLine | string)[] = await recordCalls();
  const [a = '', b = ''] = lines.map((line) => JSON.stringify(line));
  const spoiled = a.replace('"status":"active"', '"status":7');
  const wrong = [
    spoiled,
    spoiled.replace('"seq":0', '"seq":77'),
    b.replace('"seq":0', '"seq":-1'),
    a.replace('"v":2', '"v":3').replace('"seq":0', '"seq":78'),
    // Its fields are in another order, or its ID is written otherwise: it is read to know whose it is.
    JSON.stringify({ call_id: 'c', ...JSON.parse(spoiled) }),
    a.replace('"call_id":"a"', '"call_id":"\\u0061"'),
    'damaged',
  ];
  const path = await writeJournal(t, { [DAY]: [...lines, ...wrong] });
  await appendFile(join(path, DAY), b.slice(0, 200));
  const replayShare = (share: { index: number; of: number }) =>
    replayJournal({ disk: systemEdges.disk, paths: path, say: sentence, share });
  const { tally: whole } = await replayShare({ index: 0, of: 1 });
  assert.ok(whole.damaged >= 3 && whole.mended >= 1 && whole.repeated === 1);
  assert.deepEqual([whole.unknownVersions, whole.torn], [1, 1]);
  for (const shares of [2, 3, 7]) {
    const parts = await Promise.all(
      Array.from({ length: shares }, (_, index) => replayShare({ index, of: shares })),
    );
    for (const name of COUNTS) {
      const sum = parts.reduce((before, { tally }) => before + tally[name], 0);
      assert.equal(sum, whole[name], `${name}, of ${shares}`);
    }
    const faults = parts.flatMap(({ tally }) => tally.versionFaults);
    assert.deepEqual(faults, [`Line 11 of ${DAY} has version 3`]);
  }
});

test('replay: calls that are over for long are let go of, and counted all the same', async (t) => {
  const run = record();
  await run.track('long', 't1', 'WB100001');
  // More lines than lie between two sweeps, over seven hours.
  for (let call = 0; call < 2600; call += 1) {
    await run.track(`call-${call}`, 't1', 'WB100001');
    await run.end(`call-${call}`);
    run.clock.advance(10_000);
    // Puts off the end that silence brings, and makes no line.
    if (call % 50 === 0) await run.send('long', { type: 'caller.interrupted' });
  }
  await run.track('long', 't2', 'WB100001');
  const { tally } = await replay(t, { [DAY]: run.lines });
  assert.deepEqual([tally.calls, tally.agreed, tally.lines], [2601, 2601, 5202]);
});
