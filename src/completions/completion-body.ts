/**
 * What a request for a chat completion says, as Vapi sends it to a server that stands in for the
 * model: OpenAI's body, with the call beside it.
 * Source: OpenAI's API reference, "Create chat completion"; docs.vapi.ai, "Custom LLM" (read 2026-11).
 */
import type { CountryCode } from 'libphonenumber-js/min';
import { type Static, Type } from 'typebox';
import { type Envelope, readEnvelope } from '../vapi/envelope.ts';
import { COMMON_FIELDS } from '../vapi/message-fields.ts';
import { isRecord, lazyListOf, nullish, readAs } from '../vapi/tolerant-reader.ts';
import type { WebhookDelivery } from '../vapi/webhook-delivery.ts';
import { CompletionError } from './completion-errors.ts';

const text = nullish(Type.String());

/** A part of a message; of those that are no text (images, sound, files) nothing is read. */
const PartSchema = Type.Object({ type: Type.String(), text });

const MessageSchema = Type.Object({
  role: Type.String(),
  content: nullish(Type.Union([Type.String(), Type.Array(PartSchema)])),
  tool_calls: nullish(
    Type.Array(
      Type.Object({
        id: Type.String(),
        function: Type.Object({ name: Type.String(), arguments: text }),
      }),
    ),
  ),
  tool_call_id: text,
});

const ToolSchema = Type.Object({
  type: text,
  function: Type.Object({ name: Type.String(), parameters: Type.Optional(Type.Unknown()) }),
});

/**
 * What is read of a body. All else is let through unread: settings of a model that is not there, and
 * `phoneNumber`, which may hold a token. `n` is among it: a call is answered once.
 */
export const CompletionBodySchema = Type.Object({
  ...COMMON_FIELDS,
  messages: lazyListOf(MessageSchema),
  model: text,
  stream: nullish(Type.Boolean()),
  stream_options: nullish(Type.Object({ include_usage: nullish(Type.Boolean()) })),
  tools: nullish(Type.Array(ToolSchema)),
  metadata: Type.Optional(Type.Unknown()),
});

/** Who speaks in a conversation, by OpenAI's words. */
export type Role = 'system' | 'developer' | 'user' | 'assistant' | 'tool';

const ROLES: readonly string[] = [
  'system',
  'developer',
  'user',
  'assistant',
  'tool',
] satisfies Role[];

/** One message of a conversation: what was said, and what was asked of tools. */
export type Turn = {
  role: Role;
  /** Empty where nothing was said that is text. */
  text: string;
  toolCalls: readonly { id: string; name: string; arguments: string }[];
  /** Which tool call this is the result of. */
  toolCallId: string | null;
};

/** A tool that may be called, with its JSON schema as it came. */
export type OfferedTool = { name: string; parameters: unknown };

/** What is asked to be gone on with. */
export type Conversation = {
  /** The call or chat that it is, by its own IDs; none for a client that is not Vapi. */
  envelope: Envelope;
  /** Oldest first; messages of unknown roles are left out. */
  turns: readonly Turn[];
  /** Tools of Vapi's own among them, such as endCall and transferCall, where they are set. */
  tools: readonly OfferedTool[];
  metadata: unknown;
};

/** A request that was read: the conversation, and how its answer is wanted. */
export type CompletionRequest = {
  conversation: Conversation;
  /** What the client calls the model, to be told the same. */
  model: string;
  isStream: boolean;
  /** Whether a stream tells the tokens at its end. */
  wantsUsage: boolean;
};

/** Most messages that are read of a conversation, the last ones: an hour's talk has fewer. */
const TURNS_MAX = 2000;
const MODEL_LENGTH_MAX = 200;
const MODEL = 'waybill';

/**
 * Reads a body. A message that does not fit is passed over, as is a field that may be missing: a
 * caller waits for the answer. `country` is that of callers whose number has none.
 * @throws {CompletionError} if it is no object, has no messages, or names a call in no usable way
 */
export function readCompletionBody(
  body: unknown,
  headers: WebhookDelivery['headers'],
  country?: CountryCode,
): CompletionRequest {
  if (!isRecord(body)) throw new CompletionError(400, 'The body must be a JSON object');
  const reading = readAs(CompletionBodySchema, body);
  if (!reading.ok) throw faultOf(reading.faults[0]);
  const { model, stream, stream_options, metadata } = reading.value;
  const envelope = envelopeOf(reading.value, headers, country);
  const isKnown = envelope.key !== null || envelope.thread !== null;
  // A call may begin with nothing said at all; of any other client it is a mistake.
  if (reading.value.messages.length === 0 && !isKnown) {
    throw new CompletionError(400, 'There must be at least one message', 'messages');
  }
  return {
    conversation: {
      envelope,
      turns: turnsOf(reading.value),
      tools: toolsOf(reading.value),
      metadata: metadata ?? null,
    },
    model: (model || MODEL).slice(0, MODEL_LENGTH_MAX),
    isStream: stream === true,
    wantsUsage: stream_options?.include_usage === true,
  };
}

type Body = Static<typeof CompletionBodySchema>;

function envelopeOf(
  body: Body,
  headers: WebhookDelivery['headers'],
  country: CountryCode | undefined,
): Envelope {
  // The call and the chat stand in it as they do in a server message.
  const message = { ...body, type: 'unknown', wireType: 'chat.completions' } as const;
  const reading = readEnvelope(message, headers, country);
  if (!reading.ok) throw faultOf(reading.faults[0]);
  return reading.value;
}

function faultOf(fault: { path: string; reason: string } | undefined): CompletionError {
  // An envelope is read as that of a server message, within which its fields stand.
  const names = fault?.path.split('/').filter((name) => name !== '' && name !== 'message');
  const param = names?.join('.') ?? null;
  return new CompletionError(400, `'${param}' ${fault?.reason}`, param);
}

function turnsOf({ messages }: Body): Turn[] {
  const count = Math.min(messages.length, TURNS_MAX);
  return Array.from({ length: count }, (_, index) => messages.at(index - count)).flatMap(
    (message) => {
      if (message === null || !isRole(message.role)) return [];
      const { role, content, tool_calls, tool_call_id } = message;
      return {
        role,
        text: textOf(content),
        toolCalls: (tool_calls ?? []).map(({ id, function: { name, arguments: given } }) => ({
          id,
          name,
          arguments: given ?? '',
        })),
        toolCallId: tool_call_id ?? null,
      };
    },
  );
}

function isRole(role: string): role is Role {
  return ROLES.includes(role);
}

function textOf(content: string | { type: string; text?: string | null }[] | null | undefined) {
  if (typeof content === 'string') return content;
  const texts = (content ?? []).flatMap(({ type, text: said }) => (type === 'text' ? said : []));
  return texts.filter((said) => said).join(' ');
}

function toolsOf({ tools }: Body): OfferedTool[] {
  return (tools ?? []).map(({ function: { name, parameters } }) => ({ name, parameters }));
}
