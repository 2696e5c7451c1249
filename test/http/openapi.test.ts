import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { buildTestApp, type TestApp } from '../build-app.ts';

type Tree = { [name: string]: Tree };

/** What OpenAPI 3.1.0 has on a path beside its own description (section 4.8.9, read 2026-11-29). */
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

async function documentOf(t: TestContext) {
  const run = await buildTestApp(t);
  const { statusCode, body } = await run.app.adminServer.inject({ url: '/docs/json' });
  assert.equal(statusCode, 200);
  // biome-ignore lint/suspicious/noExplicitAny: the test goes through all of it.
  return { run, document: JSON.parse(body) as any };
}

/** Every path of a server with its methods, out of the tree that Fastify prints. */
function routesOf(server: TestApp['app']['adminServer']): string[] {
  const parents: string[] = [];
  const rows = server.printRoutes({ commonPrefix: false }).split('\n');
  return rows.flatMap((row) => {
    const [, indent = '', part = '', methods = ''] =
      /^([│ ]*)[├└]── (\S+) \((.+)\)$/.exec(row) ?? [];
    if (part === '') return [];
    const depth = indent.length / 4;
    const path = `${depth === 0 ? '' : (parents[depth - 1] ?? '')}${part}`;
    parents[depth] = path;
    const told = path.replace(/:(\w+)/g, '{$1}');
    const own = methods.split(', ').filter((method) => method !== 'HEAD');
    return own.map((method) => `${method} ${told}`);
  });
}

test('GET /docs/json: every route of both ports is in it', async (t) => {
  const { run, document } = await documentOf(t);
  const served = [...routesOf(run.app.adminServer), ...routesOf(run.app.publicServer)];
  assert.ok(served.includes('POST /webhook') && served.includes('GET /api/calls/{callId}'));
  const told = Object.entries<Tree>(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const missing = new Set(served).difference(new Set(told));
  assert.deepEqual(
    [...missing].filter((route) => !/ \/docs/.test(route)),
    [],
  );
  assert.deepEqual([...new Set(told).difference(new Set(served))], []);
});

test('GET /docs/json: it is a document of OpenAPI 3.1', async (t) => {
  const { document } = await documentOf(t);
  assert.match(document.openapi, /^3\.1\.\d$/);
  assert.ok(document.info.title && document.info.version);
  const schemes = Object.keys(document.components.securitySchemes);
  const tags = document.tags.map(({ name }: { name: string }) => name);
  for (const [path, item] of Object.entries<Tree>(document.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const [method, operation] of Object.entries<Tree>(item)) {
      if (!METHODS.includes(method)) continue;
      const place = `${method} ${path}`;
      // biome-ignore lint/suspicious/noExplicitAny: the test goes through all of it.
      const { summary, tags: own, security, responses, parameters = [] } = operation as any;
      assert.ok(summary, `${place} has a summary`);
      assert.ok(own.length > 0 && own.every((tag: string) => tags.includes(tag)), place);
      assert.ok(Array.isArray(security), `${place} says who may ask`);
      for (const scheme of security.flatMap(Object.keys))
        assert.ok(schemes.includes(scheme), place);
      for (const [status, answer] of Object.entries<Tree>(responses)) {
        assert.match(status, /^[1-5]\d\d$/, place);
        assert.ok(answer.description, `${place} ${status}`);
        for (const type of Object.keys(answer.content ?? {})) assert.match(type, /^\w+\/[\w+-]+$/);
      }
      const inPath = parameters.filter((one: { in: string }) => one.in === 'path');
      assert.deepEqual(
        inPath.map(({ name }: { name: string }) => name).toSorted(),
        named.toSorted(),
      );
      for (const one of parameters) {
        assert.ok(['query', 'header', 'path', 'cookie'].includes(one.in) && one.schema, place);
        if (one.in === 'path') assert.equal(one.required, true, place);
      }
    }
  }
});

test('GET /docs/json: it holds nothing that JSON Schema 2020-12 does not know', async (t) => {
  const { document } = await documentOf(t);
  const text = JSON.stringify(document);
  assert.doesNotMatch(text, /"nullable"|"~kind"|"\$ref":"(?!#)/);
  assert.match(text, /"application\/problem\+json"/);
});

test('GET /docs: a page of its own files, under a strict policy', async (t) => {
  const run = await buildTestApp(t);
  const { body, headers } = await run.app.adminServer.inject({ url: '/docs' });
  assert.match(String(headers['content-security-policy']), /default-src 'none'; script-src 'self'/);
  assert.doesNotMatch(body, /https?:\/\/|<style|style=|<script>|on\w+=/);
  const files = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file);
  assert.ok(files.length >= 5);
  for (const url of files) {
    const file = await run.app.adminServer.inject({ url });
    assert.equal(file.statusCode, 200, url);
  }
  const script = await run.app.adminServer.inject({ url: '/docs/static/swagger-initializer.js' });
  assert.match(script.body, /"validatorUrl":null/);
});

test('GET /docs: beyond loopback it is for the token alone', async (t) => {
  const run = await buildTestApp(t, {
    settings: { ADMIN_HOST: '0.0.0.0', ADMIN_TOKEN: 'a-token-of-sixteen' },
  });
  for (const url of ['/docs', '/docs/json', '/docs/static/swagger-ui.css']) {
    assert.equal((await run.app.adminServer.inject({ url })).statusCode, 401, url);
  }
});
