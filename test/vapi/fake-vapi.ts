import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type { Resource } from '../../src/vapi/account.ts';

/** A stand-in for Vapi's API, and what was asked of it. */
export type FakeVapi = {
  url: string;
  key: string;
  /** What was written, in order: `POST tool`, `PATCH assistant/ID`. */
  written: { what: string; body: Record<string, unknown> }[];
  add(kind: string, resource: Record<string, unknown>): Resource;
  all(kind: string): Resource[];
  /** Refuses writes from then on, after so many more. */
  failAfter(writes: number): void;
};

/**
 * Answers as Vapi's API does with assistants, tools and credentials: a PATCH replaces all that is under
 * each name that it sends (vapi.md, section 8), answers carry what Vapi fills in by itself, and a body
 * with a name that is Vapi's to set is refused.
 */
export async function runFakeVapi(context: TestContext): Promise<FakeVapi> {
  const key = 'private-key-of-vapi';
  const kept = new Map<string, Resource[]>();
  const written: FakeVapi['written'] = [];
  let made = 0;
  let writesLeft = Number.POSITIVE_INFINITY;
  const all = (kind: string) => kept.get(kind) ?? [];
  const add: FakeVapi['add'] = (kind, resource) => {
    made += 1;
    const id = `${kind}-${made}`;
    const whole = { ...structuredClone(resource), id, orgId: 'org', createdAt: '2026-11-01' };
    kept.set(kind, [...all(kind), whole]);
    return whole;
  };

  const server = createServer(async (request, response) => {
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const { pathname } = new URL(request.url ?? '/', 'http://vapi');
    const [, kind = '', id] = pathname.split('/');
    if (request.headers.authorization !== `Bearer ${key}`) {
      // Vapi's own pages repeat what was sent; nothing of it may come out here.
      return send(401, { message: `Invalid Key ${request.headers.authorization}` });
    }
    const found = all(kind).find((one) => one.id === id);
    if (id !== undefined && found === undefined) return send(404, { message: 'Not Found' });
    if (request.method === 'GET') return send(200, found ?? all(kind));
    const body = (await json(request)) as Record<string, unknown>;
    if (writesLeft <= 0) return send(500, { message: 'Internal Error' });
    writesLeft -= 1;
    written.push({ what: `${request.method} ${pathname.slice(1)}`, body });
    const foreign = ['id', 'orgId', 'createdAt'].filter((name) => name in body);
    if (foreign.length > 0)
      return send(400, { message: foreign.map((it) => `${it} should not exist`) });
    if (found === undefined) return send(201, add(kind, body));
    return send(200, Object.assign(found, structuredClone(body)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const failAfter = (writes: number) => {
    writesLeft = writes;
  };
  return { url: `http://127.0.0.1:${port}`, key, written, add, all, failAfter };
}
