import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createInspectorServer } from '@statelyai/inspect/server';
import { isLoopback } from '../../src/edges.ts';

/** The page of this machine on which the Stately inspector draws what it is sent. */
export type InspectorServer = {
  /** Where a person opens it. */
  url: string;
  /** Sends a message to every page that is open; the last 200 are kept for pages to come. */
  send(text: string): void;
  close(): Promise<void>;
};

type Options = {
  port: number;
  /** Where the inspector itself comes from: a page that is shown within ours. */
  uiUrl: string;
  /** Whether a browser is opened. */
  opens: boolean;
  /** Called for each page that has been opened. */
  onPage: () => void;
};

const HOST = '127.0.0.1';
/** By which our own connection to it is told from those of pages. */
const SOURCE_PATH = '/source';
/** Node tells here of every server that is about to listen (its documentation of diagnostics). */
const LISTENING = 'tracing:net.server.listen:asyncStart';

/** Starts the server of @statelyai/inspect, reached from this machine only. */
export async function startInspectorServer(options: Options): Promise<InspectorServer> {
  const { server, sockets, stop } = createOnLoopback(options);
  await once(server, 'listening').catch((error: Error) => {
    throw new Error(`Cannot listen on port ${options.port}: ${error.message}`, { cause: error });
  });
  const address = server.address();
  if (typeof address !== 'object' || address?.address !== HOST) {
    stop();
    throw new Error('Cannot inspect: others would reach the inspector');
  }
  const source = new WebSocket(`ws://${HOST}:${options.port}${SOURCE_PATH}`);
  await once(source, 'open');
  return {
    url: `http://localhost:${options.port}`,
    send: (text) => source.send(text),
    async close() {
      const closed = once(server, 'close');
      stop();
      // It lets go of nobody who is connected.
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/**
 * Its own server listens on every interface, tells nobody of it and lets in every page of the web.
 * What it takes for its port is handed to listen(), which takes an address too, and stands in its
 * page as text; the server itself is what Node says is about to listen.
 */
function createOnLoopback({ port, uiUrl, opens, onPage }: Options) {
  const address = { port, host: HOST, toString: () => String(port) };
  let server: Server | null = null;
  const note = (message: unknown) => {
    server = (message as { server: Server }).server;
  };
  subscribe(LISTENING, note);
  const { stop } = createInspectorServer({
    port: address as unknown as number,
    url: uiUrl,
    autoOpen: opens,
  });
  unsubscribe(LISTENING, note);
  if (server === null) throw new Error('Cannot inspect: the inspector does not listen');
  return { server: server as Server, sockets: guard(server, port, onPage), stop };
}

/** Lets only its own pages in, and programs of this machine; gives the connections of all. */
function guard(server: Server, port: number, onPage: () => void): ReadonlySet<Duplex> {
  const takers = server.listeners('upgrade');
  const sockets = new Set<Duplex>();
  server.removeAllListeners('upgrade');
  // What goes wrong with it is told to whoever waits for it, and not thrown at nobody.
  server.removeAllListeners('error');
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!isOurs(request, port)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    for (const take of takers) take.call(server, request, socket, head);
    if (request.url !== SOURCE_PATH) onPage();
  });
  return sockets;
}

function isOurs({ headers: { host = '', origin } }: IncomingMessage, port: number): boolean {
  const asked = URL.parse(`http://${host}`);
  if (asked === null || !isLoopback(asked.hostname)) return false;
  if (origin === undefined) return true;
  const page = URL.parse(origin);
  return page !== null && isLoopback(page.hostname) && page.port === (port === 80 ? '' : `${port}`);
}
