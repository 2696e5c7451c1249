import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Most bytes that are read for nothing, so that a connection may be kept. */
const READ_FOR_NOTHING_MAX = 64 * 1024;

/** How long a connection that is closed waits for its client to take note, in milliseconds. */
const LINGER_MS = 2_000;

/** How many bytes of a body a request's head promises; infinitely many if it does not say. */
export function promisedBytes({ headers }: Pick<FastifyRequest, 'headers'>): number {
  if (headers['transfer-encoding'] !== undefined) return Number.POSITIVE_INFINITY;
  return Number(headers['content-length'] ?? 0);
}

/**
 * Closes the connection of whoever is answered before his body has come, unless little of it is
 * left. What comes of it then is thrown away as it comes.
 */
export function closeUnread(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, _payload, done) => {
    if (!request.raw.complete && promisedBytes(request) > READ_FOR_NOTHING_MAX) {
      reply.header('connection', 'close');
      closeGently(request.raw.socket);
    }
    done();
  });
}

/**
 * Makes Node end a connection before it closes it. Closed with bytes of the client on their way, it
 * would be reset, and the client might lose the answer. How long it may send is bounded by the time
 * for a request.
 */
function closeGently(socket: FastifyRequest['raw']['socket']): void {
  socket.destroySoon = () => {
    socket.end();
    socket.setTimeout(LINGER_MS);
  };
}
