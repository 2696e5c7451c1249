import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';

const HealthSchema = Type.Object({ status: Type.Literal('ok') });

/** GET /healthz: that the process answers at all. It asks nobody else. */
export function registerHealth(server: FastifyInstance): void {
  server.get('/healthz', { schema: { response: { 200: HealthSchema } } }, async () => ({
    status: 'ok' as const,
  }));
}

const ReadinessSchema = Type.Object({
  ready: Type.Boolean(),
  checks: Type.Record(Type.String(), Type.String()),
});

/** GET /readyz: whether calls can be served, with every check that says so or not. */
export function registerReadiness(
  server: FastifyInstance,
  judge: () => Static<typeof ReadinessSchema>,
): void {
  const schema = { response: { 200: ReadinessSchema, 503: ReadinessSchema } };
  server.get('/readyz', { schema }, async (_request, reply) => {
    const readiness = judge();
    return reply.code(readiness.ready ? 200 : 503).send(readiness);
  });
}
