/*
 * What the image holds and does, where there is no Docker to build it: a clean directory is filled
 * by the COPY lines of the Dockerfile, and the image's own command is run in it.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { type EmbeddedSanity, startEmbeddedSanity } from '../scripts/embedded-sanity/server.ts';
import { embeddedEnvironment } from '../scripts/embedded-service.ts';
import { told, toolCall, toolCallsMessage, UNHURRIED } from './build-app.ts';
import { argsOf, copiesOf, findStage, readDockerfile, type Stage } from './read-dockerfile.ts';

const ROOT = join(import.meta.dirname, '..');
/** What .dockerignore keeps out of what is copied: it is built anew. */
const IGNORED = join(ROOT, 'src/console/page/dist');
const MEBIBYTE = 1024 * 1024;
/** Packages, a seventh of them Restate's; the service is there built, and as source for programs. */
const SIZE_MAX = 88 * MEBIBYTE;

const run = promisify(execFile);
const stages = readDockerfile();
const service = findStage(stages, 'service');
const [COMMAND = ''] = argsOf(service.instructions, 'CMD');
const [HEALTHCHECK = ''] = argsOf(service.instructions, 'HEALTHCHECK');

const origins = new Map<string, Promise<string>>();
let place = '';
let app = '';

before(async () => {
  place = await mkdtemp(join(tmpdir(), 'waybill-image-'));
  app = await build(service, join(place, 'app'));
});

after(() => rm(place, { recursive: true, force: true }));

/** Fills a directory as a stage says; gives it back. */
async function build(stage: Stage, dir: string): Promise<string> {
  for (const { from, sources, destination } of copiesOf(stage)) {
    const origin = from === null ? ROOT : await originOf(from);
    for (const source of sources) {
      const path = join(origin, source.replace(/^\/app\//, ''));
      // A directory is copied as what it holds, a file into a directory that ends in a slash.
      const isInto = destination.endsWith('/') && !(await lstat(path)).isDirectory();
      const target = join(dir, destination, isInto ? basename(source) : '');
      await mkdir(dirname(target), { recursive: true });
      // Without a filter eleven thousand files of packages are copied in a third of the time.
      if (from !== null) cpSync(path, target, { recursive: true });
      else await cp(path, target, { recursive: true, filter: (each) => each !== IGNORED });
    }
  }
  return dir;
}

/** A stage that another one copies from, built once. */
function originOf(name: string): Promise<string> {
  const building = origins.get(name) ?? buildOrigin(name);
  origins.set(name, building);
  return building;
}

/** Fills a directory as such a stage says, and runs its commands. */
async function buildOrigin(name: string): Promise<string> {
  const stage = findStage(stages, name);
  const dir = await build(stage, join(place, name));
  // All packages are installed here already: it is they that the tests run on.
  const hasAll = stage.from === 'development-dependencies';
  if (hasAll) await symlink(join(ROOT, 'node_modules'), join(dir, 'node_modules'));
  for (const command of argsOf(stage.instructions, 'RUN')) {
    const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
    const env = { ...process.env, PATH, npm_config_prefer_offline: 'true' };
    await run('sh', ['-c', command], { cwd: dir, env });
  }
  return dir;
}

/** The files below a directory, with their sizes and times of change. */
async function list(dir: string): Promise<Map<string, { size: number; mtimeMs: number }>> {
  const files = new Map<string, { size: number; mtimeMs: number }>();
  for (const path of await readdir(dir, { recursive: true })) {
    const { size, mtimeMs } = await lstat(join(dir, path));
    files.set(path, { size, mtimeMs });
  }
  return files;
}

describe('image', () => {
  test('holds the console, built', async () => {
    const built = await readdir(join(app, 'src/console/page/dist'));
    assert.deepEqual(built.toSorted(), ['console.css', 'console.js', 'index.html']);
  });

  test('holds the packages of production and none of development', async () => {
    const { packages } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'));
    const held = new Set((await list(app)).keys());
    const locked = Object.entries<{ dev?: boolean; optional?: boolean }>(packages);
    for (const [path, { dev, optional }] of locked.filter(([path]) => path !== '')) {
      // What is optional is there on some machines only.
      if (dev || !optional) assert.equal(held.has(path), !dev, path);
    }
    assert.ok(locked.some(([, { dev }]) => dev));
    const programs = await readdir(join(app, 'node_modules/.bin'));
    for (const name of ['node', 'tsc', 'biome', 'npm']) assert.ok(!programs.includes(name), name);
  });

  test('holds less than 88 MiB beside Node', async () => {
    const sizes = [...(await list(app)).values()].map(({ size }) => size);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(total < SIZE_MAX, `${Math.round(total / MEBIBYTE)} MiB`);
  });

  test('holds the console as it was built, and none of what builds it', async () => {
    const held = [...(await list(app)).keys()];
    const page = held.filter((path) => path.startsWith('src/console/page/dist/'));
    assert.ok(
      page.some((path) => path.endsWith('.html')) && page.some((path) => path.endsWith('.js')),
    );
    assert.deepEqual(
      held.filter((path) => /build-console|node_modules\/(esbuild|preact)\b/.test(path)),
      [],
    );
  });

  test('holds what Node compiled of it, for the user that it runs as', async () => {
    const compiled = await readdir(join(app, 'dist/compiled'));
    const [uid = ''] = argsOf(service.instructions, 'USER').at(-1)?.split(':') ?? [];
    assert.equal(compiled.length, 1);
    assert.match(compiled.join(), new RegExp(`^${process.version}-.+-${uid}$`));
    const files = await readdir(join(app, 'dist/compiled', compiled.join()));
    assert.ok(files.length > 10, `${files.length} files`);
    // They are root's in the image.
    const { mode } = await lstat(join(app, 'dist/compiled', compiled.join(), files[0] ?? ''));
    assert.equal(mode & 0o777, 0o444);
    const settings = argsOf(service.instructions, 'ENV');
    assert.ok(settings.includes('NODE_COMPILE_CACHE=/app/dist/compiled'));
  });

  test('starts by its command, answers a call, and stops on a signal with exit code 0', async (t) => {
    const journal = join(place, 'transcripts');
    const before = await list(app);
    const { child, publicUrl, env } = await start(t, journal);
    const closing = { headers: { connection: 'close' } };
    assert.equal((await fetch(`${publicUrl}/healthz`, closing)).status, 200);
    await checkHealth({ ...env, PORT: new URL(publicUrl).port });
    assert.equal(await track(publicUrl), 'success');
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    assert.deepEqual(await exited, [0, null]);
    await assert.rejects(checkHealth({ ...env, PORT: new URL(publicUrl).port }), { code: 1 });
    assert.deepEqual(await list(app), before, 'nothing is written where the program is');
    assert.deepEqual(await readdir(join(place, 'home')), []);
    assert.match((await readdir(journal)).join(), /transcripts-.+\.jsonl/);
  });

  for (const program of ['archive', 'calls', 'erase', 'eval', 'health', 'replay']) {
    test(`runs the program ${program}`, async () => {
      const args = [`scripts/${program}.ts`, '--help'];
      const { stdout } = await run(process.execPath, args, { cwd: app });
      assert.match(stdout, new RegExp(`^npm run (-s )?${program}\\b`));
    });
  }

  test('replays and scores a journal, and tells one call by its ID', async () => {
    const corpus = join(ROOT, 'test/fixtures/corpus');
    const before = await list(app);
    // As in the container, where the environment says where the journal is.
    const env = { PATH: dirname(process.execPath), TRANSCRIPTS_DIR: corpus };
    const tell = async (...args: string[]) => (await run('node', args, { cwd: app, env })).stdout;
    assert.match(await tell('scripts/replay.ts', corpus, '--jobs', '2'), /^(\d+) calls: \1 agreed/);
    assert.match(await tell('scripts/replay.ts', 'corpus-001'), /^Call corpus-001\n/);
    assert.match(await tell('scripts/eval.ts', corpus), /Groundedness +100 %/);
    assert.deepEqual(await list(app), before, 'nothing is written where the program is');
  });
});

/** Runs the image's command with nothing in its environment but what a container would have. */
async function start(context: TestContext, journal: string) {
  const sanity: EmbeddedSanity = await startEmbeddedSanity({ token: 'embedded-token' });
  context.after(() => sanity.close());
  const home = join(place, 'home');
  await mkdir(home);
  const env = {
    PATH: dirname(process.execPath),
    NODE_ENV: 'production',
    HOME: home,
    TMPDIR: home,
    TRANSCRIPTS_DIR: journal,
    ...embeddedEnvironment(sanity),
    ...UNHURRIED,
    PORT: '0',
    ADMIN_PORT: '0',
  };
  const [program = '', ...args] = JSON.parse(COMMAND);
  const child: ChildProcess = spawn(program, args, { cwd: app, env, stdio: ['ignore', 'pipe', 2] });
  context.after(() => child.kill('SIGKILL'));
  assert.ok(child.stdout);
  for await (const line of createInterface({ input: child.stdout })) {
    const { event, publicUrl } = JSON.parse(line);
    if (event !== 'process.listening') continue;
    child.stdout.resume();
    return { child, publicUrl: String(publicUrl), env };
  }
  throw new Error('The image has ended before it listened');
}

/** Runs the image's health check; rejects when it fails. */
async function checkHealth(env: Record<string, string>): Promise<void> {
  const [program = '', ...args] = JSON.parse(HEALTHCHECK.replace(/^.*?CMD /, ''));
  await run(program, args, { cwd: app, env });
}

async function track(publicUrl: string): Promise<unknown> {
  const call = toolCall('track_delivery', { trackingNumber: 'WB10000001' });
  const response = await fetch(`${publicUrl}/webhook`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-vapi-secret': 'embedded-secret',
      connection: 'close',
    },
    body: JSON.stringify({ message: toolCallsMessage('image-1', call) }),
  });
  const { results } = (await response.json()) as { results: { result: string }[] };
  assert.ok(results[0]);
  return told(results[0]).status;
}
