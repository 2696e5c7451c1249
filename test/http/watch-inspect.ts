import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';
import type { Edges } from '../../src/edges.ts';
import { buildTestApp, type TestApp } from '../build-app.ts';

/** A message as the receiver of @statelyai/inspect hands it on. */
export type Seen = StatelyInspectionEvent;

/** What a receiver has been told, and what it is still to be told. */
export type Watched = {
  seen: Seen[];
  /** Resolves with the first message, told or to come, that `is` finds. */
  until(is: (message: Seen) => boolean): Promise<Seen>;
};

/** Collects what the receiver of @statelyai/inspect is told by a server. */
export function receive(server: string): Watched {
  const seen: Seen[] = [];
  const looking = new Set<(message: Seen) => void>();
  createWebSocketReceiver({ server }).subscribe((message) => {
    seen.push(message);
    for (const look of looking) look(message);
  });
  const until: Watched['until'] = (is) =>
    new Promise((resolve) => {
      const look = (message: Seen) => {
        if (!is(message)) return;
        looking.delete(look);
        resolve(message);
      };
      const told = seen.find(is);
      if (told === undefined) looking.add(look);
      else resolve(told);
    });
  return { seen, until };
}

/** A service under inspection. */
export type InspectedApp = TestApp & { socketUrl: string; adminUrl: string };

/** A service that is listening with INSPECT=on; `socketUrl` is where it is inspected. */
export async function inspectApp(
  context: TestContext,
  settings: Record<string, string> = {},
  edges: Partial<Edges> = {},
): Promise<InspectedApp> {
  const test = await buildTestApp(context, {
    settings: { PORT: '0', ADMIN_PORT: '0', INSPECT: 'on', ...settings },
    edges,
  });
  const { adminUrl } = await test.app.listen();
  return { ...test, adminUrl, socketUrl: `${adminUrl.replace(/^http/, 'ws')}/inspect` };
}

/** The states of a snapshot message's chart, outermost first; null of any other. */
export function stateIn(message: Seen): string | null {
  if (message.type !== '@xstate.snapshot') return null;
  const { value } = message.snapshot as { value?: unknown };
  return value === undefined ? null : JSON.stringify(value);
}

/** What came of asking for a WebSocket; `status` is 101 where the connection is one now. */
export type Asked = { status: number; headers: IncomingHttpHeaders; socket: Socket };

/** Asks for a WebSocket, with whatever headers, and leaves it at that. */
export async function askFor(
  url: string,
  headers: Record<string, string> = {},
  protocols: readonly string[] = [],
): Promise<Asked> {
  const asking = request(url.replace(/^ws/, 'http'), {
    headers: {
      connection: 'upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...(protocols.length > 0 && { 'sec-websocket-protocol': protocols.join(', ') }),
      ...headers,
    },
  });
  const answered = Promise.withResolvers<IncomingMessage>();
  asking.on('upgrade', answered.resolve);
  asking.on('response', answered.resolve);
  asking.on('error', answered.reject);
  asking.end();
  const { statusCode = 0, headers: told, socket } = await answered.promise;
  return { status: statusCode, headers: told, socket };
}
