import { type Static, type TProperties, Type } from 'typebox';
import {
  ChatSchema,
  COMMON_FIELDS,
  DestinationSchema,
  HistorySchema,
  RECORDING_FIELDS,
  ReportArtifactSchema,
  WireToolCallSchema,
} from './message-fields.ts';
import { nullish } from './tolerant-reader.ts';

/**
 * Every message that Vapi posts to a server: the 29 of its OpenAPI file (schemas `ServerMessage*`,
 * VapiAI/docs, 2026-08-20) and three that are legal in `serverMessages` but have no schema there
 * (`assistant.started`, `function-call`, `language-changed`).
 */

// The tool's definition stands beside the call; its `server` may hold a secret in clear.
const ToolWithToolCallSchema = Type.Object({
  name: nullish(Type.String()),
  function: nullish(Type.Object({ name: nullish(Type.String()) })),
  toolCall: nullish(WireToolCallSchema),
});

const text = nullish(Type.String());
const number = nullish(Type.Number());
const session = nullish(Type.Object({ id: text }));
// Beside the artifact, which any message may carry.
const history = {
  messages: nullish(HistorySchema),
  messagesOpenAIFormatted: nullish(HistorySchema),
};

function message<Fields extends TProperties>(fields: Fields) {
  return Type.Object({ ...COMMON_FIELDS, ...fields });
}

/** What is read of each message, by its type. Only a field that is not nullish can be at fault. */
export const MESSAGE_SCHEMAS = {
  'assistant-request': message({}),
  'tool-calls': message({
    // `toolCalls` is undocumented, yet on the wire beside the other two.
    toolCallList: nullish(Type.Array(WireToolCallSchema)),
    toolCalls: nullish(Type.Array(WireToolCallSchema)),
    toolWithToolCallList: nullish(Type.Array(ToolWithToolCallSchema)),
  }),
  'transfer-destination-request': message({}),
  'handoff-destination-request': message({}),
  'knowledge-base-request': message({}),
  'voice-request': message({ sampleRate: number }),
  'call.endpointing.request': message({}),
  'campaign.predial': message({ campaignId: text }),
  'status-update': message({
    status: Type.String({ minLength: 1 }),
    endedReason: text,
    destination: nullish(DestinationSchema),
    ...history,
  }),
  // In early 2024 all of it stood at the top level; later the artifact and the analysis repeat it.
  'end-of-call-report': message({
    assistantVersion: text,
    endedReason: text,
    summary: text,
    transcript: text,
    ...history,
    artifact: nullish(ReportArtifactSchema),
    ...RECORDING_FIELDS,
    analysis: nullish(
      Type.Object({
        summary: text,
        successEvaluation: nullish(Type.Union([Type.String(), Type.Boolean(), Type.Number()])),
        structuredData: Type.Optional(Type.Unknown()),
      }),
    ),
    cost: number,
    costs: nullish(Type.Array(Type.Object({ cost: number }))),
    durationMs: number,
    durationSeconds: number,
    durationMinutes: number,
    startedAt: text,
    endedAt: text,
  }),
  // `conversation` is undocumented; one captured update had it in place of the OpenAI list.
  'conversation-update': message({ ...history, conversation: nullish(HistorySchema) }),
  'speech-update': message({ status: text, role: text, turn: number }),
  transcript: message({ role: text, transcriptType: text, transcript: text }),
  'model-output': message({ turnId: text }),
  'user-interrupted': message({ turnId: text }),
  hang: message({}),
  'transfer-update': message({
    destination: nullish(DestinationSchema),
    toAssistant: nullish(Type.Object({ name: text })),
  }),
  'phone-call-control': message({ request: text, destination: nullish(DestinationSchema) }),
  'language-change-detected': message({ language: text }),
  'voice-input': message({ input: text }),
  'assistant.speechStarted': message({ text, turn: number, source: text }),
  'chat.created': message({ chat: nullish(ChatSchema) }),
  'chat.deleted': message({ chat: nullish(ChatSchema) }),
  'session.created': message({ session }),
  'session.updated': message({ session }),
  'session.deleted': message({ session }),
  'call.deleted': message({}),
  'call.delete.failed': message({}),
  'call.artifact.upload': message({
    artifacts: nullish(Type.Array(Type.Object({ type: text, success: nullish(Type.Boolean()) }))),
  }),
  'assistant.started': message({}),
  // What tool calls were before 2024: one at a time, without an ID.
  'function-call': message({ functionCall: nullish(WireToolCallSchema) }),
  'language-changed': message({ language: text }),
};

/** The name of a message type that Waybill knows. */
export type MessageType = keyof typeof MESSAGE_SCHEMAS;

/** One message type as it is read: its own fields and the common ones, and nothing else. */
export type MessageOf<T extends MessageType> = {
  [Type in T]: { type: Type } & Static<(typeof MESSAGE_SCHEMAS)[Type]>;
}[T];

/** What is read of a message of a type that Vapi may add one day. */
export const UnknownMessageSchema = message({});

/**
 * A message from Vapi, read. An unknown type is never taken over as `type`: a wire string may not
 * steer anything here, and metrics are labelled with `type`. It stands in `wireType`, for the log.
 */
export type VapiMessage =
  | MessageOf<MessageType>
  | ({ type: 'unknown'; wireType: string } & Static<typeof UnknownMessageSchema>);
