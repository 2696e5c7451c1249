import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTestApp, told, toolCall, toolCallsMessage } from '../build-app.ts';

test('POST /webhook: a tool call is answered in the fixed shape', async (t) => {
  const { post } = await buildTestApp(t);
  const call = toolCall('track_delivery', { trackingNumber: 'WB 1000-0001' }, 'tool-a');
  const { status, headers, body } = await post(toolCallsMessage('call-a', call));
  assert.equal(status, 200);
  assert.match(String(headers['content-type']), /^application\/json/);
  assert.deepEqual(Object.keys(body), ['results']);
  const [result] = body.results;
  assert.deepEqual(Object.keys(result), ['toolCallId', 'name', 'result', 'message']);
  assert.equal(result.toolCallId, 'tool-a');
  assert.equal(result.name, 'track_delivery');
  assert.doesNotMatch(result.result, /[\r\n]/);
  const answer = told(result);
  assert.equal(answer.status, 'success');
  assert.equal(answer.source, 'sanity');
  assert.equal(answer.state, 'report');
  assert.equal(answer.ageSeconds, 0);
  assert.equal(new Date(String(answer.asOf)).toISOString(), answer.asOf);
  assert.equal((answer.delivery as { status: string }).status, 'out_for_delivery');
  assert.deepEqual(result.message, {
    type: 'request-complete',
    role: 'assistant',
    content: answer.message,
  });
});

test('POST /webhook: a second question about the same number comes from the cache', async (t) => {
  const { post, sanity } = await buildTestApp(t);
  const ask = () => toolCall('track_delivery', { trackingNumber: 'WB10000001' });
  await post(toolCallsMessage('call-a', ask()));
  const { body } = await post(toolCallsMessage('call-b', ask()));
  assert.equal(told(body.results[0]).source, 'cache');
  assert.equal(sanity.requests.count, 1);
});

test('POST /webhook: several tool calls are answered in the order asked', async (t) => {
  const { post } = await buildTestApp(t);
  const numbers = ['WB10000003', 'ZZ900001', 'WB10000001'];
  const calls = numbers.map((trackingNumber) => toolCall('track_delivery', { trackingNumber }));
  const { body } = await post(toolCallsMessage('call-a', ...calls));
  assert.deepEqual(
    body.results.map((result: { toolCallId: string }) => result.toolCallId),
    calls.map(({ id }) => id),
  );
  assert.deepEqual(
    body.results.map((result: { result: string }) => told(result).status),
    ['success', 'not_found', 'success'],
  );
});

test('POST /webhook: with CONFIRM=always nothing is fetched before a yes', async (t) => {
  const { post, sanity } = await buildTestApp(t, { settings: { CONFIRM: 'always' } });
  const asked = toolCall('track_delivery', { trackingNumber: 'WB10000001' });
  const first = await post(toolCallsMessage('call-a', asked));
  assert.equal(told(first.body.results[0]).status, 'needs_confirmation');
  assert.equal(sanity.requests.count, 0);
  const yes = toolCall('confirm_tracking_number', { confirmed: true });
  const second = await post(toolCallsMessage('call-a', yes));
  assert.equal(told(second.body.results[0]).status, 'success');
  assert.equal(sanity.requests.count, 1);
});

test('POST /webhook: GROQ in a tracking number is refused as a number', async (t) => {
  const { post, sanity } = await buildTestApp(t);
  const call = toolCall('track_delivery', { trackingNumber: '"] | *[_type == "delivery"][0]' });
  const { body } = await post(toolCallsMessage('call-a', call));
  assert.equal(told(body.results[0]).status, 'invalid');
  assert.equal(sanity.requests.count, 0);
});

const ERRORS = [
  { name: 'an unknown tool', call: toolCall('open_the_safe', {}) },
  {
    name: 'a tool named like an event of xstate',
    call: toolCall('xstate.done.actor.lookup', { output: { kind: 'found' } }),
  },
  { name: 'arguments that are not JSON', call: toolCall('track_delivery', '{"trackingNumber": ') },
  { name: 'arguments that are a list', call: toolCall('track_delivery', ['WB10000001']) },
];

for (const { name, call } of ERRORS) {
  test(`POST /webhook: ${name} gets an error result inside a 200`, async (t) => {
    const { post, notices } = await buildTestApp(t);
    const { status, body } = await post(toolCallsMessage('call-a', call));
    assert.equal(status, 200);
    const [result] = body.results;
    assert.equal(result.toolCallId, call.id);
    assert.equal(typeof result.error, 'string');
    assert.equal('result' in result, false);
    assert.deepEqual(
      notices.flatMap((notice) => (notice.type === 'state.entered' ? notice.state : [])),
      ['need'],
    );
  });
}

const LENIENT = [
  { name: 'JSON text as arguments', args: '{"trackingNumber":"WB10000001"}' },
  { name: 'tracking_number', args: { tracking_number: 'WB10000001' } },
  { name: 'trackingId', args: { trackingId: 'WB10000001' } },
  { name: 'tracking_id', args: { tracking_id: 'WB10000001' } },
];

for (const { name, args } of LENIENT) {
  test(`POST /webhook: ${name} is understood`, async (t) => {
    const { post } = await buildTestApp(t);
    const { body } = await post(toolCallsMessage('call-a', toolCall('track_delivery', args)));
    assert.equal(told(body.results[0]).status, 'success');
  });
}

const MALFORMED: { name: string; payload: string; status: number; path?: string }[] = [
  { name: 'an empty body', payload: '', status: 400 },
  { name: 'broken JSON', payload: '{"message":', status: 400 },
  { name: 'a list', payload: '[]', status: 422, path: '' },
  { name: 'null', payload: 'null', status: 422, path: '' },
  { name: 'a null message', payload: '{"message":null}', status: 422, path: '/message' },
  { name: 'no type', payload: '{"message":{}}', status: 422, path: '/message/type' },
  {
    name: 'a type of the wrong type',
    payload: '{"message":{"type":7}}',
    status: 422,
    path: '/message/type',
  },
  {
    name: 'tool calls without a list',
    payload: '{"message":{"type":"tool-calls","call":{"id":"a"}}}',
    status: 422,
    path: '/message/toolCallList',
  },
  {
    name: 'a status of no call',
    payload: '{"message":{"type":"status-update","status":"ended","call":null}}',
    status: 422,
    path: '/message/call/id',
  },
];

for (const { name, payload, status, path } of MALFORMED) {
  test(`POST /webhook: ${name} is refused with ${status}`, async (t) => {
    const { inject, app } = await buildTestApp(t);
    const answer = await inject(payload);
    assert.equal(answer.status, status);
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
    assert.equal(answer.body.status, status);
    if (path !== undefined) {
      assert.deepEqual(
        answer.body.errors.map((fault: { path: string }) => fault.path),
        [path],
      );
      assert.ok(answer.body.errors.every((fault: { reason: string }) => fault.reason.length > 0));
    }
    assert.equal(app.counters.getSnapshot().context.calls.opened, 0);
  });
}

test('POST /webhook: nulls wherever the wire has them do no harm', async (t) => {
  const { post } = await buildTestApp(t);
  const call = toolCall('track_delivery', { trackingNumber: 'WB10000001' });
  const { status, body } = await post({
    ...toolCallsMessage('call-a', call),
    timestamp: null,
    customer: null,
    assistant: null,
    phoneNumber: null,
    artifact: null,
    chat: null,
    toolWithToolCallList: null,
    toolCalls: null,
    call: { id: 'call-a', customer: null, assistantId: null, monitor: null, metadata: null },
  });
  assert.equal(status, 200);
  assert.equal(told(body.results[0]).status, 'success');
});

test('POST /webhook: a body of more than 5 MB is refused with 413', async (t) => {
  const { inject } = await buildTestApp(t);
  const { status, body } = await inject(Buffer.alloc(5 * 1024 * 1024 + 1, 0x20));
  assert.equal(status, 413);
  assert.equal(body.status, 413);
});

test('POST /webhook: fifty calls at once each get their own answer', async (t) => {
  const { post, app } = await buildTestApp(t);
  const asked = Array.from({ length: 50 }, (_, index) => {
    const trackingNumber = `WB1000000${(index % 3) + 1}`;
    const call = toolCall('track_delivery', { trackingNumber });
    return { trackingNumber, call, message: toolCallsMessage(`call-${index}`, call) };
  });
  const answers = await Promise.all(asked.map(({ message }) => post(message)));
  for (const [index, { body }] of answers.entries()) {
    const { call, trackingNumber } = asked[index] ?? assert.fail();
    assert.equal(body.results[0].toolCallId, call.id);
    const { delivery } = told(body.results[0]) as { delivery: { trackingNumber: string } };
    assert.equal(delivery.trackingNumber, trackingNumber);
  }
  assert.equal(app.counters.getSnapshot().context.calls.live, 50);
});

test('POST /webhook: the correlation ID is taken over, or made', async (t) => {
  const { post, logs } = await buildTestApp(t);
  const given = await post({ type: 'hang', call: { id: 'a' } }, { 'x-correlation-id': 'trace-1' });
  assert.equal(given.headers['x-correlation-id'], 'trace-1');
  const insane = await post({ type: 'hang', call: { id: 'a' } }, { 'x-correlation-id': 'a b' });
  assert.match(String(insane.headers['x-correlation-id']), /^[0-9a-f-]{36}$/);
  const events = logs.filter((line) => line.correlation_id === 'trace-1').map((line) => line.event);
  assert.ok(events.includes('request.answered'), String(events));
});
