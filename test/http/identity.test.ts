/* Whose a tool call is, where the body does not say, and where nothing does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTestApp, type TestApp, told, toolCall } from '../build-app.ts';

const track = (trackingNumber: string, id?: string) =>
  toolCall('track_delivery', { trackingNumber }, id);
const issue = (id?: string) => toolCall('get_delivery_issue', {}, id);

function asking(...toolCallList: unknown[]) {
  return { type: 'tool-calls', toolCallList };
}

function opened({ notices }: TestApp): string[] {
  return notices.flatMap((notice) => (notice.type === 'call.opened' ? notice.callId : []));
}

const HEADERS: { name: string; headers: Record<string, string>; key: string }[] = [
  { name: 'x-call-id', headers: { 'x-call-id': 'a' }, key: 'a' },
  { name: 'x-chat-id', headers: { 'x-chat-id': 'b', cookie: 'callId=' }, key: 'chat:b' },
  { name: 'x-session-id', headers: { 'x-session-id': 'c', 'x-chat-id': 'b' }, key: 'chat:c' },
  { name: 'the cookie', headers: { cookie: 'a=1; callId=d; b=2' }, key: 'd' },
];

for (const { name, headers, key } of HEADERS) {
  test(`POST /webhook: a tool call whose body names no call belongs to that of ${name}`, async (t) => {
    const service = await buildTestApp(t);
    const first = await service.post(asking(track('WB10000001')), headers);
    assert.equal(told(first.body.results[0]).status, 'success');
    const second = await service.post(asking(issue()), headers);
    assert.equal(told(second.body.results[0]).status, 'success');
    assert.deepEqual(opened(service), [key]);
  });
}

test('POST /webhook: a tool call without any identity is answered for itself, and repeats', async (t) => {
  const { post, sanity } = await buildTestApp(t);
  const first = await post(asking(track('WB10000001', 'call_0')));
  assert.equal(first.status, 200);
  assert.equal(told(first.body.results[0]).status, 'success');
  const again = await post(asking(track('WB10000001', 'call_0')));
  assert.equal(again.text, first.text);
  assert.equal(sanity.requests.count, 1);
});

test('POST /webhook: without any identity, nobody hears of what another asked with the same ID', async (t) => {
  const { post } = await buildTestApp(t);
  await post(asking(track('WB10000001', 'call_0')));
  const other = await post(asking(track('WB10000002', 'call_0')));
  assert.match(other.body.results[0].message.content, /0 0 0 2/);
  const bare = await post(asking(issue('call_0')));
  assert.equal(told(bare.body.results[0]).status, 'invalid');
});

test('POST /webhook: several tool calls without any identity are answered in their order', async (t) => {
  const { post } = await buildTestApp(t);
  const { status, body } = await post(asking(issue('x'), track('WB10000001', 'y'), issue('x')));
  assert.equal(status, 200);
  assert.deepEqual(
    body.results.map(({ toolCallId }: { toolCallId: string }) => toolCallId),
    ['x', 'y', 'x'],
  );
  assert.deepEqual(body.results[0], body.results[2]);
});

test('POST /webhook: a status that belongs to no call is still refused', async (t) => {
  const { post } = await buildTestApp(t);
  const { status, body } = await post({ type: 'status-update', status: 'ended' });
  assert.equal(status, 422);
  assert.equal(body.errors[0].path, '/message/call/id');
});

test('POST /webhook: a list of tool calls without IDs gives way to one that can be served', async (t) => {
  const { post } = await buildTestApp(t);
  const { id: _, ...nameless } = track('WB10000001');
  const complete = [track('WB10000001', 'p'), issue('q')];
  const call = { id: 'a' };
  for (const toolCallList of [[nameless], [track('WB10000001', 'p'), nameless]]) {
    const { status, body } = await post({
      type: 'tool-calls',
      call,
      toolCallList,
      toolCalls: complete,
    });
    assert.equal(status, 200);
    assert.deepEqual(
      body.results.map(({ toolCallId }: { toolCallId: string }) => toolCallId),
      ['p', 'q'],
    );
  }
});

test('POST /webhook: a legacy function call is answered from the chart, as one result', async (t) => {
  const { post } = await buildTestApp(t);
  const ask = (timestamp: number, name: string, parameters: unknown) =>
    post({
      type: 'function-call',
      timestamp,
      call: { id: 'a' },
      functionCall: { name, parameters },
    });
  const found = await ask(1, 'track_delivery', { trackingNumber: 'WB10000001' });
  assert.deepEqual(Object.keys(found.body), ['result']);
  assert.equal(told(found.body).status, 'success');
  const more = await ask(2, 'get_delivery_issue', {});
  assert.equal(told(more.body).status, 'success', 'it is of the same call');
  const again = await ask(1, 'track_delivery', { trackingNumber: 'WB10000001' });
  assert.equal(again.text, found.text);
  const unknown = await ask(3, 'open_the_safe', {});
  assert.match(unknown.body.result, /That isn't something I can do/);
  assert.equal((await post({ type: 'function-call', call: { id: 'a' } })).status, 200);
});

test('POST /webhook: a legacy function call of no call is answered for itself', async (t) => {
  const { post } = await buildTestApp(t);
  const functionCall = { name: 'track_delivery', parameters: '{"trackingNumber":"WB10000001"}' };
  const { body } = await post({ type: 'function-call', functionCall });
  assert.equal(told(body).status, 'success');
});

for (const status of ['ended', 'not-found', 'deletion-failed']) {
  test(`POST /webhook: status ${status} ends a call`, async (t) => {
    const { post, notices } = await buildTestApp(t);
    await post({ type: 'status-update', status: 'in-progress', call: { id: 'a' } });
    await post({ type: 'status-update', status, call: { id: 'a' } });
    const ends = notices.flatMap((each) => (each.type === 'call.ended' ? [each.reason] : []));
    assert.deepEqual(ends, [status === 'ended' ? null : status]);
  });
}
