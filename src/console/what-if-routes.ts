import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { SECURITY } from '../http/openapi.ts';
import { problem, problemsOf, sendProblem } from '../http/problem.ts';
import { ChangeSchema, WhatIfSchema } from './schema.ts';
import type { AskWhatIf, WhatIfAnswer } from './what-if-in-thread.ts';

/** What POST /api/calls/:callId/what-if takes and what comes of it. */
export const WHAT_IF_SCHEMA = {
  summary: 'A recorded call beside what it would have been with one event another',
  tags: ['calls'],
  security: SECURITY.admin,
  params: Type.Object({ callId: Type.String({ maxLength: 300 }) }),
  body: ChangeSchema,
  response: { 200: WhatIfSchema, ...problemsOf(400, 401, 403, 404, 409, 422, 500, 503) },
};

type Options = {
  ask: AskWhatIf;
  /** Where the journal is. */
  dir: string;
  /** How long a silence is waited for where the record does not tell, in milliseconds. */
  silenceTimeoutMs: number;
};

const BODY_BYTES_MAX = 64 * 1024;

const STATUSES: Record<Extract<WhatIfAnswer, { ok: false }>['why'], number> = {
  unknown: 404,
  incomplete: 409,
  unfit: 422,
  busy: 503,
};

/** POST /api/calls/:callId/what-if: always masked. It changes nothing, whatever it is asked. */
export const whatIfRoutes: FastifyPluginAsyncTypebox<Options> = async (server, options) => {
  const { ask, dir, silenceTimeoutMs } = options;
  const closing = new AbortController();
  server.addHook('preClose', async () => closing.abort());
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: BODY_BYTES_MAX },
    server.getDefaultJsonParser('error', 'error'),
  );

  const url = '/api/calls/:callId/what-if';
  server.post(url, { schema: WHAT_IF_SCHEMA }, async (request, reply) => {
    const left = new AbortController();
    reply.raw.once('close', () => left.abort());
    const signal = AbortSignal.any([left.signal, closing.signal]);
    const { callId } = request.params;
    const answer = await ask({ dir, callId, change: request.body, silenceTimeoutMs }, signal).catch(
      (error: unknown) => {
        if (!signal.aborted) throw error;
        return { ok: false, why: 'busy', reason: 'The process is stopping' } as const;
      },
    );
    reply.header('cache-control', 'no-store');
    if (answer.ok) return answer.told;
    return sendProblem(reply, problem(STATUSES[answer.why], { detail: answer.reason }));
  });
};
