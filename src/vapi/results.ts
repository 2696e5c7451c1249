import { type Static, Type } from 'typebox';
import type { AskedEvent } from '../../machines/call-events.ts';
import type { Delivery } from '../../machines/delivery.ts';
import { visibleLine } from '../../machines/hidden-text.ts';
import type { Language } from '../../machines/languages/language.ts';
import { wireIdOf } from '../../machines/question.ts';
import type { Reply, Utterance } from '../../machines/reply.ts';
import { cutText, singleLine } from './single-line.ts';

/** A text that Vapi speaks word for word instead of asking the model. */
const SpokenMessageSchema = Type.Object({
  type: Type.Union([Type.Literal('request-complete'), Type.Literal('request-failed')]),
  role: Type.Literal('assistant'),
  content: Type.String(),
});

/**
 * The answer to one tool call, always sent with HTTP 200: Vapi takes no other.
 * Source: schema `ToolCallResult` in Vapi's OpenAPI file (VapiAI/docs, 2026-08-20).
 */
const ToolResultSchema = Type.Object({
  toolCallId: Type.String(),
  name: Type.String(),
  // Single lines, both: a line break in them makes Vapi report that no result came.
  result: Type.Optional(Type.String()),
  error: Type.Optional(Type.String()),
  message: Type.Optional(SpokenMessageSchema),
});

export type ToolResult = Static<typeof ToolResultSchema>;

/** The answer to a message of tool calls: one result for each, in their order. */
export const ToolResultsSchema = Type.Object({ results: Type.Array(ToolResultSchema) });

/** The answer to a function call of the time before tool calls; there is no place for an error. */
export const FunctionResultSchema = Type.Object({ result: Type.String() });

/** Who words the answer: Waybill, and Vapi speaks it as it is, or the assistant's model. */
export type Speak = 'verbatim' | 'model';

/** The most that Vapi takes as the content of a message. */
export const SPOKEN_LENGTH_MAX = 1000;

/** Turns a reply and the sentence made from it into the wire's answer. Same reply, same bytes. */
export function toToolResult(reply: Reply, sentence: string, how: { speak: Speak }): ToolResult {
  const content = cutText(singleLine(sentence), SPOKEN_LENGTH_MAX);
  const { tool: name } = reply;
  const toolCallId = wireIdOf(reply.toolCallId);
  const failed = reply.status === 'error';
  const type = failed ? 'request-failed' : 'request-complete';
  const spoken = { type, role: 'assistant', content } as const;
  return {
    toolCallId,
    name,
    ...(failed ? { error: content } : { result: toResultText(reply, content) }),
    ...(how.speak === 'verbatim' ? { message: spoken } : {}),
  };
}

/** Makes the answer of every reply, in the words that `sentence` finds for it. */
export function createRender(
  sentence: (reply: Reply) => string,
  { vapi, call }: { vapi: { speak: Speak }; call: { transferDestination?: string | undefined } },
): (reply: Reply) => ToolResult {
  const isTransferred = call.transferDestination !== undefined;
  return (reply) => {
    // After a spoken message Vapi does not ask the model again, and nobody would transfer the call.
    const speak = reply.status === 'handoff' && isTransferred ? 'model' : vapi.speak;
    return toToolResult(reply, sentence(reply), { speak });
  };
}

/** Gives what a tool call would be answered as the answer to a function call. */
export function toFunctionResult(
  answer: ToolResult | undefined,
): Static<typeof FunctionResultSchema> {
  return { result: answer?.result ?? answer?.error ?? '' };
}

/** The answer to a tool call that is not served: Vapi reads none but from a 200. */
export function toRefusedResult(
  { toolCallId, tool: name }: AskedEvent,
  { tools }: Language,
): ToolResult {
  return { toolCallId, name, error: tools.refused };
}

/** What an answer says, and what its call does: as far as whoever speaks it has to know. */
export type SpokenAnswer = {
  text: string;
  status: string | null;
  /** Of a call without a model. */
  act: string | null;
};

/** Reads an answer that toToolResult() has made. */
export function readToolResult({ result, error }: ToolResult): SpokenAnswer {
  if (result === undefined) return { text: error ?? '', status: null, act: null };
  const { message, status, act = null } = JSON.parse(result);
  return { text: message, status, act };
}

function toResultText({ status, source, state, data, utterance }: Reply, message: string): string {
  const delivery = status === 'success' ? toWireDelivery(utterance) : null;
  return singleLine(
    JSON.stringify({
      status,
      message,
      source,
      ...(data === null
        ? {}
        : { asOf: new Date(data.asOf).toISOString(), ageSeconds: data.ageSeconds }),
      ...(data?.stale ? { stale: true } : {}),
      ...(delivery === null ? {} : { delivery }),
      ...(utterance.about === 'talk' ? { act: utterance.act } : {}),
      state,
    }),
  );
}

/**
 * The record as the assistant's model is given it, where it stays in the history: without what
 * nobody needs, without a name that this caller is not told, and without hidden text.
 */
function toWireDelivery(utterance: Utterance): Partial<Delivery> | null {
  if (utterance.about !== 'delivery' && utterance.about !== 'issue') return null;
  const { customerPhone: _, postalCode: __, ...told } = utterance.delivery;
  const { customerName, issueMessage, ...rest } = told;
  const named = customerName !== undefined && utterance.manner.speakName;
  return {
    ...rest,
    status: visibleLine(rest.status),
    ...(named ? { customerName: visibleLine(customerName) } : {}),
    ...(issueMessage === undefined
      ? {}
      : { issueMessage: cutText(visibleLine(issueMessage), SPOKEN_LENGTH_MAX) }),
  };
}
