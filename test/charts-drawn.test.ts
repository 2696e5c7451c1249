import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { breakerMachine } from '../machines/breaker.ts';
import { callMachine } from '../machines/call.ts';
import { lookupMachine } from '../machines/lookup.ts';
import { drawChart } from '../scripts/chart-drawing.ts';

for (const machine of [callMachine, lookupMachine, breakerMachine]) {
  test(`docs/charts/${machine.id}.svg shows the chart as it is`, async () => {
    const drawn = await readFile(
      new URL(`../docs/charts/${machine.id}.svg`, import.meta.url),
      'utf8',
    );
    // Not assert.equal, which would print both drawings.
    const isCurrent = drawn === (await drawChart(machine));
    assert.ok(isCurrent, `The drawing of "${machine.id}" is out of date: "npm run draw" draws it`);
  });
}
