import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTestApp, type TestApp, toolCall, toolCallsMessage } from '../build-app.ts';

const LIMITED = { settings: { RATE_LIMIT_PER_MINUTE: '3' } };

function speech({ post }: TestApp, callId: string) {
  return post({ type: 'speech-update', status: 'started', role: 'user', call: { id: callId } });
}

function ask({ post }: TestApp, callId: string) {
  const call = toolCall('track_delivery', { trackingNumber: 'WB10000001' });
  return post(toolCallsMessage(callId, call));
}

async function statuses(count: number, send: () => Promise<{ status: number }>) {
  const seen: number[] = [];
  for (let sent = 0; sent < count; sent += 1) seen.push((await send()).status);
  return seen;
}

test('rate limits: one event too many of a call gets 429, and is told when to try again', async (t) => {
  const run = await buildTestApp(t, LIMITED);
  assert.deepEqual(await statuses(3, () => speech(run, 'a')), [200, 200, 200]);
  const { status, headers, body } = await speech(run, 'a');
  assert.equal(status, 429);
  assert.match(body.detail, /try again later/);
  assert.equal(headers['content-type'], 'application/problem+json; charset=utf-8');
  assert.equal(headers['x-ratelimit-limit'], '3');
  assert.equal(headers['x-ratelimit-remaining'], '0');
  const seconds = Number(headers['retry-after']);
  assert.ok(seconds > 0 && seconds <= 60, `retry-after is ${headers['retry-after']}`);
  assert.equal(run.app.counters.getSnapshot().context.webhook.limited.event, 1);
});

test('rate limits: an answer tells how many requests are left', async (t) => {
  const run = await buildTestApp(t, LIMITED);
  const { headers } = await speech(run, 'a');
  assert.equal(headers['x-ratelimit-remaining'], '2');
  assert.equal(headers['retry-after'], undefined);
});

test('rate limits: a call with too many events is still answered its tool calls, and may end', async (t) => {
  const run = await buildTestApp(t, LIMITED);
  await statuses(4, () => speech(run, 'a'));
  assert.equal((await ask(run, 'a')).status, 200);
  const ended = { type: 'status-update', status: 'ended', call: { id: 'a' } };
  assert.equal((await run.post(ended)).status, 200);
});

const errorsOf = ({ body }: { body: { results: { error?: string; result?: string }[] } }) =>
  body.results.map(({ error, result }) => (error === undefined ? 'told' : (result ?? error)));
const REFUSED = 'Too many tool calls: try again later';

test('rate limits: a tool call too many is told so in a 200, which is all that Vapi reads', async (t) => {
  const run = await buildTestApp(t, LIMITED);
  assert.deepEqual(await statuses(3, () => ask(run, 'a')), [200, 200, 200]);
  const fourth = await ask(run, 'a');
  assert.equal(fourth.status, 200);
  assert.deepEqual(errorsOf(fourth), [REFUSED]);
  assert.equal(run.app.counters.getSnapshot().context.webhook.limited.answer, 1);
});

test('rate limits: every tool call of a message counts, so that it holds no more than many do', async (t) => {
  const run = await buildTestApp(t, LIMITED);
  const guesses = Array.from({ length: 5 }, (_, index) =>
    toolCall('track_delivery', { trackingNumber: `WB1000000${index}` }, `guess-${index}`),
  );
  const { status, body } = await run.post(toolCallsMessage('a', ...guesses));
  assert.equal(status, 200);
  assert.deepEqual(errorsOf({ body }), ['told', 'told', 'told', REFUSED, REFUSED]);
  assert.deepEqual(
    body.results.map(({ toolCallId }: { toolCallId: string }) => toolCallId),
    guesses.map(({ id }) => id),
  );
});

test('rate limits: of 51 tool calls in a message 50 are answered, and the last is told why not', async (t) => {
  const run = await buildTestApp(t, { settings: { RATE_LIMIT_PER_MINUTE: '1000' } });
  const calls = Array.from({ length: 51 }, (_, index) =>
    toolCall('get_delivery_issue', {}, `call-${index}`),
  );
  const { status, body } = await run.post(toolCallsMessage('a', ...calls));
  assert.equal(status, 200);
  assert.deepEqual(errorsOf({ body }), [...Array(50).fill('told'), REFUSED]);
});

test('rate limits: partial transcripts use up nothing that the final one needs', async (t) => {
  const run = await buildTestApp(t, LIMITED);
  const say = (transcriptType: string) =>
    run.post({
      type: 'transcript',
      role: 'user',
      transcriptType,
      transcript: 'no, that is wrong',
      call: { id: 'a' },
    });
  assert.deepEqual(await statuses(4, () => say('partial')), [200, 200, 200, 429]);
  assert.equal((await say('final')).status, 200);
});

test('rate limits: one call takes nothing from another', async (t) => {
  const run = await buildTestApp(t, LIMITED);
  await statuses(4, () => speech(run, 'a'));
  assert.equal((await speech(run, 'b')).status, 200);
});

test('rate limits: the minute over, the call is heard again', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const run = await buildTestApp(t, LIMITED);
  assert.deepEqual(await statuses(4, () => speech(run, 'a')), [200, 200, 200, 429]);
  t.mock.timers.setTime(Date.now() + 60_001);
  assert.equal((await speech(run, 'a')).status, 200);
});

test('rate limits: who has no call is counted by address', async (t) => {
  const run = await buildTestApp(t, LIMITED);
  const request = () => run.post({ type: 'assistant-request' });
  assert.deepEqual(await statuses(4, request), [200, 200, 200, 429]);
});

const GUARDED = { VAPI_AUTH: 'secret', VAPI_SECRET: 'right-secret', RATE_LIMIT_PER_MINUTE: '3' };

test('rate limits: a sender who is refused is counted by address, whatever call it names', async (t) => {
  const run = await buildTestApp(t, { settings: GUARDED });
  let made = 0;
  const forge = () => {
    made += 1;
    return run.post({ type: 'hang' }, { 'x-vapi-secret': 'wrong', 'x-call-id': `call-${made}` });
  };
  assert.deepEqual(await statuses(4, forge), [401, 401, 401, 429]);
  const { status } = await run.post({ type: 'hang' }, { 'x-vapi-secret': 'right-secret' });
  assert.equal(status, 200, 'Vapi is served from the same address');
});

for (const [other, expected] of [
  ['2001:db8:1:2:ffff::9', 429],
  ['2001:db8:1:3::1', 401],
] as const) {
  test(`rate limits: after three refusals of 2001:db8:1:2::1, ${other} gets ${expected}`, async (t) => {
    const { app } = await buildTestApp(t, { settings: GUARDED });
    const from = async (remoteAddress: string) => {
      const request = { method: 'POST', url: '/webhook', remoteAddress, payload: '{}' } as const;
      const headers = { 'content-type': 'application/json' };
      const { statusCode } = await app.publicServer.inject({ ...request, headers });
      return { status: statusCode };
    };
    await statuses(3, () => from('2001:db8:1:2::1'));
    assert.equal((await from(other)).status, expected);
  });
}

test('rate limits: a client of the completions route is told in the words of that route', async (t) => {
  const settings = { ...LIMITED.settings, COMPLETIONS_KEY: 'a-key-of-some-length' };
  const { app } = await buildTestApp(t, { settings });
  const send = () =>
    app.publicServer.inject({
      method: 'POST',
      url: '/chat/completions',
      headers: { authorization: 'Bearer another', 'content-type': 'application/json' },
      payload: '{}',
    });
  for (let sent = 0; sent < 3; sent += 1) assert.equal((await send()).statusCode, 401);
  const { statusCode, headers, body } = await send();
  assert.equal(statusCode, 429);
  assert.equal(JSON.parse(body).error.code, 'rate_limit_exceeded');
  assert.ok(Number(headers['retry-after']) > 0);
});
