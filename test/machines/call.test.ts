// Every transition of the chart has a scenario of its own in a table, one table for each outer
// state. The same tables are counted for coverage at the end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callMachine } from '../../machines/call.ts';
import { callInput, checkCall } from './call-script.ts';
import { coverageOf } from './coverage.ts';
import { CHECK_DIGITS } from './scenarios/call-check-digits.ts';
import { CONFIRM } from './scenarios/call-confirm.ts';
import { ENDED } from './scenarios/call-ended.ts';
import { FALLBACK } from './scenarios/call-fallback.ts';
import { FETCH } from './scenarios/call-fetch.ts';
import { FETCH_MEANWHILE } from './scenarios/call-fetch-meanwhile.ts';
import { HEARD } from './scenarios/call-heard.ts';
import { LIMITS } from './scenarios/call-limits.ts';
import { NEED } from './scenarios/call-need.ts';
import { OWN } from './scenarios/call-own.ts';
import { REPORT } from './scenarios/call-report.ts';
import { TALK } from './scenarios/call-talk.ts';
import { VERIFY } from './scenarios/call-verify.ts';

const SCENARIOS = [
  ...NEED,
  ...CONFIRM,
  ...FETCH,
  ...FETCH_MEANWHILE,
  ...REPORT,
  ...FALLBACK,
  ...ENDED,
  ...LIMITS,
  ...HEARD,
  ...CHECK_DIGITS,
  ...VERIFY,
  ...OWN,
  ...TALK,
];

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
