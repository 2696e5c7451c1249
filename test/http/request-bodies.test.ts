import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { pino } from 'pino';
import { CONNECTION_TIMEOUTS, createServer } from '../../src/http/server.ts';

/** A connection to a server that answers without reading any body. */
async function listen(context: TestContext, timeouts = CONNECTION_TIMEOUTS) {
  const server = createServer({ logger: pino({ level: 'silent' }), newId: () => 'id', timeouts });
  server.post('/', async () => 'told');
  await server.listen({ port: 0, host: '127.0.0.1' });
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  context.after(() => {
    socket.destroy();
    return server.close();
  });
  await once(socket, 'connect');
  return socket;
}

const head = (length: number) => `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n`;

test('unread bodies: a client that still sends gets the whole answer, and no reset', async (t) => {
  const socket = await listen(t);
  const answer = text(socket);
  let isOver = false;
  socket.once('end', () => {
    isOver = true;
  });
  socket.write(head(100_000_000));
  const chunk = Buffer.alloc(100_000);
  // What is sent is more than the systems between the two can hold.
  for (let sent = 0; sent < 20_000_000 || !isOver; sent += chunk.length) {
    await new Promise((resolve) => socket.write(chunk, resolve));
  }
  assert.match(await answer, /^HTTP\/1.1 200 .+told$/s);
});

test('unread bodies: where little is left to come the connection is kept', async (t) => {
  const socket = await listen(t);
  socket.setEncoding('utf8');
  for (let request = 0; request < 2; request += 1) {
    socket.write(head(10));
    const [answer] = await once(socket, 'data');
    assert.match(answer, /\r\nconnection: keep-alive\r\n/i);
    socket.write('0123456789');
  }
});

for (const length of [10, 10_000_000]) {
  test(`unread bodies: a client that never sends its ${length} bytes is cut off with one answer`, async (t) => {
    const soon = { headersTimeoutMs: 40, requestTimeoutMs: 50, checkMs: 20 };
    const socket = await listen(t, { ...CONNECTION_TIMEOUTS, ...soon });
    socket.write(head(length));
    const answer = await text(socket);
    assert.equal(answer.match(/HTTP\/1.1/g)?.length, 1, answer);
  });
}
