import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WakeTimer } from '../../src/calls/wake-timer.ts';
import { createHandClock } from '../hand-clock.ts';

const START = Date.parse('2026-11-23T12:00:00Z');

/** A timer on a clock whose time of day may be set. */
function makeTimer() {
  const hand = createHandClock(START);
  let offset = 0;
  const woken: number[] = [];
  const clock = { ...hand, now: () => hand.now() + offset };
  const timer = new WakeTimer(clock, (at) => woken.push(at - START));
  return {
    ...{ hand, timer, woken },
    setBack: (ms: number) => {
      offset -= ms;
    },
  };
}

test('WakeTimer: a clock that is set back puts off neither what is due nor what is due after it', () => {
  const { hand, timer, woken, setBack } = makeTimer();
  timer.arm(START + 500);
  setBack(600_000);
  hand.advance(500);
  assert.deepEqual(woken, [500]);
  timer.arm(START + 760);
  hand.advance(260);
  assert.deepEqual(woken, [500, 760]);
});

test('WakeTimer: what is asked of the clock as it was set waits for its time', () => {
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
