/* What reaches a call without a question: deliveries that change, and answers that come late. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { buildTestApp, told, toolCall, toolCallsMessage } from '../build-app.ts';

const NUMBER = 'WB10000001';

function track() {
  return toolCall('track_delivery', { trackingNumber: NUMBER });
}

/** Vapi's end of the control URL: takes what is said, in order. */
async function runControl(context: TestContext) {
  const said: { type: string; content: string }[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    said.push((await json(request)) as (typeof said)[number]);
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { said, origin };
}

test('SANITY_LISTEN=on: a delivery that changes is told anew while its record is still fresh', async (t) => {
  const run = await buildTestApp(t, { settings: { SANITY_LISTEN: 'on' } });
  const { post, sanity, logged } = run;
  const statusFor = async (callId: string) => {
    const { body } = await post(toolCallsMessage(callId, track()));
    return (told(body.results[0]).delivery as { status: string }).status;
  };
  assert.equal(await statusFor('a'), 'out_for_delivery');
  await logged({ event: 'sanity.listener', state: 'following' });
  sanity.upsert({ trackingNumber: NUMBER, status: 'delivered' });
  await logged({ event: 'sanity.refreshed' });
  assert.equal(await statusFor('b'), 'delivered');
});

test('LATE_ANSWERS=on: a lookup that misses its deadline is told through the control URL, once', async (t) => {
  const { said, origin } = await runControl(t);
  const settings = { VAPI_CONTROL_HOSTS: origin, REPLY_DEADLINE_MS: '20' };
  const { post, sanity, logged } = await buildTestApp(t, { settings });
  sanity.setLatency(200);
  const message = toolCallsMessage('a', track());
  const call = { id: 'a', monitor: { controlUrl: `${origin}/control` } };
  const { body } = await post({ ...message, call });
  assert.equal(told(body.results[0]).status, 'unavailable');
  await logged({ event: 'late_answer.tried', outcome: 'said' });
  assert.equal(said.length, 1);
  assert.equal(said[0]?.type, 'say');
  assert.match(
    said[0]?.content ?? '',
    /^Thank you for waiting\. Your parcel ending in 0 0 0 1 is out for delivery/,
  );
  const again = await post({ ...toolCallsMessage('a', track()), call });
  assert.equal(told(again.body.results[0]).status, 'success');
  assert.equal(said.length, 1);
});

test('LATE_ANSWERS=on: a control URL on a host that is not allowed is not called', async (t) => {
  const { said, origin } = await runControl(t);
  const { post, sanity, logged } = await buildTestApp(t, { settings: { REPLY_DEADLINE_MS: '20' } });
  sanity.setLatency(200);
  const call = { id: 'a', monitor: { controlUrl: `${origin}/control` } };
  await post({ ...toolCallsMessage('a', track()), call });
  await logged({ event: 'late_answer.tried', outcome: 'refused' });
  assert.deepEqual(said, []);
});

test('LATE_ANSWERS=off: nothing is said unasked', async (t) => {
  const { said, origin } = await runControl(t);
  const settings = {
    VAPI_CONTROL_HOSTS: origin,
    REPLY_DEADLINE_MS: '20',
    LATE_ANSWERS: 'off',
  };
  const { post, sanity, logged } = await buildTestApp(t, { settings });
  sanity.setLatency(200);
  const call = { id: 'a', monitor: { controlUrl: `${origin}/control` } };
  await post({ ...toolCallsMessage('a', track()), call });
  // The late delivery has reached the call when it reports.
  await logged({ event: 'call.state_entered', state: 'report' });
  assert.deepEqual(said, []);
});

const LIE = 'Your parcel was delivered yesterday.';

function heard(text: string) {
  const said = { type: 'transcript', role: 'assistant', transcriptType: 'final', transcript: text };
  return { ...said, call: { id: 'a' } };
}

test('GUARD: what the assistant states and no record does is counted and logged', async (t) => {
  const { post, app, logged } = await buildTestApp(t);
  const { body } = await post(toolCallsMessage('a', track()));
  await post(heard(String(told(body.results[0]).message)));
  assert.equal(app.counters.getSnapshot().context.ungrounded, 0, 'an answer of ours is grounded');
  await post(heard(LIE));
  await logged({ event: 'guard.ungrounded', call_id: 'a' });
  assert.ok(app.counters.getSnapshot().context.ungrounded > 0);
});

test('GUARD=correct: the record is told through the control URL', async (t) => {
  const { said, origin } = await runControl(t);
  const settings = { VAPI_CONTROL_HOSTS: origin, GUARD: 'correct' };
  const { post, logged } = await buildTestApp(t, { settings });
  const call = { id: 'a', monitor: { controlUrl: `${origin}/control` } };
  await post({ ...toolCallsMessage('a', track()), call });
  await post({ ...heard(LIE), call });
  await logged({ event: 'guard.corrected', outcome: 'said' });
  assert.match(said[0]?.content ?? '', /correct myself.*out for delivery/);
});

const DESTINATION = { TRANSFER_DESTINATION: '+15550100000' };
const PASSED_ON = [
  [
    'a transfer to another assistant',
    { type: 'transfer-update', toAssistant: { name: 'Returns' } },
  ],
  ['a forwarding', { type: 'status-update', status: 'forwarding' }],
  ['an answer that says where the call goes', { type: 'transfer-destination-request' }],
  ['a handoff', { type: 'handoff-destination-request' }],
] as const;

for (const [what, message] of PASSED_ON) {
  test(`nothing is said unasked after ${what}, late or in correction, nor after a restart`, async (t) => {
    const { said, origin } = await runControl(t);
    const settings = {
      VAPI_CONTROL_HOSTS: origin,
      REPLY_DEADLINE_MS: '20',
      GUARD: 'correct',
      ...DESTINATION,
    };
    const { app, post, sanity, config } = await buildTestApp(t, { settings });
    sanity.setLatency(200);
    const call = { id: 'a', monitor: { controlUrl: `${origin}/control` } };
    await post({ ...toolCallsMessage('a', track()), call });
    await post({ ...message, call });
    const isRead = () => app.counters.getSnapshot().context.sanity.byEnd.found === 1;
    const read = new Promise<void>((resolve) => {
      const { unsubscribe } = app.counters.subscribe(() => {
        if (!isRead()) return;
        unsubscribe();
        resolve();
      });
    });
    if (!isRead()) await read;
    await post({ ...heard(LIE), call });
    assert.equal(app.counters.getSnapshot().context.ungrounded, 0);
    await app.close();
    const { dir } = config.recording;
    const prepare = (copy: string) => cpSync(dir, copy, { recursive: true });
    const next = await buildTestApp(t, { settings, prepare });
    await next.post({ ...heard(LIE), call });
    assert.equal(next.app.counters.getSnapshot().context.ungrounded, 0);
    assert.deepEqual(said, []);
  });
}

test('GUARD=correct: the parcel that was spoken of is told, before and after a restart', async (t) => {
  const { said, origin } = await runControl(t);
  const settings = { VAPI_CONTROL_HOSTS: origin, GUARD: 'correct' };
  const { app, post, logs, logged, config } = await buildTestApp(t, { settings });
  const call = { id: 'a', monitor: { controlUrl: `${origin}/control` } };
  const ask = (trackingNumber: string) =>
    post({ ...toolCallsMessage('a', toolCall('track_delivery', { trackingNumber })), call });
  const first = await ask(NUMBER);
  await ask('WB10000003');
  const lie = 'The parcel ending in 0 0 0 1 was cancelled.';
  await post({ ...heard(lie), call });
  await logged({ event: 'guard.corrected', outcome: 'said' });
  assert.match(said[0]?.content ?? '', /correct myself.*0 0 0 1.*out for delivery/);
  logs.splice(0);
  // Where it cannot be told which is meant, nothing is said of either.
  await post({ ...heard('Your parcel was cancelled.'), call });
  await logged({ event: 'guard.corrected', outcome: 'said' });
  assert.equal(
    said[1]?.content,
    'I have to correct myself: please disregard what I just said. It is not on record.',
  );
  await app.close();

  const { dir } = config.recording;
  const prepare = (copy: string) => cpSync(dir, copy, { recursive: true });
  const next = await buildTestApp(t, { settings, prepare });
  const ungrounded = () => next.app.counters.getSnapshot().context.ungrounded;
  assert.equal(ungrounded(), 0, 'what was judged before is not judged again');
  await next.post({ ...heard(String(told(first.body.results[0]).message)), call });
  assert.equal(ungrounded(), 0, 'what was told before the restart is known');
  await next.post({ ...heard(lie), call });
  await next.logged({ event: 'guard.corrected', outcome: 'said' });
  assert.match(said[2]?.content ?? '', /correct myself.*0 0 0 1.*out for delivery/);
});

test('GUARD=correct: what nobody does is taken back, with the way to a person', async (t) => {
  const { said, origin } = await runControl(t);
  const settings = {
    VAPI_CONTROL_HOSTS: origin,
    GUARD: 'correct',
    HUMAN_CONTACT: 'We refund you at any post office, from nine to five.',
  };
  const { post, logged } = await buildTestApp(t, { settings });
  const call = { id: 'a', monitor: { controlUrl: `${origin}/control` } };
  await post({ ...toolCallsMessage('a', toolCall('request_human', {})), call });
  await post({ ...heard(`I can't put you through from here. ${settings.HUMAN_CONTACT}`), call });
  await post({ ...heard('I have refunded the shipping fee.'), call });
  const line = await logged({ event: 'guard.ungrounded' });
  assert.deepEqual(line.kinds, ['deed']);
  await logged({ event: 'guard.corrected', outcome: 'said' });
  assert.deepEqual(
    said.map(({ content }) => content),
    [
      'I have to correct myself: please disregard what I just said. All that I can do is look up ' +
        `parcels. ${settings.HUMAN_CONTACT}`,
    ],
  );
});
