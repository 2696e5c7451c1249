import Fastify from 'fastify';
import { pageRoutes } from '../../src/console/page-routes.ts';
import type { LiveCall, Story, StreamEvent } from '../../src/console/schema.ts';
import { problem, sendProblem } from '../../src/http/problem.ts';
import { systemEdges } from '../../src/system-edges.ts';
import {
  makeLiveCalls,
  makeLongStory,
  makeQuality,
  makeState,
  makeStory,
  makeSummaries,
  makeWhatIf,
} from './made-up-calls.ts';

/** What was said where somebody tries to have the page run something. */
export const HTML = '<img src=x onerror="window.wasRun = true"><b>bold</b> & "quoted"';

type Options = { live?: number; token?: string };

/**
 * The page as the service serves it, on loopback, over made-up JSON of the console's schemas. A test
 * sees what was asked for and tells viewers what it likes.
 */
export async function startMockApi({ live = 24, token }: Options = {}) {
  const at = Date.now();
  const startedAt = at - 7 * 60_000;
  const server = Fastify({ forceCloseConnections: true });
  const asked: { method: string; url: string; body: unknown }[] = [];
  const viewers = new Set<(event: StreamEvent) => void>();
  const calls: LiveCall[] = makeLiveCalls(at, live);
  const stories = new Map<string, (isMasked: boolean) => Story>([
    ['call-snow', (isMasked) => makeStory({ callId: 'call-snow', isMasked, startedAt })],
    [
      'call-html',
      (isMasked) => makeStory({ callId: 'call-html', isMasked, startedAt, html: HTML }),
    ],
    [
      'call-live',
      (isMasked) => makeStory({ callId: 'call-live', isMasked, startedAt, isLive: true }),
    ],
    ['call-long', () => makeLongStory('call-long', startedAt, 1_000, 2_000)],
  ]);

  server.addHook('preHandler', async (request, reply) => {
    const { method, url, body, headers } = request;
    if (!/^\/(api|admin)\//.test(url)) return;
    asked.push({ method, url, body });
    if (token === undefined || headers.authorization === `Bearer ${token}`) return;
    return sendProblem(reply, problem(401, { detail: 'Send ADMIN_TOKEN as a bearer token' }));
  });
  server.register(pageRoutes, { disk: systemEdges.disk });

  server.get('/api/stream', (request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (event: StreamEvent) => reply.raw.write(`data: ${JSON.stringify(event)}\n\n`);
    viewers.add(send);
    send({ type: 'state', state: makeState(Date.now(), calls.length) });
    send({ type: 'calls', isWhole: true, changed: calls, gone: [] });
    request.raw.on('close', () => viewers.delete(send));
  });
  server.get<{ Querystring: Record<string, string> }>('/api/calls', async ({ query }) => {
    const found = makeSummaries(at, 40).filter(
      ({ trackingNumbers, ungrounded }) =>
        (query.q === undefined ||
          trackingNumbers.some((number) => number.endsWith(`${query.q}`))) &&
        (query.ungrounded === undefined || ungrounded > 0),
    );
    return {
      calls: found,
      total: query.q === undefined ? 9_412 : found.length,
      next: query.q === undefined && query.cursor === undefined ? 'page-2' : null,
      understood: query.q === undefined ? '' : `last four ${query.q}`,
      faults: query.words === 'torn' ? ['2026-11-20: 2 lines are damaged'] : [],
      took: 12,
    };
  });
  type Page = { from?: number; limit?: number };
  const tell = (callId: string, isMasked: boolean, { from = 0, limit = 50 }: Page) => {
    const story = stories.get(callId)?.(isMasked);
    if (story === undefined) return null;
    const rest = story.steps.filter(({ seq }) => seq >= from);
    const steps = rest.slice(0, limit);
    const next = rest.length > limit ? (steps.at(-1)?.seq ?? 0) + 1 : null;
    return { ...story, steps, next };
  };
  type Named = { Params: { callId: string; seq: string } };
  server.get<Named & { Querystring: { from?: string; limit?: string } }>(
    '/api/calls/:callId',
    async ({ params, query }, reply) => {
      const page = { from: Number(query.from ?? 0), limit: Number(query.limit ?? 50) };
      return tell(params.callId, true, page) ?? sendProblem(reply, problem(404));
    },
  );
  server.post<Named & { Body: Page }>('/api/calls/:callId/reveal', async (request, reply) => {
    return tell(request.params.callId, false, request.body) ?? sendProblem(reply, problem(404));
  });
  server.get<Named>('/api/calls/:callId/steps/:seq', async ({ params }) => ({
    seq: Number(params.seq),
    isMasked: true,
    active: ['call.report'],
    snapshot: { value: 'report', context: { candidate: null, triedNumbers: ['••••0002'] } },
  }));
  server.get<Named>('/api/calls/:callId/export', async ({ params }) =>
    tell(params.callId, true, {}),
  );
  server.post<Named>('/api/calls/:callId/what-if', async () => makeWhatIf(startedAt));
  server.get<{ Querystring: { days: string } }>('/api/quality', async ({ query }) =>
    makeQuality(at, Number(query.days)),
  );
  server.post('/admin/circuit-breaker/reset', async () => ({ state: 'closed' }));

  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    asked,
    /** Tells every viewer, as the service does when something has changed. */
    tell: (event: StreamEvent) => {
      for (const send of viewers) send(event);
    },
    /** Cuts every stream off, as a service does that goes down. */
    cut: () => server.server.closeAllConnections(),
    setStory: (callId: string, story: (isMasked: boolean) => Story) => stories.set(callId, story),
    close: () => server.close(),
  };
}

/** The mock, and what can be done with it. */
export type MockApi = Awaited<ReturnType<typeof startMockApi>>;
