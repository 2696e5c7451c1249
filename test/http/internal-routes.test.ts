import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { pino } from 'pino';
import { Type } from 'typebox';
import { readinessRoute } from '../../src/http/internal-routes.ts';
import { createServer } from '../../src/http/server.ts';

/* What does not fit its schema does not compile: were one of these to, the build would say so. */
const schema = { response: { 200: Type.Object({ state: Type.String() }) } };
const wrong: FastifyPluginAsyncTypebox = async (server) => {
  // @ts-expect-error another name
  server.get('/name', { schema }, async () => ({ stat: 'open' }));
  // @ts-expect-error another type
  server.get('/type', { schema }, async () => ({ state: 5 }));
  server.get('/fits', { schema }, async () => ({ state: 'open' }));
};

test('a response that is not of its schema compiles nowhere, and is no answer', async (t) => {
  const server = createServer({ logger: pino({ level: 'silent' }), newId: () => 'id' });
  t.after(() => server.close());
  server.register(wrong);
  const { statusCode } = await server.inject({ url: '/name' });
  assert.equal(statusCode, 500);
  assert.deepEqual((await server.inject({ url: '/fits' })).json(), { state: 'open' });
});

test('GET /readyz: what is not in its schema does not get out', async (t) => {
  const server = createServer({ logger: pino({ level: 'silent' }), newId: () => 'id' });
  t.after(() => server.close());
  const judged = { ready: false, checks: { journal: 'failing' }, secret: 'marked' };
  server.register(readinessRoute, { judge: () => judged });
  const { statusCode, body } = await server.inject({ url: '/readyz' });
  assert.equal(statusCode, 503);
  assert.deepEqual(JSON.parse(body), { ready: false, checks: { journal: 'failing' } });
});
