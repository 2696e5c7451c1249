import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Value } from 'typebox/value';
import { CallsPageSchema, QualitySchema, StorySchema } from '../../src/console/schema.ts';
import { buildTestApp, type TestApp, toolCall, toolCallsMessage } from '../build-app.ts';

const CORPUS = join(import.meta.dirname, '../fixtures/corpus/transcripts-2026-11-23.jsonl');

/** A service with recorded calls of an earlier day. */
function buildWithCorpus(t: TestContext): Promise<TestApp> {
  return buildTestApp(t, {
    prepare: (dir) => copyFileSync(CORPUS, join(dir, 'transcripts-2026-11-23.jsonl')),
  });
}

async function get({ app }: TestApp, url: string) {
  const { statusCode, body, headers } = await app.adminServer.inject({ url });
  return { status: statusCode, text: body, body: JSON.parse(body), headers };
}

async function post({ app }: TestApp, url: string, payload?: object) {
  const options = payload === undefined ? {} : { payload };
  const { statusCode, body } = await app.adminServer.inject({ method: 'POST', url, ...options });
  return { status: statusCode, text: body, body: JSON.parse(body) };
}

/** One service for all that only read the same calls. */
test('calls on record', async (t) => {
  const run = await buildWithCorpus(t);

  await t.test(
    'GET /api/calls: tells calls on record by its schema, the latest first, masked',
    async () => {
      const { status, text, body } = await get(run, '/api/calls?limit=200');
      assert.equal(status, 200);
      assert.equal(Value.Check(CallsPageSchema, body), true);
      assert.equal(body.total, 72);
      assert.equal(body.understood, 'every call on record');
      const times = body.calls.map(({ startedAt }: { startedAt: number }) => startedAt);
      assert.deepEqual(
        times,
        times.toSorted((a: number, b: number) => b - a),
      );
      assert.doesNotMatch(text, /WB1000/);
    },
  );

  await t.test('GET /api/calls: pages by a cursor', async () => {
    const ids: string[] = [];
    for (let next = ''; next !== null; ) {
      const { body } = await get(run, `/api/calls?limit=20${next && `&cursor=${next}`}`);
      ids.push(...body.calls.map(({ callId }: { callId: string }) => callId));
      next = body.next;
    }
    assert.equal(new Set(ids).size, 72);
    assert.equal(ids.length, 72);
  });

  await t.test('GET /api/calls/:callId: tells a call by its schema, and masked', async () => {
    const { status, text, body } = await get(run, '/api/calls/corpus-001');
    assert.equal(status, 200);
    assert.equal(Value.Check(StorySchema, body), true);
    assert.deepEqual([body.isMasked, body.isLive, body.stepsTotal], [true, false, 5]);
    assert.doesNotMatch(text, /WB1000|snowstorm/);
    assert.deepEqual(body.steps[1].path, ['confirm', 'fetch', 'report']);
    const active = body.steps[1].events.map((event: { active: string[] }) => event.active);
    assert.deepEqual(active, [['call.fetch'], ['call.report']]);
    const [fact] = body.steps[1].answers[0].facts;
    assert.deepEqual(fact, {
      kind: 'number',
      quote: '0 0 0 2',
      isGrounded: true,
      by: '******0002 trackingNumber',
    });
    assert.equal(body.lookups[0].outcome, 'found');
  });

  await t.test('GET /api/calls/:callId: pages by seq', async () => {
    const first = await get(run, '/api/calls/corpus-001?limit=2');
    assert.equal(first.body.next, 2);
    const rest = await get(run, `/api/calls/corpus-001?from=${first.body.next}`);
    const whole = await get(run, '/api/calls/corpus-001');
    assert.deepEqual([...first.body.steps, ...rest.body.steps], whole.body.steps);
    assert.equal(rest.body.next, null);
  });

  await t.test('GET /api/calls/:callId: one that is not on record is a clear problem', async () => {
    for (const url of [
      '/api/calls/nobody',
      '/api/calls/nobody/steps/0',
      '/api/calls/nobody/export',
    ]) {
      const { status, body, headers } = await get(run, url);
      assert.equal(status, 404, url);
      assert.match(String(headers['content-type']), /problem\+json/);
      assert.match(body.detail, /no call "nobody" on record: it never was, was erased/);
    }
    const { status, body } = await get(run, '/api/calls/corpus-001/steps/77');
    assert.equal(status, 404);
    assert.match(body.detail, /no step 77/);
  });

  await t.test(
    'GET /api/calls/:callId/steps/:seq: tells the snapshot and what is active',
    async () => {
      const { body } = await get(run, '/api/calls/corpus-001/steps/1');
      assert.deepEqual([body.seq, body.isMasked, body.active], [1, true, ['call.report']]);
      assert.deepEqual(body.snapshot.context.passedNumbers, ['******0002']);
    },
  );

  await t.test(
    'POST …/reveal: tells all, and leaves a line in the log; a GET does neither',
    async () => {
      const isAudit = ({ event }: Record<string, unknown>) => event === 'console.revealed';
      assert.equal((await get(run, '/api/calls/corpus-001/reveal')).status, 405);
      await get(run, '/api/calls/corpus-001');
      assert.ok(!run.logs.some(isAudit));
      for (const [url, body] of [
        ['/api/calls/corpus-001/reveal', undefined],
        ['/api/calls/corpus-001/reveal', { from: 1, limit: 1 }],
        ['/api/calls/corpus-001/steps/1/reveal', undefined],
        ['/api/calls/corpus-001/export', undefined],
      ] as const) {
        run.logs.length = 0;
        const told = await post(run, url, body);
        assert.equal(told.status, 200, told.text);
        assert.equal(told.body.isMasked, false);
        assert.match(told.text, /WB10000002/);
        const [line, ...more] = run.logs.filter(isAudit);
        assert.equal(more.length, 0);
        assert.equal(line?.call_id, 'corpus-001');
        assert.equal(line?.remote_address, '127.0.0.1');
        assert.ok(line?.correlation_id);
      }
    },
  );

  await t.test('GET /api/calls/:callId/export: the lines, masked', async () => {
    const { body, text } = await get(run, '/api/calls/corpus-001/export');
    assert.equal(body.lines.length, 5);
    assert.doesNotMatch(text, /WB1000/);
  });
});

test('GET /api/calls: a call of now is found by the last four of its number', async (t) => {
  const run = await buildTestApp(t);
  const call = toolCall('track_delivery', { trackingNumber: 'WB10000002' });
  assert.equal((await get(run, '/api/calls')).body.total, 0);
  await run.post(toolCallsMessage('call-now', call));
  const { body } = await get(run, '/api/calls?q=0002');
  assert.deepEqual(
    body.calls.map(({ callId }: { callId: string }) => callId),
    ['call-now'],
  );
  assert.equal(body.understood, 'number ending in 0002');
  const story = await get(run, '/api/calls/call-now');
  assert.equal(story.body.isLive, true);
  assert.equal(story.body.steps[0].answers[0].status, 'success');
});

test('GET /api/calls: what cannot be understood is a problem that says so', async (t) => {
  const run = await buildTestApp(t);
  for (const [query, detail] of [
    ['at=whenever', /Cannot read this time/],
    ['trackingNumber=1', /whole one, or its last four/],
    ['phone=12', /whole phone number/],
    ['words=%21', /there is none/],
    ['cursor=x', /cursor/],
  ] as const) {
    const { status, body } = await get(run, `/api/calls?${query}`);
    assert.equal(status, 422, query);
    assert.match(body.detail, detail);
  }
  assert.equal((await get(run, '/api/calls?limit=many')).status, 400);
  assert.equal((await get(run, '/api/calls?state=lost')).status, 400);
});

test('GET /api/quality: what the days come to, by its schema', async (t) => {
  const run = await buildTestApp(t);
  await run.post(
    toolCallsMessage('a', toolCall('track_delivery', { trackingNumber: 'WB10000002' })),
  );
  const { status, body } = await get(run, '/api/quality?days=2');
  assert.equal(status, 200);
  assert.equal(Value.Check(QualitySchema, body), true);
  assert.deepEqual([body.days.length, body.days[0].calls, body.evaluation], [1, 1, null]);
  assert.deepEqual(body.days[0].answers, { success: 1 });
});
