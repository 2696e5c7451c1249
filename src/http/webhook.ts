import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CountryCode } from 'libphonenumber-js/min';
import type { AskedEvent } from '../../machines/call-events.ts';
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
import type { ReportKeeping } from '../vapi/to-call-report.ts';
import type { Fault } from '../vapi/tolerant-reader.ts';
import { TOOL_CALLS_MAX } from '../vapi/tool-calls.ts';
import { turnsIn } from '../vapi/turns.ts';
import type { AuthVerdict } from '../vapi/webhook-delivery.ts';
import {
  type Admission,
  type AdmissionNotice,
  type AdmissionOptions,
  createAdmission,
} from './admission.ts';
import { type Problem, problem, sendProblem } from './problem.ts';
import { createUnauthenticatedBodies } from './request-bodies.ts';
import { sendShed, type Urgency, urgencyOf } from './shedding.ts';
import { type Answer, checkAndStringify, checkRequest, WEBHOOK_SCHEMA } from './webhook-schema.ts';

/** Most bytes of a body that are taken. */
const BODY_BYTES_MAX = 5 * 1024 * 1024;

/** What the webhook route works with. */
export type WebhookOptions = Omit<AdmissionOptions, 'notify'> & {
  engine: Pick<CallEngine<ToolResult>, 'handle'>;
  conversations: Pick<Conversations, 'find' | 'inquire'>;
  auth: WebhookAuth;
  /** What the assistant's model is told in, and answers in. */
  language: Language;
  /** Country of callers whose number has none; two letters. */
  defaultCountry?: CountryCode | undefined;
  /** What is kept of a call's report beside the rest. */
  keeping: ReportKeeping;
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
  | AdmissionNotice;

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether the head alone has told that its sender may send. */
    isKnownSender: boolean;
  }
}

/** A message that was read, and when it came, in epoch milliseconds. */
type Message = { message: VapiMessage; envelope: Envelope; thread: Thread | null; at: number };

/** A message, and the call that it belongs to, if any. */
type Read = Message & { callId: string | null };

/**
 * POST /webhook: every message that Vapi sends. Its sender is known by its headers, before anything
 * of the body is read, or by the raw bytes of the body, of which only so much is read at a time. It
 * is read, told to its call, and answered: with one result for each tool call, or with an empty
 * object. Before that, it may be turned away: see admission.ts.
 */
export const webhookRoute: FastifyPluginAsyncTypebox<WebhookOptions> = async (server, options) => {
  const { auth, notify } = options;
  const admission = await createAdmission(server, options);
  const unauthenticated = createUnauthenticatedBodies(BODY_BYTES_MAX);
  // A signature is over bytes, so bodies of any type stay bytes until their sender is known.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  server.setValidatorCompiler(checkRequest);
  server.setSerializerCompiler(checkAndStringify);

  async function refuseSender(
    why: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    notify({ type: 'sender.refused' });
    if (!(await admission.admits('refused', null, request, reply))) return reply;
    request.log.warn({ why }, 'webhook.unauthenticated');
    return sendProblem(reply, problem(401));
  }

  server.decorateRequest('isKnownSender', false);
  server.addHook('preParsing', (request, reply, _payload, done) => {
    if (request.is404) return done();
    const verdict = auth.checkHead(request.headers);
    if (verdict?.ok === false) {
      refuseSender(verdict.why, request, reply).catch(done);
    } else if (isEncoded(request)) {
      reply.header('accept-encoding', 'identity');
      sendProblem(reply, problem(415, { detail: 'The body must not be compressed' }));
    } else if (verdict !== null || unauthenticated.admit(request, reply)) {
      request.isKnownSender = verdict !== null;
      done();
    } else {
      notify({ type: 'request.shed', kind: 'unread' });
      sendShed(reply);
    }
  });

  const route = { bodyLimit: BODY_BYTES_MAX, schema: WEBHOOK_SCHEMA };
  server.post('/webhook', route, async (request, reply) => {
    const { headers, body: rawBody = Buffer.alloc(0) } = request;
    const verdict: AuthVerdict = request.isKnownSender
      ? { ok: true }
      : auth.check({ headers, rawBody });
    unauthenticated.settle(request);
    if (!verdict.ok) return refuseSender(verdict.why, request, reply);
    // Nothing of a body is held while its answer waits: else it would be copied by every collection.
    request.body = undefined;
    const reading = readRequest(rawBody, request, options);
    if ('problem' in reading) return sendProblem(reply, reading.problem);
    const { message, thread, envelope } = reading;
    const asking = thread && options.conversations.inquire(thread);
    if (asking !== null) await asking;
    const callId = thread === null ? envelope.key : options.conversations.find(thread);
    const read = { ...reading, callId };
    if (isAsking(message)) return answerCalls(read, admission, request, reply, options);
    if (!(await admission.admits(urgencyOf(message), callId, request, reply))) return reply;
    return answer(read, request, reply, options);
  });
};

function isEncoded({ headers }: FastifyRequest): boolean {
  return !/^(?:identity)?$/i.test(headers['content-encoding']?.trim() ?? '');
}

/** What a request says, or why it cannot be served. */
function readRequest(
  rawBody: Buffer,
  { headers }: FastifyRequest,
  { now, language, defaultCountry }: WebhookOptions,
): Message | { problem: Problem } {
  const body = parseBody(rawBody);
  if (body === undefined) {
    const detail = rawBody.length === 0 ? 'The body is empty' : 'The body is not JSON';
    return { problem: problem(400, { detail }) };
  }
  const reading = readMessage(body);
  if (!reading.ok) return { problem: unservable(reading.faults) };
  const envelope = readEnvelope(reading.message, headers, defaultCountry);
  if (!envelope.ok) return { problem: unservable(envelope.faults) };
  const { message } = reading;
  const at = now();
  const { thread: ids } = envelope.value;
  const thread = ids && { ...ids, replayed: () => toReplayedEvents(message, at, language) };
  return { message, envelope: envelope.value, thread, at };
}

/** Answers every tool call of a message: with what its call says, or with why it is not served. */
async function answerCalls(
  read: Read,
  admission: Admission,
  request: FastifyRequest,
  reply: FastifyReply,
  options: WebhookOptions,
): Promise<Answer | FastifyReply> {
  const { message, callId, at } = read;
  const told = toCallEvents(message, at, options.language);
  const events = told.filter((event) => 'toolCallId' in event);
  const most = Math.min(events.length, TOOL_CALLS_MAX);
  const taken = await admission.admitsCalls(most, callId, request, reply);
  if (taken === null) return reply;
  options.notify({ type: 'message.received', messageType: message.type });
  const served = events.slice(0, taken);
  const parts = callId === null ? served.map(aloneIn) : [{ callId, events: served }];
  const telling = served.length === 0 ? Promise.resolve([]) : tell(read, parts, request, options);
  const rest = events.slice(taken);
  return giveResults(telling, { type: message.type, rest }, reply, options);
}

/** Waits for what calls say, and adds what is not served. */
async function giveResults(
  telling: Promise<ToolResult[] | null>,
  { type, rest }: { type: VapiMessage['type']; rest: AskedEvent[] },
  reply: FastifyReply,
  options: WebhookOptions,
): Promise<Answer | FastifyReply> {
  const answers = await telling;
  if (answers === null) return turnAway('answer', reply, options);
  const refused = rest.map((event) => toRefusedResult(event, options.language));
  const results = [...answers, ...refused];
  return type === 'function-call' ? toFunctionResult(results[0]) : { results };
}

/** Answers a message that asks no tool: most with nothing. */
async function answer(
  read: Read,
  request: FastifyRequest,
  reply: FastifyReply,
  options: WebhookOptions,
): Promise<Answer | FastifyReply> {
  const { message, callId, at } = read;
  const { answerServerRequest, language, keeping, notify } = options;
  notify({ type: 'message.received', messageType: message.type });
  if (message.type === 'unknown') request.log.info({ type: message.wireType }, 'webhook.unknown');
  const response = await answerServerRequest(message, callId);
  if (response?.kind === 'audio') {
    reply.type(response.contentType);
    return response.bytes;
  }
  const body: Answer = response?.body ?? {};
  if (callId === null) return body;
  if (response !== null) {
    // Where a call goes is answered in any case, and told to the call where there is room for it.
    const events: WireEvent[] = [{ type: 'transfer.updated', at, to: null }];
    if (response.passesOn) await tell(read, [{ callId, events }], request, options);
    return body;
  }
  const events = toCallEvents(message, at, language, keeping);
  const told = await tell(read, [{ callId, events }], request, options);
  return told === null ? turnAway(urgencyOf(message), reply, options) : body;
}

/** Tells calls what came; null where there is no room for one. */
function tell(
  { message, envelope, thread, at }: Read,
  parts: { callId: string; events: WireEvent[] }[],
  { correlationId }: FastifyRequest,
  { engine, language }: WebhookOptions,
): Promise<ToolResult[] | null> {
  const { callerNumber, controlUrl } = envelope;
  const turns = turnsIn(message);
  const arrival = { correlationId, at, turns, callerNumber, controlUrl, thread };
  const telling = parts.map((part) => engine.handle({ ...arrival, ...part }).catch(orNoRoom));
  return gather(telling, parts, language);
}

/** Waits for what calls say to their parts. */
async function gather(
  telling: Promise<ToolResult[] | null>[],
  parts: { events: WireEvent[] }[],
  language: Language,
): Promise<ToolResult[] | null> {
  const told = await Promise.all(telling);
  if (told.every((answers) => answers === null)) return null;
  // Of questions that are each a call of their own, those with room are answered as they are on record.
  return parts.flatMap(({ events }, index) => {
    const asked = events.filter((event) => 'toolCallId' in event);
    return told[index] ?? asked.map((event) => toRefusedResult(event, language));
  });
}

function orNoRoom(error: unknown): null {
  if (error instanceof NoRoomError) return null;
  throw error;
}

function turnAway(kind: Urgency, reply: FastifyReply, { notify }: WebhookOptions) {
  notify({ type: 'request.shed', kind });
  return sendShed(reply);
}

function isAsking({ type }: VapiMessage): boolean {
  return type === 'tool-calls' || type === 'function-call';
}

/** A question by itself, in a call of its own: nothing says whether it belongs to another. */
function aloneIn(event: AskedEvent): { callId: string; events: WireEvent[] } {
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

function unservable(errors: Fault[]): Problem {
  return problem(422, { detail: 'The body is not a message that can be served', errors });
}
