/*
 * A viewer who never reads, over a real connection: it is cut, and whoever reads misses nothing. The
 * inspection is told by hand, so that there is more than the buffers of two sockets hold.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { pino } from 'pino';
import { openSession } from '../../machines/session.ts';
import { createInspectRoute, INSPECT_PATH } from '../../src/http/inspect.ts';
import { createServer } from '../../src/http/server.ts';
import { createInspection } from '../../src/observability/inspection/inspection.ts';
import { shownCall } from '../../src/observability/inspection/shown-actors.ts';
import { POLICY, RULES } from '../calls/run-engine.ts';
import { createHandClock } from '../hand-clock.ts';
import { askFor, receive } from './watch-inspect.ts';

const STALL_MS = 10_000;
/** Of at least a kilobyte each. */
const MOVES = 20_000;

test('GET /inspect: a viewer who never reads is cut, and another one misses nothing', async (t) => {
  const clock = createHandClock();
  const cut = Promise.withResolvers<string>();
  const inspection = createInspection({ clock, onCut: cut.resolve, onFault: assert.ifError });
  const server = createServer({
    logger: pino({ level: 'silent' }),
    newId: () => 'id',
    webSockets: [INSPECT_PATH],
  });
  t.after(() => server.close());
  const calls = { list: async () => [], look: async () => null };
  server.register(createInspectRoute({ inspection, calls, clock }));
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;
  const url = `ws://127.0.0.1:${port}${INSPECT_PATH}`;

  const { socket: deaf } = await askFor(url);
  deaf.pause();
  const { seen, until } = receive(url);
  const beginning = { at: clock.now(), correlationId: 'trace' };
  const { moves } = openSession(RULES, { callId: 'call-1', policy: POLICY }, beginning);
  let told = 0;
  const tell = (callId: string) => inspection.calls.moved(callId, moves);
  // Until the reader is there, nobody who reads is told.
  while (seen.length === 0) {
    tell('hello');
    await new Promise(setImmediate);
  }
  while (told < MOVES) {
    for (let move = 0; move < 100; move += 1) tell('call-1');
    told += 100;
    const marker = shownCall(`after ${told}`).sessionId;
    tell(`after ${told}`);
    await until(({ sessionId }) => sessionId === marker);
  }
  clock.advance(STALL_MS);
  assert.equal(await cut.promise, 'it reads nothing');
  const snapshots = seen.filter(
    ({ type, sessionId }) => type === '@xstate.snapshot' && sessionId === 'call:call-1',
  );
  assert.equal(snapshots.length, MOVES);
  deaf.resume();
  await once(deaf, 'close');
});
