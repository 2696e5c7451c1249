/** What the ports answer beside the webhook: each route a plugin whose schemas its handler is held to. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import type { Metrics } from '../observability/metrics.ts';

const HealthSchema = Type.Object({ status: Type.Literal('ok') });

/** GET /healthz: that the process answers at all. It asks nobody else. */
export const healthRoute: FastifyPluginAsyncTypebox = async (server) => {
  server.get('/healthz', { schema: { response: { 200: HealthSchema } } }, async () => ({
    status: 'ok' as const,
  }));
};

const ReadinessSchema = Type.Object({
  ready: Type.Boolean(),
  checks: Type.Record(Type.String(), Type.String()),
});

/** GET /readyz: whether calls can be served, with every check that says so or not. */
export const readinessRoute: FastifyPluginAsyncTypebox<{
  judge: () => Static<typeof ReadinessSchema>;
}> = async (server, { judge }) => {
  const schema = { response: { 200: ReadinessSchema, 503: ReadinessSchema } };
  server.get('/readyz', { schema }, async (_request, reply) => {
    const readiness = judge();
    return reply.code(readiness.ready ? 200 : 503).send(readiness);
  });
};

const BreakerSchema = Type.Object({ state: Type.String() });

/** The routes of the internal port that change something. */
export const adminRoutes: FastifyPluginAsyncTypebox<{
  breaker: { reset(): void; state(): string };
}> = async (server, { breaker }) => {
  const schema = { response: { 200: BreakerSchema } };
  server.post('/admin/circuit-breaker/reset', { schema }, async () => {
    breaker.reset();
    return { state: breaker.state() };
  });
};

/** GET /metrics: for Prometheus, in its text format. */
export const metricsRoute: FastifyPluginAsyncTypebox<{
  metrics: Pick<Metrics, 'contentType' | 'render'>;
}> = async (server, { metrics }) => {
  server.get('/metrics', { schema: { response: { 200: Type.String() } } }, async (_, reply) => {
    const text = await metrics.render();
    return reply.type(metrics.contentType).send(text);
  });
};
