import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { HeldCalls, holdLimits, type Sparable } from '../../src/calls/held-calls.ts';

const MIB = 1024 * 1024;
const TOLD: Sparable = { hasAsked: false, isOver: false, isWaiting: false };
const ASKED = { ...TOLD, hasAsked: true };
const OVER = { ...ASKED, isOver: true };

function hold(callsMax: number, heapFullness = () => 0) {
  const dropped: string[] = [];
  const calls = new HeldCalls<Sparable>({
    callsMax,
    heapFullness,
    letGo: (callId) => dropped.push(callId),
  });
  const fill = (held: Record<string, Sparable>) => {
    for (const [callId, call] of Object.entries(held)) calls.set(callId, call);
  };
  return { calls, dropped, fill };
}

describe('HeldCalls: who goes first', () => {
  for (const [what, held, isAsking, expected] of [
    ['the quietest that only sent events', { a: ASKED, b: OVER, c: TOLD, d: TOLD }, false, 'c'],
    ['also for a tool call', { a: OVER, b: ASKED, c: TOLD, d: TOLD }, true, 'c'],
    ['then one that is over', { a: ASKED, b: OVER, c: OVER }, false, 'b'],
    ['for an event none that has asked', { a: ASKED, b: ASKED }, false, undefined],
    ['for a tool call the quietest that has', { a: ASKED, b: ASKED }, true, 'a'],
    ['none that somebody waits for', { a: { ...ASKED, isWaiting: true } }, true, undefined],
  ] as const) {
    test(what, () => {
      const { calls, dropped, fill } = hold(Object.keys(held).length);
      fill(held);
      assert.equal(calls.hasRoomFor('new', isAsking), expected !== undefined);
      assert.equal(calls.hasRoomFor('a', isAsking), true);
      calls.makeRoom(isAsking);
      assert.deepEqual(dropped, expected === undefined ? [] : [expected]);
    });
  }

  test('a call that was heard of again, or has asked since, is not the quietest', () => {
    const { calls, dropped, fill } = hold(3);
    const asking = { ...TOLD };
    fill({ a: asking, b: TOLD, c: TOLD });
    Object.assign(asking, { hasAsked: true });
    calls.touch('a');
    calls.touch('b');
    calls.makeRoom(false);
    assert.deepEqual(dropped, ['c']);
  });

  test('a new call takes the place of another when the heap is crowded', () => {
    let fullness = 0.6;
    const { calls, dropped, fill } = hold(100, () => fullness);
    fill({ a: TOLD, b: TOLD });
    calls.makeRoom(false);
    assert.deepEqual(dropped, []);
    fullness = 0.7;
    calls.makeRoom(false);
    calls.relieve();
    assert.deepEqual(dropped, ['a']);
  });

  test('every delivery makes room when the heap is nearly full, never by one that has asked', () => {
    const { calls, dropped, fill } = hold(100, () => 0.8);
    fill({ a: ASKED, b: TOLD, c: TOLD, d: TOLD });
    calls.relieve();
    assert.deepEqual(dropped, ['b', 'c']);
    calls.relieve();
    assert.deepEqual(dropped, ['b', 'c', 'd']);
  });
});

test('HeldCalls: whatever comes and goes, order and number are those of a plain list', () => {
  const step = fc.record({
    act: fc.constantFrom('set', 'touch', 'delete'),
    id: fc.nat({ max: 5 }),
  });
  const check = (steps: { act: string; id: number }[]) => {
    const { calls, dropped } = hold(0);
    let plain: string[] = [];
    for (const { act, id } of steps) {
      const callId = `${id}`;
      const isKnown = plain.includes(callId);
      plain = plain.filter((other) => other !== callId);
      if (act === 'set' || (act === 'touch' && isKnown)) plain.push(callId);
      if (act === 'set') calls.set(callId, TOLD);
      else if (act === 'touch') calls.touch(callId);
      else calls.delete(callId);
      assert.equal(calls.size, plain.length);
    }
    while (calls.size > 0) calls.makeRoom(false);
    assert.deepEqual(dropped, plain);
  };
  fc.assert(fc.property(fc.array(step), check));
});

test('holdLimits(): as many calls as are set, unless the heap allows fewer', () => {
  assert.equal(holdLimits(100_000, 4096 * MIB).callsMax, 100_000);
  const { callsMax, bytesMax } = holdLimits(100_000, 256 * MIB);
  assert.ok(callsMax > 5_000 && callsMax < 15_000, `${callsMax}`);
  assert.ok(bytesMax < 128 * MIB);
  assert.ok(holdLimits(100_000, 32 * MIB).callsMax > 0);
});
