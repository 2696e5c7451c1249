import type { Static } from 'typebox';
import type { Language } from '../../machines/languages/language.ts';
import { isId, readTimestamp } from './envelope.ts';
import type { HistoryEntrySchema, WireToolCallSchema } from './message-fields.ts';
import type { MessageOf, VapiMessage } from './messages.ts';
import { cutText, singleLine } from './single-line.ts';
import { type LazyList, LIST_ITEMS_MAX, type Reading } from './tolerant-reader.ts';
import { readToolArguments, type ToolArguments } from './tool-arguments.ts';

/** One tool call, read. `args` is null where they could not be read at all. */
export type ToolCall = { toolCallId: string; tool: string; args: ToolArguments | null };

/** Most tool calls of one message that are served; all captured messages have exactly one. */
export const TOOL_CALLS_MAX = 50;

/** Vapi's own limit on a function's name, `^[a-zA-Z0-9_-]{1,64}$` (VapiAI/docs, 2026-08-20). */
const TOOL_NAME_LENGTH_MAX = 64;

type WireToolCall = Static<typeof WireToolCallSchema>;

/** A wire call, and the name that the tool's definition beside it gives. */
type Listed = { call: WireToolCall; toolName: string | null };

/**
 * Lists the tool calls of a message, in the order asked: those of the list of which most can be
 * served, the first of equals. A call without a usable ID cannot be answered
 * and is left out; if that leaves none, or there is no list, the message is at fault.
 * An ID that occurs twice is listed twice: each entry gets an answer, and the same one.
 */
export function listToolCalls(message: MessageOf<'tool-calls'>): Reading<Listed[]> {
  const { path, list } = pickList(message);
  if (list === null) return fault(path, 'must be a list of tool calls');
  const listed = list.filter(({ call }) => hasId(call));
  if (listed.length === 0 && list.length > 0) {
    return fault(`${path}/0/id`, 'must be an ID that an answer can repeat');
  }
  return { ok: true, value: listed };
}

/** Reads the tool calls of a message by the words of a language; none where the message is at fault. */
export function readToolCalls(message: MessageOf<'tool-calls'>, language: Language): ToolCall[] {
  const calls = listToolCalls(message);
  return calls.ok ? calls.value.flatMap((listed) => readToolCall(listed, language) ?? []) : [];
}

function fault(
  path: string,
  reason: string,
): { ok: false; faults: [{ path: string; reason: string }] } {
  return { ok: false, faults: [{ path, reason }] };
}

function pickList(message: MessageOf<'tool-calls'>): { path: string; list: Listed[] | null } {
  const plain = (calls: WireToolCall[] | null | undefined): Listed[] | null =>
    calls?.map((call) => ({ call, toolName: null })) ?? null;
  const lists = [
    { path: '/message/toolCallList', list: plain(message.toolCallList) },
    { path: '/message/toolCalls', list: plain(message.toolCalls) },
    { path: '/message/toolWithToolCallList', list: withTools(message.toolWithToolCallList) },
  ];
  const servable = (list: Listed[] | null) => list?.filter(({ call }) => hasId(call)).length ?? -1;
  const most = Math.max(...lists.map(({ list }) => servable(list)));
  return (
    lists.find(({ list }) => list?.length && servable(list) === most) ??
    lists.find(({ list }) => list !== null) ?? { path: '/message/toolCallList', list: null }
  );
}

function withTools(tools: MessageOf<'tool-calls'>['toolWithToolCallList']): Listed[] | null {
  return (
    tools?.map(({ toolCall, function: definition, name }) => ({
      call: toolCall ?? {},
      toolName: definition?.name ?? name ?? null,
    })) ?? null
  );
}

/**
 * Reads a message of the time before tool calls. When it was sent, or else came, names the question
 * in the place of the ID that it lacks; epoch milliseconds.
 */
export function readFunctionCall(
  message: MessageOf<'function-call'>,
  at: number,
  language: Language,
): ToolCall {
  const call = message.functionCall ?? {};
  const time = readTimestamp(message.timestamp) ?? at;
  return readCall({ call, toolName: null }, `function-call:${time}`, language);
}

/**
 * The tool calls of earlier messages that a message tells again, in order: those of its history but
 * for its own, which stand there as well.
 */
export function readReplayedCalls(message: VapiMessage, language: Language): ToolCall[] {
  if (message.type !== 'tool-calls') return [];
  const { artifact } = message;
  const replayed = [artifact?.messages, artifact?.messagesOpenAIFormatted]
    .map((history) => (history == null ? [] : callsIn(history)))
    .find((calls) => calls.length > 0);
  const calls = (replayed ?? []).flatMap(
    (call) => readToolCall({ call, toolName: null }, language) ?? [],
  );
  const own = readToolCalls(message, language).map((call) => JSON.stringify(call));
  // Its own tool calls stand last, where they are told: an earlier one may have had the same ID.
  for (let last = calls.at(-1); last !== undefined; last = calls.at(-1)) {
    const index = own.indexOf(JSON.stringify(last));
    if (index < 0) break;
    own.splice(index, 1);
    calls.pop();
  }
  return calls;
}

function callsIn(history: LazyList<Static<typeof HistoryEntrySchema>>): WireToolCall[] {
  const count = Math.min(history.length, LIST_ITEMS_MAX);
  return Array.from({ length: count }, (_, index) => history.at(index - count)).flatMap(
    (entry) => entry?.toolCalls ?? entry?.tool_calls ?? [],
  );
}

function hasId({ id }: WireToolCall): boolean {
  return typeof id === 'string' && isId(id);
}

function readToolCall(listed: Listed, language: Language): ToolCall | null {
  const { id } = listed.call;
  return typeof id === 'string' && isId(id) ? readCall(listed, id, language) : null;
}

function readCall({ call, toolName }: Listed, toolCallId: string, language: Language): ToolCall {
  const name = call.function?.name ?? call.name ?? toolName ?? '';
  const tool = cutText(singleLine(name), TOOL_NAME_LENGTH_MAX) || 'unnamed';
  const args =
    call.function?.arguments ??
    call.arguments ??
    call.function?.parameters ??
    call.parameters ??
    null;
  return { toolCallId, tool, args: readToolArguments(args, language) };
}
