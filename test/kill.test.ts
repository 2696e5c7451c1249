/*
 * A process may be killed at any moment: every answer that a client has received must be on record,
 * be repeated byte for byte by the next process, and every call must go on from where it was.
 * The process is killed by the number of answers received, never by time.
 */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { startEmbeddedSanity } from '../scripts/embedded-sanity/server.ts';
import { embeddedEnvironment } from '../scripts/embedded-service.ts';
import { readLines } from '../src/recording/read-lines.ts';
import { systemEdges } from '../src/system-edges.ts';
import { told, toolCall, toolCallsMessage, UNHURRIED } from './build-app.ts';
import { bundleService } from './bundle-service.ts';
import { COMPILED } from './preload.ts';

const SERVER = await bundleService();
const SYNC_STDOUT = join(import.meta.dirname, '../scripts/crash/sync-stdout.ts');
/** More than the numbers of answers after which a process is killed: each of them is there. */
const KILLS = 25;
const POSTS_PER_LIFE = 20;

type Life = {
  url: string;
  child: ChildProcess;
  /** Whether it has said that the disk is too slow to record on: then it answers all the same. */
  isRecording: boolean;
};

/** A place where one service after another lives, on the same journal. */
async function settle(context: TestContext, settings: Record<string, string> = {}) {
  const sanity = await startEmbeddedSanity({ token: 'embedded-token' });
  const dir = mkdtempSync(join(tmpdir(), 'waybill-kill-'));
  const env = {
    ...COMPILED,
    ...embeddedEnvironment(sanity),
    ...UNHURRIED,
    VAPI_AUTH: 'none',
    PORT: '0',
    ADMIN_PORT: '0',
    TRANSCRIPTS_DIR: dir,
    ...settings,
  };
  const children = new Set<ChildProcess>();
  context.after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await sanity.close();
    rmSync(dir, { recursive: true });
  });
  const start = async (): Promise<Life> => {
    const child = spawn(process.execPath, ['--import', SYNC_STDOUT, SERVER], {
      cwd: dir,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.add(child);
    child.once('exit', () => children.delete(child));
    const life: Life = { url: '', child, isRecording: true };
    const listening = Promise.withResolvers<Life>();
    child.once('exit', () => listening.reject(new Error('Cannot start the service: it has ended')));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { event, publicUrl, err } = JSON.parse(line);
      if (event === 'journal.failed') life.isRecording = false;
      if (event === 'process.cannot_start') listening.reject(new Error(err.message));
      if (event !== 'process.listening') return;
      life.url = `${publicUrl}/webhook`;
      listening.resolve(life);
    });
    return listening.promise;
  };
  return { dir, start };
}

async function post({ url }: Life, message: object): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ message }),
  });
  assert.equal(response.status, 200);
  return response.text();
}

async function kill({ child }: Life): Promise<void> {
  // Its last words included.
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

/** Each life is a start of Node: so many of them take their time on a busy machine. */
const LIVES = { timeout: 300_000 };

test(
  `kill -9, ${KILLS} times under load: every answer received is on record and repeated`,
  LIVES,
  async (t) => {
    const { dir, start } = await settle(t);
    /** What clients have received: the message of each tool call, and the bytes of its answer. */
    const received = new Map<string, { message: object; text: string }>();
    let previous: string[] = [];
    /** The services that said that they could not record. */
    const unrecorded = new Set<number>();
    for (let life = 0; life < KILLS; life += 1) {
      const service = await start();
      for (const id of previous) {
        const { message, text } = received.get(id) ?? assert.fail();
        assert.equal(await post(service, message), text, 'an answer is repeated byte for byte');
      }
      // Every number of answers in turn, from none to all of them: the step shares no factor with
      // how many numbers there are.
      const killAfter = (life * 8) % (POSTS_PER_LIFE + 1);
      previous = await loadUntil(service, life, killAfter, received);
      await kill(service);
      if (service.isRecording) continue;
      // A disk that is silent for too long keeps no caller waiting: nothing is promised then.
      unrecorded.add(life);
      previous = [];
    }
    t.diagnostic(`${unrecorded.size} of ${KILLS} services had a disk too slow to record on`);
    assert.ok(unrecorded.size < KILLS / 2);
    const recorded = new Map<string, string>();
    for await (const item of readLines(systemEdges.disk, dir)) {
      if (item.kind !== 'line' || item.line.response === null) continue;
      for (const result of item.line.response.results) {
        recorded.set(result.toolCallId, JSON.stringify({ results: [result] }));
      }
    }
    assert.ok(received.size > KILLS * 5, `only ${received.size} answers were received`);
    for (const [id, { text }] of received) {
      const [, life] = id.split('-').map(Number);
      if (!unrecorded.has(life ?? 0)) assert.equal(recorded.get(id), text);
    }
  },
);

/** Posts all at once and comes back when so many are answered; gives the IDs of those. */
async function loadUntil(
  service: Life,
  life: number,
  enough: number,
  received: Map<string, { message: object; text: string }>,
): Promise<string[]> {
  const answered: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  if (enough === 0) resolve();
  for (let index = 0; index < POSTS_PER_LIFE; index += 1) {
    const id = `tool-${life}-${index}`;
    const call = toolCall('track_delivery', { trackingNumber: `WB1000000${index % 4}` }, id);
    const message = toolCallsMessage(`call-${life}-${index}`, call);
    post(service, message).then(
      (text) => {
        received.set(id, { message, text });
        if (answered.push(id) === enough) resolve();
      },
      () => {}, // The process was killed before it answered: nothing was promised.
    );
  }
  await promise;
  return answered;
}

test('kill -9 between a read-back and its yes: the call goes on from where it was', async (t) => {
  const { start } = await settle(t, { CONFIRM: 'always' });
  const first = await start();
  const asked = toolCall('track_delivery', { trackingNumber: 'WB10000001' });
  const readBack = JSON.parse(await post(first, toolCallsMessage('a', asked)));
  assert.equal(told(readBack.results[0]).status, 'needs_confirmation');
  await kill(first);
  const second = await start();
  const yes = toolCall('confirm_tracking_number', { confirmed: true });
  const answer = JSON.parse(await post(second, toolCallsMessage('a', yes)));
  assert.equal(told(answer.results[0]).status, 'success');
});

test('two services on one directory: the second refuses to start and says why', async (t) => {
  const { start } = await settle(t);
  await start();
  await assert.rejects(start(), /Cannot record in .*: process \d+ already does/);
});
