import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';
import {
  CompletionChunkSchema,
  CompletionSchema,
  type Part,
  toCompletion,
  toEvents,
} from '../../src/completions/completion-answer.ts';
import { CompletionError } from '../../src/completions/completion-errors.ts';
import { saying } from './serve-completions.ts';

const HEAD = { id: 'a', at: 1_795_953_600_999, model: 'm', newId: () => 'b' };
const TWO: Part[] = [{ sentence: 'One.' }, { sentence: 'Two.' }];
const TRANSFER: Part = { toolCall: { name: 'transferCall', arguments: { destination: '+1' } } };

async function eventsOf(parts: AsyncIterable<Part>, wantsUsage = false) {
  const faults: unknown[] = [];
  const texts: string[] = [];
  const onFault = (error: unknown) => faults.push(error);
  for await (const text of toEvents(parts, HEAD, { wantsUsage, onFault })) texts.push(text);
  const data = texts.map((text) => /^data: (.*)\n\n$/.exec(text)?.[1] ?? 'broken');
  return {
    faults,
    last: data.at(-1),
    chunks: data.filter((it) => it !== '[DONE]').map((it) => JSON.parse(it)),
  };
}

test('toCompletion() gives one object of all sentences', async () => {
  const completion = await toCompletion(saying(...TWO), HEAD);
  assert.ok(Value.Check(CompletionSchema, completion));
  assert.deepEqual(
    [completion.id, completion.created, completion.model],
    ['chatcmpl-a', 1_795_953_600, 'm'],
  );
  const [choice] = completion.choices;
  assert.equal(choice?.message.content, 'One. Two.');
  assert.equal(choice?.finish_reason, 'stop');
  assert.equal('tool_calls' in (choice?.message ?? {}), false);
  assert.equal(completion.usage.total_tokens, 0);
});

test('toCompletion() gives tool calls beside what is said, and alone', async () => {
  const { choices } = await toCompletion(saying(TRANSFER), HEAD);
  assert.deepEqual(choices[0]?.message, {
    role: 'assistant',
    content: null,
    refusal: null,
    tool_calls: [
      {
        id: 'call_b',
        type: 'function',
        function: { name: 'transferCall', arguments: '{"destination":"+1"}' },
      },
    ],
  });
  assert.equal(choices[0]?.finish_reason, 'tool_calls');
});

test('toEvents() gives a chunk for each sentence, and ends with [DONE]', async () => {
  const { chunks, last } = await eventsOf(saying(...TWO));
  for (const chunk of chunks) assert.ok(Value.Check(CompletionChunkSchema, chunk));
  assert.deepEqual(
    chunks.map(({ choices: [{ delta, finish_reason }] }) => [delta, finish_reason]),
    [
      [{ role: 'assistant', content: '' }, null],
      [{ content: 'One.' }, null],
      [{ content: ' Two.' }, null],
      [{}, 'stop'],
    ],
  );
  assert.equal(last, '[DONE]');
});

test("toEvents() gives tool calls in OpenAI's delta form", async () => {
  const { chunks } = await eventsOf(saying({ sentence: 'Bye.' }, TRANSFER, TRANSFER));
  for (const chunk of chunks) assert.ok(Value.Check(CompletionChunkSchema, chunk));
  const calls = chunks.flatMap(({ choices: [{ delta }] }) => delta.tool_calls ?? []);
  assert.deepEqual(
    calls.map(({ index, id, function: { name } }) => [index, id, name]),
    [
      [0, 'call_b', 'transferCall'],
      [1, 'call_b', 'transferCall'],
    ],
  );
  assert.equal(chunks.at(-1).choices[0].finish_reason, 'tool_calls');
});

test('toEvents() tells the usage at the end where that is wanted', async () => {
  const { chunks } = await eventsOf(saying(...TWO), true);
  assert.deepEqual(chunks.at(-1).choices, []);
  assert.equal(chunks.at(-1).usage.total_tokens, 0);
  assert.equal(chunks[0].usage, null);
});

test('toEvents() yields a sentence before the next one is there', async () => {
  async function* waiting(): AsyncGenerator<Part> {
    yield { sentence: 'One moment, please.' };
    await new Promise(() => {});
  }
  const events = toEvents(waiting(), HEAD, { wantsUsage: false, onFault: () => {} });
  await events.next();
  const { value } = await events.next();
  assert.match(`${value}`, /One moment, please\./);
});

test('toEvents() tells what breaks on the way as an error, without its words, and ends', async () => {
  async function* breaking(): AsyncGenerator<Part> {
    yield { sentence: 'One.' };
    throw new Error('a secret');
  }
  const { chunks, last, faults } = await eventsOf(breaking());
  assert.equal(chunks.at(-1).error.type, 'server_error');
  assert.doesNotMatch(last ?? '', /secret|DONE/);
  assert.equal(faults.length, 1);
});

test('toEvents() tells a fault that was meant to be told', async () => {
  // biome-ignore lint/correctness/useYield: it fails before there is anything.
  async function* full(): AsyncGenerator<Part> {
    throw new CompletionError(429);
  }
  const { chunks } = await eventsOf(full());
  assert.equal(chunks.at(-1).error.code, 'rate_limit_exceeded');
});
