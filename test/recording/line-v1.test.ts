/*
 * Directories of version 1 go on: their lines are read, recovered and erased like those of today. The
 * fixture is as an earlier release wrote it, and nothing writes it anew.
 */
import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Compile } from 'typebox/compile';
import { answersOf, LineSchema } from '../../src/recording/line.ts';
import { readLine } from '../../src/recording/read-line.ts';
import { toRestoredCall } from '../../src/recording/to-line.ts';
import { linesIn, makeDir, openTestJournal } from './test-journal.ts';

const FILE = 'transcripts-2026-11-23.jsonl';
const CORPUS = join(import.meta.dirname, '../fixtures/corpus-v1');
const texts = (await readFile(join(CORPUS, FILE), 'utf8')).trimEnd().split('\n');
const isLine = Compile(LineSchema);

function lift(text: string) {
  const reading = readLine(Buffer.from(text));
  assert.ok('line' in reading, text);
  return reading.line;
}

test('upcastV1(): every line of version 1 is one of version 2, with the same answers', () => {
  for (const text of texts) {
    const line = lift(text);
    assert.ok(isLine.Check(line), text);
    const { v, response } = JSON.parse(text);
    assert.equal(v, 1);
    assert.deepEqual(line.response, response);
  }
});

test('upcastV1(): what was called otherwise is found under its name of today', () => {
  const reasons = new Set<string>();
  for (const text of texts) {
    const { asks, held, trouble } = JSON.parse(text).snapshot.context;
    const { context } = lift(text).snapshot;
    assert.deepEqual(context.pendingLookups, asks);
    assert.deepEqual(context.currentDelivery, held);
    assert.equal(context.fallbackReason?.next, trouble?.next);
    if (context.fallbackReason) reasons.add(context.fallbackReason.kind);
  }
  assert.ok(reasons.size > 2, [...reasons].join());
});

test('upcastV1(): a record that did not fit is an invalid one, and who waited waits', () => {
  const text = texts.find((each) => each.includes('"kind":"failed"')) ?? '';
  const { crc: _crc, ...line } = JSON.parse(text);
  for (const event of line.events) {
    if (event.outcome?.kind === 'failed') event.outcome.reason = 'unfit';
  }
  const ask = { toolCallId: 't', tool: 'track_delivery', trackingNumber: 'WB1', topic: 'issue' };
  const waiting = { ...ask, deadlineAt: 0, stale: null };
  const trouble = { why: 'unfit', next: 'human', trackingNumber: null };
  Object.assign(line.snapshot.context, { asks: [waiting], trouble });
  const { events, snapshot } = lift(JSON.stringify(line));
  const failed = events.find((it) => it.type === 'lookup.settled' && it.outcome.kind === 'failed');
  assert.equal(failed?.type === 'lookup.settled' && 'reason' in failed.outcome, true);
  assert.match(JSON.stringify(failed), /"reason":"invalid"/);
  assert.deepEqual(snapshot.context.pendingLookups, [waiting]);
  assert.equal(snapshot.context.fallbackReason?.kind, 'invalidRecord');
});

test('readLine() says whose a damaged line of version 1 is, and what it answered', () => {
  const { crc: _crc, ...line } = JSON.parse(texts.find((each) => !each.includes('null,"ev')) ?? '');
  const reading = readLine(Buffer.from(JSON.stringify({ ...line, events: 'lost' })));
  assert.ok('damage' in reading && reading.left !== null);
  assert.equal(reading.left.call_id, line.call_id);
  assert.deepEqual(answersOf(reading.left).length, line.response?.results.length ?? 0);
});

test('a directory of version 1 is recovered, and goes on in version 2', async (context) => {
  const dir = await makeDir(context);
  await cp(CORPUS, dir, { recursive: true });
  // The process was killed in the middle of the day.
  const half = texts.slice(0, texts.length / 2);
  await writeFile(join(dir, FILE), `${half.join('\n')}\n`);
  const last = lift(half.at(-1) ?? '');
  const now = Date.parse(last.timestamp);
  const { journal, recovered } = await openTestJournal(dir, { now });
  const call = recovered.find(({ callId }) => callId === last.call_id);
  assert.ok(call);
  assert.deepEqual(toRestoredCall(call).snapshot, last.snapshot);
  await journal.append({ ...last, seq: call.seq, v: 2 });
  await journal.close();
  const versions = (await readFile(join(dir, FILE), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text).v);
  assert.deepEqual(new Set(versions.slice(0, -1)), new Set([1]));
  assert.equal(versions.at(-1), 2);
  assert.equal((await linesIn(dir)).length, half.length + 1);
});
