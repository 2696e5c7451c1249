import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { SECURITY } from '../http/openapi.ts';
import { problem, problemsOf, sendProblem } from '../http/problem.ts';
import type { Live } from './live.ts';
import { StateSchema, StreamEventSchema } from './schema.ts';

/** What comes of GET /api/state. */
export const STATE_SCHEMA = {
  summary: 'What the process knows of itself',
  tags: ['live'],
  security: SECURITY.admin,
  response: { 200: StateSchema, ...problemsOf(401, 403, 500) },
};

/** What comes of GET /api/stream: each event's data is JSON of the schema. */
export const STREAM_SCHEMA = {
  summary: 'The state once a second, and the calls that have changed, as server-sent events',
  tags: ['live'],
  security: SECURITY.admin,
  response: {
    200: { description: 'Events', content: { 'text/event-stream': { schema: StreamEventSchema } } },
    ...problemsOf(401, 403, 500, 503),
  },
};

/** When a viewer that lost its connection comes again, in milliseconds. */
const RETRY_MS = 2_000;

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // The connection ends with the stream, also for a server that is being closed.
  connection: 'close',
  // A proxy would hold events back (nginx, ngx_http_proxy_module, read 2026-11-23).
  'x-accel-buffering': 'no',
};

/**
 * GET /api/state and GET /api/stream. The stream ends when the server closes: who watches is the
 * last to be waited for.
 */
export const liveRoutes: FastifyPluginAsyncTypebox<{ live: Live }> = async (server, { live }) => {
  server.addHook('preClose', async () => live.close());

  server.get('/api/state', { schema: STATE_SCHEMA }, async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return live.state();
  });

  // HEAD would never end.
  const route = { schema: STREAM_SCHEMA, exposeHeadRoute: false };
  server.get('/api/stream', route, async (_request, reply) => {
    const { raw } = reply;
    const leave = live.watch(raw);
    if (leave === null) {
      reply.header('retry-after', '5');
      return sendProblem(reply, problem(503, { detail: 'Too many watch already' }));
    }
    raw.once('close', leave);
    reply.hijack();
    for (const [name, value] of Object.entries({ ...reply.getHeaders(), ...STREAM_HEADERS })) {
      if (value !== undefined) raw.setHeader(name, value);
    }
    raw.write(`retry: ${RETRY_MS}\n\n`);
    return reply;
  });
};
