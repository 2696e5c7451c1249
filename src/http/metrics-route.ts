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

/** Counts every answer of a server, those to unknown routes included. */
export function countRequests(
  server: FastifyInstance,
  { observeRequest }: Pick<Metrics, 'observeRequest'>,
): void {
  server.addHook('onResponse', (request, reply, done) => {
    observeRequest({
      // The pattern, not the URL: anybody can ask for any, and it may hold a tracking number.
      route: request.routeOptions.url ?? 'unknown',
      method: request.method,
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    });
    done();
  });
}
