import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { startEmbeddedSanity } from '../../scripts/embedded-sanity/server.ts';
import { askAll } from '../../scripts/health/ask.ts';
import { readHealthOptions } from '../../scripts/health/options.ts';
import { buildTestApp } from '../build-app.ts';
import { COMPILED } from '../preload.ts';

const PROGRAM = join(import.meta.dirname, '../../scripts/health.ts');
const UP = { publicUrl: 'http://public', adminUrl: 'http://admin', token: null };
const TOKEN = 'a-token-of-twenty-letters';
/** Longer than any answer below takes. */
const UNHURRIED_MS = 30_000;

type Answered = { status: number; body: string };

const HEALTHY = { status: 200, body: '{"status":"ok"}' };
const READY = { status: 200, body: '{"ready":true,"checks":{"breaker":"ok"}}' };

/** Lets a server listen; closes it with the test. */
async function listen(context: TestContext, server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that answers by path. */
function serve(context: TestContext, answers: Record<string, Answered>): Promise<string> {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    response.writeHead(answer?.status ?? 404).end(answer?.body);
  });
  return listen(context, server);
}

function run(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [PROGRAM, ...args],
      { env: { ...COMPILED, ...env } },
      (error, stdout, stderr) => {
        resolve({
          code: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
          stdout,
          stderr,
        });
      },
    );
  });
}

/** Asks servers that are plain functions of the URL. */
function ask(answer: (url: string, init: RequestInit) => Promise<Response> | Response, token = '') {
  return askAll({
    ...UP,
    token: token || null,
    fetch: async (input, init = {}) => answer(String(input), init),
    now: () => 0,
    timeoutMs: UNHURRIED_MS,
  });
}

describe('health', () => {
  test('says of a real service that all is well, with exit code 0', async (t) => {
    const { app } = await buildTestApp(t, { settings: { ADMIN_TOKEN: TOKEN, ADMIN_HOST: '::1' } });
    const publicUrl = await app.publicServer.listen({ port: 0, host: '127.0.0.1' });
    const adminUrl = await app.adminServer.listen({ port: 0, host: '127.0.0.1' });
    const asked = ['--public', publicUrl, '--admin', adminUrl];
    const { code, stdout, stderr } = await run(asked, { ADMIN_TOKEN: TOKEN });
    assert.deepEqual([code, stderr], [0, ''], stdout);
    assert.match(stdout, /^Check +Status +Latency +Detail\n/);
    assert.match(stdout, /^public \/healthz +200 ok +\d+\.\d ms$/m);
    assert.match(stdout, /^admin \/healthz +200 ok +\d+\.\d ms$/m);
    assert.match(stdout, /^admin \/readyz +200 ok +\d+\.\d ms +sanity unknown: [^\n]+$/m);
  });

  test('says what is not ready, with exit code 1', async (t) => {
    const checks = { breaker: 'open: Sanity fails', journal: 'ok' };
    const body = JSON.stringify({ ready: false, checks });
    const url = await serve(t, { '/healthz': HEALTHY, '/readyz': { status: 503, body } });
    const { code, stdout } = await run(['--public', url, '--admin', url]);
    assert.equal(code, 1);
    assert.match(stdout, /^admin \/readyz +503 NOT READY +\S+ ms +breaker open: Sanity fails$/m);
  });

  test('says what is out of reach, with exit code 2', async (t) => {
    const url = await serve(t, { '/healthz': HEALTHY, '/readyz': READY });
    const gone = await startEmbeddedSanity();
    await gone.close();
    const { code, stdout } = await run(['--public', url, '--admin', gone.url]);
    assert.equal(code, 2);
    assert.match(stdout, /^public \/healthz +200 ok/m);
    assert.match(stdout, /^admin \/readyz +UNREACHABLE .+\/readyz: ECONNREFUSED$/m);
  });

  test('prints for a program with --json, without colour', async (t) => {
    const url = await serve(t, { '/healthz': HEALTHY, '/readyz': { ...READY, status: 503 } });
    const { code, stdout } = await run(['--public', url, '--admin', url, '--json']);
    assert.equal(code, 1);
    const { status, checks } = JSON.parse(stdout);
    assert.equal(status, 'not_ready');
    assert.deepEqual(
      checks.map(({ check, verdict, status }: Record<string, unknown>) => [check, verdict, status]),
      [
        ['public /healthz', 'ok', 200],
        ['admin /healthz', 'ok', 200],
        ['admin /readyz', 'not_ready', 503],
      ],
    );
  });

  test('refuses a flag that it does not know in one line, with exit code 2', async () => {
    const { code, stdout, stderr } = await run(['--pulbic', 'http://127.0.0.1']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.equal(stderr, "Unknown option '--pulbic' (--help tells more)\n");
  });

  test('tells every flag that it takes', async () => {
    const { code, stdout } = await run(['--help']);
    assert.equal(code, 0);
    for (const flag of ['public', 'admin', 'token', 'json']) {
      assert.match(stdout, new RegExp(`^  --${flag}\\b`, 'm'));
    }
  });
});

describe('askAll()', () => {
  test('sends the token to the internal server alone, and follows no redirect', async () => {
    const sent: [string, string | null, string | undefined][] = [];
    await ask((url, { headers, redirect }) => {
      sent.push([url, new Headers(headers).get('authorization'), redirect]);
      return new Response(HEALTHY.body);
    }, 'letmein');
    assert.deepEqual(sent, [
      ['http://public/healthz', null, 'manual'],
      ['http://admin/healthz', 'Bearer letmein', 'manual'],
      ['http://admin/readyz', 'Bearer letmein', 'manual'],
    ]);
  });

  for (const [what, begin] of [
    ['accepts and never answers', () => {}],
    ['never ends its answer', (response: ServerResponse) => response.writeHead(200).write('{')],
  ] as const) {
    test(`gives up a server that ${what}`, async (t) => {
      const server = createServer((_request, response) => void begin(response));
      const url = await listen(t, server);
      t.after(() => server.closeAllConnections());
      const urls = { publicUrl: url, adminUrl: url, token: null };
      const answers = await askAll({ ...urls, fetch, now: () => 0, timeoutMs: 20 });
      assert.deepEqual(
        answers.map(({ verdict, detail }) => [verdict, detail.replace(/^\S+ /, '')]),
        Array(3).fill(['unreachable', 'no answer in 0.02 s']),
      );
    });
  }

  test('takes a refused token for a server that could not be asked', async () => {
    const answers = await ask(() => new Response('', { status: 401 }));
    assert.deepEqual(
      answers.map(({ verdict, status }) => [verdict, status]),
      Array(3).fill(['unreachable', 401]),
    );
  });

  const STRANGERS = [
    ['a page', '<html>', 200],
    ['another JSON', '{"status":"up"}', 200],
    ['nothing', '', 200],
    ['a failure', '{"status":"ok"}', 500],
  ] as const;
  for (const [what, body, status] of STRANGERS) {
    test(`takes a server that answers with ${what} for none that is well`, async () => {
      const answers = await ask(() => new Response(body, { status }));
      assert.deepEqual(
        answers.map(({ verdict }) => verdict),
        ['not_ready', 'not_ready', 'not_ready'],
      );
    });
  }

  test('keeps control characters of a strange server off the terminal', async () => {
    const checks = { breaker: `\x1b[2Jgone\r\n\x07${'x'.repeat(1000)}` };
    const [, , readiness] = await ask(
      () => new Response(JSON.stringify({ ready: false, checks }), { status: 503 }),
    );
    assert.match(readiness?.detail ?? '', /^breaker gone x+…$/);
    assert.equal(readiness?.detail.length, 200);
  });
});

describe('readHealthOptions()', () => {
  test('asks the default ports of this machine unless told otherwise', () => {
    assert.deepEqual(readHealthOptions([]), {
      ok: true,
      do: 'ask',
      publicUrl: 'http://127.0.0.1:3000',
      adminUrl: 'http://127.0.0.1:9090',
      token: null,
      isJson: false,
    });
  });

  test('takes a URL with or without a slash at its end', () => {
    const reading = readHealthOptions(['--public', 'https://example.com/waybill/']);
    assert.ok(reading.ok && reading.do === 'ask');
    assert.equal(reading.publicUrl, 'https://example.com/waybill');
  });

  const REFUSED: [string[], RegExp][] = [
    [['--public', 'localhost:3000'], /^--public is "localhost:3000": expected an http/],
    [['--admin', ''], /^--admin is "": expected/],
    [['--admin', 'http://me:secret@host'], /^--admin does not fit: expected/],
    [['--admin', 'http://host?x'], /^--admin is .+: expected/],
    [['--token', 'a b'], /^--token does not fit: expected/],
    [['--token', ''], /^--token does not fit: expected/],
    [['--token'], /^Option '--token <value>' argument missing$/],
    [['stray'], /^Unexpected argument 'stray'$/],
  ];
  for (const [args, fault] of REFUSED) {
    test(`refuses ${JSON.stringify(args)} in one line`, () => {
      const reading = readHealthOptions(args);
      assert.ok(!reading.ok);
      assert.match(reading.fault, fault);
    });
  }
});
