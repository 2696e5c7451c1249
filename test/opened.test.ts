// Every step of a start and of a stop fails once: what was opened is closed, and nothing twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Opened } from '../src/opened.ts';

const STEPS = ['disk', 'breaker', 'engine', 'internal port', 'public port'];

/** Opens everything up to a step, closes it, and tells in which order; one close may fail. */
async function run(opens: number, failing: string | null) {
  const told: string[] = [];
  const opened = new Opened((name) => told.push(`fault: ${name}`));
  for (const name of STEPS.slice(0, opens)) {
    opened.add(name, name, (graceMs) => {
      told.push(`${name} in ${graceMs}`);
      if (name === failing) throw new Error(name);
    });
  }
  const [faults] = await Promise.all([opened.close(7), opened.close()]);
  return { told, faults };
}

for (const [opens, name] of [...STEPS, 'nothing'].entries()) {
  test(`Opened closes all in reverse when ${name} cannot be opened`, async () => {
    const { told, faults } = await run(opens, null);
    const order = STEPS.slice(0, opens).reverse();
    assert.deepEqual(
      told,
      order.map((each) => `${each} in 7`),
    );
    assert.equal(faults, 0);
  });
}

for (const name of STEPS) {
  test(`Opened goes on when ${name} cannot be closed`, async () => {
    const { told, faults } = await run(STEPS.length, name);
    assert.equal(faults, 1);
    assert.deepEqual(
      told.filter((each) => !each.startsWith('fault')),
      STEPS.toReversed().map((each) => `${each} in 7`),
    );
    assert.ok(told.includes(`fault: ${name}`));
  });
}
