import { createHash } from 'node:crypto';
import type { CountryCode } from 'libphonenumber-js/min';
import type { AskedEvent } from '../../machines/call-events.ts';
import { questionOf } from '../../machines/question.ts';
import { readCallerNumber } from './caller-number.ts';
import type { VapiMessage } from './messages.ts';
import type { Reading } from './tolerant-reader.ts';
import type { WebhookDelivery } from './webhook-delivery.ts';

/** What names a conversation in writing: its session, this chat of it, and the chat before. */
export type ThreadIds = {
  sessionId: string | null;
  chatId: string | null;
  previousChatId: string | null;
};

/** Who a message is about. A plain object of known fields; the control URL is a credential. */
export type Envelope = {
  /**
   * What the call's actor is keyed by: the call's ID; null if nothing names any, and for a message
   * of a conversation in writing.
   */
  key: string | null;
  /** Where a message of a conversation in writing belongs, by Vapi's IDs; null for any other. */
  thread: ThreadIds | null;
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

const DIGEST_LENGTH = 16;
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
export function keyOfLone(event: AskedEvent): string {
  const digest = createHash('sha256').update(questionOf(event)).digest('hex');
  return `tool:${event.toolCallId}:${digest.slice(0, DIGEST_LENGTH)}`;
}

/**
 * Reads who a message is about. The headers, names in small letters, are those that Vapi sends
 * beside the body (seen on captured deliveries, 2025-12 to 2026-06); they count only if the body is
 * silent. `country` is that of callers whose number has none.
 */
export function readEnvelope(
  message: VapiMessage,
  headers: Headers = {},
  country?: CountryCode,
): Reading<Envelope> {
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
      key: named?.isCall ? named.id : null,
      thread: named?.isCall === false ? threadOf(message, headers) : null,
      callerNumber: callerOf(message, country),
      controlUrl: readControlUrl(call?.monitor?.controlUrl),
      sentAt: readTimestamp(message.timestamp),
    },
  };
}

type Headers = WebhookDelivery['headers'];

/** Everything that may name the call or the conversation, that which counts first being first. */
function namesOf({ call, chat }: VapiMessage, headers: Headers) {
  const cookie = /(?:^|;)\s*callId=([^;]*)/.exec(nonEmpty(headers.cookie) ?? '')?.[1]?.trim();
  return [
    { path: '/message/call/id', isCall: true, id: nonEmpty(call?.id) },
    { path: '/message/chat/sessionId', isCall: false, id: nonEmpty(chat?.sessionId) },
    { path: '/message/chat/id', isCall: false, id: nonEmpty(chat?.id) },
    { path: '/headers/x-call-id', isCall: true, id: nonEmpty(headers['x-call-id']) },
    { path: '/headers/x-session-id', isCall: false, id: nonEmpty(headers['x-session-id']) },
    { path: '/headers/x-chat-id', isCall: false, id: nonEmpty(headers['x-chat-id']) },
    { path: '/headers/cookie', isCall: true, id: nonEmpty(cookie) },
  ];
}

function threadOf({ chat }: VapiMessage, headers: Headers): ThreadIds {
  return {
    sessionId: usable(chat?.sessionId) ?? usable(headers['x-session-id']),
    chatId: usable(chat?.id) ?? usable(headers['x-chat-id']),
    previousChatId: usable(chat?.previousChatId),
  };
}

function usable(text: unknown): string | null {
  return typeof text === 'string' && text !== '' && isId(text) ? text : null;
}

function nonEmpty(text: unknown): string | null {
  return typeof text === 'string' && text !== '' ? text : null;
}

function callerOf(message: VapiMessage, country: CountryCode | undefined): string | null {
  // A withheld number leaves `customer` empty or away; web calls and chats have none.
  const number = message.call?.customer?.number || message.customer?.number || '';
  return readCallerNumber(number, country);
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
