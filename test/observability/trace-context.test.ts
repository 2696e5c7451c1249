import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  passTraceOn,
  readTraceContext,
  traceContext,
  withTraceContext,
} from '../../src/observability/trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const PARENT = `00-${TRACE}-${SPAN}-01`;

for (const [traceparent, isValid] of [
  [PARENT, true],
  [`00-${TRACE}-${SPAN}-00`, true],
  [`cc-${TRACE}-${SPAN}-01`, true],
  [`cc-${TRACE}-${SPAN}-01-what-the-future-holds`, true],
  [`cc-${TRACE}-${SPAN}-01.what`, false],
  [`00-${TRACE}-${SPAN}-01-more`, false],
  [`ff-${TRACE}-${SPAN}-01`, false],
  [`00-${'0'.repeat(32)}-${SPAN}-01`, false],
  [`00-${TRACE}-${'0'.repeat(16)}-01`, false],
  [`00-${TRACE.toUpperCase()}-${SPAN}-01`, false],
  [`00-${TRACE}-${SPAN}`, false],
  ['', false],
] as const) {
  test(`readTraceContext() ${isValid ? 'takes' : 'refuses'} "${traceparent}"`, () => {
    const context = readTraceContext({ traceparent });
    assert.equal(context !== null, isValid);
    if (context !== null) assert.deepEqual([context.traceId, context.spanId], [TRACE, SPAN]);
  });
}

test('readTraceContext() takes tracestate along, if it is sane', () => {
  const state = (tracestate: string) =>
    readTraceContext({ traceparent: PARENT, tracestate })?.state ?? null;
  assert.equal(state('vendor=1,other=2'), 'vendor=1,other=2');
  assert.equal(state('x'.repeat(513)), null);
  assert.equal(state('a\nb'), null);
});

/** What a request that is made within `work` sends as headers. */
async function sent(work: (ask: () => Promise<unknown>) => Promise<unknown>, init?: RequestInit) {
  const seen: (RequestInit | undefined)[] = [];
  const fetch = passTraceOn(async (_input, given) => {
    seen.push(given);
    return new Response();
  });
  await work(() => fetch('https://sanity.example', init));
  return new Headers(seen[0]?.headers);
}

test('passTraceOn() tells the trace that the work belongs to, beside the other headers', async () => {
  const context = readTraceContext({ traceparent: PARENT, tracestate: 'vendor=1' });
  assert.ok(context !== null);
  const headers = await sent((ask) => withTraceContext(context, ask), {
    headers: { authorization: 'Bearer x' },
  });
  assert.equal(headers.get('traceparent'), PARENT);
  assert.equal(headers.get('tracestate'), 'vendor=1');
  assert.equal(headers.get('authorization'), 'Bearer x');
});

test('passTraceOn() tells nothing of a trace where there is none', async () => {
  assert.equal(traceContext(), undefined);
  const headers = await sent((ask) => ask());
  assert.equal(headers.get('traceparent'), null);
});
