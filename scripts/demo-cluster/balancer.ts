import { once } from 'node:events';
import {
  type ClientHttp2Session,
  connect,
  createServer,
  type Http2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { pipeline } from 'node:stream/promises';

/** One address before several processes, for Restate, which holds one connection and many streams. */
export type Balancer = { url: string; close(): Promise<void> };

/**
 * Passes each stream on to the next process in turn. A process that cannot be reached is left out until
 * it can; a stream that breaks is cut off, and Restate sends its step again.
 */
export async function startBalancer(port: number, backends: readonly string[]): Promise<Balancer> {
  const open = new Map<string, Promise<ClientHttp2Session | null>>();
  const sessions = new Set<Http2Session>();
  let turns = 0;

  /** The connection to a process, which all streams to it share; null where there is none to be had. */
  function sessionTo(backend: string): Promise<ClientHttp2Session | null> {
    const known = open.get(backend);
    if (known !== undefined) return known;
    const session = connect(backend);
    sessions.add(session);
    const reached = new Promise<ClientHttp2Session | null>((resolve) => {
      session.once('connect', () => resolve(session));
      session.once('close', () => {
        resolve(null);
        sessions.delete(session);
        open.delete(backend);
      });
    });
    // Whoever waits for it hears of that by its stream.
    session.on('error', () => session.destroy());
    open.set(backend, reached);
    return reached;
  }

  async function reach(tries: number): Promise<ClientHttp2Session | null> {
    if (tries === 0) return null;
    turns += 1;
    const session = await sessionTo(backends[turns % backends.length] ?? '');
    return session === null || session.closed ? reach(tries - 1) : session;
  }

  async function pass(stream: ServerHttp2Stream, headers: Record<string, unknown>): Promise<void> {
    const session = await reach(backends.length);
    if (session === null) return void stream.close(0x2);
    const { ':authority': _authority, host: _host, ...rest } = headers;
    const onward = session.request(rest as never);
    const answered = once(onward, 'response').then(async ([answer]) => {
      stream.respond(answer);
      await pipeline(onward, stream);
    });
    await Promise.all([pipeline(stream, onward, { end: true }), answered]).catch(() => {
      onward.close(0x8);
      stream.close(0x2);
    });
  }

  const server = createServer();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    pass(stream, headers).catch(() => stream.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const session of sessions) session.destroy();
      await closed;
    },
  };
}
