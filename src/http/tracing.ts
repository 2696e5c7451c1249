import type { FastifyInstance } from 'fastify';
import { readTraceContext, withTraceContext } from '../observability/trace-context.ts';
import type { OpenSpan, Traces } from '../observability/traces.ts';

declare module 'fastify' {
  interface FastifyRequest {
    span: OpenSpan | null;
  }
}

/** Takes over the trace that a request names; with `traces`, the webhook gets a span of its own. */
export function takeTraces(server: FastifyInstance, traces: Traces | null): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const context = readTraceContext(request.headers);
    if (context === null) done();
    else withTraceContext(context, done);
  });
  if (traces === null) return;
  server.decorateRequest('span', null);
  server.addHook('onRequest', (request, _reply, done) => {
    // Probes would be most of what is recorded.
    if (request.routeOptions.url !== '/webhook') return done();
    request.span = traces.open('webhook', { 'correlation.id': request.correlationId });
    withTraceContext(request.span.context, done);
  });
  server.requests.onEnd(({ request, outcome, statusCode }) => {
    const isFailed = outcome !== 'answered' || (statusCode ?? 0) >= 500;
    request?.span?.end(
      {
        ...(statusCode === null ? {} : { 'http.response.status_code': statusCode }),
        ...(outcome === 'answered' ? {} : { 'error.type': outcome }),
      },
      isFailed,
    );
  });
}
