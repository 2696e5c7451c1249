import type { Language } from '../../machines/languages/language.ts';
import type { Conversations } from '../../src/calls/conversations.ts';
import type { CallEngine } from '../../src/calls/engine.ts';
import { checkAndStringify, WEBHOOK_SCHEMA } from '../../src/http/webhook-schema.ts';
import { readEnvelope } from '../../src/vapi/envelope.ts';
import { readMessage } from '../../src/vapi/read-message.ts';
import type { ToolResult } from '../../src/vapi/results.ts';
import { toCallEvents, toReplayedEvents, type WireEvent } from '../../src/vapi/to-call-events.ts';
import { turnsIn } from '../../src/vapi/turns.ts';

/** What is sent back for a body. */
export type DoorAnswer = { status: number; body: string };

type Options = {
  engine: Pick<CallEngine<ToolResult>, 'handle'>;
  conversations: Pick<Conversations, 'find'>;
  language: Language;
  now: () => number;
};

const write = checkAndStringify({
  schema: WEBHOOK_SCHEMA.response[200],
  method: 'POST',
  url: '/webhook',
  httpStatus: '200',
});

/**
 * What POST /webhook does with the bytes of a body, in the same functions and order, without what
 * stands before it: sockets, Fastify, authentication, admission, rate limits, and messages that wait
 * for more than an empty object (see src/http/webhook.ts; `npm run fuzz` goes through all of it).
 */
export function createDoor({ engine, conversations, language, now }: Options) {
  return async (bytes: string, correlationId: string): Promise<DoorAnswer> => {
    const reading = readMessage(JSON.parse(bytes));
    if (!reading.ok) return { status: 422, body: '' };
    const { message } = reading;
    const envelope = readEnvelope(message);
    if (!envelope.ok) return { status: 422, body: '' };
    const { key, thread: ids, callerNumber, controlUrl } = envelope.value;
    const thread = ids && { ...ids, replayed: () => toReplayedEvents(message, now(), language) };
    const callId = thread === null ? key : conversations.find(thread);
    if (callId === null) return { status: 200, body: '{}' };
    const events: WireEvent[] = toCallEvents(message, now(), language);
    const turns = turnsIn(message);
    const about = { callId, correlationId, at: now(), callerNumber, controlUrl, thread };
    const results = await engine.handle({ ...about, events, turns });
    const isAsking = message.type === 'tool-calls';
    return { status: 200, body: write(isAsking ? { results } : {}) };
  };
}
