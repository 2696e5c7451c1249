/*
 * A conversation in writing: each message is a chat of its own, with an ID of its own. How they hang
 * together is told by a session, by the chat before, or by the earlier tool calls that come again.
 */
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { test } from 'node:test';
import type { JournalLine } from '../../src/recording/line.ts';
import { compareCall } from '../../src/replay/compare-call.ts';
import { buildTestApp, type TestApp, told, toolCall } from '../build-app.ts';
import { linesIn } from '../recording/test-journal.ts';
import { serveWebhook } from './serve-webhook.ts';

type Call = ReturnType<typeof toolCall>;

const ALWAYS = { settings: { CONFIRM: 'always' } };

const track = (trackingNumber: string, id?: string) =>
  toolCall('track_delivery', { trackingNumber }, id);
const yes = (id?: string) => toolCall('confirm_tracking_number', { confirmed: true }, id);
const issue = (id?: string) => toolCall('get_delivery_issue', {}, id);

/** One message of a conversation, whose history ends with the tool call that it makes. */
function chatMessage(chat: Record<string, unknown>, call: Call, earlier: Call[] = []) {
  const messages = [...earlier, call].flatMap(({ id, function: { name, arguments: args } }) => [
    { role: 'user', message: `before ${id}` },
    {
      role: 'tool_calls',
      toolCalls: [{ id, type: 'function', function: { name, arguments: JSON.stringify(args) } }],
    },
    { role: 'tool_call_result', toolCallId: id, name, result: '…' },
  ]);
  // The last of them has no result yet.
  return {
    type: 'tool-calls',
    chat,
    toolCallList: [call],
    artifact: { messages: messages.slice(0, -1) },
  };
}

function opened({ notices }: TestApp): string[] {
  return notices.flatMap((notice) => (notice.type === 'call.opened' ? notice.callId : []));
}

const THREADS: { name: string; chats: Record<string, unknown>[]; key: string }[] = [
  {
    name: 'a session',
    chats: [
      { id: 'ch-1', sessionId: 's-1' },
      { id: 'ch-2', sessionId: 's-1' },
      { id: 'ch-3', sessionId: 's-1' },
    ],
    key: 'chat:s-1',
  },
  {
    name: 'the chat before',
    chats: [
      { id: 'ch-1' },
      { id: 'ch-2', previousChatId: 'ch-1' },
      { id: 'ch-3', previousChatId: 'ch-2' },
    ],
    key: 'chat:ch-1',
  },
  {
    name: 'the tool calls that come again',
    chats: [{ id: 'ch-1' }, { id: 'ch-2' }, { id: 'ch-3' }],
    key: 'chat:ch-1',
  },
];

for (const { name, chats, key } of THREADS) {
  test(`POST /webhook: a conversation goes on by ${name}`, async (t) => {
    const service = await buildTestApp(t, ALWAYS);
    const calls = [track('WB10000001'), yes(), issue()];
    const statuses: unknown[] = [];
    for (const [index, call] of calls.entries()) {
      const earlier = name.includes('tool calls') ? calls.slice(0, index) : [];
      const { body } = await service.post(chatMessage(chats[index] ?? {}, call, earlier));
      statuses.push(told(body.results[0]).status);
    }
    assert.deepEqual(statuses, ['needs_confirmation', 'success', 'success']);
    assert.deepEqual(opened(service), [key]);
  });
}

for (const name of ['the chat before', 'the tool calls that come again']) {
  test(`POST /webhook: after a restart, a conversation goes on by ${name}`, async (t) => {
    const before = await buildTestApp(t, ALWAYS);
    const first = track('WB10000001', 'c1');
    await before.post(chatMessage({ id: 'ch-1' }, first));
    await before.app.close();
    const after = await buildTestApp(t, {
      ...ALWAYS,
      prepare: (dir) => cpSync(before.config.recording.dir, dir, { recursive: true }),
    });
    const second =
      name === 'the chat before'
        ? chatMessage({ id: 'ch-2', previousChatId: 'ch-1' }, yes())
        : chatMessage({ id: 'ch-2' }, yes(), [first]);
    const { body } = await after.post(second);
    assert.equal(told(body.results[0]).status, 'success');
    assert.deepEqual(opened(after), []);
  });
}

test('POST /webhook: after a restart, a chain of chats is known by each of its chats alone', async (t) => {
  const message = (id: string, call: Call, previousChatId?: string) => ({
    ...{ type: 'tool-calls', toolCallList: [call] },
    chat: { id, ...(previousChatId !== undefined && { previousChatId }) },
  });
  const first = message('ch-1', track('WB10000001', 'call_0'));
  const second = message('ch-2', yes('call_1'), 'ch-1');
  const third = message('ch-3', issue('call_0'), 'ch-2');
  // A model that numbers its tool calls anew asks what was asked before: nothing but the chat is new.
  const fourth = message('ch-4', yes('call_1'), 'ch-3');
  const service = await buildTestApp(t, ALWAYS);
  const before = [];
  for (const each of [first, second, third, fourth]) before.push((await service.post(each)).text);
  await service.app.close();
  const { dir } = service.config.recording;
  const lines = (await linesIn(dir)) as JournalLine[];
  assert.deepEqual(
    lines.map((line) => [...(line.chat_ids ?? []), line.response?.results.length]),
    [
      ['ch-1', 1],
      ['ch-2', 1],
      ['ch-3', 1],
      ['ch-4', undefined],
    ],
  );
  assert.equal(compareCall(lines).outcome, 'agreed');

  const prepare = (copy: string) => cpSync(dir, copy, { recursive: true });
  const next = await buildTestApp(t, { ...ALWAYS, prepare });
  const fifth = message('ch-5', issue('call_2'), 'ch-4');
  assert.equal(told((await next.post(fifth)).body.results[0]).status, 'success');
  // Sent again, after a later one too, each has its answer to the byte.
  const after = [];
  for (const each of [first, second, third, fourth]) after.push((await next.post(each)).text);
  assert.deepEqual(after, before);
  assert.deepEqual(opened(next), []);
});

test('POST /webhook: two conversations whose tool calls have the same IDs stay apart', async (t) => {
  const service = await buildTestApp(t);
  const mine = track('WB10000001', 'call_0');
  const theirs = track('WB10000002', 'call_0');
  await service.post(chatMessage({ id: 'a-1' }, mine));
  await service.post(chatMessage({ id: 'b-1' }, theirs));
  const { body } = await service.post(chatMessage({ id: 'b-2' }, issue('call_1'), [theirs]));
  assert.match(told(body.results[0]).message as string, /^A snowstorm closed/);
  assert.deepEqual(opened(service), ['chat:a-1', 'chat:b-1']);
});

test('POST /webhook: who asks what another has asked under the same ID is not taken for the other', async (t) => {
  const service = await buildTestApp(t);
  const same = () => track('WB10000001', 'call_0');
  await service.post(chatMessage({ id: 'a-1' }, same()));
  await service.post(
    chatMessage({ id: 'a-2', previousChatId: 'a-1' }, track('WB10000002', 'call_1')),
  );
  await service.post(chatMessage({ id: 'b-1' }, same()));
  assert.deepEqual(opened(service), ['chat:a-1', 'chat:b-1']);
  // The history holds less than the other conversation has asked.
  const { body } = await service.post(chatMessage({ id: 'b-2' }, issue('call_1'), [same()]));
  assert.match(told(body.results[0]).message as string, /a signature is required/);
  assert.equal(opened(service).length, 2);
});

test('POST /webhook: a history that fits two conversations continues neither', async (t) => {
  const service = await buildTestApp(t);
  const same = () => track('WB10000001', 'call_0');
  await service.post(chatMessage({ id: 'a-1' }, same()));
  await service.post(chatMessage({ id: 'b-1' }, same()));
  const { body } = await service.post(chatMessage({ id: 'x' }, issue('call_1'), [same()]));
  assert.equal(told(body.results[0]).status, 'invalid');
  assert.deepEqual(opened(service), ['chat:a-1', 'chat:b-1', 'chat:x']);
});

test('POST /webhook: in writing, numbers stand as they are', async (t) => {
  const { post } = await buildTestApp(t, ALWAYS);
  const chat = { id: 'ch-1', sessionId: 's' };
  const heard = async (call: Call) => (await post(chatMessage(chat, call))).body.results[0].message;
  assert.equal((await heard(track('abc-123'))).content, 'I heard ABC123. Is that right?');
  assert.match((await heard(yes())).content, /^I can't find a parcel with the number ABC123\. /);
  await heard(track('WB10000001'));
  assert.match((await heard(yes())).content, /^Your parcel is out for delivery/);
  await heard(track('WB10000003'));
  assert.match((await heard(yes())).content, /^Your parcel ending in 0003 /);
  await heard(track('WB10000002'));
  assert.equal(
    (await heard(toolCall('confirm_tracking_number', { confirmed: false }))).content,
    'Sorry about that. Please send the tracking number again.',
  );
});

test('POST /webhook: a conversation that fell silent begins anew, and is not told that it has ended', async (t) => {
  const service = await buildTestApp(t, { settings: { SILENCE_TIMEOUT_SECONDS: '1' } });
  const chat = { id: 'ch-1', sessionId: 's' };
  await service.post(chatMessage(chat, track('WB10000001')));
  await service.logged({ event: 'call.forgotten', call_id: 'chat:s' });
  const { body } = await service.post(chatMessage(chat, issue()));
  assert.equal(told(body.results[0]).status, 'invalid');
  assert.deepEqual(opened(service), ['chat:s', 'chat:s']);
});

test('POST /webhook: a message waits until it is known whose its chat is', async (t) => {
  let found = 'chat:unknown';
  const told: string[] = [];
  const { post } = serveWebhook(t, {
    conversations: {
      async inquire({ previousChatId }) {
        found = `chat:before-${previousChatId}`;
      },
      find: () => found,
    },
    engine: {
      async handle({ callId }) {
        told.push(callId);
        return [];
      },
    },
  });
  await post(chatMessage({ id: 'ch-2', previousChatId: 'ch-1' }, issue()));
  assert.deepEqual(told, ['chat:before-ch-1']);
});
