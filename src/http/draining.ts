import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../edges.ts';

/** How long a server that closes waits, in milliseconds. */
export type DrainTimeouts = {
  /** For another request on a connection that has none: its client may just be sending one. */
  idleMs: number;
  /** For requests under way; whatever is open then is cut off. */
  totalMs: number;
};

/** How a server is closed. */
export type Drain = {
  isDraining(): boolean;
  /**
   * Takes no new connection, and answers every request that comes on the open ones, each with the
   * word that it is the last. Resolves when all connections are closed.
   */
  close(timeouts: DrainTimeouts): Promise<void>;
};

type Socket = FastifyRequest['raw']['socket'];

/** Connections that a client keeps speak about once a second during a call; this is twice that. */
const IDLE_MS = 2_000;

/** Divides the time for shutting down; the last third is for the journal. */
export function drainTimeoutsWithin(graceMs: number): DrainTimeouts {
  return { idleMs: Math.min(IDLE_MS, graceMs / 4), totalMs: (graceMs * 2) / 3 };
}

/** Keeps what closing a server in order needs to know; to be called before it listens. */
export function prepareDrain(server: FastifyInstance, clock: Clock): Drain {
  const open = new Set<Socket>();
  let isDraining = false;
  server.server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (isDraining) reply.header('connection', 'close');
    done();
  });
  function closeIdle(): void {
    for (const socket of open) if (!server.requests.isBusy(socket)) socket.destroy();
  }

  return {
    isDraining: () => isDraining,
    async close({ idleMs, totalMs }) {
      isDraining = true;
      // Node would cut idle connections off at once, and with them a request that is on its way.
      server.server.closeIdleConnections = () => {};
      const timers = [
        clock.setTimeout(closeIdle, idleMs),
        clock.setTimeout(() => server.server.closeAllConnections(), totalMs),
      ];
      await server.close();
      for (const timer of timers) clock.clearTimeout(timer);
    },
  };
}
