/*
 * Every fault that "npm run faults" tries, over sockets and through the whole service, without its
 * timings: where a fault is answered at once, pauses between attempts are skipped; where it is
 * silent, the clock is moved by hand.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { readDocuments } from '../../scripts/embedded-sanity/documents.ts';
import * as behave from '../../scripts/faults/behaviours.ts';
import {
  type Behaviour,
  type FaultProxy,
  startFaultProxy,
} from '../../scripts/faults/fault-proxy.ts';
import {
  type Dataset,
  judgeAnswer,
  type Outcome,
  toDataset,
} from '../../scripts/faults/judge-answer.ts';
import { createMeteredEdges, type MeteredEdges } from '../../scripts/faults/metered-edges.ts';
import type { Clock } from '../../src/edges.ts';
import { buildTestApp, toolCall, toolCallsMessage } from '../build-app.ts';
import { createHandClock } from '../hand-clock.ts';

const KNOWN = 'WB10000001';
const UNCACHED = 'WB10000002';
const UNKNOWN = 'ZZ900001';
const ATTEMPTS_MAX = 3;

const DATASET: Dataset = toDataset(
  readDocuments(new URL('../../scripts/embedded-sanity/deliveries.ndjson', import.meta.url)),
);

type Options = { settings?: Record<string, string>; clock?: Clock };

/** The service behind a proxy; what was read is stale at once, and nothing may be left open. */
async function run(context: TestContext, { settings = {}, clock }: Options = {}) {
  const proxy = await startFaultProxy();
  const meters = createMeteredEdges();
  const built = await buildTestApp(context, {
    settings: {
      SANITY_API_HOST: proxy.url,
      CACHE_TTL_SECONDS: '0',
      BREAKER_FAILURES: '1000',
      ...settings,
    },
    edges: { ...meters.edges, clock: clock ?? skipPauses(meters.edges.clock) },
  });
  proxy.forwardTo(built.sanity.url);
  context.after(async () => {
    await proxy.settled();
    await proxy.close();
    assert.equal(meters.armed(), 0);
  });
  let calls = 0;
  const ask = async (trackingNumber: string) => {
    calls += 1;
    const call = toolCall('track_delivery', { trackingNumber });
    const { status, body } = await built.post(toolCallsMessage(`call-${calls}`, call));
    const told = JSON.parse(body.results[0].result);
    const verdict = judgeAnswer({ trackingNumber, httpStatus: status, told }, DATASET);
    assert.deepEqual(verdict.faults, []);
    return verdict.outcome;
  };
  const reasons = () => [
    ...new Set(
      built.logs
        .filter(({ event }) => event === 'sanity.attempt_failed')
        .map(({ reason }) => reason),
    ),
  ];
  return { ...built, proxy, meters, ask, reasons };
}

/** A clock on which the pauses between attempts, all below a second, take no time. */
function skipPauses(clock: Clock): Clock {
  return { ...clock, setTimeout: (fn, ms) => clock.setTimeout(fn, ms < 1000 ? 0 : ms) };
}

type Row = {
  name: string;
  strike: (proxy: FaultProxy, meters: MeteredEdges) => void | Promise<void>;
  reasons: string[];
  attempts: number;
  /** What is told of a number in the cache, of one on record, and of one on none. */
  told?: [known: Outcome, uncached: Outcome, unknown: Outcome];
};

const always = (behaviour: Behaviour) => (proxy: FaultProxy) => proxy.behave(behaviour);
const hourOff = (sign: number) =>
  always(behave.retryByClockOff(sign * 3_600_000, () => Date.now()));

const CUT_OFF: Row[] = [
  { name: 'a reset', strike: always(behave.reset), reasons: ['network'], attempts: 3 },
  {
    name: 'a refused connection',
    strike: (proxy) => proxy.refuse(),
    reasons: ['network'],
    attempts: 3,
  },
  {
    name: 'a name that is not found',
    strike: (proxy, meters) => meters.loseName(proxy.url),
    reasons: ['network'],
    attempts: 3,
  },
  { name: '429', strike: always(behave.failWith(429)), reasons: ['upstream'], attempts: 3 },
  {
    name: '429 for longer than the budget',
    strike: always(behave.failWith(429, { 'retry-after': '60' })),
    reasons: ['upstream'],
    attempts: 1,
  },
  { name: '500', strike: always(behave.failWith(500)), reasons: ['upstream'], attempts: 3 },
  { name: '503', strike: always(behave.failWith(503)), reasons: ['upstream'], attempts: 3 },
  { name: '503 and a clock ahead', strike: hourOff(1), reasons: ['upstream'], attempts: 1 },
  { name: '503 and a clock behind', strike: hourOff(-1), reasons: ['upstream'], attempts: 3 },
  { name: 'an HTML page', strike: always(behave.page), reasons: ['malformed'], attempts: 3 },
  { name: 'cut JSON', strike: always(behave.cutJson), reasons: ['malformed'], attempts: 3 },
  { name: 'half a body', strike: always(behave.brokenOff), reasons: ['network'], attempts: 3 },
  {
    name: 'a wrong type in the right shape',
    strike: always(behave.wrongType),
    reasons: ['invalid'],
    attempts: 1,
    told: ['invalid', 'invalid', 'not_found'],
  },
  {
    name: "another parcel's record",
    strike: always(behave.anotherParcel),
    reasons: ['invalid'],
    attempts: 1,
    told: ['invalid', 'invalid', 'invalid'],
  },
];

const OUT_OF_REACH: Row['told'] = ['stale', 'unavailable', 'unavailable'];

for (const { name, strike, reasons, attempts, told = OUT_OF_REACH } of CUT_OFF) {
  test(`faults: ${name} invents nothing, with and without a record in the cache`, async (t) => {
    const service = await run(t);
    assert.equal(await service.ask(KNOWN), 'fresh');
    await strike(service.proxy, service.meters);
    const outcomes: Outcome[] = [];
    for (const number of [KNOWN, UNCACHED, UNKNOWN]) outcomes.push(await service.ask(number));
    assert.deepEqual(outcomes, told);
    assert.deepEqual(service.reasons(), reasons);
    assert.equal(service.meters.sent.get(JSON.stringify(UNCACHED)), attempts);
  });
}

test('faults: no wrong shape is taken for a record, or for the lack of one', async (t) => {
  const { proxy, ask, reasons } = await run(t);
  proxy.behave(behave.wrongShape);
  const outcomes = new Set<string>();
  for (let index = 0; index < behave.WRONG_SHAPES.length; index += 1) {
    outcomes.add(await ask(`ZZ90000${index}`));
  }
  assert.deepEqual([...outcomes].sort(), ['invalid', 'unavailable']);
  assert.deepEqual(reasons().sort(), ['invalid', 'malformed']);
});

const SILENT: [string, Behaviour][] = [
  ['a hang', behave.hang],
  ['a slow first byte', behave.slowFirstByte(60_000)],
  ['a slow body', behave.slowBody(600_000)],
];

for (const [name, behaviour] of SILENT) {
  test(`faults: ${name} is answered at the deadline and given up after each attempt`, async (t) => {
    const clock = createHandClock();
    const settings = {
      REPLY_DEADLINE_MS: '500',
      SANITY_ATTEMPT_TIMEOUT_MS: '500',
      SANITY_TOTAL_BUDGET_MS: '5000',
    };
    const { proxy, meters, ask, app } = await run(t, { clock, settings });
    proxy.behave(behaviour);
    const sent = () => meters.sent.get(JSON.stringify(UNCACHED));
    let reached = proxy.nextRequest();
    const answer = ask(UNCACHED);
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      await reached;
      reached = proxy.nextRequest();
      clock.advance(500);
      assert.equal(await answer, 'unavailable');
      await proxy.settled();
      assert.equal(sent(), attempt);
      clock.advance(500);
    }
    await app.close();
    assert.equal(clock.armed(), 0);
  });
}

test('faults: a node that hangs is given up for another connection', async (t) => {
  const clock = createHandClock();
  const settings = { SANITY_ATTEMPT_TIMEOUT_MS: '500' };
  const { proxy, ask } = await run(t, { clock, settings });
  proxy.behave(behave.badNode(behave.hang));
  const first = proxy.nextRequest();
  const answer = ask(UNCACHED);
  assert.equal((await first).connection, 0);
  const second = proxy.nextRequest();
  clock.advance(500);
  await proxy.settled();
  clock.advance(500);
  assert.notEqual((await second).connection, 0);
  assert.equal(await answer, 'fresh');
});

test('faults: with failures by chance every answer is fresh, or honest', async (t) => {
  const { proxy, ask } = await run(t);
  const faults = [behave.failWith(503), behave.reset, behave.cutJson, behave.page];
  proxy.behave(behave.nowAndThen(0.5, { seed: 1, faults }));
  const outcomes = await Promise.all([...DATASET.keys()].slice(0, 40).map(ask));
  assert.deepEqual([...new Set(outcomes)].sort(), ['fresh', 'unavailable']);
  assert.ok(outcomes.filter((outcome) => outcome === 'fresh').length > 20);
});

test("faults: the time of reading is ours, whatever the upstream's clock says", async (t) => {
  const { proxy, post } = await run(t);
  proxy.behave(behave.clockOff(365 * 86_400_000, () => Date.now()));
  const before = Date.now();
  const call = toolCall('track_delivery', { trackingNumber: KNOWN });
  const { body } = await post(toolCallsMessage('call-a', call));
  const { asOf, ageSeconds } = JSON.parse(body.results[0].result);
  assert.equal(ageSeconds, 0);
  assert.ok(Date.parse(asOf) >= before && Date.parse(asOf) <= Date.now(), asOf);
});

test('faults: an open breaker sends nothing', async (t) => {
  const { proxy, meters, ask } = await run(t, { settings: { BREAKER_FAILURES: '1' } });
  proxy.behave(behave.failWith(503));
  await ask(UNCACHED);
  const sent = meters.sentInAll();
  assert.equal(await ask(UNKNOWN), 'unavailable');
  assert.equal(meters.sentInAll(), sent);
});
