import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { pino } from 'pino';
import { drainTimeoutsWithin, prepareDrain } from '../../src/http/draining.ts';
import { createServer } from '../../src/http/server.ts';
import { createHandClock } from '../hand-clock.ts';

const REQUEST = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';

/** A server whose answers are held back until they are released, on a clock set by hand. */
async function listen(context: TestContext, isHeld = true) {
  const server = createServer({ logger: pino({ level: 'silent' }), newId: () => 'id' });
  const clock = createHandClock();
  const drain = prepareDrain(server, clock);
  const released = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  server.get('/', async () => {
    arrived.resolve();
    if (isHeld) await released.promise;
    return 'told';
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  context.after(() => server.close());
  const { port } = server.server.address() as AddressInfo;
  const open = async () => {
    const socket = connect(port, '127.0.0.1');
    socket.setEncoding('utf8');
    context.after(() => socket.destroy());
    await once(socket, 'connect');
    return socket;
  };
  return { server, drain, clock, open, arrived: arrived.promise, release: released.resolve };
}

async function read(socket: Socket): Promise<string> {
  const [chunk] = await once(socket, 'data');
  return String(chunk);
}

const TIMEOUTS = { idleMs: 2000, totalMs: 6000 };

test('draining: a request under way is answered, with the word that it is the last', async (t) => {
  const { drain, clock, open, arrived, release } = await listen(t);
  const socket = await open();
  socket.write(REQUEST);
  await arrived;
  const closed = drain.close(TIMEOUTS);
  assert.equal(drain.isDraining(), true);
  clock.advance(TIMEOUTS.idleMs);
  release();
  const answer = await read(socket);
  assert.match(answer, /^HTTP\/1.1 200/);
  assert.match(answer, /\r\nconnection: close\r\n/i);
  await closed;
});

test('draining: a request that comes on an open connection is answered too', async (t) => {
  const { drain, open } = await listen(t, false);
  const socket = await open();
  socket.write(REQUEST);
  await read(socket);
  const closed = drain.close(TIMEOUTS);
  socket.write(REQUEST);
  assert.match(await read(socket), /^HTTP\/1.1 200/);
  await closed;
});

test('draining: no new connection is taken', async (t) => {
  const { drain, open, arrived, release } = await listen(t);
  const socket = await open();
  socket.write(REQUEST);
  await arrived;
  const closed = drain.close(TIMEOUTS);
  await new Promise((resolve) => setImmediate(resolve));
  await assert.rejects(open(), { code: 'ECONNREFUSED' });
  release();
  await closed;
});

test('draining: a connection without a request is closed when it has been idle', async (t) => {
  const { drain, clock, open } = await listen(t);
  const socket = await open();
  const ended = once(socket, 'close');
  const closed = drain.close(TIMEOUTS);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(socket.destroyed, false);
  clock.advance(TIMEOUTS.idleMs);
  socket.resume();
  await ended;
  await closed;
});

test('draining: an answer that never comes is not waited for beyond the timeout', async (t) => {
  const { drain, clock, open, arrived } = await listen(t);
  const socket = await open();
  socket.write(REQUEST);
  await arrived;
  const closed = drain.close(TIMEOUTS);
  clock.advance(TIMEOUTS.totalMs);
  await closed;
});

test('drainTimeoutsWithin() leaves time for the journal', () => {
  for (const graceMs of [1000, 10_000, 300_000]) {
    const { idleMs, totalMs } = drainTimeoutsWithin(graceMs);
    assert.ok(idleMs < totalMs && totalMs < graceMs, `${idleMs}, ${totalMs} of ${graceMs}`);
  }
});
