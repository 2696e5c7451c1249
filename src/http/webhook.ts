import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CountryCode } from 'libphonenumber-js/min';
import type { ToolEvent } from '../../machines/call-events.ts';
import type { Language } from '../../machines/languages/language.ts';
import type { Conversations } from '../calls/conversations.ts';
import { type CallEngine, NoRoomError, type Thread } from '../calls/engine.ts';
import type { WebhookAuth } from '../vapi/auth.ts';
import { type Envelope, keyOfLone, readEnvelope } from '../vapi/envelope.ts';
import type { VapiMessage } from '../vapi/messages.ts';
import { readMessage } from '../vapi/read-message.ts';
import { type ToolResult, toFunctionResult, toRefusedResult } from '../vapi/results.ts';
import type { ServerResponse } from '../vapi/server-responses.ts';
import { toCallEvents, toReplayedEvents, type WireEvent } from '../vapi/to-call-events.ts';
import type { Fault } from '../vapi/tolerant-reader.ts';
import { TOOL_CALLS_MAX } from '../vapi/tool-calls.ts';
import { turnsIn } from '../vapi/turns.ts';
import type { AuthVerdict } from '../vapi/webhook-delivery.ts';
import { createGate, type Gate, type GateNotice, type GateOptions } from './gate.ts';
import { problem, sendProblem } from './problem.ts';
import { sendShed } from './shedding.ts';
import { createUnproven, UNPROVEN_BOUNDS, type UnprovenBounds } from './unproven.ts';
import { urgencyOf } from './urgency.ts';

/** Most bytes of a body that are taken. */
export const BODY_BYTES_MAX = 5 * 1024 * 1024;

/** What the webhook route works with. */
export type WebhookOptions = Omit<GateOptions, 'notify'> & {
  engine: Pick<CallEngine<ToolResult>, 'handle'>;
  conversations: Pick<Conversations, 'find'>;
  auth: WebhookAuth;
  /** What the assistant's model is told in, and answers in. */
  language: Language;
  /** Country of callers whose number has none; two letters. */
  defaultCountry?: CountryCode | undefined;
  /** Bounds on what is read before it is known whose it is. */
  unproven?: UnprovenBounds;
  /** Answers a message that waits for more than an empty object, tool calls apart. */
  answerServerRequest: (
    message: VapiMessage,
    callId: string | null,
  ) => Promise<ServerResponse | null>;
  notify: (notice: WebhookNotice) => void;
};

/** What an operator may want to know of the webhook. */
export type WebhookNotice =
  | { type: 'message.received'; messageType: VapiMessage['type'] }
  | { type: 'sender.refused' }
  | GateNotice;

/** A message that was read, and the call that it belongs to, if any. */
type Read = {
  message: VapiMessage;
  callId: string | null;
  envelope: Envelope;
  thread: Thread | null;
};

const NOTHING = {};

/**
 * POST /webhook: every message that Vapi sends. Its sender is known by its headers, before anything
 * of the body is read, or by the raw bytes of the body, of which only so much is read at a time. It
 * is read, told to its call, and answered: with one result for each tool call, or with an empty
 * object. Before that, the gate may turn it away.
 */
export function registerWebhook(server: FastifyInstance, options: WebhookOptions): void {
  const { auth, notify, unproven: bounds = UNPROVEN_BOUNDS } = options;
  server.register(async (scope) => {
    const gate = await createGate(scope, options);
    const unproven = createUnproven(bounds);
    // A signature is over bytes, so bodies of any type stay bytes until their sender is known.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );

    async function refuseSender(
      why: string,
      request: FastifyRequest,
      reply: FastifyReply,
    ): Promise<FastifyReply> {
      notify({ type: 'sender.refused' });
      if (!(await gate.admits('refused', null, request, reply))) return reply;
      request.log.warn({ why }, 'webhook.unauthenticated');
      return sendProblem(reply, problem(401));
    }

    scope.addHook('preParsing', async (request, reply) => {
      if (request.is404) return;
      const verdict = auth.checkHead(request.headers);
      if (verdict?.ok === false) return refuseSender(verdict.why, request, reply);
      if (isEncoded(request)) {
        reply.header('accept-encoding', 'identity');
        return sendProblem(reply, problem(415, { detail: 'The body must not be compressed' }));
      }
      if (verdict !== null || unproven.admit(request, reply, BODY_BYTES_MAX)) return;
      notify({ type: 'request.shed', kind: 'unread' });
      return sendShed(reply);
    });

    scope.post('/webhook', { bodyLimit: BODY_BYTES_MAX }, async (request, reply) => {
      const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const { headers } = request;
      const verdict: AuthVerdict = auth.checkHead(headers) ?? auth.check({ headers, rawBody });
      unproven.settle(request);
      if (!verdict.ok) return refuseSender(verdict.why, request, reply);
      const read = readRequest(rawBody, request, reply, options);
      if (read === null) return reply;
      const { message, callId } = read;
      if (isAsking(message)) return answerCalls(read, gate, request, reply, options);
      if (!(await gate.admits(urgencyOf(message), callId, request, reply))) return reply;
      return answer(read, request, reply, options);
    });
  });
}

function isEncoded({ headers }: FastifyRequest): boolean {
  return !/^(?:identity)?$/i.test(headers['content-encoding']?.trim() ?? '');
}

/** What a request says; null for one that cannot be served and has been told why. */
function readRequest(
  rawBody: Buffer,
  request: FastifyRequest,
  reply: FastifyReply,
  { conversations, now, language, defaultCountry }: WebhookOptions,
): Read | null {
  const body = parseBody(rawBody);
  if (body === undefined) {
    const detail = rawBody.length === 0 ? 'The body is empty' : 'The body is not JSON';
    sendProblem(reply, problem(400, { detail }));
    return null;
  }
  const reading = readMessage(body);
  if (!reading.ok) return refuse(reply, reading.faults);
  const envelope = readEnvelope(reading.message, request.headers, defaultCountry);
  if (!envelope.ok) return refuse(reply, envelope.faults);
  const { message } = reading;
  const { key, thread: ids } = envelope.value;
  const thread = ids && { ...ids, replayed: () => toReplayedEvents(message, now(), language) };
  const callId = thread === null ? key : conversations.find(thread);
  return { message, callId, envelope: envelope.value, thread };
}

/** Answers every tool call of a message: with what its call says, or with why it is not served. */
async function answerCalls(
  read: Read,
  gate: Gate,
  request: FastifyRequest,
  reply: FastifyReply,
  options: WebhookOptions,
) {
  const { message, callId } = read;
  const { language } = options;
  const told = toCallEvents(message, options.now(), language);
  const events = told.filter((event) => 'toolCallId' in event);
  const most = Math.min(events.length, TOOL_CALLS_MAX);
  const taken = await gate.admitsCalls(most, callId, request, reply);
  if (taken === null) return reply;
  options.notify({ type: 'message.received', messageType: message.type });
  const served = events.slice(0, taken);
  const parts = callId === null ? served.map(aloneIn) : [{ callId, events: served }];
  const answers = served.length === 0 ? [] : await tell(read, parts, request, options);
  if (answers === null) return turnAway(message, reply, options);
  const refused = events.slice(taken).map((event) => toRefusedResult(event, language));
  const results = [...answers, ...refused];
  return reply.send(message.type === 'function-call' ? toFunctionResult(results[0]) : { results });
}

/** Answers a message that asks no tool: most with nothing. */
async function answer(
  read: Read,
  request: FastifyRequest,
  reply: FastifyReply,
  options: WebhookOptions,
) {
  const { message, callId } = read;
  const { answerServerRequest, language, now, notify } = options;
  notify({ type: 'message.received', messageType: message.type });
  if (message.type === 'unknown') request.log.info({ type: message.wireType }, 'webhook.unknown');
  const due = await answerServerRequest(message, callId);
  if (due?.kind === 'audio') return reply.type(due.contentType).send(Buffer.from(due.bytes));
  const body = due?.body ?? NOTHING;
  if (callId === null) return reply.send(body);
  if (due !== null) {
    // Where a call goes is answered in any case, and told to the call where there is room for it.
    const events: WireEvent[] = [{ type: 'transfer.updated', at: now(), to: null }];
    if (due.passesOn) await tell(read, [{ callId, events }], request, options);
    return reply.send(body);
  }
  const events = toCallEvents(message, now(), language);
  const told = await tell(read, [{ callId, events }], request, options);
  return told === null ? turnAway(message, reply, options) : reply.send(body);
}

/** Tells calls what came; null where there is no room for one. */
async function tell(
  { message, envelope, thread }: Read,
  parts: { callId: string; events: WireEvent[] }[],
  { correlationId }: FastifyRequest,
  { engine, now }: WebhookOptions,
): Promise<ToolResult[] | null> {
  const { callerNumber, controlUrl } = envelope;
  const turns = turnsIn(message);
  const arrival = { correlationId, at: now(), turns, callerNumber, controlUrl, thread };
  try {
    const told = await Promise.all(parts.map((part) => engine.handle({ ...arrival, ...part })));
    return told.flat();
  } catch (error) {
    if (error instanceof NoRoomError) return null;
    throw error;
  }
}

function turnAway(message: VapiMessage, reply: FastifyReply, { notify }: WebhookOptions) {
  notify({ type: 'request.shed', kind: urgencyOf(message) });
  return sendShed(reply);
}

function isAsking({ type }: VapiMessage): boolean {
  return type === 'tool-calls' || type === 'function-call';
}

/** A question by itself, in a call of its own: nothing says whether it belongs to another. */
function aloneIn(event: ToolEvent): { callId: string; events: WireEvent[] } {
  return { callId: keyOfLone(event), events: [event] };
}

/** What the bytes say, or undefined if they are not JSON. */
function parseBody(rawBody: Buffer): unknown {
  try {
    // A key such as `__proto__` becomes a plain property here, and what is read is picked by name.
    // Some programs begin a text with a byte order mark, which is no JSON.
    return JSON.parse(rawBody.toString().replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

function refuse(reply: FastifyReply, errors: Fault[]): null {
  const detail = 'The body is not a message that can be served';
  sendProblem(reply, problem(422, { detail, errors }));
  return null;
}
