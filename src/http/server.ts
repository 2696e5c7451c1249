import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { withCorrelation } from '../observability/correlation.ts';
import { answerProblems, problem, sendProblem } from './problem.ts';
import { closeUnread } from './request-bodies.ts';
import { createRequests, type Ended } from './request-lifecycle.ts';
import { answerUnrouted, takeAllRequests } from './routing.ts';
import { COMPILERS_WHEN_NEEDED } from './schema-compilers.ts';
import { closeRefusedUpgrades, upgradeTo } from './upgrades.ts';

/** How long a client may take, in milliseconds. */
export type ConnectionTimeouts = {
  /** To send the head of a request, from its first byte, or from the connection on. */
  headersTimeoutMs: number;
  /** To send a whole request. */
  requestTimeoutMs: number;
  /** To send or take anything at all while a request is under way. */
  connectionTimeoutMs: number;
  /** To send another request on the same connection. */
  keepAliveTimeoutMs: number;
  /** How often connections are looked at. */
  checkMs: number;
};

/**
 * Vapi sends 70 KB in one go and gives a tool call up after 5 s, so that a request which takes 10 s
 * to arrive has nobody waiting for it. An answer is due within REPLY_DEADLINE_MS, of 20 s at most.
 * Load balancers keep connections for 60 s, and must be the first to close one: otherwise they send
 * a request on a connection that is just being closed.
 */
export const CONNECTION_TIMEOUTS: ConnectionTimeouts = {
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 10_000,
  connectionTimeoutMs: 30_000,
  keepAliveTimeoutMs: 75_000,
  checkMs: 1_000,
};

type Options = {
  logger: FastifyBaseLogger;
  newId: () => string;
  timeouts?: ConnectionTimeouts;
  /** Paths where a WebSocket may be asked for; elsewhere that wish is not heard. */
  webSockets?: readonly string[];
};

/**
 * A server with what both ports share: correlation IDs, problems for errors, an account of every
 * request with a line in the log. It reads no body: a route that wants one reads it itself.
 */
export function createServer({
  logger,
  newId,
  timeouts = CONNECTION_TIMEOUTS,
  webSockets = [],
}: Options) {
  const requests = createRequests(newId);
  const server = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: newId,
    requestTimeout: timeouts.requestTimeoutMs,
    connectionTimeout: timeouts.connectionTimeoutMs,
    keepAliveTimeout: timeouts.keepAliveTimeoutMs,
    http: {
      headersTimeout: timeouts.headersTimeoutMs,
      connectionsCheckingInterval: timeouts.checkMs,
      // Node would answer by itself, unseen.
      requireHostHeader: false,
      shouldUpgradeCallback: upgradeTo(webSockets),
    },
    routerOptions: { ignoreTrailingSlash: true },
    // A request that is there when the server closes is answered like any other: see draining.ts.
    return503OnClosing: false,
    clientErrorHandler: requests.refuse,
    schemaController: { compilersFactory: COMPILERS_WHEN_NEEDED },
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
  closeRefusedUpgrades(server);
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
