import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { systemEdges } from '../../src/system-edges.ts';
import { buildTestApp, toolCall, toolCallsMessage } from '../build-app.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const TRACED = { traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: 'vendor=1' };

const MESSAGE = () =>
  toolCallsMessage('a', toolCall('track_delivery', { trackingNumber: 'WB10000001' }));

/** The real `fetch`, and the headers of what went through it. */
function watchedFetch() {
  const seen: Headers[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    seen.push(new Headers(init?.headers));
    return systemEdges.fetch(input, init);
  };
  return { fetch, seen };
}

test('traceparent: it is taken from Vapi and passed on to Sanity', async (t) => {
  const { fetch, seen } = watchedFetch();
  const { post } = await buildTestApp(t, { edges: { fetch } });
  await post(MESSAGE(), TRACED);
  assert.equal(seen[0]?.get('traceparent'), TRACED.traceparent);
  assert.equal(seen[0]?.get('tracestate'), 'vendor=1');
});

test('traceparent: a request without one passes none on', async (t) => {
  const { fetch, seen } = watchedFetch();
  const { post } = await buildTestApp(t, { edges: { fetch } });
  await post(MESSAGE());
  assert.equal(seen.length, 1);
  assert.equal(seen[0]?.get('traceparent'), null);
});

type Span = { name: string; traceId: string; spanId: string; parentSpanId?: string };
type Export = { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };

/** An OTLP collector: takes spans as JSON, at /v1/traces. */
async function runCollector(context: TestContext) {
  const spans: Span[] = [];
  const server = createServer(async (request, response) => {
    assert.equal(request.url, '/v1/traces');
    const { resourceSpans } = (await json(request)) as Export;
    spans.push(...resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans)));
    response.setHeader('content-type', 'application/json').end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { spans, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('OTEL_EXPORTER_OTLP_ENDPOINT: webhook, call event, lookup and attempt are spans of the trace', async (t) => {
  const { spans, endpoint } = await runCollector(t);
  const { fetch, seen } = watchedFetch();
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
  const { post, app } = await buildTestApp(t, { settings, edges: { fetch } });
  await post(MESSAGE(), TRACED);
  await app.publicServer.inject({ url: '/healthz' });
  await app.close();
  const named = new Map(spans.map((span) => [span.name, span]));
  assert.deepEqual([...named.keys()].sort(), ['attempt', 'call event', 'lookup', 'webhook']);
  let parent: string | undefined = SPAN;
  for (const name of ['webhook', 'call event', 'lookup', 'attempt']) {
    assert.equal(named.get(name)?.traceId, TRACE, name);
    assert.equal(named.get(name)?.parentSpanId, parent, `the parent of ${name}`);
    parent = named.get(name)?.spanId;
  }
  assert.equal(seen[0]?.get('traceparent'), `00-${TRACE}-${parent}-01`);
  assert.doesNotMatch(JSON.stringify(spans), /WB10000001/);
});

test('OTEL_EXPORTER_OTLP_ENDPOINT: a collector that is away costs no answer, and is logged', async (t) => {
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };
  const { post, app, logged } = await buildTestApp(t, { settings });
  assert.equal((await post(MESSAGE())).status, 200);
  await app.close();
  await logged({ event: 'traces.failed' });
});
