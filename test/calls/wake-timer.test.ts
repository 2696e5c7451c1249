import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { WakeTimer, WakeTimers } from '../../src/calls/wake-timer.ts';
import { createHandClock } from '../hand-clock.ts';

/** Timers on a clock that is moved by hand, and when each was woken. */
function makeTimers(skewMs = () => 0) {
  const clock = createHandClock(0);
  const skewed = { ...clock, now: () => clock.now() + skewMs() };
  const timers = new WakeTimers(skewed);
  const woken: { name: number; at: number; realAt: number }[] = [];
  const make = (name: number) =>
    new WakeTimer(timers, { wake: (at) => woken.push({ name, at, realAt: clock.now() }) });
  return { clock, make, woken };
}

const FAR_MS = 900_000;

test('wake timer: each is woken when it is due, however far ahead it was armed and when', () => {
  const armings = fc.array(
    fc.record({ afterMs: fc.nat(30_000), aheadMs: fc.nat(100_000), isCleared: fc.boolean() }),
  );
  fc.assert(
    fc.property(armings, (armed) => {
      const { clock, make, woken } = makeTimers();
      const due: number[] = [];
      armed.forEach(({ afterMs, aheadMs, isCleared }, name) => {
        clock.advance(afterMs);
        const timer = make(name);
        timer.arm(clock.now() + aheadMs);
        if (isCleared) timer.clear();
        else due[name] = clock.now() + aheadMs;
      });
      clock.advance(200_000);
      assert.deepEqual(
        woken.toSorted((a, b) => a.name - b.name),
        due.flatMap((at, name) => [{ name, at, realAt: at }]),
      );
      assert.equal(clock.armed(), 0);
    }),
  );
});

test('wake timer: those that are far ahead take one timer of the clock together', () => {
  const { clock, make, woken } = makeTimers();
  const timers = Array.from({ length: 1000 }, (_, name) => make(name));
  for (const timer of timers) timer.arm(FAR_MS);
  assert.equal(clock.armed(), 1);
  for (const timer of timers.slice(1)) timer.clear();
  assert.equal(clock.armed(), 1);
  clock.advance(FAR_MS);
  assert.equal(woken.length, 1);
  assert.equal(clock.armed(), 0);
});

test('wake timer: it is armed for the earlier of two times, and asks for the later when it wakes', () => {
  const { clock, make, woken } = makeTimers();
  const timer = make(0);
  timer.arm(FAR_MS);
  timer.arm(500);
  timer.arm(2 * FAR_MS);
  clock.advance(2 * FAR_MS);
  assert.deepEqual(
    woken.map(({ at }) => at),
    [500],
  );
});

test('wake timer: a wall clock that is set back puts nothing off', () => {
  let skewMs = 0;
  const { clock, make, woken } = makeTimers(() => skewMs);
  make(0).arm(FAR_MS);
  clock.advance(5000);
  make(1).arm(FAR_MS);
  clock.advance(FAR_MS / 2);
  skewMs = -3_600_000;
  clock.advance(FAR_MS / 2);
  assert.deepEqual(woken, [
    { name: 0, at: FAR_MS, realAt: FAR_MS },
    { name: 1, at: FAR_MS, realAt: FAR_MS },
  ]);
});

const START = Date.parse('2026-11-23T12:00:00Z');

/** A timer on a clock whose time of day may be set. */
function makeTimer() {
  const hand = createHandClock(START);
  let offset = 0;
  const woken: number[] = [];
  const clock = { ...hand, now: () => hand.now() + offset };
  const timer = new WakeTimer(new WakeTimers(clock), { wake: (at) => woken.push(at - START) });
  return {
    ...{ hand, timer, woken },
    setBack: (ms: number) => {
      offset -= ms;
    },
  };
}

test('wake timer: a clock that is set back puts off neither what is due nor what is due after it', () => {
  const { hand, timer, woken, setBack } = makeTimer();
  timer.arm(START + 500);
  setBack(600_000);
  hand.advance(500);
  assert.deepEqual(woken, [500]);
  timer.arm(START + 760);
  hand.advance(260);
  assert.deepEqual(woken, [500, 760]);
});

test('wake timer: what is asked of the clock as it was set waits for its time', () => {
  const { hand, timer, woken, setBack } = makeTimer();
  timer.arm(START + 500);
  setBack(600_000);
  hand.advance(500);
  timer.arm(START - 600_000 + 900_000);
  hand.advance(899_000);
  assert.deepEqual(woken, [500]);
  hand.advance(1_000);
  assert.equal(woken.length, 2);
});
