/*
 * The built service on a real server of Restate, as the image has it: from the start before anybody
 * registered it to the loss of Restate, and what it tells of that to whoever operates it.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type EmbeddedSanity, startEmbeddedSanity } from '../../scripts/embedded-sanity/server.ts';
import { embeddedEnvironment } from '../../scripts/embedded-service.ts';
import {
  findPort,
  type LocalServer,
  startLocalServer,
} from '../../scripts/restate/local-server.ts';
import { callKey } from '../../src/restate/call-key.ts';
import { registerDeployment } from '../../src/restate/register.ts';
import { told, toolCall, toolCallsMessage, UNHURRIED } from '../build-app.ts';
import { bundleService } from '../bundle-service.ts';
import { COMPILED } from '../preload.ts';
import { WITHOUT_SERVER } from './run-restate.ts';

const ERASE = join(import.meta.dirname, '../../scripts/erase.ts');
/** Long for a step on a busy machine, and short for who waits until it has passed. */
const DEADLINE = { REPLY_DEADLINE_MS: '4000' };
const CALL = 'a call/1';
const CORPUS = join(import.meta.dirname, '../fixtures/corpus');
const RECORDED = 'corpus-001';
const NUMBER = 'WB10000001';

const run = promisify(execFile);

let server: LocalServer;
let sanity: EmbeddedSanity;
let child: ChildProcess;
let dir = '';
let env: Record<string, string> = {};
let urls = { publicUrl: '', adminUrl: '' };

async function post(callId: string, toolCallId: string) {
  const asked = toolCall('track_delivery', { trackingNumber: NUMBER }, toolCallId);
  const message = toolCallsMessage(callId, asked);
  const response = await fetch(`${urls.publicUrl}/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message }),
  });
  const { results } = (await response.json()) as { results: [{ result: string }] };
  return { results, status: told(results[0]).status };
}

async function readiness() {
  const response = await fetch(`${urls.adminUrl}/readyz`);
  const { checks } = (await response.json()) as { checks: { restate: string } };
  return { status: response.status, restate: checks.restate };
}

/** What is told of Restate, as soon as it is this. */
async function untilRestate(expected: RegExp) {
  for (;;) {
    const told = await readiness();
    if (expected.test(told.restate)) return told;
    await wait(20);
  }
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${urls.adminUrl}/metrics`)).text();
  const [, value] = new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(text) ?? [];
  return Number(value);
}

async function keptText(callId: string): Promise<string> {
  const query = `select value_utf8 from state where service_key = '${callKey(callId)}'`;
  const response = await fetch(`${server.admin}/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.text();
}

describe('service on Restate', { skip: WITHOUT_SERVER }, () => {
  before(async () => {
    [server, sanity, dir] = await Promise.all([
      startLocalServer(),
      startEmbeddedSanity({ token: 'embedded-token' }),
      mkdtemp(join(tmpdir(), 'waybill-service-')),
    ]);
    const servicePort = String(await findPort());
    env = {
      ...COMPILED,
      ...embeddedEnvironment(sanity),
      ...UNHURRIED,
      ...DEADLINE,
      VAPI_AUTH: 'none',
      PORT: '0',
      ADMIN_PORT: '0',
      TRANSCRIPTS_DIR: join(dir, 'journal'),
      CALL_ENGINE: 'restate',
      RESTATE_INGRESS_URL: server.ingress,
      RESTATE_SERVICE_PORT: servicePort,
    };
    child = spawn(process.execPath, [await bundleService()], {
      cwd: dir,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    assert.ok(child.stdout !== null);
    for await (const line of createInterface({ input: child.stdout })) {
      const said = JSON.parse(line);
      if (said.event !== 'process.listening') continue;
      urls = said;
      break;
    }
    child.stdout.resume();
  });
  after(async () => {
    if (child?.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit');
    await sanity?.close();
    await server?.close();
    await rm(dir, { recursive: true, force: true });
    assert.equal(child?.exitCode, 0, 'it stops as it is told to');
  });

  test('service: it is not ready before Restate knows it, and says what to do', async () => {
    const { status, restate } = await untilRestate(/not registered/);
    assert.equal(status, 503);
    assert.match(restate, /^unreachable: the service is not registered: npm run restate:register$/);
    assert.equal(await metric('restate_up'), 0);
  });

  test('service: registered, it is ready by itself, and counts and times its steps', async () => {
    await registerDeployment(fetch, server.admin, `http://127.0.0.1:${env.RESTATE_SERVICE_PORT}`);
    assert.equal((await untilRestate(/^ok$/)).status, 200);
    const first = await post(CALL, 't1');
    assert.equal(first.status, 'success');
    assert.equal(await metric('restate_up'), 1);
    const steps = await metric('restate_step_seconds_count');
    assert.ok(steps >= 1);
    assert.ok((await metric('restate_step_seconds_sum')) > 0);
    assert.deepEqual((await post(CALL, 't1')).results, first.results);
    assert.ok((await metric('restate_step_seconds_count')) > steps);
    assert.equal(await metric('restate_edge_answers_total'), 0);
    assert.equal(await metric('restate_lost_total'), 0);
  });

  test('service: who is erased from the record is gone from what Restate keeps', async () => {
    // Of a call that was over long ago, of which Restate keeps something all the same.
    const record = join(dir, 'record');
    await cp(CORPUS, record, { recursive: true });
    assert.equal((await post(RECORDED, 't1')).status, 'success');
    assert.ok((await keptText(RECORDED)).includes(NUMBER));
    const erase = [ERASE, '--call', RECORDED, '--dir', record];
    await run(process.execPath, erase, { cwd: dir, env });
    assert.ok(!(await keptText(RECORDED)).includes(NUMBER));
    assert.ok((await keptText(CALL)).includes(NUMBER), 'of others nothing is taken away');
  });

  test('service: without Restate it answers, says so, and is well again by itself', async () => {
    await server.kill();
    const fault = await post('b', 't1');
    assert.equal(fault.status, 'unavailable');
    const { status, restate } = await untilRestate(/^unreachable/);
    assert.equal(status, 503);
    assert.match(restate, /^unreachable: E[A-Z]+$/);
    assert.equal(await metric('restate_up'), 0);
    assert.equal(await metric('restate_edge_answers_total'), 1);
    assert.ok((await metric('restate_retries_total')) >= 1);
    await server.restart();
    assert.equal((await untilRestate(/^ok$/)).status, 200);
    // The call has taken for its own what was told in its place.
    assert.deepEqual((await post('b', 't1')).results, fault.results);
    assert.equal((await post('b', 't2')).status, 'success');
    assert.equal(await metric('restate_lost_total'), 0);
  });
});
