import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import Fastify from 'fastify';
import { pageRoutes } from '../../src/console/page-routes.ts';
import { systemEdges } from '../../src/system-edges.ts';

const FILES = { 'index.html': '<!doctype html>', 'console.js': 'run()', 'console.css': 'a{}' };

/** The routes over a folder of its own, with these files in it. */
function serve(t: TestContext, files: Record<string, string> = FILES) {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-page-'));
  const server = Fastify();
  t.after(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'secret'), 'secret');
  server.register(pageRoutes, { disk: systemEdges.disk, folder: `${folder}/` });
  return server;
}

for (const [url, type, body] of [
  ['/console', 'text/html; charset=utf-8', FILES['index.html']],
  ['/console/console.js', 'text/javascript; charset=utf-8', FILES['console.js']],
  ['/console/console.css', 'text/css; charset=utf-8', FILES['console.css']],
] as const) {
  test(`GET ${url} gives the file with its type, and a policy that lets nothing else in`, async (t) => {
    const response = await serve(t).inject(url);
    assert.deepEqual([response.statusCode, response.body], [200, body]);
    assert.equal(response.headers['content-type'], type);
    const policy = `${response.headers['content-security-policy']}`;
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    assert.equal(response.headers['x-content-type-options'], 'nosniff');
  });

  test(`HEAD ${url} gives the same without the body`, async (t) => {
    const response = await serve(t).inject({ method: 'HEAD', url });
    assert.deepEqual([response.statusCode, response.body], [200, '']);
    assert.equal(response.headers['content-type'], type);
  });
}

for (const [what, wrap] of [
  ['it', (etag: string) => etag],
  ['it among others', (etag: string) => `"other", W/${etag}`],
] as const) {
  test(`GET /console tells a browser that has ${what} that nothing has changed`, async (t) => {
    const server = serve(t);
    const { etag } = (await server.inject('/console')).headers;
    const headers = { 'if-none-match': wrap(`${etag}`) };
    const response = await server.inject({ url: '/console', headers });
    assert.deepEqual([response.statusCode, response.body], [304, '']);
    assert.equal(response.headers.etag, etag);
  });
}

test('GET /console gives another build to a browser that has an earlier one', async (t) => {
  const headers = { 'if-none-match': '"earlier"' };
  assert.equal((await serve(t).inject({ url: '/console', headers })).statusCode, 200);
});

for (const url of [
  '/console/secret',
  '/console/../secret',
  '/console/%2e%2e/secret',
  '/console/',
]) {
  test(`GET ${url} leads to no file`, async (t) => {
    assert.equal((await serve(t).inject(url)).statusCode, 404);
  });
}

test('GET /console without a build says what to do', async (t) => {
  const response = await serve(t, {}).inject('/console');
  assert.equal(response.statusCode, 503);
  assert.match(response.json().detail, /npm run build:console/);
});
