import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { correlate } from './correlation.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { answerProblems } from './problem.ts';

type Options = {
  logger: FastifyBaseLogger;
  newId: () => string;
  patience?: Patience;
};

/** A server with what both ports share: correlation IDs, problems for errors, a line per request. */
export function createServer({ logger, newId, patience = PATIENCE }: Options) {
  const server = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: newId,
    requestTimeout: patience.requestTimeoutMs,
    connectionTimeout: patience.connectionTimeoutMs,
    keepAliveTimeout: patience.keepAliveTimeoutMs,
    http: {
      headersTimeout: patience.headersTimeoutMs,
      connectionsCheckingInterval: patience.checkMs,
    },
    // A request that is there when the server closes is answered like any other: see draining.ts.
    return503OnClosing: false,
  }).withTypeProvider<TypeBoxTypeProvider>();
  correlate(server, newId);
  answerProblems(server);
  server.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    request.log.info(
      {
        method,
        // The pattern, not the URL: what was asked for may hold a tracking number.
        route: routeOptions.url ?? 'unknown',
        status_code: reply.statusCode,
        latency_ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request.answered',
    );
    done();
  });
  return server;
}
