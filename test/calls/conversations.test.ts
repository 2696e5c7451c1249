import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversations } from '../../src/calls/conversations.ts';
import type { Thread } from '../../src/calls/engine.ts';
import { arrival, track } from './run-engine.ts';

const thread = (ids: Partial<Thread>): Thread => ({
  ...{ sessionId: null, chatId: null, previousChatId: null },
  replayed: () => [],
  ...ids,
});

test('Conversations: others are asked for what is not known here, and for nothing else', async () => {
  const asked: string[] = [];
  const conversations = new Conversations();
  const unknown = thread({ chatId: 'ch-3', previousChatId: 'ch-2' });
  assert.equal(conversations.inquire(unknown), null);
  conversations.share(async (chatId) => {
    asked.push(chatId);
    return chatId === 'ch-2' ? 'chat:ch-1' : null;
  });
  conversations.note('chat:mine', ['mine-2'], []);
  const replayed = () => [track('t1', 'WB100001', 0)];
  for (const none of [
    thread({ chatId: 'ch-1' }),
    thread({ chatId: 'ch-3', previousChatId: 'ch-2', sessionId: 's' }),
    thread({ chatId: 'mine-3', previousChatId: 'mine-2' }),
    thread({ chatId: 'mine-2', replayed }),
  ]) {
    assert.equal(conversations.inquire(none), null);
  }
  await conversations.inquire(thread({ chatId: 'told-again', replayed }));
  assert.deepEqual(asked, ['told-again']);
  await conversations.inquire(unknown);
  assert.deepEqual(asked, ['told-again', 'ch-3', 'ch-2']);
  assert.equal(conversations.find(unknown), 'chat:ch-1');
  assert.equal(conversations.inquire(unknown), null);
});

test('Conversations: those that were heard of last are kept', () => {
  const conversations = new Conversations();
  for (const id of ['a', 'b', 'a', 'c']) conversations.note(`chat:${id}`, [`${id}-2`], []);
  conversations.keepLatest(2);
  const found = ['a', 'b', 'c'].map((id) =>
    conversations.find(thread({ chatId: `${id}-3`, previousChatId: `${id}-2` })),
  );
  assert.deepEqual(found, ['chat:a', 'chat:b-2', 'chat:c']);
});

test('Conversations: a message that overtakes the one before it leads that one to itself', () => {
  const conversations = new Conversations();
  const arrive = (ids: Partial<Thread>) => {
    const callId = conversations.find(thread(ids));
    const about = arrival(callId, 0, track(`t-${ids.chatId}`, 'WB100001', 0));
    conversations.noteArrival({ ...about, thread: thread(ids) });
    return callId;
  };
  const [first, second, third] = [
    { chatId: 'ch-1' },
    { chatId: 'ch-2', previousChatId: 'ch-1' },
    { chatId: 'ch-3', previousChatId: 'ch-2' },
  ];
  assert.deepEqual([third, second, first].map(arrive), ['chat:ch-2', 'chat:ch-2', 'chat:ch-2']);
  // A chat that is known belongs where it is, whatever is said to follow upon it.
  conversations.note('chat:other', ['ch-9'], []);
  arrive({ chatId: 'ch-3', previousChatId: 'ch-9' });
  assert.equal(conversations.find(thread({ chatId: 'ch-9' })), 'chat:other');
});
