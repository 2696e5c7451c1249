import type { ConnectionError, FastifyReply, FastifyRequest } from 'fastify';
import { saneCorrelationId, withCorrelation } from '../observability/correlation.ts';
import type { EndedRequest, RequestOutcome } from '../observability/request-metrics.ts';
import { problem } from './problem.ts';

/** A request that is over; `request` is null when its head could not be read. */
export type Ended = EndedRequest & { request: FastifyRequest | null };

/** The requests of one server, each from its arrival to its one end. */
export type Requests = {
  /** How many have not ended. */
  inFlight(): number;
  /** Whether a connection has a request that has not ended. */
  isBusy(socket: Socket): boolean;
  /** Calls `tell` with every request that ends, once, within its correlation ID. */
  onEnd(tell: (ended: Ended) => void): void;
  /** Takes up a request that comes to no hook of the server. */
  open(request: FastifyRequest, reply: FastifyReply): void;
  /** The connection of a request goes on as something else, which keeps it busy: it is answered. */
  handOver(request: FastifyRequest): void;
  /** Answers what cannot be read as a request, and closes the connection. */
  refuse(error: Pick<ConnectionError, 'code'>, socket: Socket): void;
};

declare module 'fastify' {
  interface FastifyInstance {
    requests: Requests;
  }
  interface FastifyRequest {
    /** The pattern of its route, never its URL, which may hold a tracking number. */
    route: string;
  }
}

type Socket = FastifyRequest['raw']['socket'];
type Open = { request: FastifyRequest; reply: FastifyReply };
type Connection = {
  open: Set<Open>;
  latest: FastifyRequest['raw'] | null;
  isTimedOut: boolean;
  isHandedOver: boolean;
};

/** What cannot be read is answered with 400, but for these. */
const REFUSALS: Partial<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
};

/** RFC 9110, section 15.2.2. */
const SWITCHING_PROTOCOLS = 101;

/** What is known of a request without a head. */
const HEADLESS = {
  request: null,
  route: 'unknown',
  method: 'unknown',
  statusCode: null,
  latencyMs: null,
};

/**
 * Makes the one account of a server's requests. That an answer was sent is one end of a request;
 * every other one is seen on its connection alone: Fastify and Node tell of none for a request that
 * waits behind another one on the same connection, or whose head never came.
 */
export function createRequests(newId: () => string): Requests {
  const connections = new WeakMap<Socket, Connection>();
  const listeners: ((ended: Ended) => void)[] = [];
  let inFlight = 0;

  function connectionOf(socket: Socket): Connection {
    const known = connections.get(socket);
    if (known !== undefined) return known;
    const made: Connection = {
      open: new Set(),
      latest: null,
      isTimedOut: false,
      isHandedOver: false,
    };
    connections.set(socket, made);
    // Node closes a connection that times out.
    socket.once('timeout', () => {
      made.isTimedOut = true;
    });
    socket.once('close', () => {
      for (const one of made.open) abandon(made, one);
    });
    return made;
  }

  function end(
    { open }: Connection,
    one: Open,
    outcome: RequestOutcome,
    statusCode: number | null,
  ): void {
    if (!open.delete(one)) return;
    inFlight -= 1;
    const { request, reply } = one;
    const { route, method, correlationId } = request;
    // How long somebody watches is no latency.
    const latencyMs = isStream(one) ? null : reply.elapsedTime;
    tell(correlationId, { outcome, route, method, statusCode, latencyMs, request });
  }

  function abandon(connection: Connection, one: Open): void {
    // Who watches a stream has had its answer, and leaves when it likes.
    if (isStream(one)) end(connection, one, 'answered', one.reply.raw.statusCode);
    else end(connection, one, connection.isTimedOut ? 'timed_out' : 'aborted', null);
  }

  function tell(correlationId: string, ended: Ended): void {
    withCorrelation(correlationId, () => {
      for (const listener of listeners) listener(ended);
    });
  }

  /** Answers what cannot be read: a body, which ends its request, or a head, which never was one. */
  function answer(socket: Socket, connection: Connection, statusCode: number): void {
    const outcome = statusCode === 408 ? 'timed_out' : 'answered';
    const [one] = connection.open;
    const correlationId = one?.request.correlationId ?? newId();
    socket.write(toText(statusCode, correlationId));
    if (one !== undefined) end(connection, one, outcome, statusCode);
    // Who has sent nothing has asked nothing, and is only told why the connection closes.
    else if (socket.bytesRead > 0) tell(correlationId, { ...HEADLESS, outcome, statusCode });
  }

  return {
    inFlight: () => inFlight,
    isBusy(socket) {
      const { open, isHandedOver } = connectionOf(socket);
      return isHandedOver || open.size > 0;
    },
    onEnd(listener) {
      listeners.push(listener);
    },
    open(request, reply) {
      correlate(request, reply);
      request.route = request.routeOptions.url ?? 'unknown';
      const connection = connectionOf(request.raw.socket);
      const one = { request, reply };
      connection.open.add(one);
      connection.latest = request.raw;
      inFlight += 1;
      reply.raw.once('finish', () => end(connection, one, 'answered', reply.statusCode));
      // It comes before that of the connection, and also for an answer that breaks off.
      reply.raw.once('close', () => abandon(connection, one));
    },
    handOver(request) {
      const connection = connectionOf(request.raw.socket);
      connection.isHandedOver = true;
      for (const one of connection.open) {
        if (one.request === request) end(connection, one, 'answered', SWITCHING_PROTOCOLS);
      }
    },
    refuse({ code }, socket) {
      const connection = connectionOf(socket);
      if (socket.writable && isAnswerable(connection)) {
        if (code !== 'HPE_INVALID_EOF_STATE') answer(socket, connection, REFUSALS[code] ?? 400);
        // The client has left. A request that it had begun ends when the connection does.
        else if (connection.open.size === 0) tell(newId(), { ...HEADLESS, outcome: 'aborted' });
      }
      socket.destroySoon();
    },
  };
}

/** Whether an answer goes on until its client leaves. */
function isStream({ reply: { raw } }: Open): boolean {
  return raw.headersSent && `${raw.getHeader('content-type')}`.startsWith('text/event-stream');
}

/** Whether an answer would be taken for one to what cannot be read, and for the first one to it. */
function isAnswerable({ open, latest }: Connection): boolean {
  if (latest === null || latest.complete) return open.size === 0;
  const [one] = open;
  return open.size === 1 && one?.reply.raw.headersSent === false;
}

/** An answer as it goes over the wire where Node has none to fill in. */
function toText(statusCode: number, correlationId: string): string {
  const body = problem(statusCode);
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${statusCode} ${body.title}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${text.length}`,
    `x-correlation-id: ${correlationId}`,
    'connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${text}`;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Names this request in its response, in the log and on record. */
    correlationId: string;
  }
}

/** A request's correlation ID: that of its header, or a new one. */
export function correlationIdOf(
  { headers }: Pick<FastifyRequest, 'headers'>,
  newId: () => string,
): string {
  return saneCorrelationId(headers['x-correlation-id']) ?? newId();
}

/** Gives the correlation ID back: it is the ID that the server has for the request. */
function correlate(request: FastifyRequest, reply: FastifyReply): void {
  request.correlationId = request.id;
  reply.header('x-correlation-id', request.id);
}
