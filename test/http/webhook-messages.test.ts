import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildTestApp, told, toolCall, toolCallsMessage } from '../build-app.ts';
import { anyBody } from '../vapi/arbitrary-message.ts';
import { fixture, fixtureNames } from '../vapi/fixtures.ts';

test('POST /webhook: every message that Vapi is known to send is taken with 200', async (t) => {
  const { inject } = await buildTestApp(t);
  for (const name of fixtureNames()) {
    const { status, text } = await inject(JSON.stringify(fixture(name)));
    assert.equal(status, 200, `${name}: ${text}`);
  }
});

test('POST /webhook: 10,000 bent messages get no 5xx', async (t) => {
  const settings = { REPLY_DEADLINE_MS: '1000', RATE_LIMIT_PER_MINUTE: '100000' };
  const { inject } = await buildTestApp(t, { settings });
  await fc.assert(
    fc.asyncProperty(anyBody(), async (body) => {
      const text = JSON.stringify(body) ?? '';
      let { status } = await inject(text);
      // A machine that is busy with something else is too much for events, and says so: again, then.
      while (status === 503) {
        await new Promise(setImmediate);
        ({ status } = await inject(text));
      }
      assert.ok([200, 400, 422].includes(status), String(status));
    }),
    { numRuns: 10_000 },
  );
});

test('POST /webhook: one tool call delivered 20 times at once is looked up once, answered alike', async (t) => {
  const { post, sanity } = await buildTestApp(t);
  const message = toolCallsMessage(
    'a',
    toolCall('track_delivery', { trackingNumber: 'WB10000001' }),
  );
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(message)));
  assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
  assert.equal(told(answers[0]?.body.results[0]).status, 'success');
  assert.equal(sanity.requests.count, 1);
});

test('POST /webhook: one ID listed twice in a message gets two equal results', async (t) => {
  const { post } = await buildTestApp(t);
  const call = toolCall('track_delivery', { trackingNumber: 'WB10000001' }, 'twice');
  const { body } = await post(toolCallsMessage('a', call, call));
  assert.equal(body.results.length, 2);
  assert.deepEqual(body.results[0], body.results[1]);
});

test('POST /webhook: a tool call that comes again after the end gets the same bytes', async (t) => {
  const { post } = await buildTestApp(t);
  const message = toolCallsMessage(
    'a',
    toolCall('track_delivery', { trackingNumber: 'WB10000001' }),
  );
  const first = await post(message);
  await post({ type: 'status-update', status: 'ended', call: { id: 'a' } });
  await post({ type: 'end-of-call-report', endedReason: 'x', call: { id: 'a' } });
  assert.equal((await post(message)).text, first.text);
});

/** What Vapi may lose, repeat or turn round: each order ends the call once. */
const ORDERS: { title: string; types: string[] }[] = [
  { title: 'the report alone', types: ['report'] },
  { title: 'the status alone', types: ['ended'] },
  { title: 'the status, then the report', types: ['ended', 'report'] },
  { title: 'the report, then the status', types: ['report', 'ended'] },
  { title: 'both twice', types: ['ended', 'report', 'ended', 'report'] },
];

for (const { title, types } of ORDERS) {
  test(`POST /webhook: ${title} ends a call once, whatever call.status says`, async (t) => {
    const { post, notices, app } = await buildTestApp(t);
    const call = { id: 'a', status: 'ringing' };
    await post({
      type: 'status-update',
      status: 'in-progress',
      call: { id: 'a', status: 'ended' },
    });
    assert.equal(app.counters.getSnapshot().context.calls.live, 1);
    for (const type of types) {
      await post(
        type === 'ended'
          ? { type: 'status-update', status: 'ended', call }
          : { type: 'end-of-call-report', endedReason: 'customer-ended-call', call },
      );
    }
    assert.equal(notices.filter((notice) => notice.type === 'call.ended').length, 1);
    assert.equal(app.counters.getSnapshot().context.calls.live, 0);
  });
}

test('POST /webhook: a tool call that comes before any status opens the call', async (t) => {
  const { post } = await buildTestApp(t);
  const { body } = await post(
    toolCallsMessage('a', toolCall('track_delivery', { trackingNumber: 'WB10000001' })),
  );
  assert.equal(told(body.results[0]).status, 'success');
});

test('POST /webhook: a chat is kept apart from a call of the same ID', async (t) => {
  const { post, notices } = await buildTestApp(t);
  const list = { toolCallList: [toolCall('request_human', {})] };
  await post({ type: 'tool-calls', chat: { id: 'same' }, ...list });
  await post({ type: 'tool-calls', call: { id: 'same' }, ...list });
  assert.deepEqual(
    notices.flatMap((notice) => (notice.type === 'call.opened' ? notice.callId : [])),
    ['chat:same', 'same'],
  );
});

test('POST /webhook: a transfer is told what the call knows', async (t) => {
  const { post } = await buildTestApp(t, { settings: { TRANSFER_DESTINATION: '+12025550170' } });
  await post(toolCallsMessage('a', toolCall('track_delivery', { trackingNumber: 'WB10000001' })));
  const { body } = await post({ type: 'transfer-destination-request', call: { id: 'a' } });
  const message = 'Caller about parcel WB10000001. They were told that it is out for delivery.';
  const transferPlan = { mode: 'blind-transfer-add-summary-to-sip-header', message };
  assert.deepEqual(body.destination, { type: 'number', number: '+12025550170', transferPlan });
  assert.match(body.message.content, /W B, 1 0 0 0, 0 0 0 1, which is out for delivery/);
});

test('POST /webhook: an assistant request is answered with the assistant configured', async (t) => {
  const { post } = await buildTestApp(t, { settings: { VAPI_ASSISTANT_ID: 'assistant-1' } });
  const { status, body } = await post({ type: 'assistant-request', call: { id: 'a' } });
  assert.equal(status, 200);
  assert.deepEqual(body, { assistantId: 'assistant-1' });
});

test('POST /webhook: SPEAK=model leaves the wording to the assistant', async (t) => {
  const { post } = await buildTestApp(t, { settings: { SPEAK: 'model' } });
  const { body } = await post(toolCallsMessage('a', toolCall('request_human', {})));
  assert.equal('message' in body.results[0], false);
  assert.equal(told(body.results[0]).status, 'handoff');
});

test('POST /webhook: a sender without the secret is refused, without a hint, and counted', async (t) => {
  const settings = { VAPI_AUTH: 'secret', VAPI_SECRET: 'old-secret-1,new-secret-2' };
  const { post, app } = await buildTestApp(t, { settings });
  const message = { type: 'hang', call: { id: 'a' } };
  const secrets = ['', 'old-secret', 'old-secret-1,new-secret-2'];
  const refusals = await Promise.all([
    post(message),
    ...secrets.map((secret) => post(message, { 'x-vapi-secret': secret })),
  ]);
  for (const { status, headers, text } of refusals) {
    assert.equal(status, 401);
    assert.match(String(headers['content-type']), /^application\/problem\+json/);
    assert.equal(text, refusals[0]?.text);
  }
  assert.equal(app.counters.getSnapshot().context.webhook.refused, 4);
  for (const secret of ['old-secret-1', 'new-secret-2']) {
    assert.equal((await post(message, { 'x-vapi-secret': secret })).status, 200);
  }
});
