/**
 * An answer as OpenAI's clients read it: one object, or server-sent events sentence by sentence.
 * Source: OpenAI's API reference, "The chat completion object" and "chunk object" (read 2026-11).
 */
import { type Static, Type } from 'typebox';
import { type CompletionErrorBody, errorBodyOf, toCompletionError } from './completion-errors.ts';

/** What is said, or done by a tool; sentences come without spaces around them. */
export type Part = { sentence: string } | { toolCall: ToolCall };

/** A call of a tool that the request has offered. */
export type ToolCall = { name: string; arguments: Readonly<Record<string, unknown>> };

/** What an answer is known by, and what its tool calls are. */
export type AnswerHead = {
  /** A UUID or the like. */
  id: string;
  /** Epoch milliseconds. */
  at: number;
  model: string;
  newId: () => string;
};

const ToolCallSchema = Type.Object({
  id: Type.String(),
  type: Type.Literal('function'),
  function: Type.Object({ name: Type.String(), arguments: Type.String() }),
});

const FinishSchema = Type.Union([Type.Literal('stop'), Type.Literal('tool_calls')]);

const UsageSchema = Type.Object({
  prompt_tokens: Type.Integer(),
  completion_tokens: Type.Integer(),
  total_tokens: Type.Integer(),
});

const HEAD_FIELDS = { id: Type.String(), created: Type.Integer(), model: Type.String() };

/** An answer as one object. */
export const CompletionSchema = Type.Object({
  ...HEAD_FIELDS,
  object: Type.Literal('chat.completion'),
  choices: Type.Array(
    Type.Object({
      index: Type.Literal(0),
      message: Type.Object({
        role: Type.Literal('assistant'),
        content: Type.Union([Type.String(), Type.Null()]),
        refusal: Type.Null(),
        tool_calls: Type.Optional(Type.Array(ToolCallSchema)),
      }),
      logprobs: Type.Null(),
      finish_reason: FinishSchema,
    }),
  ),
  usage: UsageSchema,
});

/** One event of an answer that is streamed. */
export const CompletionChunkSchema = Type.Object({
  ...HEAD_FIELDS,
  object: Type.Literal('chat.completion.chunk'),
  choices: Type.Array(
    Type.Object({
      index: Type.Literal(0),
      delta: Type.Object({
        role: Type.Optional(Type.Literal('assistant')),
        content: Type.Optional(Type.String()),
        tool_calls: Type.Optional(
          Type.Array(Type.Object({ index: Type.Integer(), ...ToolCallSchema.properties })),
        ),
      }),
      logprobs: Type.Null(),
      finish_reason: Type.Union([FinishSchema, Type.Null()]),
    }),
  ),
  usage: Type.Optional(Type.Union([UsageSchema, Type.Null()])),
});

type Chunk = Static<typeof CompletionChunkSchema>;
type Delta = Chunk['choices'][number]['delta'];

/** Nothing generates, so that nothing is counted. */
const NO_TOKENS = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

/** The answer of all its parts as one object. */
export async function toCompletion(
  parts: AsyncIterable<Part>,
  head: AnswerHead,
): Promise<Static<typeof CompletionSchema>> {
  const sentences: string[] = [];
  const calls: Static<typeof ToolCallSchema>[] = [];
  for await (const part of parts) {
    if ('sentence' in part) sentences.push(part.sentence);
    else calls.push(toWireCall(part.toolCall, head));
  }
  return {
    ...fieldsOf(head),
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: sentences.length === 0 ? null : sentences.join(' '),
          refusal: null,
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
        },
        logprobs: null,
        finish_reason: calls.length === 0 ? 'stop' : 'tool_calls',
      },
    ],
    usage: NO_TOKENS,
  };
}

/**
 * The answer as the text of server-sent events, one for each part as soon as it is there. What goes
 * wrong on the way is told in an event, after which there is no other: the head has been sent.
 * `onFault` is told of it.
 */
export async function* toEvents(
  parts: AsyncIterable<Part>,
  head: AnswerHead,
  { wantsUsage, onFault }: { wantsUsage: boolean; onFault: (error: unknown) => void },
): AsyncGenerator<string> {
  const fields = { ...fieldsOf(head), object: 'chat.completion.chunk' } as const;
  const usage = wantsUsage ? { usage: null } : {};
  const chunk = (delta: Delta, finish_reason: 'stop' | 'tool_calls' | null = null) =>
    toEvent({ ...fields, choices: [{ index: 0, delta, logprobs: null, finish_reason }], ...usage });
  let [sentences, calls] = [0, 0];
  yield chunk({ role: 'assistant', content: '' });
  try {
    for await (const part of parts) {
      if ('sentence' in part) {
        yield chunk({ content: sentences === 0 ? part.sentence : ` ${part.sentence}` });
        sentences += 1;
      } else {
        yield chunk({ tool_calls: [{ index: calls, ...toWireCall(part.toolCall, head) }] });
        calls += 1;
      }
    }
  } catch (error) {
    onFault(error);
    yield toEvent(errorBodyOf(toCompletionError(error)));
    return;
  }
  yield chunk({}, calls === 0 ? 'stop' : 'tool_calls');
  if (wantsUsage) yield toEvent({ ...fields, choices: [], usage: NO_TOKENS });
  yield 'data: [DONE]\n\n';
}

function toEvent(data: Chunk | CompletionErrorBody): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function fieldsOf({ id, at, model }: AnswerHead) {
  return { id: `chatcmpl-${id}`, created: Math.floor(at / 1000), model };
}

function toWireCall(call: ToolCall, { newId }: AnswerHead): Static<typeof ToolCallSchema> {
  return {
    id: `call_${newId()}`,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  };
}
