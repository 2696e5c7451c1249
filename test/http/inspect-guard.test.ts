/*
 * Who is let in at /inspect, and how it ends: over real connections, since an upgrade is none of what
 * inject() knows.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { test } from 'node:test';
import { CLOSE_MS } from '../../src/http/inspect.ts';
import { createHandClock } from '../hand-clock.ts';
import { type Asked, askFor, inspectApp } from './watch-inspect.ts';

const TOKEN = 'a token/of, "visible" ASCII'.replaceAll(' ', '-');
const named = `bearer.${Buffer.from(TOKEN).toString('base64url')}`;
const wrong = `bearer.${Buffer.from('another-token-of-old').toString('base64url')}`;
const authorization = `Bearer ${TOKEN}`;

type Row = [what: string, headers: Record<string, string>, protocols: string[], status: number];

const ANYWHERE: Row[] = [
  ['a foreign Origin', { origin: 'http://evil.example' }, [], 403],
  ['a foreign Origin and the token', { origin: 'http://evil.example', authorization }, [], 403],
  ['an Origin that is hidden', { origin: 'null' }, [], 403],
  ['a page of another site', { 'sec-fetch-site': 'cross-site' }, [], 403],
];
const WITHOUT_TOKEN: Row[] = [
  ...ANYWHERE,
  ['nothing', {}, [], 101],
  ['a name that leads here', { host: 'evil.example:9090' }, [], 403],
];
const WITH_TOKEN: Row[] = [
  ...ANYWHERE,
  ['no token', {}, [], 401],
  ['a wrong token', { authorization: 'Bearer another-token-of-old' }, [], 401],
  ['a wrong token as a subprotocol', {}, ['inspect', wrong], 401],
  ['a token cut short', {}, ['inspect', named.slice(0, -2)], 401],
  ['the token', { authorization }, [], 101],
  ['the token as a subprotocol', {}, ['inspect', named], 101],
];

for (const [where, settings, rows] of [
  ['on loopback', {}, WITHOUT_TOKEN],
  ['on loopback with ADMIN_TOKEN', { ADMIN_TOKEN: TOKEN }, WITH_TOKEN],
  ['beyond loopback', { ADMIN_HOST: '0.0.0.0', ADMIN_TOKEN: TOKEN }, WITH_TOKEN],
] as const) {
  test(`GET /inspect: who is let in ${where}`, async (t) => {
    const { adminUrl } = await inspectApp(t, settings);
    const url = `ws://127.0.0.1:${new URL(adminUrl).port}/inspect`;
    for (const [what, headers, protocols, expected] of rows) {
      await t.test(`${what} gets ${expected}`, async () => {
        const { socket, status } = await askFor(url, headers, [...protocols]);
        assert.equal(status, expected);
        socket.destroy();
      });
    }
  });
}

test('GET /inspect: the token that is named as a subprotocol is not sent back', async (t) => {
  const { socketUrl } = await inspectApp(t, { ADMIN_TOKEN: TOKEN });
  const { headers, socket } = await askFor(socketUrl, {}, [named, 'inspect']);
  assert.equal(headers['sec-websocket-protocol'], 'inspect');
  socket.destroy();
});

test('GET /inspect: with INSPECT=off there is nothing, for whoever asks', async (t) => {
  const { adminUrl, socketUrl } = await inspectApp(t, { INSPECT: 'off' });
  assert.equal((await askFor(socketUrl)).status, 404);
  assert.equal((await fetch(`${adminUrl}/inspect`)).status, 404);
});

test('GET /inspect: without a WebSocket it says what is served here', async (t) => {
  const { adminUrl } = await inspectApp(t);
  const response = await fetch(`${adminUrl}/inspect`);
  assert.equal(response.status, 426);
  assert.equal(response.headers.get('upgrade'), 'websocket');
  assert.equal(response.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  const { detail } = (await response.json()) as { detail: string };
  assert.equal(detail, 'A WebSocket is served here');
});

test('GET /inspect: a call that is named twice, or by nothing, is refused', async (t) => {
  const { socketUrl } = await inspectApp(t);
  for (const query of ['?call=a&call=b', '?call=']) {
    assert.equal((await askFor(`${socketUrl}${query}`)).status, 400, query);
  }
});

test('internal port: a WebSocket that is asked for elsewhere is answered like any request', async (t) => {
  const { adminUrl } = await inspectApp(t);
  const { status } = await askFor(`${adminUrl.replace('http', 'ws')}/healthz`);
  assert.equal(status, 200);
});

test('GET /inspect: a connection that was refused is closed', async (t) => {
  const { adminUrl } = await inspectApp(t);
  const { port, host } = new URL(adminUrl);
  const socket = connect(Number(port), '127.0.0.1');
  const head = [
    'GET /inspect HTTP/1.1',
    `host: ${host}`,
    'origin: http://evil.example',
    'connection: upgrade',
    'upgrade: websocket',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  // It ends by itself: nobody asks for more, or leaves.
  const answer = await text(socket);
  assert.match(answer, /^HTTP\/1\.1 403 /);
  assert.match(answer, /\r\nconnection: close\r\n/i);
});

test('GET /inspect: a viewer is on the account of requests as one that was answered', async (t) => {
  const { socketUrl, logged } = await inspectApp(t);
  const { socket } = await askFor(socketUrl);
  const line = await logged({ event: 'request.answered', route: '/inspect' });
  assert.equal(line.status_code, 101);
  socket.destroy();
});

test('GET /inspect: viewers are told that the server goes away, and it closes', async (t) => {
  const { app, socketUrl } = await inspectApp(t);
  const { socket } = await askFor(socketUrl);
  const told = buffer(socket);
  assert.equal(await app.close(), 0);
  // The frame that closes, with 1001 in it (RFC 6455, section 5.5.1).
  assert.deepEqual([...(await told).subarray(-4)], [0x88, 2, 0x03, 0xe9]);
});

test('GET /inspect: a viewer who does not answer keeps no server from closing', async (t) => {
  const hand = createHandClock();
  // The viewer is asked first; only then the time runs that it has. The port has as much to close
  // in, and takes it before.
  const asked = Promise.withResolvers<void>();
  let begun = 0;
  const clock = {
    ...hand,
    setTimeout(fn: () => void, ms: number) {
      const id = hand.setTimeout(fn, ms);
      if (ms === CLOSE_MS) begun += 1;
      if (begun === 2) asked.resolve();
      return id;
    },
  };
  const { app, socketUrl } = await inspectApp(t, {}, { clock });
  const { socket } = await askFor(socketUrl);
  // It neither reads nor answers from here on.
  socket.pause();
  const closed = app.close();
  await asked.promise;
  // No further: the journal has its time on the same clock, and a real disk to write on.
  hand.advance(CLOSE_MS);
  await closed;
  socket.destroy();
});

test('GET /inspect: there are so many viewers and no more', async (t) => {
  const { socketUrl } = await inspectApp(t);
  const viewers: Asked[] = [];
  while (viewers.length < 20) viewers.push(await askFor(socketUrl));
  const [{ code, reason }] = await once(new WebSocket(socketUrl), 'close');
  assert.deepEqual([code, reason], [1013, 'Too many viewers']);
  for (const { socket } of viewers) socket.destroy();
});
