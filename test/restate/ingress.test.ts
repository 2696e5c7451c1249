/*
 * The way to Restate's nodes over connections that are kept: which node is asked, and what becomes of a
 * connection or a node that is gone. The nodes are sockets of the test's.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createIngress } from '../../src/restate/ingress.ts';
import type { RestateNotice } from '../../src/restate/restate-notice.ts';
import { systemEdges } from '../../src/system-edges.ts';

type Node = { url: string; asked: string[]; sockets: Set<Socket>; server: Server };

/** A node that answers everything alike; with null, nothing at all. */
async function startNode(t: TestContext, status: number | null, text = 'null'): Promise<Node> {
  const node: Node = { url: '', asked: [], sockets: new Set(), server: createServer() };
  node.server.on('connection', (socket) => node.sockets.add(socket));
  node.server.on('request', (request, response) => {
    node.asked.push(`${request.url} ${request.headers['idempotency-key'] ?? '-'}`);
    request.resume();
    if (status !== null) response.writeHead(status).end(text);
  });
  node.server.listen(0, '127.0.0.1');
  await once(node.server, 'listening');
  node.url = `http://127.0.0.1:${(node.server.address() as AddressInfo).port}`;
  t.after(() => {
    node.server.close();
    node.server.closeAllConnections();
  });
  return node;
}

function openIngress(t: TestContext, ...nodes: { url: string }[]) {
  const told: RestateNotice[] = [];
  const ingress = createIngress({
    urls: nodes.map(({ url }) => url),
    connectHttp: systemEdges.connectHttp,
    notify: (notice) => told.push(notice),
  });
  t.after(ingress.close);
  return { ingress, told };
}

const REQUEST = { v: 1, callId: 'a b', at: 0, told: [], awaited: [] } as const;

function request() {
  return { ...REQUEST, told: [...REQUEST.told], awaited: [...REQUEST.awaited] };
}

test('ingress: requests go to one node over one connection, under their key', async (t) => {
  const one = await startNode(t, 200, '{"v":1}');
  const two = await startNode(t, 200);
  const { ingress } = openIngress(t, { url: `${one.url}/` }, two);
  assert.deepEqual(await ingress.apply(request(), 'k1'), { ok: true, result: { v: 1 } });
  assert.deepEqual(await ingress.apply(request(), 'k2'), { ok: true, result: { v: 1 } });
  assert.match(one.asked[0] ?? '', /^\/call\/~[\w-]+\/apply k1$/);
  assert.deepEqual([one.asked.length, two.asked.length, one.sockets.size], [2, 0, 1]);
});

test('ingress: a kept connection that was closed meanwhile is no fault', async (t) => {
  const node = await startNode(t, 200);
  const { ingress, told } = openIngress(t, node);
  await ingress.view('a');
  // As a balancer does with one that was idle: the next request is what finds out.
  for (const socket of node.sockets) socket.resetAndDestroy();
  assert.deepEqual(await ingress.view('a'), { ok: true, result: null });
  assert.deepEqual(
    told.map((notice) => notice.type === 'restate.changed' && notice.ok),
    [true],
  );
});

test('ingress: of many that a dead node leaves, all go to the next one', async (t) => {
  const dead = await startNode(t, null);
  const others = [await startNode(t, 200), await startNode(t, 200)];
  const { ingress, told } = openIngress(t, dead, ...others);
  const views = [1, 2, 3].map(() => ingress.view('a'));
  while (dead.asked.length < 3) await once(dead.server, 'request');
  dead.server.close();
  dead.server.closeAllConnections();
  for (const { ok } of await Promise.all(views)) assert.equal(ok, false);
  assert.deepEqual(ingress.health(), { ok: false, reason: 'ECONNRESET' });
  assert.deepEqual(await ingress.view('a'), { ok: true, result: null });
  assert.equal(others[0]?.asked.length, 1);
  assert.deepEqual(
    told.map((notice) => notice.type === 'restate.changed' && notice.ok),
    [false, true],
  );
});

for (const [status, why, text] of [
  [404, 'unreachable', '{}'],
  [503, 'unreachable', '{}'],
  [200, 'unreachable', 'no JSON'],
  [500, 'failed', '{}'],
  [400, 'refused', '{}'],
] as const) {
  test(`ingress: ${status} with ${text} is ${why}`, async (t) => {
    const { ingress } = openIngress(t, await startNode(t, status, text));
    const tried = await ingress.apply(request(), 'k');
    assert.equal(tried.ok ? 'ok' : tried.why, why);
  });
}

test('ingress: a node that says nothing is given up, and what is closed is cut off', async (t) => {
  const node = await startNode(t, null);
  const connections = systemEdges.connectHttp();
  await assert.rejects(connections.post(node.url, {}, '{}', 20), { code: 'ETIMEDOUT' });
  const open = connections.post(node.url, {}, '{}', 60_000);
  const cut = assert.rejects(open, { code: 'ECONNRESET' });
  while (node.asked.length < 2) await once(node.server, 'request');
  connections.close();
  await cut;
});
