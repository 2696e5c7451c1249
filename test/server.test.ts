import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { startEmbeddedSanity } from '../scripts/embedded-sanity/server.ts';
import { embeddedEnvironment } from '../scripts/embedded-service.ts';
import { refuseNode } from '../src/node-version.ts';
import { bundleService } from './bundle-service.ts';
import { COMPILED } from './preload.ts';

const SOURCE = join(import.meta.dirname, '../src/server.ts');
const BUNDLE = await bundleService();
const PROBE = join(import.meta.dirname, '../scripts/probe.ts');

/** Starts the service, away from any .env file: from its source as `npm start` does, or bundled. */
function start(context: TestContext, env: Record<string, string>, program = BUNDLE) {
  const cwd = mkdtempSync(join(tmpdir(), 'waybill-'));
  const child = spawn(process.execPath, [program], { cwd, env: { ...COMPILED, ...env } });
  context.after(() => {
    child.kill('SIGKILL');
    rmSync(cwd, { recursive: true });
  });
  return child;
}

async function settings(context: TestContext): Promise<Record<string, string>> {
  const sanity = await startEmbeddedSanity();
  context.after(() => sanity.close());
  return { ...embeddedEnvironment(sanity), PORT: '0', ADMIN_PORT: '0' };
}

test('server: without SANITY_API_TOKEN it does not start, and says so', async (t) => {
  const { SANITY_API_TOKEN: _, ...rest } = await settings(t);
  const child = start(t, rest);
  const [output, faults, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  assert.equal(code, 1);
  assert.match(faults, /^SANITY_API_TOKEN is missing: [^\n]+\n$/);
  assert.equal(output, '');
});

test('server: every fault of the settings is listed, one line each', async (t) => {
  const child = start(t, { PORT: '70000', CONFIRM: 'maybe' });
  const [faults, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  assert.equal(code, 1);
  const named = faults
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ')[0]);
  for (const name of ['PORT', 'CONFIRM', 'SANITY_PROJECT_ID', 'SANITY_DATASET', 'VAPI_AUTH']) {
    assert.ok(named.includes(name), `${name} is not in:\n${faults}`);
  }
});

test('server: it answers on both ports, and a signal stops it with exit code 0', async (t) => {
  const child = start(t, await settings(t), SOURCE);
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const { event, publicUrl, adminUrl } = JSON.parse(line);
    if (event === 'process.stopped') break;
    if (event !== 'process.listening') continue;
    for (const url of [publicUrl, adminUrl]) {
      const response = await fetch(`${url}/healthz`, { headers: { connection: 'close' } });
      assert.deepEqual(await response.json(), { status: 'ok' });
    }
    child.kill('SIGTERM');
  }
  assert.deepEqual(await exited, [0, null]);
});

for (const HOST of ['::1', '[::1]', '127.0.0.1', '0.0.0.0']) {
  test(`server: with HOST=${HOST} it starts and passes its health check`, async (t) => {
    const env = { ...(await settings(t)), HOST, ALLOW_UNAUTHENTICATED: 'yes' };
    const child = start(t, env);
    for await (const line of createInterface({ input: child.stdout })) {
      const { event, publicUrl } = JSON.parse(line);
      if (event !== 'process.listening') continue;
      const { port } = new URL(publicUrl);
      const probe = spawn(process.execPath, [PROBE], { env: { HOST, PORT: port } });
      assert.deepEqual(await once(probe, 'exit'), [0, null]);
      return;
    }
    assert.fail('It has ended before it listened');
  });
}

for (const name of ['PORT', 'ADMIN_PORT']) {
  test(`server: a ${name} that is taken is told, and nothing is left half-started`, async (t) => {
    const env = await settings(t);
    const taken = await startEmbeddedSanity();
    t.after(() => taken.close());
    const dir = mkdtempSync(join(tmpdir(), 'waybill-'));
    t.after(() => rmSync(dir, { recursive: true }));
    const other = await freePort();
    const ports = { PORT: other, ADMIN_PORT: other, [name]: new URL(taken.url).port };
    const child = start(t, { ...env, ...ports, TRANSCRIPTS_DIR: dir });
    const [output, faults, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    assert.equal(code, 1);
    assert.match(output, /process.cannot_listen/);
    assert.match(
      faults,
      new RegExp(
        `^Cannot listen on 127.0.0.1 port \\d+: it is taken \\(EADDRINUSE\\): [^\\n]+ ${name}\\n$`,
      ),
    );
    assert.deepEqual(
      readdirSync(dir).filter((file) => file === '.lock'),
      [],
    );
  });
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

const NO_DIRECTORIES = [
  [
    'a file',
    (dir: string) => {
      writeFileSync(join(dir, 'file'), '');
      return join(dir, 'file');
    },
  ],
  [
    'in a file',
    (dir: string) => {
      writeFileSync(join(dir, 'file'), '');
      return join(dir, 'file', 'below');
    },
  ],
  // Where a directory can never be made, and the system says that its parent is not there.
  ['where none can be', () => '/proc/waybill/transcripts'],
] as const;

for (const [what, make] of NO_DIRECTORIES) {
  test(`server: a TRANSCRIPTS_DIR that is ${what} stops the start, and says so`, async (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'waybill-'));
    t.after(() => rmSync(dir, { recursive: true }));
    const path = make(dir);
    const child = start(t, { ...(await settings(t)), TRANSCRIPTS_DIR: path });
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    assert.equal(code, 1);
    const fatal = output.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));
    const { event, err } = fatal.find(({ level }) => level === 'fatal');
    assert.equal(event, 'process.cannot_start');
    assert.match(err.message, /^Cannot record in /);
  });
}

test('refuseNode(): names the Node that is needed to one that is older', () => {
  assert.match(refuseNode('22.18.0') ?? '', /^Cannot run on Node 22\.18\.0: .+ Node 24/);
  assert.deepEqual([refuseNode('24.0.0'), refuseNode(process.versions.node)], [null, null]);
});
