import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../observability/metrics.ts';

/** GET /metrics: for Prometheus, in its text format. */
export function registerMetrics(
  server: FastifyInstance,
  metrics: Pick<Metrics, 'contentType' | 'render'>,
): void {
  server.get('/metrics', async (_request, reply) => {
    const text = await metrics.render();
    return reply.type(metrics.contentType).send(text);
  });
}

/** Counts every request of a server, however it ends. */
export function countRequests(
  { requests }: FastifyInstance,
  { observeRequest }: Pick<Metrics, 'observeRequest'>,
): void {
  requests.onEnd(observeRequest);
}
