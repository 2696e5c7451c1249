import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTestApp, type TestApp, told, toolCall, toolCallsMessage } from '../build-app.ts';

async function get({ app }: TestApp, url: string) {
  const { statusCode, body } = await app.adminServer.inject({ url });
  return { status: statusCode, body: JSON.parse(body) };
}

function ask({ post }: TestApp, callId: string, trackingNumber = 'WB10000001') {
  return post(toolCallsMessage(callId, toolCall('track_delivery', { trackingNumber })));
}

test('GET /healthz: answers on both servers', async (t) => {
  const run = await buildTestApp(t);
  const { statusCode } = await run.app.publicServer.inject({ url: '/healthz' });
  assert.equal(statusCode, 200);
  assert.deepEqual(await get(run, '/healthz'), { status: 200, body: { status: 'ok' } });
});

test('GET /readyz: a fresh service is ready, and says that Sanity is unknown', async (t) => {
  const run = await buildTestApp(t);
  const { status, body } = await get(run, '/readyz');
  assert.equal(status, 200);
  assert.equal(body.ready, true);
  assert.match(body.checks.sanity, /^unknown/);
  await ask(run, 'a');
  assert.equal((await get(run, '/readyz')).body.checks.sanity, 'ok');
});

test('GET /readyz: what Sanity refuses shows before the first caller', async (t) => {
  const run = await buildTestApp(t, { settings: { PORT: '0', ADMIN_PORT: '0' } });
  run.sanity.failNext(1, 403);
  await run.app.listen();
  await run.logged({ event: 'sanity.rejected' });
  const { status, body } = await get(run, '/readyz');
  assert.deepEqual([status, body.ready], [503, false]);
  assert.match(body.checks.sanity, /^rejected/);
});

test('GET /readyz: settings that Sanity refuses are told until it takes them', async (t) => {
  const run = await buildTestApp(t);
  run.sanity.failNext(1, 403);
  assert.equal(told((await ask(run, 'a')).body.results[0]).status, 'unavailable');
  const refused = await get(run, '/readyz');
  assert.equal(refused.status, 503);
  assert.match(refused.body.checks.sanity, /rejected/);
  assert.equal(run.sanity.requests.count, 1, 'a refusal is not tried again');
  assert.ok(run.logs.some(({ event, level }) => event === 'sanity.rejected' && level === 'error'));
  await ask(run, 'b');
  assert.equal((await get(run, '/readyz')).status, 200);
});

test('POST /admin/circuit-breaker/reset: closes the breaker that readyz tells of', async (t) => {
  const run = await buildTestApp(t, { settings: { BREAKER_FAILURES: '1' } });
  run.sanity.failNext(3, 500);
  await ask(run, 'a');
  const seen = run.sanity.requests.count;
  assert.equal((await get(run, '/readyz')).status, 503);
  assert.equal(told((await ask(run, 'b')).body.results[0]).status, 'unavailable');
  assert.equal(run.sanity.requests.count, seen, 'nothing is sent while it is open');
  const reset = await run.app.adminServer.inject({
    method: 'POST',
    url: '/admin/circuit-breaker/reset',
  });
  assert.deepEqual(reset.json(), { state: 'closed' });
  assert.equal((await get(run, '/readyz')).status, 200);
});

test('breaker: a change is logged with the correlation ID of what caused it', async (t) => {
  const run = await buildTestApp(t, { settings: { BREAKER_FAILURES: '1' } });
  run.sanity.failNext(3, 500);
  const call = toolCall('track_delivery', { trackingNumber: 'WB10000001' });
  await run.post(toolCallsMessage('a', call), { 'x-correlation-id': 'cause-1' });
  const change = run.logs.find(({ event }) => event === 'breaker.changed');
  assert.equal(change?.correlation_id, 'cause-1');
  assert.equal(change?.state, 'open');
});
