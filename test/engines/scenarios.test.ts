/*
 * Every scenario of the call's chart, which take each of its transitions and find each guard both ways,
 * played once more through the real engine: the same state, and the same answers.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CallScenario, playCall, repliesOf, terse } from '../machines/call-script.ts';
import { SCENARIOS } from '../machines/scenarios/call-all.ts';
import { type EngineEvent, playThroughEngine } from './play-through-engine.ts';

/** What only the chart is told: how its own work ended, and what an engine makes of an answer. */
function isForEngine({ events }: CallScenario): boolean {
  return events.every(({ type }) => !type.startsWith('xstate.') && type !== 'verification.given');
}

const scenarios = SCENARIOS.filter(isForEngine);

test('engine: most scenarios of the chart can be played through it', () => {
  assert.ok(
    scenarios.length > 0.8 * SCENARIOS.length,
    `${scenarios.length} of ${SCENARIOS.length}`,
  );
});

test('engine: each scenario of the chart comes to the same state and answers', async () => {
  const wrong: string[] = [];
  for (const scenario of scenarios) {
    const alone = playCall(scenario.events, scenario.policy);
    const events = scenario.events as readonly EngineEvent[];
    const { told, state } = await playThroughEngine(events, scenario.policy);
    const isSame =
      JSON.stringify(state) === JSON.stringify(alone.snapshot.value) &&
      JSON.stringify(told.map(terse)) === JSON.stringify(repliesOf(alone).map(terse));
    if (!isSame)
      wrong.push(
        `${scenario.title}: ${JSON.stringify([state, told.map(terse)])} not ${JSON.stringify([alone.snapshot.value, repliesOf(alone).map(terse)])}`,
      );
  }
  assert.deepEqual(wrong, []);
});
