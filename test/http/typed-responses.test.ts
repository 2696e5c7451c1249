// Goal: on no route does a response compile that is not of its schema. Method: `npm run typecheck`
// fails where what is expected not to compile does; at run time the same routes are asked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { pino } from 'pino';
import { BREAKER_SCHEMA, METRICS_SCHEMA } from '../../src/http/admin.ts';
import { HEALTH_SCHEMA, READINESS_SCHEMA, readinessRoute } from '../../src/http/health.ts';
import { problem } from '../../src/http/problem.ts';
import { createServer } from '../../src/http/server.ts';
import type { WebhookOptions } from '../../src/http/webhook.ts';
import { checkAndStringify, WEBHOOK_SCHEMA } from '../../src/http/webhook-schema.ts';

const health = { schema: HEALTH_SCHEMA };
const readiness = { schema: READINESS_SCHEMA };
const breaker = { schema: BREAKER_SCHEMA };
const metrics = { schema: METRICS_SCHEMA };
const webhook = { schema: WEBHOOK_SCHEMA };

const result = { toolCallId: 'a', name: 'n', result: 'r' };

const wrong: FastifyPluginAsyncTypebox = async (server) => {
  // @ts-expect-error another name
  server.get('/health/name', health, async () => ({ stat: 'ok' }));
  // @ts-expect-error another value
  server.get('/health/value', health, async () => ({ status: 'fine' }));
  // @ts-expect-error a check that is no text
  server.get('/readiness/type', readiness, async () => ({ ready: true, checks: { a: 5 } }));
  // @ts-expect-error sent with its status
  server.get('/readiness/sent', readiness, async (_, reply) => reply.code(503).send({ stat: 5 }));
  // @ts-expect-error another type
  server.get('/breaker/type', breaker, async () => ({ state: 5 }));
  // @ts-expect-error no text
  server.get('/metrics/type', metrics, async () => 5);
};

const wrongWebhook: FastifyPluginAsyncTypebox = async (server) => {
  server.setSerializerCompiler(checkAndStringify);
  // @ts-expect-error of no schema
  server.post('/none', webhook, async () => ({ stat: 5 }));
  // @ts-expect-error of no schema, sent
  server.post('/none/sent', webhook, async (_, reply) => reply.send({ stat: 5 }));
  // @ts-expect-error of no schema, sent with its status
  server.post('/none/status', webhook, async (_, reply) => reply.code(200).send({ stat: 5 }));
  // @ts-expect-error one result without its list
  server.post('/result', webhook, async () => ({ results: result }));
  // @ts-expect-error a result that is no text
  server.post('/result/type', webhook, async () => ({ results: [{ ...result, result: {} }] }));
  const spoken = { type: 'request-done', role: 'assistant', content: 'c' } as const;
  // @ts-expect-error a message of another type
  server.post('/result/said', webhook, async () => ({ results: [{ ...result, message: spoken }] }));
  // @ts-expect-error an assistant that is none
  server.post('/assistant', webhook, async () => ({ assistant: 'a' }));
  // @ts-expect-error a document, where there are none
  server.post('/documents', webhook, async () => ({ documents: [{}] }));
  // @ts-expect-error a problem as an answer
  server.post('/problem', webhook, async (_, reply) => reply.code(200).send(problem(401)));
  // @ts-expect-error an answer as a problem
  server.post('/problem/none', webhook, async (_, reply) => reply.code(401).send({ results: [] }));
};

/** Its answers come from elsewhere, which is held to the same schemas. */
export const WRONG_SOURCES: Partial<WebhookOptions>[] = [
  // @ts-expect-error of no schema
  { answerServerRequest: async () => ({ kind: 'json', body: { stat: 5 } }) },
  // @ts-expect-error no bytes
  { answerServerRequest: async () => ({ kind: 'audio', contentType: 'audio/pcm', bytes: 'text' }) },
];

function serve(t: { after(close: () => unknown): void }) {
  const server = createServer({ logger: pino({ level: 'silent' }), newId: () => 'id' });
  t.after(() => server.close());
  return server;
}

test('internal port: what lacks what its schema asks for is no answer', async (t) => {
  const server = serve(t);
  server.register(wrong);
  for (const url of ['/health/name', '/readiness/sent']) {
    const { statusCode, body } = await server.inject({ url });
    assert.equal(statusCode, 500, url);
    assert.equal(body, JSON.stringify(problem(500)));
  }
});

test('POST /webhook: what is not of its schema is no answer', async (t) => {
  const server = serve(t);
  server.register(wrongWebhook);
  for (const url of ['/none', '/none/sent', '/result/type', '/documents', '/problem']) {
    const { statusCode, body } = await server.inject({ method: 'POST', url });
    assert.equal(statusCode, 500, url);
    assert.equal(body, JSON.stringify(problem(500)));
  }
});

test('GET /readyz: what is not in its schema does not get out', async (t) => {
  const server = serve(t);
  const judged = { ready: false, checks: { journal: 'failing' }, secret: 'marked' };
  server.register(readinessRoute, { judge: () => judged });
  const { statusCode, body } = await server.inject({ url: '/readyz' });
  assert.equal(statusCode, 503);
  assert.deepEqual(JSON.parse(body), { ready: false, checks: { journal: 'failing' } });
});
