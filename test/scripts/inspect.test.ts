/*
 * The bridge to the Stately inspector, with the server and the receiver of @statelyai/inspect: what
 * the receiver is told is what the inspector's page would be.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { startInspectorServer } from '../../scripts/inspect/inspector-server.ts';
import { type InspectReading, readInspectOptions } from '../../scripts/inspect/options.ts';
import { show } from '../../scripts/inspect/show.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { toolCall, toolCallsMessage } from '../build-app.ts';
import { askFor, inspectApp, receive, type Seen, stateIn } from '../http/watch-inspect.ts';

const CORPUS = join(import.meta.dirname, '../fixtures/corpus');

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs the program, until the test ends; `said` resolves with the line that matches. */
async function run(t: TestContext, ...args: string[]) {
  const port = await freePort();
  const reading = readInspectOptions([...args, '--port', String(port)]);
  assert.ok(reading.ok && reading.do === 'inspect');
  const lines: string[] = [];
  const looking = new Set<() => void>();
  const input = new PassThrough();
  const stopping = new AbortController();
  const shown = show(reading, {
    ...systemEdges,
    say(line) {
      lines.push(line);
      for (const look of looking) look();
    },
    input,
    signal: stopping.signal,
  });
  t.after(async () => {
    stopping.abort();
    await shown;
  });
  const said = (pattern: RegExp) =>
    new Promise<string>((resolve) => {
      const look = () => {
        const found = lines.find((line) => pattern.test(line));
        if (found !== undefined) resolve(found);
      };
      looking.add(look);
      look();
    });
  await said(/ at http:\/\/localhost:\d+, on this machine alone/);
  return { port, url: `ws://localhost:${port}`, lines, said, input };
}

const isCall = (message: Seen) =>
  message.type === '@xstate.actor' && message.name.startsWith('call ');

function pathOf(seen: readonly Seen[], session: string): string[] {
  const states = seen.filter((it) => it.sessionId === session).flatMap((it) => stateIn(it) ?? []);
  return states.filter((state, index) => state !== states[index - 1]);
}

test('npm run inspect: a call of a running service walks before the receiver', async (t) => {
  const app = await inspectApp(t, { CONFIRM: 'always', ADMIN_TOKEN: 'a-token-of-this-test' });
  const service = ['--url', app.adminUrl, '--token', 'a-token-of-this-test'];
  const { url, said } = await run(t, ...service, '--call', 'call-1');
  await said(/stately\.ai\/inspect, which needs the network; nothing else does\.$/);
  const { seen, until } = receive(url);
  await until((it) => it.type === '@xstate.actor' && it.name === 'breaker');
  const { post } = app;
  const track = toolCall('track_delivery', { trackingNumber: 'WB10000001' });
  await post(toolCallsMessage('call-1', track));
  const yes = toolCall('confirm_tracking_number', { confirmed: true });
  await post(toolCallsMessage('call-1', yes));
  const { sessionId } = await until(isCall);
  await until((it) => it.sessionId === sessionId && stateIn(it) === '"report"');
  const path = ['"need"', '{"confirm":"asking"}', '"fetch"', '"report"'];
  assert.deepEqual(pathOf(seen, sessionId), path);
  // A page that is opened later is told of what lives, however long ago it began.
  const later = receive(url);
  await later.until((it) => it.sessionId === sessionId && stateIn(it) === '"report"');
  await app.app.close();
  await said(/ ended it \(\d+\)\. Once it is back, reload the page\.$/);
});

test('npm run inspect: a call on record is played, step by step', async (t) => {
  const args = ['--from', CORPUS, '--call', 'corpus-001', '--step'];
  const { url, said, input, lines } = await run(t, ...args);
  const { seen, until } = receive(url);
  const { sessionId } = await until(isCall);
  const played = () => lines.filter((line) => line.includes(' → '));
  await said(/^call\.opened → need$/);
  assert.equal(played().length, 1);
  while (!lines.includes('That was all of it.')) {
    const before = played().length;
    input.write('\n');
    while (played().length === before && !lines.includes('That was all of it.')) {
      await new Promise(setImmediate);
    }
  }
  await until((it) => it.sessionId === sessionId && stateIn(it) === '"ended"');
  const text = JSON.stringify(seen);
  assert.match(text, /\*{6}0002/);
  assert.doesNotMatch(text, /WB10000002/);
});

test('npm run inspect: a call on record is played at its own pace, or faster', async (t) => {
  const args = ['--from', CORPUS, '--call', 'corpus-001', '--speed', '1000'];
  const { url, said } = await run(t, ...args);
  const { seen, until } = receive(url);
  const { sessionId } = await until(isCall);
  await said(/^That was all of it\.$/);
  await until((it) => it.sessionId === sessionId && stateIn(it) === '"ended"');
  assert.equal(pathOf(seen, sessionId)[0], '"need"');
});

test('npm run inspect: the inspector is reached from this machine alone', async (t) => {
  const { port } = await run(t, '--from', CORPUS, '--call', 'corpus-001');
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of others) {
    const socket = connect(port, address);
    const [error] = await once(socket, 'error');
    assert.equal(error.code, 'ECONNREFUSED', address);
  }
  const page = await (await fetch(`http://127.0.0.1:${port}/`)).text();
  assert.ok(page.includes(`ws://localhost:${port}`) && page.includes('https://stately.ai/inspect'));
});

for (const [what, headers, status] of [
  ['a page of its own', (port: number) => ({ origin: `http://localhost:${port}` }), 101],
  ['a page of another site', () => ({ origin: 'https://evil.example' }), 403],
  ['a page of another port', (port: number) => ({ origin: `http://localhost:${port + 1}` }), 403],
  ['a name that leads here', () => ({ host: 'evil.example' }), 403],
] as const) {
  test(`npm run inspect: ${what} gets ${status}`, async (t) => {
    const { port } = await run(t, '--from', CORPUS, '--call', 'corpus-001');
    const asked = await askFor(`ws://127.0.0.1:${port}/`, { ...headers(port) });
    assert.equal(asked.status, status);
    asked.socket.destroy();
  });
}

test('npm run inspect: a port that is taken is told in one line', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const options = { port, uiUrl: 'https://stately.ai/inspect', opens: false, onPage: () => {} };
  await assert.rejects(
    startInspectorServer(options),
    /^Error: Cannot listen on port \d+: .*EADDRINUSE/,
  );
});

test('npm run inspect: says why there is nothing to show', async (t) => {
  const off = await inspectApp(t, { INSPECT: 'off' });
  const token = await inspectApp(t, { ADMIN_TOKEN: 'a-token-of-this-test' });
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  for (const [args, fault] of [
    [['--url', off.adminUrl], /cannot be inspected: it runs without INSPECT=on$/],
    [
      ['--url', token.adminUrl],
      /cannot be inspected: it wants ADMIN_TOKEN, or another one than --token$/,
    ],
    [['--url', nowhere], /cannot be reached: is that the internal port of a running service\?$/],
    [['--from', CORPUS, '--call', 'none'], /^Cannot play: no call "none" is on record$/],
    [['--from', '/no/such/dir', '--call', 'a'], /^Cannot read "\/no\/such\/dir": ENOENT/],
  ] as const) {
    const reading = readInspectOptions([...args]);
    assert.ok(reading.ok && reading.do === 'inspect');
    const { signal } = new AbortController();
    const around = { ...systemEdges, say: () => {}, input: new PassThrough(), signal };
    await assert.rejects(show(reading, around), { message: fault });
  }
});

const MISUSES: [args: string[], fault: RegExp][] = [
  [['--from', 'x'], /^--from goes with --call/],
  [['--step'], /^--speed and --step go with --from$/],
  [
    ['--from', 'x', '--call', 'a', '--step', '--speed', '2'],
    /^--speed and --step are one too many/,
  ],
  [['--from', 'x', '--call', 'a', '--url', 'http://a'], /^--url and --token are of a running/],
  [['--url', 'ftp://a'], /^--url is "ftp:\/\/a": expected an http or https URL/],
  [['--url', 'http://user:secret@a'], /^--url does not fit: /],
  [['--ui', 'javascript:alert(1)'], /^--ui is /],
  [['--port', '0'], /^--port is "0": expected a number from 1 to 65535$/],
  [['--call', ''], /^--call is empty/],
  [['word'], /^Unexpected argument 'word'$/],
];
for (const [args, fault] of MISUSES) {
  test(`npm run inspect ${args.join(' ')} is refused`, () => {
    const reading: InspectReading = readInspectOptions(args);
    assert.ok(!reading.ok);
    assert.match(reading.fault, fault);
  });
}
