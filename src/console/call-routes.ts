import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { SECURITY } from '../http/openapi.ts';
import { problem, problemsOf, sendProblem } from '../http/problem.ts';
import { checkAndStringify } from '../http/webhook-schema.ts';
import type { CallRecord, Told } from './call-record.ts';
import {
  CallsPageSchema,
  CallsQuerySchema,
  ExportSchema,
  QualitySchema,
  SnapshotSchema,
  type Story,
  StorySchema,
} from './schema.ts';

/** What the routes over calls on record work with. */
export type CallRoutesOptions = {
  record: Omit<CallRecord, 'close'>;
  /** Whether a call is held now and goes on. */
  isLive: (callId: string) => Promise<boolean>;
};

const TAGS = ['calls'];
const CallParams = Type.Object({ callId: Type.String({ minLength: 1, maxLength: 300 }) });
const STEPS_MAX = 500;
const StepsSchema = Type.Object({
  from: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: STEPS_MAX, default: 100 })),
});
const StepParams = Type.Object({ ...CallParams.properties, seq: Type.Integer({ minimum: 0 }) });
const REFUSALS = problemsOf(400, 401, 403, 404, 422, 500, 503);

/** What comes and goes over the routes, each by its name. */
export const CALL_ROUTES = {
  search: {
    tags: TAGS,
    security: SECURITY.admin,
    summary: 'Finds calls',
    description: 'Over every day on record, the latest first. All that is given has to hold.',
    querystring: CallsQuerySchema,
    response: { 200: CallsPageSchema, ...REFUSALS },
  },
  story: {
    tags: TAGS,
    security: SECURITY.admin,
    summary: 'Tells one call, masked',
    params: CallParams,
    querystring: StepsSchema,
    response: { 200: StorySchema, ...REFUSALS },
  },
  reveal: {
    tags: TAGS,
    security: SECURITY.admin,
    summary: 'Tells one call unmasked, and writes into the log that it did',
    params: CallParams,
    body: StepsSchema,
    response: { 200: StorySchema, ...REFUSALS },
  },
  snapshot: {
    tags: TAGS,
    security: SECURITY.admin,
    summary: 'The snapshot after one step, masked',
    params: StepParams,
    response: { 200: SnapshotSchema, ...REFUSALS },
  },
  revealSnapshot: {
    tags: TAGS,
    security: SECURITY.admin,
    summary: 'The snapshot after one step unmasked; the log says so',
    params: StepParams,
    response: { 200: SnapshotSchema, ...REFUSALS },
  },
  export: {
    tags: TAGS,
    security: SECURITY.admin,
    summary: "A call's lines of the journal, masked",
    params: CallParams,
    response: { 200: ExportSchema, ...REFUSALS },
  },
  revealExport: {
    tags: TAGS,
    security: SECURITY.admin,
    summary: "A call's lines of the journal unmasked; the log says so",
    params: CallParams,
    response: { 200: ExportSchema, ...REFUSALS },
  },
  quality: {
    tags: TAGS,
    security: SECURITY.admin,
    summary: 'What the calls of the last days come to',
    querystring: Type.Object({
      days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: 30 })),
    }),
    response: { 200: QualitySchema, ...REFUSALS },
  },
};

/** Bodies that only say what of a call is wanted. */
const BODY_BYTES_MAX = 1024;

/**
 * The calls on record, as JSON. What a GET tells is masked; a POST tells it unmasked, and leaves a
 * line in the log that says who was shown which call.
 */
export const callRoutes: FastifyPluginAsyncTypebox<CallRoutesOptions> = async (
  server,
  { record, isLive },
) => {
  // What leaves here has to be of its schema, and is sent as it was made.
  server.setSerializerCompiler(checkAndStringify);
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: BODY_BYTES_MAX },
    server.getDefaultJsonParser('error', 'error'),
  );

  server.get('/api/calls', { schema: CALL_ROUTES.search }, async ({ query }, reply) => {
    return told(await record.search(query, true), reply);
  });

  server.get('/api/calls/:callId', { schema: CALL_ROUTES.story }, async (request, reply) => {
    const { callId } = request.params;
    return tellStory(callId, { ...request.query, isMasked: true }, reply);
  });

  server.post(
    '/api/calls/:callId/reveal',
    { schema: CALL_ROUTES.reveal, preValidation: fillBody },
    async (request, reply) => {
      const { callId } = request.params;
      const page = { ...request.body, isMasked: false };
      return audited(request, callId, () => tellStory(callId, page, reply));
    },
  );

  server.get(
    '/api/calls/:callId/steps/:seq',
    { schema: CALL_ROUTES.snapshot },
    async ({ params: { callId, seq } }, reply) =>
      told(await record.snapshot(callId, seq, true), reply),
  );

  server.post(
    '/api/calls/:callId/steps/:seq/reveal',
    { schema: CALL_ROUTES.revealSnapshot },
    async (request, reply) => {
      const { callId, seq } = request.params;
      return audited(request, callId, async () =>
        told(await record.snapshot(callId, seq, false), reply),
      );
    },
  );

  server.get(
    '/api/calls/:callId/export',
    { schema: CALL_ROUTES.export },
    async ({ params: { callId } }, reply) => told(await record.lines(callId, true), reply),
  );

  server.post(
    '/api/calls/:callId/export',
    { schema: CALL_ROUTES.revealExport },
    async (request, reply) => {
      const { callId } = request.params;
      return audited(request, callId, async () => told(await record.lines(callId, false), reply));
    },
  );

  server.get('/api/quality', { schema: CALL_ROUTES.quality }, async ({ query }, reply) =>
    told(await record.quality(query.days ?? 30), reply),
  );

  async function tellStory(
    callId: string,
    { from = 0, limit = 100, isMasked }: { from?: number; limit?: number; isMasked: boolean },
    reply: FastifyReply,
  ): Promise<Story | FastifyReply> {
    const [story, isHeld] = await Promise.all([
      record.story(callId, { from, limit, isMasked }),
      isLive(callId),
    ]);
    if (!story.ok) return told(story, reply);
    return { ...story.value, isLive: isHeld };
  }
};

/** Without a body, all that may stand in it is left open. */
async function fillBody(request: FastifyRequest): Promise<void> {
  request.body ??= {};
}

/** Who was shown a call unmasked stands in the log before it is shown. */
function audited<Answer>(
  request: FastifyRequest,
  callId: string,
  answer: () => Promise<Answer>,
): Promise<Answer> {
  const { ip, correlationId } = request;
  request.log.info(
    { call_id: callId, remote_address: ip, correlation_id: correlationId },
    'console.revealed',
  );
  return answer();
}

/** What is told, or the problem that says why it is not. */
function told<Value>(answer: Told<Value>, reply: FastifyReply): Value | FastifyReply {
  if (answer.ok) return answer.value;
  return sendProblem(reply, problem(answer.status, { detail: answer.detail }));
}
