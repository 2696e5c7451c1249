/*
 * Every scenario of the call's chart, which take each of its transitions and find each guard both ways,
 * played once more through the real engine: the same state, and the same answers.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { AskedEvent, ReportEvent, ShellEvent } from '../../machines/call-events.ts';
import type { Reply } from '../../machines/reply.ts';
import { Conversations } from '../../src/calls/conversations.ts';
import { createLocalEngine } from '../../src/calls/local-engine.ts';
import { arrival, RULES } from '../calls/run-engine.ts';
import { createHandClock } from '../hand-clock.ts';
import {
  type CallScenario,
  callInput,
  NOON,
  playCall,
  repliesOf,
  terse,
} from '../machines/call-script.ts';
import { SCENARIOS } from '../machines/scenarios/call-all.ts';

/** What only the chart is told: how its own work ended, and what an engine makes of an answer. */
function isForEngine({ events }: CallScenario): boolean {
  return events.every(({ type }) => !type.startsWith('xstate.') && type !== 'verification.given');
}

/** An engine whose lookups never end by themselves: the scenario says how they do. */
function makeEngine({ policy }: CallScenario) {
  return createLocalEngine<Reply>({
    policy: callInput(policy).policy,
    rules: RULES,
    callsMax: 10,
    heapFullness: () => 0,
    clock: createHandClock(),
    conversations: new Conversations(),
    record: async () => {},
    carryOut: () => {},
    newCorrelationId: () => 'made',
  });
}

async function playThroughEngine(scenario: CallScenario) {
  const engine = makeEngine(scenario);
  const { callId } = callInput();
  const told: Reply[] = [];
  engine.subscribe((notice) => {
    if (notice.type === 'tool.answered') told.push(notice.reply);
  });
  const begun = { type: 'call.progressed', at: NOON, status: 'in-progress' } as const;
  await engine.handle(arrival(callId, NOON, begun));
  for (const event of scenario.events as readonly (AskedEvent | ReportEvent | ShellEvent)[]) {
    const isFromInside = /^(lookup|caller\.recognised|time|silence)/.test(event.type);
    if (isFromInside) await engine.deliver(callId, event as ShellEvent);
    // An answer may wait for what the scenario tells later.
    else void engine.handle(arrival(callId, event.at, event as AskedEvent | ReportEvent));
    await turn();
  }
  const seen = { told: [...told], view: await engine.look(callId) };
  // Whoever still waits is answered with a fault.
  await engine.close();
  return seen;
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
    const { told, view } = await playThroughEngine(scenario);
    const isSame =
      JSON.stringify(view?.value) === JSON.stringify(alone.snapshot.value) &&
      JSON.stringify(told.map(terse)) === JSON.stringify(repliesOf(alone).map(terse));
    if (!isSame)
      wrong.push(
        `${scenario.title}: ${JSON.stringify([view?.value, told.map(terse)])} not ${JSON.stringify([alone.snapshot.value, repliesOf(alone).map(terse)])}`,
      );
  }
  assert.deepEqual(wrong, []);
});
