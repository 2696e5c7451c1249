import { type Static, Type } from 'typebox';
import { CallContextSchema } from '../../machines/call-context.ts';
import { TurnSchema } from '../../machines/call-events.ts';
import { RecordedEventSchema, type RecordedSnapshot } from '../../machines/record.ts';
import { CallStateSchema } from '../../machines/reply.ts';

/**
 * The version of the lines that are written, and to which a reader lifts those of earlier ones. What
 * a line learns to carry beside the rest, such as the trail of a lookup, is optional and leaves the
 * version: earlier releases pass over it.
 */
export const LINE_VERSION = 2;

/** One answer as it was sent; equal bytes when it is written as JSON again. */
export type RecordedResult = { toolCallId: string; [field: string]: unknown };

const ToolCallSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  arguments: Type.Unknown(),
});

/** A tool call as Vapi made it, as far as it could be read. */
export type RecordedToolCall = Static<typeof ToolCallSchema>;

/** What every context holds; a line that was lifted from version 1 may lack what it did not know. */
const FirstContextSchema = Type.Pick(CallContextSchema, [
  'callId',
  'policy',
  'tries',
  'candidate',
  'callerNumbers',
  'passedNumbers',
  'pendingLookups',
  'currentDelivery',
  'fallbackReason',
  'ended',
  'review',
]);

const SnapshotSchema = Type.Object({
  value: Type.Unknown(),
  context: Type.Object({
    ...Type.Partial(CallContextSchema).properties,
    ...FirstContextSchema.properties,
  }),
  status: Type.String(),
});

/** ISO 8601 in UTC, of a moment that there is. */
const TimestampSchema = Type.Refine(
  Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T[\\d:.]+Z$' }),
  (text) => !Number.isNaN(Date.parse(text)),
);

/** What is known of a line, and answered by it, whatever is wrong with the rest of it. */
export const LineHeadSchema = Type.Object({
  v: Type.Literal(LINE_VERSION),
  /** When the delivery was answered. */
  timestamp: TimestampSchema,
  call_id: Type.String(),
  /** Per call, from 0, without gaps. */
  seq: Type.Integer({ minimum: 0 }),
  /** The outer state after these events. */
  state: CallStateSchema,
});

/**
 * Exactly what was sent; null for a delivery that is answered with `{}`, and for a chat of which nothing is
 * new but the chat: its answers stand in earlier lines.
 */
export const ResponseSchema = Type.Union([
  Type.Null(),
  Type.Object({
    results: Type.Array(Type.Unsafe<RecordedResult>(Type.Object({ toolCallId: Type.String() }))),
  }),
]);

/**
 * One line of the journal: a webhook delivery that moved or answered a call. Names and meaning are
 * those of DESIGN: other people's scripts read these files.
 */
export const LineSchema = Type.Object({
  ...LineHeadSchema.properties,
  correlation_id: Type.String(),
  /**
   * Who calls, as a keyed hash of the number in E.164; null where the number is not told. Lines of
   * earlier releases do not say.
   */
  caller: Type.Optional(Type.Union([Type.Null(), Type.String()])),
  /**
   * The chats of a conversation in writing in which something was asked since the line before: each
   * message is a chat of its own, and by the one before it the next is known to belong here. Absent for
   * none, as of a call that is spoken, and in lines of earlier releases.
   */
  chat_ids: Type.Optional(Type.Array(Type.String())),
  /** What was said since the line before, as Vapi reported it. */
  transcript: Type.Array(TurnSchema),
  tool_calls: Type.Array(ToolCallSchema),
  response: ResponseSchema,
  /**
   * Whose answers stand in the response, by the IDs that the events have; only where those are not
   * the IDs on the wire, because one of them asked more than one question.
   */
  answered: Type.Optional(Type.Array(Type.String())),
  /** All that the call's actor received since the line before, lookup outcomes and clock included. */
  events: Type.Array(RecordedEventSchema),
  snapshot: SnapshotSchema,
  latency_ms: Type.Number(),
});

/**
 * One line of the journal, as readers have it. The context of an earlier release lacks what contexts
 * have learnt to hold since: whoever goes on from one fills it in.
 */
export type JournalLine = Static<typeof LineSchema> & { snapshot: RecordedSnapshot };

/** The answers of a line, each with the ID that the tool call has in the events. */
export function answersOf({
  response,
  answered,
}: Pick<JournalLine, 'response' | 'answered'>): { askId: string; result: RecordedResult }[] {
  const results = response?.results ?? [];
  return results.map((result, index) => ({
    askId: answered?.[index] ?? result.toolCallId,
    result,
  }));
}

/** When a call was opened, by its first line, in epoch milliseconds; null for a line that does not say. */
export function openedAt({ events: [opening] }: Pick<JournalLine, 'events'>): number | null {
  return opening?.type === 'call.opened' ? opening.at : null;
}
