import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNumberQuota } from '../../src/calls/number-quota.ts';
import { createHandClock } from '../hand-clock.ts';
import { arrival, found, runEngine, track } from './run-engine.ts';

const HOUR_MS = 3_600_000;
const CALLER = '+12025550777';

test('a caller may ask for so many different numbers an hour, and for the same ones again', () => {
  const clock = createHandClock();
  const mayLookUp = createNumberQuota(2, clock);
  const asked = ['WB100001', 'WB100002', 'WB100001', 'WB100003', 'WB100002'];
  const allowed = asked.map((number) => mayLookUp(CALLER, number));
  assert.deepEqual(allowed, [true, true, true, false, true]);
  assert.equal(mayLookUp('+12025550778', 'WB100003'), true, 'others count for themselves');
});

test('a number counts for an hour from when it was last asked for', () => {
  const clock = createHandClock();
  const mayLookUp = createNumberQuota(1, clock);
  assert.equal(mayLookUp(CALLER, 'WB100001'), true);
  clock.advance(HOUR_MS - 1);
  assert.equal(mayLookUp(CALLER, 'WB100002'), false);
  clock.advance(1);
  assert.equal(mayLookUp(CALLER, 'WB100002'), true);
});

test('the callers kept in mind are bounded: who asked least lately is let go', () => {
  const mayLookUp = createNumberQuota(1, createHandClock());
  mayLookUp(CALLER, 'WB100001');
  for (let caller = 0; caller < 5000; caller += 1) mayLookUp(`+1202${caller}`, 'WB100001');
  assert.equal(mayLookUp(CALLER, 'WB100002'), true);
  assert.equal(mayLookUp('+12024999', 'WB100002'), false);
});

test('a caller past the limit is answered in the next call too, and nothing is looked up', async () => {
  const clock = createHandClock();
  const run = runEngine({ clock, mayLookUp: createNumberQuota(1, clock) });
  const call = (callId: string, number: string, callerNumber: string | null) =>
    run.engine.handle({
      ...arrival(callId, clock.now(), track(`tool-${callId}`, number, clock.now())),
      callerNumber,
    });
  const first = call('call-1', 'WB100001', CALLER);
  run.lookups.settle('WB100001', found('WB100001', clock.now()));
  assert.equal((await first)[0]?.status, 'success');
  const [second] = await call('call-2', 'WB100002', CALLER);
  assert.deepEqual(second?.utterance, { about: 'tooManyNumbers', by: 'caller' });
  const withheld = call('call-3', 'WB100002', null);
  run.lookups.settle('WB100002', found('WB100002', clock.now()));
  assert.equal((await withheld)[0]?.status, 'success', 'nobody is known by no number');
  assert.deepEqual(
    run.lookups.asked.map(({ callId }) => callId),
    ['call-1', 'call-3'],
  );
});
