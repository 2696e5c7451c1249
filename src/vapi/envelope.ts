import type { VapiMessage } from './messages.ts';
import type { Reading } from './tolerant-reader.ts';

/** Who a message is about. A plain object of known fields; the control URL is a credential. */
export type Envelope = {
  /** What the call's actor is keyed by: the call's ID, or `chat:` and the chat's; null if neither. */
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

const CALLER_NUMBER_LENGTH_MAX = 50;
const CONTROL_URL_LENGTH_MAX = 2000;

const ID = /^[^\p{Cc}\u2028\u2029]+$/u;

// Without an actor to deliver them to, these would be lost in silence.
const CALL_BOUND: readonly string[] = ['tool-calls', 'status-update', 'end-of-call-report'];

/** True for a text that can be taken over as an ID: opaque, on one line, of bounded length. */
export function isId(text: string): boolean {
  return text.length <= ID_LENGTH_MAX && ID.test(text);
}

/**
 * Reads who a message is about. `callIdHeader` is the value of `x-call-id`, which Vapi sends beside
 * the body (seen on captured deliveries, 2025-12 to 2026-06); it counts only if the body is silent.
 */
export function readEnvelope(message: VapiMessage, callIdHeader?: string): Reading<Envelope> {
  const { call, chat } = message;
  const named = [
    { path: '/message/call/id', id: call?.id, key: call?.id },
    { path: '/message/chat/id', id: chat?.id, key: `chat:${chat?.id}` },
    { path: '/headers/x-call-id', id: callIdHeader, key: callIdHeader },
  ].find(({ id }) => typeof id === 'string' && id !== '');
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
      key: named?.key ?? null,
      callerNumber: readCallerNumber(message),
      controlUrl: readControlUrl(call?.monitor?.controlUrl),
      sentAt: readTimestamp(message.timestamp),
    },
  };
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

function readTimestamp(wire: number | string | null | undefined): number | null {
  const time = typeof wire === 'string' ? Date.parse(wire) : wire;
  return typeof time === 'number' && Number.isFinite(time) ? time : null;
}
