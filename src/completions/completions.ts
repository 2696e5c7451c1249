import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CountryCode } from 'libphonenumber-js/min';
import { Type } from 'typebox';
import type { Clock, Random } from '../edges.ts';
import {
  type AnswerHead,
  CompletionChunkSchema,
  CompletionSchema,
  type Part,
  toCompletion,
  toEvents,
} from './completion-answer.ts';
import { hasKey } from './completion-auth.ts';
import {
  type CompletionRequest,
  type Conversation,
  readCompletionBody,
} from './completion-body.ts';
import {
  CompletionError,
  completionErrorsOf,
  errorBodyOf,
  toCompletionError,
} from './completion-errors.ts';

/** Most bytes of a body that are taken. */
const BODY_BYTES_MAX = 5 * 1024 * 1024;

/** What the route works with. */
export type CompletionsOptions = {
  /** Bearer tokens, all of them valid; at least one. */
  keys: readonly string[];
  /**
   * Goes on with a conversation, part by part. It ends when the signal aborts: the client has gone.
   * Before the first part it may throw a CompletionError, which becomes the status of the answer.
   */
  answer: (conversation: Conversation, signal: AbortSignal) => AsyncIterable<Part>;
  /**
   * Opens what turns requests of a scope away that are too many: then they have been answered. The
   * number of calls is 0 where one sends too many. `turnAway` answers in the words of this route.
   */
  openAdmission: (scope: FastifyInstance, turnAway: TurnAway) => Promise<CompletionAdmission>;
  clock: Pick<Clock, 'now'>;
  random: Pick<Random, 'uuid'>;
  /** Country of callers whose number has none; two letters. */
  defaultCountry?: CountryCode | undefined;
};

type TurnAway = (reply: FastifyReply, status: 429 | 503) => FastifyReply;

/** What decides whether a request is taken. */
export type CompletionAdmission = {
  admits(
    kind: 'refused',
    callId: null,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<boolean>;
  admitsCalls(
    calls: number,
    callId: string | null,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<number | null>;
};

/** What comes and goes over POST /chat/completions. */
export const COMPLETIONS_SCHEMA = {
  tags: ['vapi'],
  security: [{ completionsKey: [] }],
  summary: 'Goes on with a call in the place of a model',
  description:
    "OpenAI's chat completions, with the call beside the messages as Vapi sends it; only where " +
    'a key for it is set. With `stream` the answer comes as server-sent events, one for each ' +
    'sentence, the last one being `[DONE]`.',
  // Bytes, whatever they are: they are read when it is known whose they are.
  body: Type.Unsafe<Buffer | undefined>({}),
  response: {
    200: {
      description: 'OK',
      content: {
        'application/json': { schema: CompletionSchema },
        'text/event-stream': { schema: CompletionChunkSchema },
      },
    },
    ...completionErrorsOf(400, 401, 413, 415, 429, 500, 503),
  },
};

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // A proxy would hold events back (nginx, ngx_http_proxy_module, read 2026-11-23).
  'x-accel-buffering': 'no',
};

/**
 * POST /chat/completions: a call without a model, for whoever has one of the keys, which is asked
 * for before anything of the body is read. When the client goes, also in the middle of a stream,
 * what is being answered is told so and closed; the call goes on with its next request.
 */
export const completionsRoute: FastifyPluginAsyncTypebox<CompletionsOptions> = async (
  server,
  options,
) => {
  const admission = await options.openAdmission(server, turnAway);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  server.setErrorHandler((error, request, reply) => sendFault(error, request, reply));

  server.addHook('preParsing', async (request, reply) => {
    if (request.is404) return;
    if (!hasKey(request.headers.authorization, options.keys)) {
      if (!(await admission.admits('refused', null, request, reply))) return reply;
      request.log.warn('completions.unauthenticated');
      reply.header('www-authenticate', 'Bearer');
      throw new CompletionError(401);
    }
    if (!/^(?:identity)?$/i.test(request.headers['content-encoding']?.trim() ?? '')) {
      reply.header('accept-encoding', 'identity');
      throw new CompletionError(415);
    }
  });

  const route = { bodyLimit: BODY_BYTES_MAX, schema: COMPLETIONS_SCHEMA };
  server.post('/chat/completions', route, async (request, reply) => {
    const { headers, body = Buffer.alloc(0) } = request;
    const asked = readCompletionBody(parse(body), headers, options.defaultCountry);
    const { key, thread } = asked.conversation.envelope;
    const callId = key ?? thread?.sessionId ?? thread?.chatId ?? null;
    const taken = await admission.admitsCalls(1, callId, request, reply);
    if (taken === null) return reply;
    if (taken === 0) throw new CompletionError(429);
    const signal = signalOf(reply);
    const parts = await begun(options.answer(asked.conversation, signal), signal, request);
    return send(parts, asked, request, reply, options);
  });
};

function send(
  parts: AsyncIterable<Part>,
  { model, isStream, wantsUsage }: CompletionRequest,
  { log }: FastifyRequest,
  reply: FastifyReply,
  { clock, random }: CompletionsOptions,
) {
  const head: AnswerHead = { id: random.uuid(), at: clock.now(), model, newId: random.uuid };
  reply.header('cache-control', 'no-store');
  if (!isStream) return toCompletion(parts, head);
  const onFault = (error: unknown) => {
    // What is broken off since the client has gone is no fault.
    if (!reply.raw.destroyed) log.error({ err: error }, 'completions.broke_off');
  };
  reply.headers(STREAM_HEADERS);
  return reply.send(Readable.from(toEvents(parts, head, { wantsUsage, onFault })));
}

function parse(body: Buffer): unknown {
  try {
    // What is read of it is picked by name, so that a key such as `__proto__` has no effect.
    return JSON.parse(body.toString().replace(/^\ufeff/, ''));
  } catch {
    throw new CompletionError(
      400,
      body.length === 0 ? 'The body is empty' : 'The body is not JSON',
    );
  }
}

/** Aborts when the connection closes before the answer has been sent. */
function signalOf({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

/**
 * The same parts, once the first is there or it is known that there is none: until then it may fail.
 * They are closed when the client goes, however far they were read.
 */
async function begun(
  parts: AsyncIterable<Part>,
  signal: AbortSignal,
  { log }: FastifyRequest,
): Promise<AsyncIterable<Part>> {
  const iterator = parts[Symbol.asyncIterator]();
  signal.addEventListener('abort', () => {
    iterator.return?.().catch((error: unknown) => log.error({ err: error }, 'completions.stuck'));
  });
  const first = await iterator.next();
  return goOn(first, iterator);
}

async function* goOn(first: IteratorResult<Part>, iterator: AsyncIterator<Part>) {
  for (let next = first; next.done !== true; next = await iterator.next()) yield next.value;
}

function sendFault(error: unknown, { log }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const fault = toCompletionError(error);
  if (fault.status >= 500 && !reply.raw.destroyed) log.error({ err: error }, 'request.failed');
  return sendError(fault, reply);
}

/** Clients of this route know errors of OpenAI's shape, and no problems. */
function turnAway(reply: FastifyReply, status: 429 | 503): FastifyReply {
  return sendError(new CompletionError(status), reply);
}

function sendError(fault: CompletionError, reply: FastifyReply): FastifyReply {
  return reply.code(fault.status).type('application/json').send(errorBodyOf(fault));
}
