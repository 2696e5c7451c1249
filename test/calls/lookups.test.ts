import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { AttemptResult, CacheReading } from '../../machines/lookup.ts';
import type { CachedDelivery, LookupOutcome } from '../../machines/lookup-outcome.ts';
import { createBreaker } from '../../src/calls/breaker.ts';
import { createLookups, type LookupEvent } from '../../src/calls/lookups.ts';
import { createHandClock } from '../hand-clock.ts';

const POLICY = {
  attemptsMax: 3,
  attemptTimeoutMs: 500,
  totalBudgetMs: 5000,
  backoffMs: 100,
  backoffMsMax: 400,
};

type Attempt = PromiseWithResolvers<AttemptResult> & { signal: AbortSignal };

/** A service whose attempts are answered by the test, in the order in which they are made. */
function run(context: TestContext, reading: CacheReading = { kind: 'absent' }) {
  const clock = createHandClock();
  const written: LookupOutcome[] = [];
  const delivered: { callId: string; event: LookupEvent }[] = [];
  const waiting = new Map<string, (outcome: LookupOutcome) => void>();
  const attempts: Attempt[] = [];
  let onAttempt = Promise.withResolvers<void>();
  const breaker = createBreaker({
    policy: { failuresMax: 5, resetMs: 30_000 },
    clock,
    notify: () => {},
  });
  const lookups = createLookups({
    policy: POLICY,
    clock,
    random: { next: () => 0, uuid: () => 'id' },
    breaker,
    cache: { read: () => reading, write: (_number, outcome) => void written.push(outcome) },
    deliver(callId, event) {
      delivered.push({ callId, event });
      if (event.type === 'lookup.settled') waiting.get(callId)?.(event.outcome);
    },
    attempt: (_number, signal) => {
      const attempt = { ...Promise.withResolvers<AttemptResult>(), signal };
      attempts.push(attempt);
      onAttempt.resolve();
      onAttempt = Promise.withResolvers<void>();
      return attempt.promise;
    },
  });
  context.after(() => {
    lookups.close();
    breaker.close();
    assert.equal(clock.armed(), 0);
  });
  const settled = (callId: string) =>
    new Promise<LookupOutcome>((resolve) => {
      waiting.set(callId, resolve);
      lookups.ask('WB100001', callId);
    });
  const nextAttempt = async () => {
    await onAttempt.promise;
    const attempt = attempts.at(-1);
    assert.ok(attempt);
    return attempt;
  };
  const answer = (): AttemptResult => ({
    kind: 'found',
    delivery: { trackingNumber: 'WB100001', status: 'pending' },
    askedAt: clock.now(),
    endedAt: clock.now(),
  });
  return { clock, lookups, breaker, written, delivered, attempts, settled, nextAttempt, answer };
}

test('lookups: fifty askers of one number share one attempt', async (t) => {
  const { settled, nextAttempt, attempts, answer, lookups } = run(t);
  const reached = nextAttempt();
  const all = Array.from({ length: 50 }, (_, index) => settled(`call-${index}`));
  (await reached).resolve(answer());
  const outcomes = await Promise.all(all);
  assert.equal(attempts.length, 1);
  assert.ok(outcomes.every(({ kind }) => kind === 'found'));
  assert.equal(lookups.underWay(), 0);
});

test('lookups: a call that asks twice is told once', async (t) => {
  const { lookups, nextAttempt, answer, settled, delivered } = run(t);
  const reached = nextAttempt();
  lookups.ask('WB100001', 'call-a');
  lookups.ask('WB100001', 'call-a');
  const last = settled('call-b');
  (await reached).resolve(answer());
  await last;
  assert.deepEqual(
    delivered.map(({ callId, event }) => [callId, event.type]),
    [
      ['call-a', 'lookup.settled'],
      ['call-b', 'lookup.settled'],
    ],
  );
});

test('lookups: a stale record is told at once, also to who joins later', async (t) => {
  const stale: CachedDelivery = {
    delivery: { trackingNumber: 'WB100001', status: 'delayed' },
    asOf: Date.parse('2026-11-23T11:00:00Z'),
  };
  const { lookups, nextAttempt, delivered } = run(t, { kind: 'stale', stale });
  const seen = () =>
    delivered.map(({ callId, event }) => [
      callId,
      event.type === 'lookup.staleFound' && event.stale,
    ]);
  const reached = nextAttempt();
  lookups.ask('WB100001', 'call-a');
  await reached;
  lookups.ask('WB100001', 'call-b');
  const both = [
    ['call-a', stale],
    ['call-b', stale],
  ];
  assert.deepEqual(seen(), both);
  // A call that asks again has another tool call waiting, which needs the record as well.
  lookups.ask('WB100001', 'call-a');
  assert.deepEqual(seen(), [...both, ['call-a', stale]]);
});

test('lookups: an attempt that takes too long is aborted, and another one made', async (t) => {
  const { clock, settled, nextAttempt, attempts, answer, written } = run(t);
  const reached = nextAttempt();
  const outcome = settled('call-a');
  const first = await reached;
  clock.advance(POLICY.attemptTimeoutMs);
  assert.equal(first.signal.aborted, true);
  const again = nextAttempt();
  clock.advance(POLICY.backoffMs);
  (await again).resolve(answer());
  assert.equal((await outcome).kind, 'found');
  assert.equal(attempts.length, 2);
  assert.deepEqual(
    written.map(({ kind }) => kind),
    ['found'],
  );
});

test('lookups: every call that waits is told the same trail', async (t) => {
  const { clock, lookups, settled, nextAttempt, answer, delivered } = run(t);
  const reached = nextAttempt();
  lookups.ask('WB100001', 'call-a');
  await reached;
  const again = nextAttempt();
  clock.advance(POLICY.attemptTimeoutMs);
  const last = settled('call-b');
  clock.advance(POLICY.backoffMs);
  (await again).resolve(answer());
  await last;
  const trails = delivered.flatMap(({ event }) =>
    event.type === 'lookup.settled' && event.trail !== undefined ? [event.trail] : [],
  );
  assert.deepEqual(trails[0], trails[1]);
  assert.deepEqual(
    trails[0]?.map(({ kind, result, startedAt, endedAt }) => [kind, result, endedAt - startedAt]),
    [
      ['cache', 'absent', 0],
      ['permit', 'granted', 0],
      ['attempt', 'timeout', 500],
      ['pause', 'waited', 100],
      ['permit', 'granted', 0],
      ['attempt', 'found', 0],
    ],
  );
});

test('lookups: an answer from the cache has a trail of one step', async (t) => {
  const outcome: LookupOutcome = { kind: 'missing', source: 'cache', asOf: 0 };
  const { settled, delivered } = run(t, { kind: 'fresh', outcome });
  await settled('call-a');
  const [told] = delivered;
  assert.ok(told?.event.type === 'lookup.settled');
  assert.deepEqual(
    told.event.trail?.map(({ kind, result }) => [kind, result]),
    [['cache', 'fresh']],
  );
});

test('lookups: an attempt that breaks ends the lookup as an internal failure', async (t) => {
  const { settled, nextAttempt } = run(t);
  const reached = nextAttempt();
  const outcome = settled('call-a');
  (await reached).reject(new Error('broken'));
  assert.deepEqual(await outcome, { kind: 'failed', reason: 'internal', stale: null });
});

test('lookups: while the breaker is open no attempt is made', async (t) => {
  const { breaker, settled, attempts } = run(t);
  for (let made = 0; made < 5; made += 1) {
    breaker.report(breaker.requestPermit().permit, 'failed');
  }
  assert.deepEqual(await settled('call-a'), {
    kind: 'failed',
    reason: 'breakerOpen',
    stale: null,
  });
  assert.equal(attempts.length, 0);
});

test('lookups: closing aborts the attempt under way', async (t) => {
  const { lookups, settled, nextAttempt } = run(t);
  const reached = nextAttempt();
  void settled('call-a');
  const { signal } = await reached;
  lookups.close();
  assert.equal(signal.aborted, true);
  assert.equal(lookups.underWay(), 0);
});

test('lookups: what nobody waits for never probes, unless somebody waits as well', async (t) => {
  const { clock, breaker, lookups, attempts, settled, nextAttempt, answer } = run(t);
  for (let made = 0; made < 5; made += 1) breaker.report(breaker.requestPermit().permit, 'failed');
  clock.advance(30_000);
  const refreshed = await lookups.refresh('WB100001');
  assert.equal(refreshed.kind === 'failed' && refreshed.reason, 'breakerOpen');
  assert.equal(attempts.length, 0);
  const reached = nextAttempt();
  const asked = settled('call');
  (await reached).resolve(answer());
  assert.equal((await asked).kind, 'found');
  assert.equal(breaker.state(), 'closed');
});
