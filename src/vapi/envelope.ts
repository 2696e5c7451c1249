import { createHash } from 'node:crypto';
import type { ToolEvent } from '../../machines/call-events.ts';
import type { VapiMessage } from './messages.ts';
import type { Reading } from './tolerant-reader.ts';
import type { WebhookDelivery } from './webhook-delivery.ts';

/** Who a message is about. A plain object of known fields; the control URL is a credential. */
export type Envelope = {
  /**
   * What the call's actor is keyed by: the call's ID, or `chat:` and the session's or else the
   * chat's; null if nothing names any.
   */
  key: string | null;
  callerNumber: string | null;
  /**
   * Where the live call can be steered. It comes from a request body: check its scheme and host
   * before anything is sent there.
   */
  controlUrl: string | null;
  /** When Vapi says that it sent the message, in epoch milliseconds. */
  sentAt: number | null;
};

/** Most characters of an ID; those seen are UUIDs of 36. */
export const ID_LENGTH_MAX = 200;

/** Keeps a conversation apart from a call of the same ID. */
const CHAT = 'chat:';

const DIGEST_LENGTH = 16;
const CALLER_NUMBER_LENGTH_MAX = 50;
const CONTROL_URL_LENGTH_MAX = 2000;

const ID = /^[^\p{Cc}\u2028\u2029]+$/u;

// Without an actor to deliver them to, these would be lost in silence. A tool call gets its answer
// all the same: Vapi reads results from a 200 alone.
const CALL_BOUND: readonly string[] = ['status-update', 'end-of-call-report'];

/** True for a text that can be taken over as an ID: opaque, on one line, of bounded length. */
export function isId(text: string): boolean {
  return text.length <= ID_LENGTH_MAX && ID.test(text);
}

/**
 * What the actor of a tool call is keyed by that nothing else names. It holds the question as well:
 * some models number their calls in each turn anew, and nobody may hear what another has asked.
 */
export function keyOfLone({ at: _, ...question }: ToolEvent): string {
  const digest = createHash('sha256').update(JSON.stringify(question)).digest('hex');
  return `tool:${question.toolCallId}:${digest.slice(0, DIGEST_LENGTH)}`;
}

/**
 * Reads who a message is about. The headers, names in small letters, are those that Vapi sends
 * beside the body (seen on captured deliveries, 2025-12 to 2026-06); they count only if the body is
 * silent.
 */
export function readEnvelope(message: VapiMessage, headers: Headers = {}): Reading<Envelope> {
  const { call } = message;
  const named = namesOf(message, headers).find(({ id }) => id !== null);
  if (named?.id && !isId(named.id)) {
    const reason = `must be one line of 1 to ${ID_LENGTH_MAX} characters`;
    return { ok: false, faults: [{ path: named.path, reason }] };
  }
  if (named === undefined && CALL_BOUND.includes(message.type)) {
    const reason = 'must be present, or a chat in its place';
    return { ok: false, faults: [{ path: '/message/call/id', reason }] };
  }
  return {
    ok: true,
    value: {
      key: named?.id ? `${named.prefix}${named.id}` : null,
      callerNumber: readCallerNumber(message),
      controlUrl: readControlUrl(call?.monitor?.controlUrl),
      sentAt: readTimestamp(message.timestamp),
    },
  };
}

type Headers = WebhookDelivery['headers'];

/** Everything that may name the call or the conversation, that which counts first being first. */
function namesOf({ call, chat }: VapiMessage, headers: Headers) {
  const cookie = /(?:^|;)\s*callId=([^;]*)/.exec(nonEmpty(headers.cookie) ?? '')?.[1]?.trim();
  const session = nonEmpty(headers['x-session-id']);
  return [
    { path: '/message/call/id', prefix: '', id: nonEmpty(call?.id) },
    { path: '/message/chat/sessionId', prefix: CHAT, id: nonEmpty(chat?.sessionId) },
    // Where the body names a chat, the header tells what conversation it is of.
    { path: '/headers/x-session-id', prefix: CHAT, id: nonEmpty(chat?.id) && session },
    { path: '/message/chat/id', prefix: CHAT, id: nonEmpty(chat?.id) },
    { path: '/headers/x-call-id', prefix: '', id: nonEmpty(headers['x-call-id']) },
    { path: '/headers/x-session-id', prefix: CHAT, id: session },
    { path: '/headers/x-chat-id', prefix: CHAT, id: nonEmpty(headers['x-chat-id']) },
    { path: '/headers/cookie', prefix: '', id: nonEmpty(cookie) },
  ];
}

function nonEmpty(text: unknown): string | null {
  return typeof text === 'string' && text !== '' ? text : null;
}

function readCallerNumber(message: VapiMessage): string | null {
  // A withheld number leaves `customer` empty or away; web calls and chats have none.
  const number = message.call?.customer?.number || message.customer?.number || '';
  return number === '' || number.length > CALLER_NUMBER_LENGTH_MAX ? null : number;
}

function readControlUrl(wire: string | null | undefined): string | null {
  // One sample in Vapi's documentation wraps the URL in angle brackets.
  const url = wire?.trim().replace(/^<(.*)>$/, '$1') ?? '';
  return url === '' || url.length > CONTROL_URL_LENGTH_MAX ? null : url;
}

/** A time on the wire, an ISO text or epoch milliseconds, as the latter; null for what is none. */
export function readTimestamp(wire: number | string | null | undefined): number | null {
  const time = typeof wire === 'string' ? Date.parse(wire) : wire;
  return typeof time === 'number' && Number.isFinite(time) ? time : null;
}
