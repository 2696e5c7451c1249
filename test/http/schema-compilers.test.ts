import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { pino } from 'pino';
import { Type } from 'typebox';
import { createServer } from '../../src/http/server.ts';

const QUERY = Type.Object({ limit: Type.Integer({ maximum: 9 }) });

function serve(context: TestContext, response: object) {
  const server = createServer({ logger: pino({ level: 'silent' }), newId: () => 'id' });
  context.after(() => server.close());
  server.get('/', { schema: { querystring: QUERY, response: { 200: response } } }, ({ query }) => ({
    limit: query.limit,
    more: 'is not in the schema',
  }));
  return server;
}

test('schemas: what comes is checked and made of its type, and what goes is written by its own', async (t) => {
  const server = serve(t, QUERY);
  for (const limit of ['7', '8']) {
    const { statusCode, body } = await server.inject(`/?limit=${limit}`);
    assert.deepEqual([statusCode, body], [200, `{"limit":${limit}}`]);
  }
  const { statusCode, body } = await server.inject('/?limit=10');
  assert.equal(statusCode, 400);
  assert.match(body, /must be <= 9/);
});

test('schemas: none is compiled before a request needs it', async (t) => {
  const server = serve(t, { type: 'no such type' });
  await server.ready();
  assert.equal((await server.inject('/?limit=10')).statusCode, 400);
  assert.equal((await server.inject('/?limit=7')).statusCode, 500);
});
