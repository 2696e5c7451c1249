import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz } from '../../scripts/fuzz/fuzz.ts';

test('fuzz: nothing that is sent breaks anything, or touches another call', async () => {
  const { faults, outcomes } = await fuzz({ runs: 5000, seed: 1 });
  assert.deepEqual(faults, []);
  const refused = [...outcomes].filter(([outcome]) => /webhook 4/.test(outcome));
  assert.ok(refused.length > 0 && outcomes.has('webhook 200'), 'both ends are met');
});
