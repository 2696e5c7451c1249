import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imagineCalls } from '../../scripts/faults/imagined-calls.ts';
import { simulateHour } from '../../scripts/faults/simulated-hour.ts';

test('simulated hour: with callers known, more than 60 % of lookups need no request', async () => {
  const { hitShare, reads, calls } = await simulateHour(1, 1);
  assert.ok(calls > 500, `${calls} calls`);
  assert.ok(reads >= calls, `${reads} lookups`);
  assert.ok(hitShare > 0.6, `${hitShare}`);
});

test('simulated hour: the same chance imagines the same calls, in the order of time', () => {
  const imagine = (drawn: number) =>
    imagineCalls(600_000, 0.5, () => {
      drawn = (drawn * 16_807) % 2_147_483_647;
      return drawn / 2_147_483_647;
    });
  const steps = imagine(1);
  assert.deepEqual(steps, imagine(1));
  assert.notDeepEqual(steps, imagine(2));
  assert.ok(steps.every((step, index) => step.at >= (steps[index - 1]?.at ?? 0)));
});
