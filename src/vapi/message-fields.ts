import { Type } from 'typebox';
import { lazyListOf, nullish } from './tolerant-reader.ts';

/**
 * The parts that several of Vapi's server messages share, cut down to what Waybill reads.
 * Source: schemas `ServerMessage*`, `Call`, `Chat` and `Artifact` in Vapi's OpenAPI file
 * (VapiAI/docs, 2026-08-20), and payloads captured from real calls, 2024 to 2026. Where the two disagree, both are
 * accepted; explicit nulls are common, and undocumented keys appear at every level.
 */

const CustomerSchema = Type.Object({ number: nullish(Type.String()) });

// `call.status` is left out on purpose: it is a stale snapshot, `queued` even in the final report.
const CallSchema = Type.Object({
  id: nullish(Type.String()),
  type: nullish(Type.String()),
  customer: nullish(CustomerSchema),
  monitor: nullish(Type.Object({ controlUrl: nullish(Type.String()) })),
  // Reports of early 2024 have these here and nowhere else.
  startedAt: nullish(Type.String()),
  endedAt: nullish(Type.String()),
  endedReason: nullish(Type.String()),
  cost: nullish(Type.Number()),
});

/** The chat that a message belongs to, in place of a call: one message of a text conversation. */
export const ChatSchema = Type.Object({
  id: nullish(Type.String()),
  sessionId: nullish(Type.String()),
  previousChatId: nullish(Type.String()),
});

/** A tool call, nested as on the wire or flat as on Vapi's documentation pages. */
export const WireToolCallSchema = Type.Object({
  id: nullish(Type.String()),
  name: nullish(Type.String()),
  // An object on the wire, JSON text by the OpenAPI file, `parameters` in some documentation.
  arguments: Type.Optional(Type.Unknown()),
  parameters: Type.Optional(Type.Unknown()),
  function: nullish(
    Type.Object({
      name: nullish(Type.String()),
      arguments: Type.Optional(Type.Unknown()),
      parameters: Type.Optional(Type.Unknown()),
    }),
  ),
});

// Vapi's own lists say `message`, `toolCalls` and the role `bot`; the OpenAI ones `content`,
// `tool_calls` and `assistant`.
/** One entry of what was said and done. */
export const HistoryEntrySchema = Type.Object({
  role: nullish(Type.String()),
  message: nullish(Type.String()),
  // OpenAI's form knows a text, or a list of its parts.
  content: nullish(
    Type.Union([
      Type.String(),
      Type.Array(Type.Union([Type.String(), Type.Object({ text: nullish(Type.String()) })])),
    ]),
  ),
  toolCalls: nullish(Type.Array(WireToolCallSchema)),
  tool_calls: nullish(Type.Array(WireToolCallSchema)),
});

/** A list of what was said, in Vapi's form or in OpenAI's. */
export const HistorySchema = lazyListOf(HistoryEntrySchema);

/** Where a call is transferred to. */
export const DestinationSchema = Type.Object({
  type: nullish(Type.String()),
  number: nullish(Type.String()),
  sipUri: nullish(Type.String()),
  assistantName: nullish(Type.String()),
});

/** The call's artifact as far as it tells what was said. */
export const ArtifactSchema = Type.Object({
  messages: nullish(HistorySchema),
  messagesOpenAIFormatted: nullish(HistorySchema),
  transcript: nullish(Type.String()),
  // By the ID of each: what it is called and what came of it.
  structuredOutputs: Type.Optional(Type.Unknown()),
});

/** Where a report says that the recording is, at its top level as in its artifact. */
export const RECORDING_FIELDS = {
  recordingUrl: nullish(Type.String()),
  stereoRecordingUrl: nullish(Type.String()),
};

/** The artifact of a report, which tells where the recording is in a newer form, too. */
export const ReportArtifactSchema = Type.Object({
  ...ArtifactSchema.properties,
  ...RECORDING_FIELDS,
  recording: nullish(
    Type.Object({
      stereoUrl: nullish(Type.String()),
      mono: nullish(Type.Object({ combinedUrl: nullish(Type.String()) })),
    }),
  ),
});

/** What any message may carry. None of it is required: chat traffic has no call. */
export const COMMON_FIELDS = {
  call: nullish(CallSchema),
  chat: nullish(ChatSchema),
  customer: nullish(CustomerSchema),
  artifact: nullish(ArtifactSchema),
  // An ISO string in 2024, epoch milliseconds since.
  timestamp: nullish(Type.Union([Type.Number(), Type.String()])),
};
