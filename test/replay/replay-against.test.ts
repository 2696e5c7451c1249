import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { JournalLine } from '../../src/recording/line.ts';
import { replayAgainst } from '../../src/replay/replay-against.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { record, writeJournal } from './record-calls.ts';

type Answer = { toolCallId: string; result: string };
type Posted = { callId: string; type: string; ids: string[]; secret: string | null };

const AGAINST = { url: 'http://127.0.0.1:1/webhook', secret: 'hush', strict: false };

/** A server that answers as was recorded, but for what `change` makes of it. */
function fakeServer(lines: JournalLine[], change: (told: object) => object) {
  const posts: Posted[] = [];
  const recorded = lines.flatMap(({ response }) => response?.results ?? []) as Answer[];
  const serve = async (_url: unknown, init?: RequestInit) => {
    const { message } = JSON.parse(String(init?.body));
    const ids = (message.toolCallList ?? []).map(({ id }: { id: string }) => id);
    const secret = new Headers(init?.headers).get('x-vapi-secret');
    posts.push({ callId: message.call.id, type: message.type, ids, secret });
    const results = recorded
      .filter(({ toolCallId }) => ids.includes(toolCallId))
      .map((answer) => ({ ...answer, result: JSON.stringify(change(JSON.parse(answer.result))) }));
    return Response.json({ results });
  };
  return { posts, fetch: serve as typeof fetch };
}

async function recordCall(): Promise<JournalLine[]> {
  const { lines, track, end, clock } = record();
  await track('a', 't1', 'WB100001');
  await track('a', 't2', 'WB100002', { kind: 'missing', source: 'sanity', asOf: clock.now() });
  await end('a');
  return lines;
}

async function replay(
  t: TestContext,
  lines: JournalLine[],
  change: (told: object) => object,
  strict = false,
) {
  const path = await writeJournal(t, { 'transcripts-2026-11-23.jsonl': lines });
  const { posts, fetch } = fakeServer(lines, change);
  const told = await replayAgainst({
    disk: systemEdges.disk,
    paths: path,
    fetch,
    jobs: 2,
    run: 'r1',
    against: { ...AGAINST, strict },
  });
  const changed = told.verdicts.flatMap(({ differences }) =>
    differences.map(({ toolCallId }) => toolCallId),
  );
  return { posts, changed, told };
}

test('replay --against: posts the tool calls of a call in order, and its end', async (t) => {
  const { posts, changed, told } = await replay(t, await recordCall(), (same) => same);
  const call = { callId: 'replay-a-r1', secret: 'hush' };
  assert.deepEqual(posts, [
    { ...call, type: 'tool-calls', ids: ['t1'] },
    { ...call, type: 'tool-calls', ids: ['t2'] },
    { ...call, type: 'status-update', ids: [] },
  ]);
  assert.deepEqual(changed, []);
  assert.equal(told.answers, 2);
});

test('replay --against: times and sources are not compared, unless strictly', async (t) => {
  const later = (told: object) => ({ ...told, asOf: '2027-01-01T00:00:00.000Z', source: 'cache' });
  const lines = await recordCall();
  assert.deepEqual((await replay(t, lines, later)).changed, []);
  assert.deepEqual((await replay(t, lines, later, true)).changed, ['t1', 't2']);
});

test('replay --against: another sentence is a difference', async (t) => {
  const reword = (told: object) =>
    'delivery' in told ? { ...told, message: 'It is somewhere.' } : told;
  const { changed, told } = await replay(t, await recordCall(), reword);
  assert.deepEqual(changed, ['t1']);
  assert.deepEqual([told.changed, told.uncompared], [1, 0]);
});

test('replay --against: nothing follows from what could be reached then', async (t) => {
  const unreachable = (told: object) =>
    'delivery' in told ? { status: 'unavailable', message: 'Not now.' } : { ...told, message: 'x' };
  const { changed, told } = await replay(t, await recordCall(), unreachable);
  assert.deepEqual(changed, []);
  assert.equal(told.uncompared, 2);
});

test('replay --against: a date seen from another day is not compared', async (t) => {
  const run = record();
  const { clock, lines } = run;
  const delivery = { trackingNumber: 'WB1', status: 'in_transit', estimatedDelivery: '2026-12-01' };
  const asOf = clock.now();
  await run.track('a', 't1', 'WB100001', { kind: 'found', delivery, source: 'sanity', asOf });
  const later = (told: object) => ({ ...told, asOf: '2027-01-01T00:00:00.000Z', message: 'Late.' });
  assert.equal((await replay(t, lines, later)).told.uncompared, 1);
  const sameDay = (told: object) => ({ ...told, message: 'Late.' });
  assert.equal((await replay(t, lines, sameDay)).told.changed, 1);
});

test('replay --against: a server that refuses stops the replay', async (t) => {
  const path = await writeJournal(t, { 'transcripts-2026-11-23.jsonl': await recordCall() });
  const fetch = async () => new Response('', { status: 401 });
  const options = {
    disk: systemEdges.disk,
    paths: path,
    fetch,
    jobs: 1,
    run: 'r',
    against: AGAINST,
  };
  await assert.rejects(replayAgainst(options), /HTTP 401/);
});
