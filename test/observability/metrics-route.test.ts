import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { pino } from 'pino';
import { metricsRoute } from '../../src/http/admin.ts';
import { createServer } from '../../src/http/server.ts';
import { readSeries, setUp } from './read-metrics.ts';

function serve(t: TestContext) {
  const { metrics } = setUp();
  const server = createServer({ logger: pino({ level: 'silent' }), newId: () => 'id' });
  server.requests.onEnd(metrics.observeRequest);
  server.register(metricsRoute, { metrics });
  server.get('/deliveries/:trackingNumber', async () => ({}));
  server.get('/broken', async () => {
    throw new Error('boom');
  });
  t.after(() => server.close());
  return server;
}

test('GET /metrics: answers in the text format of Prometheus', async (t) => {
  const { statusCode, headers, body } = await serve(t).inject({ url: '/metrics' });
  assert.equal(statusCode, 200);
  assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
  assert.match(body, /^# TYPE requests_total counter$/m);
});

test('GET /metrics: requests stand there by the pattern of their route, and never by URL', async (t) => {
  const server = serve(t);
  for (const url of ['/deliveries/WB10000001', '/WB10000001', '/broken']) {
    await server.inject({ url });
  }
  const { body } = await server.inject({ url: '/metrics' });
  const series = readSeries(body);
  const of = (route: string, status: string) =>
    series.get(`requests_total{route="${route}",method="GET",status="${status}"}`);
  assert.equal(of('/deliveries/:trackingNumber', '2xx'), 1);
  assert.equal(of('unknown', '4xx'), 1);
  assert.equal(of('/broken', '5xx'), 1);
  assert.equal(series.get('errors_total{kind="http_5xx"}'), 1);
  assert.doesNotMatch(body, /WB10000001/);
});
