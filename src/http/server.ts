import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { correlate } from './correlation.ts';
import { answerProblems } from './problem.ts';

type Options = {
  logger: FastifyBaseLogger;
  newId: () => string;
};

/** A server with what both ports share: correlation IDs, problems for errors, a line per request. */
export function createServer({ logger, newId }: Options) {
  const server = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: newId,
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
