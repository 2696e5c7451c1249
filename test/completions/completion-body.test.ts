import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readCompletionBody } from '../../src/completions/completion-body.ts';
import { CompletionError } from '../../src/completions/completion-errors.ts';

const USER = { role: 'user', content: 'Where is it?' };

const read = (body: unknown) => readCompletionBody(body, {});
const textsOf = (messages: unknown[]) =>
  read({ messages }).conversation.turns.map(({ role, text }) => `${role}: ${text}`);

/** A body as Vapi sends it. */
const VAPI = {
  model: 'waybill-1',
  messages: [{ role: 'system', content: 'You are' }, USER],
  temperature: 0.5,
  stream: true,
  max_tokens: 250,
  tools: [{ type: 'function', function: { name: 'endCall', parameters: { type: 'object' } } }],
  call: {
    id: 'call-1',
    customer: { number: '+12025550101' },
    monitor: { controlUrl: 'https://a' },
  },
  phoneNumber: { twilioAuthToken: 'secret' },
  customer: { number: '+12025550101' },
  metadata: { numUserTurns: 1 },
};

describe('readCompletionBody()', () => {
  it("reads Vapi's body: the call, who calls, what is offered", () => {
    const { conversation, ...rest } = read(VAPI);
    assert.deepEqual(rest, { model: 'waybill-1', isStream: true, wantsUsage: false });
    assert.equal(conversation.envelope.key, 'call-1');
    assert.equal(conversation.envelope.callerNumber, '+12025550101');
    assert.equal(conversation.envelope.controlUrl, 'https://a');
    assert.deepEqual(conversation.tools, [{ name: 'endCall', parameters: { type: 'object' } }]);
    assert.deepEqual(conversation.metadata, { numUserTurns: 1 });
  });

  it('keeps no token that stands in the body', () => {
    assert.doesNotMatch(JSON.stringify(read(VAPI)), /secret/);
  });

  it('knows a chat by its ID', () => {
    const { thread, key } = read({ messages: [], chat: { id: 'chat-1' } }).conversation.envelope;
    assert.deepEqual([thread?.chatId, key], ['chat-1', null]);
  });

  it('takes text out of parts, and nothing out of images', () => {
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
    const parts = [{ type: 'text', text: 'Where' }, image, { type: 'text', text: 'is it?' }];
    assert.deepEqual(textsOf([{ role: 'user', content: parts }]), ['user: Where is it?']);
    assert.deepEqual(textsOf([{ role: 'user', content: [image] }]), ['user: ']);
  });

  it('passes over unknown roles, and what is no message', () => {
    const strange = { role: 'narrator', content: 'Meanwhile' };
    assert.deepEqual(textsOf([strange, null, 7, { content: 'a' }, USER]), ['user: Where is it?']);
  });

  it('reads tool calls and their results', () => {
    const call = { id: 'c1', type: 'function', function: { name: 'endCall', arguments: '{}' } };
    const [asked, result] = read({
      messages: [
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'c1', content: 'done' },
      ],
    }).conversation.turns;
    assert.deepEqual(asked?.toolCalls, [{ id: 'c1', name: 'endCall', arguments: '{}' }]);
    assert.deepEqual([result?.role, result?.toolCallId, result?.text], ['tool', 'c1', 'done']);
  });

  it('reads a history of 500 turns from its first one, and only the end of an endless one', () => {
    const talk = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ role: 'user', content: `${at}` }));
    assert.equal(textsOf(talk(500))[0], 'user: 0');
    const endless = textsOf(talk(50_000));
    assert.deepEqual([endless.length, endless.at(-1)], [2000, 'user: 49999']);
  });

  it('answers once whatever n is, and reads on where a field has a wrong type', () => {
    const { conversation, isStream } = read({
      messages: [USER],
      n: 5,
      stream: 'yes',
      tools: 'none',
    });
    assert.deepEqual([conversation.turns.length, isStream, conversation.tools], [1, false, []]);
  });

  it('takes a call in which nothing was said yet', () => {
    assert.deepEqual(read({ messages: [], call: { id: 'a' } }).conversation.turns, []);
  });

  const bad: [body: unknown, param: string | null][] = [
    [null, null],
    [[], null],
    ['text', null],
    [{}, 'messages'],
    [{ messages: null }, 'messages'],
    [{ messages: {} }, 'messages'],
    [{ messages: [] }, 'messages'],
    [{ messages: [USER], call: { id: 'a\nb' } }, 'call.id'],
  ];
  for (const [body, param] of bad) {
    it(`refuses ${JSON.stringify(body)}`, () => {
      assert.throws(
        () => read(body),
        (error) =>
          error instanceof CompletionError && error.status === 400 && error.param === param,
      );
    });
  }
});
