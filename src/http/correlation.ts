import type { FastifyReply, FastifyRequest } from 'fastify';
import { saneCorrelationId } from '../observability/correlation.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Names this request in its response, in the log and on record. */
    correlationId: string;
  }
}

/** Takes a request's correlation ID from its header, or makes one, and gives it back. */
export function correlate(request: FastifyRequest, reply: FastifyReply, newId: () => string): void {
  const id = saneCorrelationId(request.headers['x-correlation-id']) ?? newId();
  request.correlationId = id;
  reply.header('x-correlation-id', id);
}
