/* Every imperfect record that "npm run faults" tries, over HTTP: what is told, and what is logged. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runImperfectRecords } from '../../scripts/faults/imperfect-records.ts';

test('faults: of no imperfect record anything untrue is told, and the operator hears of it', async (t) => {
  const results = await runImperfectRecords();
  assert.ok(results.length >= 60);
  for (const { title, sentence, faults } of results) {
    await t.test(title, () => assert.deepEqual(faults, [], sentence));
  }
});
