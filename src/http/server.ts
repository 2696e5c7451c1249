import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { withCorrelation } from '../observability/correlation.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { answerProblems, problem, sendProblem } from './problem.ts';
import { createRequests, type Ended } from './request-lifecycle.ts';
import { answerUnrouted, takeAllRequests } from './routing.ts';
import { closeUnread } from './unread-bodies.ts';

type Options = {
  logger: FastifyBaseLogger;
  newId: () => string;
  patience?: Patience;
};

/**
 * A server with what both ports share: correlation IDs, problems for errors, an account of every
 * request with a line in the log. It reads no body: a route that wants one reads it itself.
 */
export function createServer({ logger, newId, patience = PATIENCE }: Options) {
  const requests = createRequests(newId);
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
      // Node would answer by itself, unseen.
      requireHostHeader: false,
    },
    routerOptions: { ignoreTrailingSlash: true },
    // A request that is there when the server closes is answered like any other: see draining.ts.
    return503OnClosing: false,
    clientErrorHandler: requests.refuse,
    // A path that cannot be decoded, which comes to no hook.
    frameworkErrors(_error, request, reply) {
      requests.open(request, reply);
      sendProblem(reply, problem(400, { detail: 'The path is not encoded as a URL is' }));
    },
  }).withTypeProvider<TypeBoxTypeProvider>();
  server.decorate('requests', requests);
  server.decorateRequest('correlationId', '');
  server.decorateRequest('route', '');
  server.addHook('onRequest', (request, reply, done) => {
    requests.open(request, reply);
    withCorrelation(request.correlationId, done);
  });
  requests.onEnd((ended) => logEnd(server.log, ended));
  takeAllRequests(server);
  answerUnrouted(server);
  answerProblems(server);
  closeUnread(server);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null));
  return server;
}

const LEVELS = { answered: 'info', aborted: 'warn', timed_out: 'warn' } as const;

function logEnd(log: FastifyBaseLogger, ended: Ended): void {
  const { outcome, request, method, route, statusCode, latencyMs } = ended;
  (request?.log ?? log)[LEVELS[outcome]](
    {
      method,
      route,
      ...(statusCode === null ? {} : { status_code: statusCode }),
      ...(latencyMs === null ? {} : { latency_ms: Math.round(latencyMs * 10) / 10 }),
    },
    `request.${outcome}`,
  );
}
