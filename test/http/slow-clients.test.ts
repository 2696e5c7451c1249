import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { pino } from 'pino';
import {
  CONNECTION_TIMEOUTS,
  type ConnectionTimeouts,
  createServer,
} from '../../src/http/server.ts';

const SHORT = { ...CONNECTION_TIMEOUTS, checkMs: 20 };

async function listen(context: TestContext, timeouts: ConnectionTimeouts) {
  const logger = pino({ level: 'silent' });
  const server = createServer({ logger, newId: () => 'id', timeouts });
  context.after(() => server.close());
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  server.post('/', async () => ({}));
  await server.listen({ port: 0, host: '127.0.0.1' });
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

const HEAD = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

for (const [what, sent, timeouts] of [
  ['sends nothing', '', { ...SHORT, headersTimeoutMs: 100 }],
  ['stops within the head', 'POST / HT', { ...SHORT, headersTimeoutMs: 100 }],
  [
    'stops within the body',
    `${HEAD}content-length: 10\r\n\r\n{`,
    { ...SHORT, headersTimeoutMs: 90, requestTimeoutMs: 100 },
  ],
] as const) {
  test(`slow clients: one that ${what} is told 408 and cut off`, async (t) => {
    const socket = await listen(t, timeouts);
    socket.write(sent);
    assert.match(await text(socket), /^HTTP\/1.1 408 Request Timeout\r\n/);
  });
}

test('slow clients: a connection without another request is closed', async (t) => {
  const socket = await listen(t, { ...SHORT, keepAliveTimeoutMs: 50 });
  socket.write(`${HEAD}content-length: 2\r\n\r\n{}`);
  assert.match(await text(socket), /^HTTP\/1.1 200 OK\r\n/);
});
