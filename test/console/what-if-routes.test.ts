import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { request as post } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pino } from 'pino';
import { Value } from 'typebox/value';
import { WhatIfSchema } from '../../src/console/schema.ts';
import type { AskWhatIf } from '../../src/console/what-if-in-thread.ts';
import { whatIfRoutes } from '../../src/console/what-if-routes.ts';
import { createServer } from '../../src/http/server.ts';
import { buildTestApp, type TestApp, toolCall, toolCallsMessage } from '../build-app.ts';

const CORPUS = join(import.meta.dirname, '../fixtures/corpus');
const DOWN = { type: 'lookup', outcome: 'upstream' };

/** A service whose record has the calls of the corpus. */
function buildRecorded(t: TestContext): Promise<TestApp> {
  return buildTestApp(t, { prepare: (dir) => cpSync(CORPUS, dir, { recursive: true }) });
}

async function ask({ app }: Pick<TestApp, 'app'>, callId: string, payload: unknown) {
  const response = await app.adminServer.inject({
    method: 'POST',
    url: `/api/calls/${encodeURIComponent(callId)}/what-if`,
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify(payload),
  });
  return { status: response.statusCode, text: response.body, body: response.json() };
}

test('POST /api/calls/:callId/what-if: both branches side by side, masked', async (t) => {
  const run = await buildRecorded(t);
  const { status, text, body } = await ask(run, 'corpus-001', { seq: 1, event: 1, change: DOWN });
  assert.equal(status, 200, text);
  assert.deepEqual([...Value.Errors(WhatIfSchema, body)], []);
  assert.deepEqual(body.recorded.path, ['need', 'confirm', 'fetch', 'report', 'ended']);
  assert.deepEqual(body.changed.path.slice(0, 4), ['need', 'confirm', 'fetch', 'fallback']);
  assert.equal(body.isMasked, true);
  assert.doesNotMatch(text, /WB10000002|WB 1000|snowstorm|Lindqvist|2025550103/);
  assert.match(text, /\*{6}0002/);
});

test('POST /api/calls/:callId/what-if: touches nothing', async (t) => {
  const run = await buildRecorded(t);
  const before = [run.sanity.requests.count, run.notices.length];
  await ask(run, 'corpus-001', { seq: 1, event: 1, change: DOWN });
  assert.deepEqual([run.sanity.requests.count, run.notices.length], before);
  assert.equal(run.app.counters.getSnapshot().context.calls.opened, 0);
});

test('POST /api/calls/:callId/what-if: a call that goes on is told as far as it is', async (t) => {
  const run = await buildTestApp(t);
  const args = { trackingNumber: 'WB10000001' };
  await run.post(toolCallsMessage('a', toolCall('track_delivery', args)));
  const { status, body } = await ask(run, 'a', { seq: 0, event: 2, change: DOWN });
  assert.equal(status, 200);
  assert.equal(body.recorded.path.at(-1), 'report');
  assert.equal(body.changed.path.at(-1), 'fallback');
});

test('POST /api/calls/:callId/what-if: what cannot be told is refused, and why', async (t) => {
  const run = await buildRecorded(t);
  const drop = { type: 'drop' };
  for (const [callId, change, status, detail] of [
    ['nobody', { seq: 0, event: 1, change: drop }, 404, /No such call/],
    ['corpus-001', { seq: 99, event: 0, change: drop }, 422, /no line 99/],
    ['corpus-001', { seq: 1, event: 99, change: drop }, 422, /no event 99/],
    ['corpus-001', { seq: 1, event: 0, change: DOWN }, 422, /Only a lookup/],
    ['corpus-001', { seq: -1, event: 0, change: drop }, 400, /seq/],
    ['corpus-001', { seq: 1, event: 0, change: { type: 'other' } }, 400, /change/],
    ['corpus-001', [], 400, /object/],
  ] as const) {
    const answer = await ask(run, callId, change);
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.body.detail, detail);
  }
});

test('POST /api/calls/:callId/what-if: a body that is no JSON, or too long, is refused', async (t) => {
  const run = await buildTestApp(t);
  const url = '/api/calls/a/what-if';
  for (const [payload, type, status] of [
    ['{', 'application/json', 400],
    ['{}', 'text/plain', 400],
    [`"${'x'.repeat(70_000)}"`, 'application/json', 413],
  ] as const) {
    const headers = { 'content-type': type };
    const sent = { method: 'POST', url, headers, payload } as const;
    assert.equal((await run.app.adminServer.inject(sent)).statusCode, status);
  }
});

test('POST /api/calls/:callId/what-if: a call with lines missing is refused, and why', async (t) => {
  const file = 'transcripts-2026-11-23.jsonl';
  const run = await buildTestApp(t, {
    prepare(dir) {
      const lines = readFileSync(join(CORPUS, file), 'utf8').split('\n');
      const at = lines.findIndex((line) => /"call_id":"corpus-001","seq":1/.test(line));
      writeFileSync(join(dir, file), lines.toSpliced(at, 1).join('\n'));
    },
  });
  const { status, body } = await ask(run, 'corpus-001', { seq: 0, event: 1, change: DOWN });
  assert.equal(status, 409);
  assert.match(body.detail, /Line 1 of the call is not on record/);
});

/** The route alone, on a socket, asking whom the test says. */
async function listen(t: TestContext, askWhatIf: AskWhatIf) {
  const server = createServer({ logger: pino({ level: 'silent' }), newId: () => 'id' });
  server.register(whatIfRoutes, { ask: askWhatIf, dir: '', silenceTimeoutMs: 1 });
  await server.listen({ port: 0, host: '127.0.0.1' });
  t.after(() => server.close());
  const { port } = server.server.address() as AddressInfo;
  const headers = { 'content-type': 'application/json' };
  const request = post({ port, path: '/api/calls/a/what-if', method: 'POST', headers });
  request.on('error', () => {});
  request.end(JSON.stringify({ seq: 0, event: 1, change: { type: 'drop' } }));
  return { server, request };
}

/** Never tells anything; resolves when it is asked, with what says that it is let go. */
function askForEver() {
  const asked = Promise.withResolvers<AbortSignal>();
  const ask: AskWhatIf = (_order, signal) => {
    asked.resolve(signal);
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
  };
  return { ask, asked: asked.promise };
}

test('POST /api/calls/:callId/what-if: is given up when its client leaves', async (t) => {
  const { ask: forEver, asked } = askForEver();
  const { request } = await listen(t, forEver);
  const signal = await asked;
  const aborted = once(signal, 'abort');
  request.destroy();
  await aborted;
});

test('POST /api/calls/:callId/what-if: is given up when the server closes', async (t) => {
  const { ask: forEver, asked } = askForEver();
  const { server, request } = await listen(t, forEver);
  await asked;
  const answered = once(request, 'response');
  const closed = server.close();
  const [response] = await answered;
  assert.equal(response.statusCode, 503);
  response.resume();
  request.destroy();
  await closed;
});
