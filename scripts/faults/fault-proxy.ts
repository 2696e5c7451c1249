import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';

/** An answer as the content API gave it. */
export type Upstream = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/** One request to the content API, in the hands of a behaviour. */
export type Exchange = {
  request: IncomingMessage;
  response: ServerResponse;
  /** The number that is asked for; null in a question about a phone number. */
  trackingNumber: string | null;
  /** Which connection this came over, from 0. */
  connection: number;
  /** How many requests for the same number came before, from 0. */
  attempt: number;
  /** Asks the content API itself. */
  forward(): Promise<Upstream>;
  /** Waits, but no longer than the proxy lives or the connection holds. */
  pause(ms: number): Promise<void>;
};

/** What becomes of a request. */
export type Behaviour = (exchange: Exchange) => void | Promise<void>;

/** An HTTP server before the content API, which does over its sockets what it is told to. */
export type FaultProxy = {
  /** What SANITY_API_HOST takes; it stays the same while connections are refused. */
  readonly url: string;
  /** Where what is passed on goes: a base URL. */
  forwardTo(url: string): void;
  behave(behaviour: Behaviour): void;
  /** Closes every connection and the port: who comes now is refused. */
  refuse(): Promise<void>;
  openSockets(): number;
  /** Resolves when a request is there. */
  nextRequest(): Promise<Exchange>;
  /** Requests that have no whole answer and have not been given up. */
  underWay(): number;
  /** Resolves when none is under way. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

type State = {
  target: string;
  behaviour: Behaviour;
  sockets: Map<Socket, number>;
  connections: number;
  attempts: Map<string, number>;
  agent: Agent;
  closing: AbortController;
  arrived: PromiseWithResolvers<Exchange>;
  underWay: number;
  settled: PromiseWithResolvers<void>;
};

/** Passes a request on and its answer back. */
export const pass: Behaviour = async ({ forward, response }) => {
  const { status, headers, body } = await forward();
  response.writeHead(status, headers).end(body);
};

/** Starts a proxy that passes everything on until it is told otherwise. */
export async function startFaultProxy(): Promise<FaultProxy> {
  const state: State = {
    target: '',
    behaviour: pass,
    sockets: new Map(),
    connections: 0,
    attempts: new Map(),
    agent: new Agent({ keepAlive: true }),
    closing: new AbortController(),
    arrived: Promise.withResolvers(),
    underWay: 0,
    settled: Promise.withResolvers(),
  };
  const server = createServer((incoming, response) => {
    serve(state, incoming, response).catch(() => incoming.socket.destroy());
  });
  server.on('connection', (socket) => keep(state, socket));
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    forwardTo(url) {
      state.target = url;
    },
    behave(behaviour) {
      state.behaviour = behaviour;
    },
    refuse: () => shut(server, state),
    openSockets: () => state.sockets.size,
    nextRequest: () => state.arrived.promise,
    underWay: () => state.underWay,
    settled: () => (state.underWay === 0 ? Promise.resolve() : state.settled.promise),
    async close() {
      state.closing.abort();
      state.agent.destroy();
      if (server.listening) await shut(server, state);
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function shut(server: Server, { sockets }: State): Promise<void> {
  const closed = [server, ...sockets.keys()].map((one) => once(one, 'close'));
  server.close();
  for (const socket of sockets.keys()) socket.destroy();
  await Promise.all(closed);
}

function keep(state: State, socket: Socket): void {
  state.sockets.set(socket, state.connections);
  state.connections += 1;
  // A connection that is reset on purpose is no fault of the proxy.
  socket.on('error', () => {});
  socket.once('close', () => state.sockets.delete(socket));
}

async function serve(state: State, incoming: IncomingMessage, response: ServerResponse) {
  const { sockets, attempts, closing, behaviour } = state;
  const trackingNumber = numberIn(incoming);
  const attempt = attempts.get(trackingNumber ?? '') ?? 0;
  attempts.set(trackingNumber ?? '', attempt + 1);
  const gone = new AbortController();
  state.underWay += 1;
  response.once('close', () => {
    gone.abort();
    state.underWay -= 1;
    if (state.underWay > 0) return;
    state.settled.resolve();
    state.settled = Promise.withResolvers();
  });
  const exchange: Exchange = {
    request: incoming,
    response,
    trackingNumber,
    attempt,
    connection: sockets.get(incoming.socket) ?? 0,
    forward: () => forward(state, incoming),
    pause: (ms) => wait(ms, undefined, { signal: AbortSignal.any([closing.signal, gone.signal]) }),
  };
  state.arrived.resolve(exchange);
  state.arrived = Promise.withResolvers();
  await behaviour(exchange);
}

/** The parameter of the query, which the client sends as JSON in the address. */
function numberIn({ url = '/' }: IncomingMessage): string | null {
  const value = new URL(url, 'http://proxy').searchParams.get('$trackingNumber');
  return value === null ? null : JSON.parse(value);
}

async function forward({ target, agent }: State, incoming: IncomingMessage): Promise<Upstream> {
  const { method, url = '/', headers } = incoming;
  const { host: _, connection: __, ...passed } = headers;
  const outgoing = request(new URL(url, target), {
    agent,
    headers: passed,
    ...(method === undefined ? {} : { method }),
  });
  incoming.pipe(outgoing);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  const { connection: ___, 'keep-alive': ____, ...kept } = answer.headers;
  return { status: answer.statusCode ?? 502, headers: kept, body: await buffer(answer) };
}
