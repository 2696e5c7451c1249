import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import type { Clock } from '../edges.ts';
import type { Inspection, LiveCalls } from '../observability/inspection/inspection.ts';
import { SECURITY } from './openapi.ts';
import { problem, problemsOf, sendProblem } from './problem.ts';

/** Where the internal port speaks the Stately inspector's protocol. */
export const INSPECT_PATH = '/inspect';

/** The subprotocol that is answered: whoever names a token beside it must get one of them back. */
const PROTOCOL = 'inspect';

/** How long viewers may take to answer that their connections close, in milliseconds. */
export const CLOSE_MS = 500;
/** Nobody has anything to tell here. */
const RECEIVED_BYTES_MAX = 1024;

/** The server goes away (RFC 6455, section 7.4.1); try again later (IANA's registry of codes). */
const CLOSE_CODES = { goingAway: 1001, tryAgainLater: 1013 };

const QuerySchema = Type.Object({
  /** The one call to be shown, with its lookups and the breaker. */
  call: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
});

/** What comes of GET /inspect where no WebSocket is asked for, or none is given. */
export const INSPECT_SCHEMA = {
  summary: 'The actors as they move, over a WebSocket, for the Stately inspector',
  tags: ['live'],
  security: SECURITY.admin,
  querystring: QuerySchema,
  response: problemsOf(400, 401, 403, 426, 500),
};

type Options = {
  inspection: Inspection;
  calls: LiveCalls;
  clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>;
};

/**
 * GET /inspect: a WebSocket over which the actors are shown, all or those of `?call=ID`. What a
 * viewer sends is not read. The viewers are told when the server closes.
 */
export function createInspectRoute({ inspection, calls, clock }: Options): FastifyPluginAsync {
  const plugin: FastifyPluginAsyncTypebox = async (server) => {
    // Loaded where it is served: most processes show nobody anything.
    const { default: websocket } = await import('@fastify/websocket');
    await server.register(websocket, {
      options: {
        maxPayload: RECEIVED_BYTES_MAX,
        handleProtocols: (offered) => offered.has(PROTOCOL) && PROTOCOL,
      },
      errorHandler: (_error, socket) => socket.terminate(),
      preClose(done) {
        const { websocketServer } = server;
        for (const socket of websocketServer.clients) socket.close(CLOSE_CODES.goingAway);
        const cut = clock.setTimeout(() => {
          for (const socket of websocketServer.clients) socket.terminate();
        }, CLOSE_MS);
        // Told when the last of them is closed.
        websocketServer.close(() => {
          clock.clearTimeout(cut);
          done();
        });
      },
    });
    server.route({
      method: 'GET',
      url: INSPECT_PATH,
      schema: INSPECT_SCHEMA,
      async handler(_request, reply) {
        reply.header('upgrade', 'websocket');
        return sendProblem(reply, problem(426, { detail: 'A WebSocket is served here' }));
      },
      wsHandler(socket, request) {
        server.requests.handOver(request);
        const { call = null } = request.query as { call?: string };
        const end = inspection.watch(socket, call, calls);
        if (end === null) socket.close(CLOSE_CODES.tryAgainLater, 'Too many viewers');
        else socket.on('close', end);
      },
    });
  };
  // What a plugin knows of types is its own affair.
  return plugin as FastifyPluginAsync;
}
