// Every transition of the chart has a scenario of its own in a table, one table for each outer
// state. The same tables are counted for coverage at the end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callMachine } from '../../machines/call.ts';
import { callInput, checkCall } from './call-script.ts';
import { coverageOf } from './coverage.ts';
import { SCENARIOS } from './scenarios/call-all.ts';

for (const scenario of SCENARIOS) {
  test(scenario.title, () => checkCall(scenario));
}

test('call: every state and every transition is in some scenario', () => {
  const { missedStates, missedTransitions } = coverageOf(
    callMachine,
    SCENARIOS.map(({ policy, events }) => ({ input: callInput(policy), events })),
  );
  assert.deepEqual(
    { missedStates, missedTransitions },
    { missedStates: [], missedTransitions: [] },
  );
});
