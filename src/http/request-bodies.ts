import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Twelve of the largest bodies, or hundreds of the usual ones, at the same time. */
const UNAUTHENTICATED_BYTES_MAX = 64 * 1024 * 1024;
const UNAUTHENTICATED_MAX = 500;

/**
 * Keeps account of the bodies on their way, of at most `bodyMax` bytes each, that alone can
 * authenticate their sender: without it, strangers could fill the memory with what they hold back
 * the end of. It is one account for all connections together.
 */
export function createUnauthenticatedBodies(bodyMax: number) {
  const declared = new Map<FastifyRequest, number>();
  let bytes = 0;

  function settle(request: FastifyRequest): void {
    bytes -= declared.get(request) ?? 0;
    declared.delete(request);
  }

  return {
    /** Whether there is room for the body of a request; takes it. */
    admit(request: FastifyRequest, reply: FastifyReply): boolean {
      const size = Math.min(declaredBytes(request), bodyMax);
      const isFull = declared.size >= UNAUTHENTICATED_MAX;
      if (isFull || bytes + size > UNAUTHENTICATED_BYTES_MAX) return false;
      declared.set(request, size);
      bytes += size;
      reply.raw.once('close', () => settle(request));
      return true;
    },
    /** The sender is authenticated now, or answered. */
    settle,
  };
}

/** Most bytes that are read only to be discarded, so that a connection may be kept. */
const DISCARDED_BYTES_MAX = 64 * 1024;

/** How long a connection that is closed waits for its client to take note, in milliseconds. */
const LINGER_MS = 2_000;

/** How many bytes of a body a request's head declares; infinitely many if it does not say. */
function declaredBytes({ headers }: Pick<FastifyRequest, 'headers'>): number {
  if (headers['transfer-encoding'] !== undefined) return Number.POSITIVE_INFINITY;
  return Number(headers['content-length'] ?? 0);
}

/**
 * Closes the connection of whoever is answered before his body has come, unless little of it is
 * left. What comes of it then is discarded as it comes.
 */
export function closeUnread(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, _payload, done) => {
    if (!request.raw.complete && declaredBytes(request) > DISCARDED_BYTES_MAX) {
      reply.header('connection', 'close');
      closeLingering(request.raw.socket);
    }
    done();
  });
}

/**
 * Makes Node end a connection before it closes it, as nginx does in a lingering close. Closed with
 * bytes of the client on their way, it would be reset, and the client might lose the answer. How
 * long it may send is bounded by the time for a request.
 */
function closeLingering(socket: FastifyRequest['raw']['socket']): void {
  socket.destroySoon = () => {
    socket.end();
    socket.setTimeout(LINGER_MS);
  };
}
