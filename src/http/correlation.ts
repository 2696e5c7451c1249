import type { FastifyInstance } from 'fastify';
import { saneCorrelationId, withCorrelation } from '../observability/correlation.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Names this request in its response, in the log and on record. */
    correlationId: string;
  }
}

/** Takes each request's correlation ID from its header, or makes one, and gives it back. */
export function correlate(server: FastifyInstance, newId: () => string): void {
  server.decorateRequest('correlationId', '');
  server.addHook('onRequest', (request, reply, done) => {
    const id = saneCorrelationId(request.headers['x-correlation-id']) ?? newId();
    request.correlationId = id;
    reply.header('x-correlation-id', id);
    withCorrelation(id, done);
  });
}
