import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReplyStatus } from '../../machines/reply.ts';
import { createLiveSeries } from '../../src/console/live-series.ts';
import { createNoticeBus } from '../../src/observability/notices.ts';
import { createHandClock } from '../hand-clock.ts';

function openSeries() {
  const clock = createHandClock();
  const bus = createNoticeBus();
  const calls = { live: 0 };
  const series = createLiveSeries({ bus, now: clock.now, liveCalls: () => calls.live });
  const about = () => ({ callId: 'a', at: clock.now() });
  return {
    clock,
    bus,
    calls,
    series,
    answer(status: ReplyStatus, tookMs: number) {
      const reply = { status } as never;
      bus.emit('call', {
        ...about(),
        type: 'tool.answered',
        reply,
        askedAt: clock.now() - tookMs,
      });
    },
    open() {
      calls.live += 1;
      bus.emit('call', { ...about(), type: 'call.opened' });
    },
  };
}

test('live series: what is told is counted in the step that it falls in', () => {
  const run = openSeries();
  run.open();
  run.answer('success', 10);
  run.answer('success', 30);
  run.answer('not_found', 20);
  run.bus.emit('call', {
    callId: 'a',
    at: run.clock.now(),
    type: 'guard.ungrounded',
    kinds: ['date', 'status'],
    trackingNumber: null,
  });
  run.bus.emit('content', { type: 'cache.read', kind: 'fresh' });
  run.bus.emit('content', { type: 'cache.read', kind: 'stale' });
  const { stepMs } = run.series.read();
  run.clock.advance(stepMs);
  run.bus.emit('content', { type: 'cache.read', kind: 'absent' });
  const [first, second] = run.series.read().points;
  assert.deepEqual(first, {
    at: run.clock.now() - stepMs,
    live: 1,
    answers: { success: 2, not_found: 1 },
    latencyP50: 20,
    latencyP95: 20,
    cacheHits: 1,
    cacheMisses: 1,
    sanityAttempts: 0,
    ungrounded: 2,
  });
  assert.equal(second?.cacheMisses, 1);
  assert.equal(second?.live, 1, 'calls go on without a word');
  assert.equal(second?.latencyP50, null);
});

test('live series: a silence has its points, and what is long past is dropped', () => {
  const run = openSeries();
  const { stepMs } = run.series.read();
  run.answer('success', 1);
  run.clock.advance(3 * stepMs);
  const { points } = run.series.read();
  assert.deepEqual(
    points.map(({ answers }) => answers.success ?? 0),
    [1, 0, 0, 0],
  );
  run.clock.advance(1000 * stepMs);
  const later = run.series.read().points;
  assert.equal(later.length, 120);
  assert.equal(later.at(-1)?.at, run.clock.now());
  assert.ok(later.every((point, index) => point.at === (later[0]?.at ?? 0) + index * stepMs));
});

test('live series: a clock that is set back goes on with the last step', () => {
  const run = openSeries();
  run.clock.advance(60_000);
  run.answer('success', 1);
  const before = run.series.read().points.length;
  run.clock.advance(-30_000);
  run.answer('success', 1);
  const { points } = run.series.read();
  assert.equal(points.length, before);
  assert.equal(points.at(-1)?.answers.success, 2);
});
