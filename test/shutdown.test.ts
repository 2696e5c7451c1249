/*
 * A process that is told to stop while it works: what it has accepted is answered and on record,
 * and it ends in time. The client counts; the process is stopped when its log says how far it is.
 */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { startEmbeddedSanity } from '../scripts/embedded-sanity/server.ts';
import { embeddedEnvironment } from '../scripts/embedded-service.ts';
import { readLines } from '../src/recording/read-lines.ts';
import { systemEdges } from '../src/system-edges.ts';
import { told, toolCall, toolCallsMessage, UNHURRIED } from './build-app.ts';
import { COMPILED } from './preload.ts';

const SERVER = join(import.meta.dirname, '../src/server.ts');
const IN_FLIGHT = 50;

type Line = Record<string, unknown>;

/** A service with a Sanity of its own, and the lines of its log. */
async function settle(context: TestContext, settings: Record<string, string> = {}) {
  const sanity = await startEmbeddedSanity({ token: 'embedded-token' });
  const dir = mkdtempSync(join(tmpdir(), 'waybill-stop-'));
  const env = { ...embeddedEnvironment(sanity), ...UNHURRIED, VAPI_AUTH: 'none' };
  const ports = { PORT: '0', ADMIN_PORT: '0', TRANSCRIPTS_DIR: dir };
  const children: ChildProcess[] = [];
  context.after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await sanity.close();
    rmSync(dir, { recursive: true });
  });
  const start = async () => {
    const child = spawn(process.execPath, [SERVER], {
      cwd: dir,
      env: { ...COMPILED, ...env, ...ports, ...settings },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const lines = createInterface({ input: child.stdout });
    const logged = (event: string, times = 1) => waitFor(lines, event, times);
    const { publicUrl, adminUrl } = await logged('process.listening');
    const exited = once(child, 'exit');
    return { child, exited, logged, url: `${publicUrl}/webhook`, adminUrl: String(adminUrl) };
  };
  return { dir, sanity, start };
}

/** The line that tells of an event for the so-manyth time from now on. */
function waitFor(lines: ReturnType<typeof createInterface>, event: string, times: number) {
  let seen = 0;
  return new Promise<Line>((resolve) => {
    lines.on('line', function look(text) {
      const line = JSON.parse(text);
      if (line.event === event) seen += 1;
      if (seen < times) return;
      lines.off('line', look);
      resolve(line);
    });
  });
}

async function post(url: string, message: object) {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ message });
  const response = await fetch(url, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text() };
}

function askIn(callId: string) {
  const call = toolCall('track_delivery', { trackingNumber: 'WB10000001' }, `tool-${callId}`);
  return toolCallsMessage(callId, call);
}

test(`SIGTERM with ${IN_FLIGHT} requests in flight: all are answered, on record, and repeated later`, async (t) => {
  const { dir, sanity, start } = await settle(t);
  sanity.setLatency(1000);
  const { child, exited, logged, url, adminUrl } = await start();
  const opened = logged('call.opened', IN_FLIGHT);
  const callIds = Array.from({ length: IN_FLIGHT }, (_, number) => `call-${number}`);
  const answers = callIds.map((callId) => post(url, askIn(callId)));
  await opened;
  const stopping = logged('process.stopping');
  child.kill('SIGTERM');
  await stopping;
  const readiness = await fetch(`${adminUrl}/readyz`, { headers: { connection: 'close' } });
  assert.equal(readiness.status, 503);
  assert.match(await readiness.text(), /"draining":"draining: /);
  await assert.rejects(post(url, askIn('late')), { name: 'TypeError' });

  const received = await Promise.all(answers);
  for (const { status, text } of received) {
    assert.equal(status, 200);
    assert.equal(told(JSON.parse(text).results[0]).status, 'success');
  }
  assert.deepEqual(await exited, [0, null]);
  const recorded = new Set<string>();
  for await (const item of readLines(systemEdges.disk, dir)) {
    if (item.kind === 'line' && item.line.response !== null) recorded.add(item.line.call_id);
  }
  assert.deepEqual(recorded, new Set(callIds));

  const next = await start();
  assert.equal((await post(next.url, askIn('call-7'))).text, received[7]?.text);
});

test('SIGTERM, then SIGINT: the second signal ends the process at once', async (t) => {
  const { sanity, start } = await settle(t, { SHUTDOWN_GRACE_SECONDS: '300' });
  // The first request is the one that finds out, at start, whether Sanity answers.
  sanity.hangNext(2);
  const { child, exited, logged, url } = await start();
  const opened = logged('call.opened');
  const lost = assert.rejects(post(url, askIn('a')));
  await opened;
  const stopping = logged('process.stopping');
  child.kill('SIGTERM');
  await stopping;
  child.kill('SIGINT');
  assert.deepEqual(await exited, [1, null]);
  await lost;
});

test('SIGINT while a client dribbles: it is cut off, and the exit code is 0', async (t) => {
  const { start } = await settle(t, { SHUTDOWN_GRACE_SECONDS: '1' });
  const { child, exited, url } = await start();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  const head = 'POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n';
  await new Promise((resolve) => socket.write(head, resolve));
  child.kill('SIGINT');
  assert.deepEqual(await exited, [0, null]);
});
