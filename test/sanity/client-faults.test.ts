import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { startEmbeddedSanity } from '../../scripts/embedded-sanity/server.ts';
import { createHandClock } from '../hand-clock.ts';
import { connect, noLimits, runSanity } from './run-sanity.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

const STATUSES = [
  [400, 'rejected', false],
  [401, 'rejected', false],
  [403, 'rejected', false],
  [404, 'rejected', false],
  [408, 'upstream', true],
  [429, 'upstream', true],
  [500, 'upstream', true],
  [503, 'upstream', true],
] as const;

for (const [status, reason, retryable] of STATUSES) {
  test(`fetchDelivery() takes HTTP ${status} for ${reason} and asks once`, async (context) => {
    const sanity = await runSanity(context);
    sanity.failNext(1, status);
    const attempt = await connect(sanity.url).fetchDelivery('WB10000001', noLimits());
    assert.ok(attempt.kind === 'failed');
    assert.deepEqual([attempt.reason, attempt.retryable], [reason, retryable]);
    assert.match(attempt.detail, new RegExp(`^HTTP ${status}: `));
    assert.equal(sanity.requests.count, 1);
  });
}

const RETRY_AFTER = [
  ['seconds', '7', 7000],
  ['a date', 'Mon, 23 Nov 2026 12:00:30 GMT', 30_000],
  ['a date that has passed', 'Mon, 23 Nov 2026 11:00:00 GMT', 0],
  ['nonsense', 'soon 1', null],
  ['a negative number', '-5', null],
] as const;

for (const [title, header, retryAfterMs] of RETRY_AFTER) {
  test(`fetchDelivery() reads a Retry-After of ${title}`, async (context) => {
    const sanity = await runSanity(context);
    sanity.failNext(1, 429, { 'retry-after': header });
    const attempt = await connect(sanity.url).fetchDelivery('WB10000001', noLimits());
    assert.equal(attempt.kind === 'failed' && attempt.retryAfterMs, retryAfterMs);
  });
}

const BODIES = [
  ['a page', { 'content-type': 'text/html' }, '<h1>It works!</h1>'],
  ['cut JSON', JSON_TYPE, '{"ms":1,"result":[{"trackingNum'],
  ['nothing', JSON_TYPE, ''],
  ['JSON null', JSON_TYPE, 'null'],
  ['an answer without a result', JSON_TYPE, '{"ms":1}'],
  ['more than a mebibyte', JSON_TYPE, `{"result":null,"x":"${'x'.repeat(2 ** 20)}"}`],
] as const;

for (const [title, headers, body] of BODIES) {
  test(`fetchDelivery() takes ${title} for malformed`, async (context) => {
    const sanity = await runSanity(context);
    sanity.answerNext(1, { status: 200, headers, body });
    const attempt = await connect(sanity.url).fetchDelivery('WB10000001', noLimits());
    assert.ok(attempt.kind === 'failed', attempt.kind);
    assert.deepEqual([attempt.reason, attempt.retryable], ['malformed', true]);
  });
}

const ERROR_BODIES = [
  '{"error":{"type":"mutationError","description":"d","items":{}}}',
  '{"error":{"type":"queryParseError","description":7,"query":{},"start":[],"end":"x"}}',
  '{"error":{"type":"validationError","description":"d","items":[null]}}',
  '{"error":null,"message":{}}',
  '[]',
  'null',
];
for (const body of ERROR_BODIES) {
  for (const status of [400, 403, 500]) {
    test(`the client takes ${body} with ${status} for a failure`, async (context) => {
      const sanity = await runSanity(context);
      sanity.answerNext(2, { status, headers: { 'content-type': 'application/json' }, body });
      const client = connect(sanity.url);
      const one = await client.fetchDelivery('WB10000001', noLimits());
      const many = await client.fetchDeliveriesByPhone('+12025550101', noLimits());
      assert.deepEqual([one.kind, many.kind], ['failed', 'failed']);
    });
  }
}

const RESULTS = [
  ['another shape', JSON_TYPE, '{"result":[{"number":"WB10000001","state":"in_transit"}]}'],
  ['a text as result', JSON_TYPE, '{"result":"WB10000001"}'],
  ['another number', JSON_TYPE, '{"result":{"trackingNumber":"WB10000002","status":"delayed"}}'],
] as const;

for (const [title, headers, body] of RESULTS) {
  test(`fetchDelivery() takes ${title} for invalid`, async (context) => {
    const sanity = await runSanity(context);
    sanity.answerNext(1, { status: 200, headers, body });
    const attempt = await connect(sanity.url).fetchDelivery('WB10000001', noLimits());
    assert.ok(attempt.kind === 'failed', attempt.kind);
    assert.deepEqual([attempt.reason, attempt.retryable], ['invalid', false]);
  });
}

test('fetchDelivery() does not follow a redirect with its token', async (context) => {
  const sanity = await runSanity(context);
  const elsewhere = await runSanity(context);
  sanity.answerNext(1, { status: 302, headers: { location: `${elsewhere.url}/` } });
  const attempt = await connect(sanity.url).fetchDelivery('WB10000001', noLimits());
  assert.equal(attempt.kind === 'failed' && attempt.reason, 'malformed');
  assert.equal(elsewhere.requests.count, 0);
});

test('fetchDelivery() knows the status of an error page that is too large', async (context) => {
  const sanity = await runSanity(context);
  sanity.answerNext(1, { status: 502, body: 'x'.repeat(2 ** 21) });
  const attempt = await connect(sanity.url).fetchDelivery('WB10000001', noLimits());
  assert.equal(attempt.kind === 'failed' && attempt.detail, 'HTTP 502');
});

test('fetchDelivery() does not read a body of many mebibytes to its end', async (context) => {
  const sentWhole = Promise.withResolvers<boolean>();
  const server = createServer((_, response) => {
    response.once('close', () => sentWhole.resolve(response.writableFinished));
    response.end('x'.repeat(64 * 2 ** 20));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const client = connect(`http://127.0.0.1:${port}`);
  const attempt = await client.fetchDelivery('WB10000001', noLimits());
  assert.equal(attempt.kind === 'failed' && attempt.detail, 'Body longer than 1048576 bytes');
  assert.equal(await sentWhole.promise, false);
});

test('fetchDelivery() takes a wrong token for rejected and tells it to nobody', async (context) => {
  const { url } = await runSanity(context);
  const client = connect(url, { token: 'wrong-token' });
  const attempt = await client.fetchDelivery('WB10000001', noLimits());
  assert.equal(
    attempt.kind === 'failed' && attempt.detail,
    'HTTP 401: Unauthorized - Session not found',
  );
});

test('fetchDelivery() takes an unknown dataset for rejected', async (context) => {
  const { url } = await runSanity(context);
  const client = connect(url, { dataset: 'staging' });
  const attempt = await client.fetchDelivery('WB10000001', noLimits());
  assert.equal(
    attempt.kind === 'failed' && attempt.detail,
    'HTTP 404: Dataset not found - Dataset "staging" not found for project ID "embedded"',
  );
});

test('fetchDelivery() takes a query with a fault for rejected', async (context) => {
  const { url } = await runSanity(context);
  const client = connect(url, { query: '*[_type == "delivery" &&' });
  const attempt = await client.fetchDelivery('WB10000001', noLimits());
  assert.ok(attempt.kind === 'failed');
  assert.equal(attempt.reason, 'rejected');
  assert.match(attempt.detail, /^HTTP 400: Syntax error in GROQ query/);
});

test('fetchDelivery() blots token and number out of what Sanity repeats', async (context) => {
  const sanity = await runSanity(context);
  const body = JSON.stringify({ error: { description: 'WB10000001\nis not for read-token' } });
  sanity.answerNext(1, { status: 500, headers: JSON_TYPE, body });
  const attempt = await connect(sanity.url).fetchDelivery('WB10000001', noLimits());
  assert.equal(attempt.kind === 'failed' && attempt.detail, 'HTTP 500: … is not for …');
});

test('fetchDelivery() takes a refused connection for a network failure', async () => {
  const { url, close } = await startEmbeddedSanity();
  await close();
  const attempt = await connect(url).fetchDelivery('WB10000001', noLimits());
  assert.deepEqual(attempt, {
    kind: 'failed',
    reason: 'network',
    retryable: true,
    retryAfterMs: null,
    detail: 'Connection failed: ECONNREFUSED',
  });
});

test('fetchDelivery() takes a connection that breaks off for a network failure', async (context) => {
  const sanity = await runSanity(context);
  sanity.answerNext(1, { status: 200, headers: JSON_TYPE, body: '{"result":null', cut: true });
  const attempt = await connect(sanity.url).fetchDelivery('WB10000001', noLimits());
  assert.equal(attempt.kind === 'failed' && attempt.reason, 'network');
});

test('fetchDelivery() reaches Sanity again after it was down', async (context) => {
  const sanity = await runSanity(context);
  const client = connect(sanity.url);
  sanity.setDown(true);
  const down = await client.fetchDelivery('WB10000001', noLimits());
  assert.equal(down.kind === 'failed' && down.reason, 'network');
  sanity.setDown(false);
  assert.equal((await client.fetchDelivery('WB10000001', noLimits())).kind, 'found');
});

test('fetchDelivery() gives up when its time is over and closes the connection', async (context) => {
  const sanity = await runSanity(context);
  const clock = createHandClock();
  const [hung] = sanity.hangNext();
  const limits = { ...noLimits(), timeoutMs: 500 };
  const attempt = connect(sanity.url, { clock }).fetchDelivery('WB10000001', limits);
  await hung?.reached;
  clock.advance(500);
  assert.deepEqual(await attempt, {
    kind: 'failed',
    reason: 'timeout',
    retryable: true,
    retryAfterMs: null,
    detail: 'No answer within 500 ms',
  });
  await hung?.closed;
});

test('fetchDelivery() gives up when its caller does and closes the connection', async (context) => {
  const sanity = await runSanity(context);
  const [hung] = sanity.hangNext();
  const caller = new AbortController();
  const attempt = connect(sanity.url).fetchDelivery('WB10000001', { signal: caller.signal });
  await hung?.reached;
  caller.abort();
  assert.deepEqual(await attempt, {
    kind: 'failed',
    reason: 'timeout',
    retryable: false,
    retryAfterMs: null,
    detail: 'Given up by the caller',
  });
  await hung?.closed;
});

test('fetchDelivery() sends nothing for a caller who has given up', async (context) => {
  const { url, requests } = await runSanity(context);
  await connect(url).fetchDelivery('WB10000001', { signal: AbortSignal.abort() });
  assert.equal(requests.count, 0);
});

test('fetchDelivery() leaves no timer behind', async (context) => {
  const { url } = await runSanity(context);
  const clock = createHandClock();
  const cleared = context.mock.method(clock, 'clearTimeout');
  await connect(url, { clock }).fetchDelivery('WB10000001', { ...noLimits(), timeoutMs: 500 });
  assert.equal(cleared.mock.callCount(), 1);
});

test('fetchDelivery() never rejects, not for a fault of its own either', async () => {
  const attempt = await connect('http://127.0.0.1').fetchDelivery(1n as never, noLimits());
  assert.equal(attempt.kind === 'failed' && attempt.detail, 'Unreadable: TypeError');
});

test('fetchDeliveriesByPhone() fails as fetchDelivery() does', async (context) => {
  const sanity = await runSanity(context);
  sanity.failNext(1, 503, { 'retry-after': '2' });
  const attempt = await connect(sanity.url).fetchDeliveriesByPhone('+12025550101', noLimits());
  assert.ok(attempt.kind === 'failed');
  assert.deepEqual([attempt.reason, attempt.retryAfterMs], ['upstream', 2000]);
});
