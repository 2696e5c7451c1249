import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createAdmissionQueue } from '../../src/http/admission.ts';

/** A queue, and the order in which the requests that came were begun. */
function openQueue() {
  let time = 0;
  const queue = createAdmissionQueue({ now: () => time });
  const entered: number[] = [];
  const waits: (number | null)[] = [];
  const come = async (who: number) => {
    const waitedMs = await queue.enter();
    entered.push(who);
    waits.push(waitedMs);
  };
  return { come, entered, waits, pass: (ms: number) => (time += ms) };
}

test('admission queue: while there are few requests, each is begun within the same turn', async () => {
  const { come, entered, waits } = openQueue();
  await come(1);
  assert.deepEqual(entered, [1]);
  assert.deepEqual(waits, [0]);
});

test('admission queue: a crowd is begun turn by turn, in order, and told how long it waited', async () => {
  const { come, entered, waits, pass } = openQueue();
  const all = Promise.all(Array.from({ length: 20 }, (_, who) => come(who)));
  await Promise.resolve();
  await Promise.resolve();
  const atOnce = entered.length;
  assert.ok(atOnce > 0 && atOnce < 10, `${atOnce} at once`);
  pass(30);
  await nextTurn();
  const afterOneTurn = entered.length;
  assert.ok(afterOneTurn > atOnce && afterOneTurn < 20, `${afterOneTurn} after one turn`);
  await all;
  assert.deepEqual(
    entered,
    Array.from({ length: 20 }, (_, who) => who),
  );
  assert.deepEqual([waits[0], waits.at(-1)], [0, 30]);
});

test('admission queue: what comes when thousands wait is turned away at once', async () => {
  const { come, waits } = openQueue();
  const all = Promise.all(Array.from({ length: 4100 }, (_, who) => come(who)));
  await Promise.resolve();
  await Promise.resolve();
  const turnedAway = waits.filter((waitedMs) => waitedMs === null).length;
  assert.ok(turnedAway > 80 && turnedAway <= 100, `${turnedAway} turned away`);
  await all;
});
