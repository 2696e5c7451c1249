import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type BreakerState, createBreaker } from '../../src/calls/breaker.ts';
import { createHandClock } from '../hand-clock.ts';

const POLICY = { failuresMax: 5, resetMs: 30_000 };

function run(context: TestContext) {
  const clock = createHandClock();
  const changes: BreakerState[] = [];
  const breaker = createBreaker({
    policy: POLICY,
    clock,
    notify: ({ state }) => changes.push(state),
  });
  context.after(() => {
    breaker.close();
    assert.equal(clock.armed(), 0);
  });
  const attempt = (verdict: 'succeeded' | 'failed' | 'abandoned') =>
    breaker.report(breaker.requestPermit().permit, verdict);
  const fail = (times: number) => {
    for (let made = 0; made < times; made += 1) attempt('failed');
  };
  return { breaker, clock, changes, attempt, fail };
}

test('breaker: four failures in a row leave it closed, the fifth opens it', (t) => {
  const { breaker, fail } = run(t);
  fail(4);
  assert.equal(breaker.state(), 'closed');
  fail(1);
  assert.equal(breaker.state(), 'open');
  assert.equal(breaker.requestPermit().granted, false);
});

test('breaker: a success between failures starts the count again', (t) => {
  const { breaker, attempt, fail } = run(t);
  fail(4);
  attempt('succeeded');
  fail(4);
  assert.equal(breaker.state(), 'closed');
});

test('breaker: after its rest it lets one probe through, whose success closes it', (t) => {
  const { breaker, clock, changes, fail } = run(t);
  fail(5);
  clock.advance(POLICY.resetMs);
  const probe = breaker.requestPermit();
  assert.equal(probe.granted, true);
  assert.equal(breaker.requestPermit().granted, false);
  breaker.report(probe.permit, 'succeeded');
  assert.deepEqual(changes, ['open', 'halfOpen', 'closed']);
});

test('breaker: a failed probe opens it again for the whole rest', (t) => {
  const { breaker, clock, attempt, fail } = run(t);
  fail(5);
  clock.advance(POLICY.resetMs);
  attempt('failed');
  clock.advance(POLICY.resetMs - 1);
  assert.equal(breaker.requestPermit().granted, false);
  clock.advance(1);
  assert.equal(breaker.requestPermit().granted, true);
});

test('breaker: an abandoned probe gives its place to the next', (t) => {
  const { breaker, clock, attempt, fail } = run(t);
  fail(5);
  clock.advance(POLICY.resetMs);
  attempt('abandoned');
  assert.equal(breaker.requestPermit().granted, true);
});

test('breaker: an attempt from before it opened is not taken for the probe', (t) => {
  const { breaker, clock, fail } = run(t);
  const old = breaker.requestPermit();
  fail(5);
  clock.advance(POLICY.resetMs);
  breaker.requestPermit();
  breaker.report(old.permit, 'succeeded');
  assert.equal(breaker.state(), 'halfOpen');
});

test('breaker: the operator closes it by hand', (t) => {
  const { breaker, fail } = run(t);
  fail(5);
  breaker.reset();
  assert.equal(breaker.state(), 'closed');
  fail(4);
  assert.equal(breaker.state(), 'closed');
});

test('breaker: who asks while a probe is under way waits for its verdict', async (t) => {
  const { breaker, clock, fail } = run(t);
  const { signal } = new AbortController();
  for (const verdict of ['succeeded', 'failed'] as const) {
    fail(5);
    clock.advance(POLICY.resetMs);
    const [probe, ...others] = await Promise.all([
      breaker.awaitPermit(signal),
      ...Array.from({ length: 3 }, async () => {
        const waiting = breaker.awaitPermit(signal);
        return { waiting };
      }),
    ]);
    assert.ok(probe?.isProbe);
    breaker.report(probe.permit, verdict);
    const decisions = await Promise.all(others.map(({ waiting }) => waiting));
    assert.deepEqual(
      decisions.map(({ granted }) => granted),
      decisions.map(() => verdict === 'succeeded'),
    );
  }
});

test('breaker: an abort or a close ends the wait for a probe', async (t) => {
  const { breaker, clock, fail } = run(t);
  fail(5);
  clock.advance(POLICY.resetMs);
  assert.ok(breaker.requestPermit().isProbe);
  const giving = new AbortController();
  const given = breaker.awaitPermit(giving.signal);
  giving.abort();
  assert.equal((await given).granted, false);
  const left = breaker.awaitPermit(new AbortController().signal);
  breaker.close();
  assert.equal((await left).granted, false);
});
