/*
 * Memory has a bound that fires before the process dies of it: in a real process with little old
 * space, flooded with more calls than that can hold, killed, and started again on what it recorded,
 * at once and a week later. What Vapi waits for is answered all the time. `npm run bench:memory` is
 * the same in full size.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { surviveFlood } from '../scripts/bench-memory/survive-flood.ts';
import { UNHURRIED } from './build-app.ts';

const CALLS = 9_000;

test('memory: a flood of calls neither kills the process nor those after it', async () => {
  const nodeOptions = ['--max-old-space-size=80', '--max-semi-space-size=8'];
  const flood = { nodeOptions, settings: UNHURRIED, calls: CALLS, connections: 20 };
  const lives = await surviveFlood(flood);
  const [flooded, again, weekLater] = lives;
  for (const { toolCalls } of lives) {
    const { success = 0, turnedAway = 0, ...others } = toolCalls;
    assert.deepEqual(others, {});
    // A machine that has much else to do may be under pressure for a moment.
    assert.ok(success > turnedAway, JSON.stringify(toolCalls));
  }
  assert.ok(flooded !== undefined && again !== undefined && weekLater !== undefined);
  const { 200: taken = 0, 503: shed = 0 } = flooded.events;
  assert.equal(taken + shed, CALLS, JSON.stringify(flooded.events));
  assert.ok(flooded.callsHeld < CALLS / 5, `${flooded.callsHeld} calls are held`);
  assert.equal(flooded.callsHeld + flooded.callsDropped, taken + 1);
  assert.equal(again.repeated, flooded.repeated);
  // Not fewer than those before, to the call: how many fit is for the heap to say.
  assert.ok(again.callsHeld > 1 && again.callsHeld < CALLS / 5, `${again.callsHeld} are held`);
  assert.equal(weekLater.callsHeld, 1, 'calls of a week ago are over');
});
