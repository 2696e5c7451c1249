import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import { SECURITY } from './openapi.ts';
import { problemsOf } from './problem.ts';

/** What comes of GET /healthz. */
export const HEALTH_SCHEMA = {
  tags: ['operations'],
  summary: 'That the process answers at all',
  security: SECURITY.none,
  response: { 200: Type.Object({ status: Type.Literal('ok') }), ...problemsOf(500) },
};

/** GET /healthz, on both ports: that the process answers at all. It asks nobody else. */
export const healthRoute: FastifyPluginAsyncTypebox = async (server) => {
  server.get('/healthz', { schema: HEALTH_SCHEMA }, async () => ({ status: 'ok' as const }));
};

const ReadinessSchema = Type.Object({
  ready: Type.Boolean(),
  checks: Type.Record(Type.String(), Type.String()),
});

/** What comes of GET /readyz. */
export const READINESS_SCHEMA = {
  tags: ['operations'],
  summary: 'Whether calls can be served, and why not',
  security: SECURITY.none,
  response: { 200: ReadinessSchema, 503: ReadinessSchema, ...problemsOf(500) },
};

/** GET /readyz: whether calls can be served, with every check that says so or not. */
export const readinessRoute: FastifyPluginAsyncTypebox<{
  judge: () => Static<typeof ReadinessSchema>;
}> = async (server, { judge }) => {
  server.get('/readyz', { schema: READINESS_SCHEMA }, async (_request, reply) => {
    const readiness = judge();
    return reply.code(readiness.ready ? 200 : 503).send(readiness);
  });
};
