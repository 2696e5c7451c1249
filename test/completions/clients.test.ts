/* The clients that people have must be able to talk to the route as they talk to OpenAI. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, jsonSchema, streamText, tool } from 'ai';
import OpenAI from 'openai';
import type { Part } from '../../src/completions/completion-answer.ts';
import { KEY, saying, serveCompletions } from './serve-completions.ts';

const PARTS: Part[] = [{ sentence: 'Goodbye.' }, { toolCall: { name: 'endCall', arguments: {} } }];
const SAID: Part[] = [{ sentence: 'Your parcel is on its way.' }, { sentence: 'Anything else?' }];
const TEXT = 'Your parcel is on its way. Anything else?';

const MESSAGES = [{ role: 'user' as const, content: 'Where is it?' }];
const END_CALL = { type: 'function' as const, function: { name: 'endCall', parameters: {} } };

async function openaiOf(t: TestContext, parts: Part[], apiKey = KEY) {
  const { baseURL } = await serveCompletions(t, () => saying(...parts));
  return new OpenAI({ baseURL, apiKey, maxRetries: 0 });
}

async function modelOf(t: TestContext, parts: Part[]) {
  const { baseURL } = await serveCompletions(t, () => saying(...parts));
  return createOpenAICompatible({ name: 'waybill', baseURL, apiKey: KEY })('waybill');
}

test('openai: an answer in one piece', async (t) => {
  const client = await openaiOf(t, SAID);
  const { choices, usage } = await client.chat.completions.create({
    model: 'waybill',
    messages: MESSAGES,
  });
  assert.equal(choices[0]?.message.content, TEXT);
  assert.equal(usage?.total_tokens, 0);
});

test('openai: an answer that is streamed, with its usage', async (t) => {
  const client = await openaiOf(t, SAID);
  const stream = await client.chat.completions.create({
    model: 'waybill',
    messages: MESSAGES,
    stream: true,
    stream_options: { include_usage: true },
  });
  let [text, tokens] = ['', -1];
  for await (const { choices, usage } of stream) {
    text += choices[0]?.delta.content ?? '';
    tokens = usage?.total_tokens ?? tokens;
  }
  assert.deepEqual([text, tokens], [TEXT, 0]);
});

test('openai: a tool call that is streamed, put together by the client', async (t) => {
  const client = await openaiOf(t, PARTS);
  const stream = client.chat.completions.stream({
    model: 'waybill',
    messages: MESSAGES,
    tools: [END_CALL],
  });
  const { choices } = await stream.finalChatCompletion();
  assert.equal(choices[0]?.finish_reason, 'tool_calls');
  const [call] = choices[0]?.message.tool_calls ?? [];
  assert.deepEqual(call?.type === 'function' && call.function.name, 'endCall');
  assert.equal(choices[0]?.message.content, 'Goodbye.');
});

test('openai: a wrong key and a bad request are errors of its own classes', async (t) => {
  const stranger = await openaiOf(t, SAID, 'wrong');
  const ask = (client: OpenAI, messages: typeof MESSAGES) =>
    client.chat.completions.create({ model: 'waybill', messages });
  await assert.rejects(ask(stranger, MESSAGES), OpenAI.AuthenticationError);
  await assert.rejects(ask(await openaiOf(t, SAID), []), OpenAI.BadRequestError);
});

test('openai: a stream that breaks off is an error, and not the end of the answer', async (t) => {
  const { baseURL } = await serveCompletions(t, async function* () {
    yield { sentence: 'One moment, please.' };
    throw new Error('broken');
  });
  const client = new OpenAI({ baseURL, apiKey: KEY, maxRetries: 0 });
  const stream = await client.chat.completions.create({
    model: 'waybill',
    messages: MESSAGES,
    stream: true,
  });
  await assert.rejects(async () => {
    for await (const _ of stream);
  }, OpenAI.APIError);
});

test('ai: an answer in one piece', async (t) => {
  const { text, finishReason } = await generateText({
    model: await modelOf(t, SAID),
    messages: MESSAGES,
  });
  assert.deepEqual([text, finishReason], [TEXT, 'stop']);
});

test('ai: an answer that is streamed', async (t) => {
  const { textStream } = streamText({ model: await modelOf(t, SAID), messages: MESSAGES });
  let text = '';
  for await (const piece of textStream) text += piece;
  assert.equal(text, TEXT);
});

test('ai: a tool call, in one piece and streamed', async (t) => {
  const tools = {
    endCall: tool({ inputSchema: jsonSchema<object>({ type: 'object' }), execute: () => 'done' }),
  };
  const whole = await generateText({ model: await modelOf(t, PARTS), messages: MESSAGES, tools });
  assert.deepEqual(
    whole.toolCalls.map(({ toolName }) => toolName),
    ['endCall'],
  );
  const streamed = streamText({ model: await modelOf(t, PARTS), messages: MESSAGES, tools });
  const calls = await streamed.toolCalls;
  assert.deepEqual(
    calls.map(({ toolName, input }) => [toolName, input]),
    [['endCall', {}]],
  );
});
