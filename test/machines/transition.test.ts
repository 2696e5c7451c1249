import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialTransition, transition } from 'xstate';
import { callMachine } from '../../machines/call.ts';
import type { CallEvent } from '../../machines/call-events.ts';
import {
  type Moved,
  moveChart,
  reviveChart,
  startChart,
  watchCharts,
} from '../../machines/transition.ts';
import { clock, found, human, missing, no, POLICY, where } from './call-script.ts';

const INPUT = { callId: 'a', policy: POLICY };

/** Through every outer state, with a delivery that comes late. */
const EVENTS: CallEvent[] = [
  where('t1', 'WB100001'),
  clock(POLICY.replyDeadlineMs),
  found('WB100001'),
  no('t2'),
  where('t3', 'WB100002'),
  missing('WB100002'),
  human('t4'),
  { type: 'call.ended', at: 0, reason: null },
];

test('moveChart(): comes step by step to what xstate comes to', () => {
  let [chart] = initialTransition(callMachine, INPUT);
  let moved = startChart(INPUT);
  const path = statesIn(moved);
  for (const event of EVENTS) {
    [chart] = transition(callMachine, chart, event);
    // As it is read back from where it was kept.
    moved = moveChart(JSON.parse(JSON.stringify(moved.snapshot)), event);
    path.push(...statesIn(moved));
    const { value, context, status } = chart;
    assert.deepEqual(moved.snapshot, { value, context, status });
  }
  assert.equal(
    path.join(' '),
    'need confirm fetch fallback report need confirm fetch fallback ended',
  );
});

test('startChart(): a call begins in need, and nothing is looked up', () => {
  const { emitted, lookUps } = startChart(INPUT);
  assert.deepEqual(emitted, [{ type: 'state.entered', state: 'need' }]);
  assert.deepEqual(lookUps, []);
});

test('reviveChart(): goes on from a record, one of an older version too', () => {
  const { snapshot } = moveChart(startChart(INPUT).snapshot, where('t1', 'WB100001'));
  const { told: _told, ...context } = snapshot.context;
  const recorded = { ...snapshot, context: context as typeof snapshot.context };
  assert.deepEqual(reviveChart(recorded, INPUT), snapshot);
});

test('reviveChart(): a tool call that waits where none can is no state to go on from', () => {
  const { snapshot } = moveChart(startChart(INPUT).snapshot, where('t1', 'WB100001'));
  assert.throws(() => reviveChart({ ...snapshot, value: 'need' }, INPUT), /waits where none can/);
  assert.equal(reviveChart(startChart(INPUT).snapshot, INPUT).value, 'need');
});

test('reviveChart(): what xstate makes of a state is made once, however many calls are in it', () => {
  const { snapshot } = moveChart(startChart(INPUT).snapshot, where('t1', 'WB100001'));
  reviveChart(snapshot, INPUT);
  const { resolveState } = callMachine;
  try {
    callMachine.resolveState = () => assert.fail('Made once more');
    assert.deepEqual(reviveChart(JSON.parse(JSON.stringify(snapshot)), INPUT), snapshot);
  } finally {
    callMachine.resolveState = resolveState;
  }
});

test('watchCharts(): whoever counts is told of each step until they let go', () => {
  const seen: string[] = [];
  const watched = watchCharts((event) => seen.push(event.type));
  const { snapshot } = startChart(INPUT);
  moveChart(snapshot, where('t1', 'WB100001'));
  assert.ok(seen.includes('@xstate.microstep'));
  watched.unsubscribe();
  const count = seen.length;
  moveChart(snapshot, where('t1', 'WB100001'));
  assert.equal(seen.length, count);
});

test('moveChart(): names the numbers that are to be looked up, and only when they are', () => {
  const asked = moveChart(startChart(INPUT).snapshot, where('t1', 'WB100001'));
  assert.deepEqual(asked.lookUps, ['WB100001']);
  assert.deepEqual(moveChart(asked.snapshot, found('WB100001')).lookUps, []);
});

test('moveChart(): what has not moved stays the very same', () => {
  const input = { callId: 'a', policy: { ...POLICY, confirm: 'always' } } as const;
  const { snapshot } = moveChart(startChart(input).snapshot, where('t1', 'WB100001'));
  const speech = { type: 'speech.updated', at: 0, role: 'caller', speaking: true } as const;
  assert.equal(typeof snapshot.value, 'object');
  assert.deepEqual(moveChart(snapshot, speech), { snapshot, emitted: [], lookUps: [] });
  assert.equal(moveChart(snapshot, speech).snapshot, snapshot);
});

test('moveChart(): throws what the chart throws', () => {
  const poison = { toString: 1 } as unknown as string;
  assert.throws(
    () => moveChart(startChart(INPUT).snapshot, where('t1', poison)),
    /Unable to evaluate guard/,
  );
});

function statesIn({ emitted }: Moved): string[] {
  return emitted.flatMap((it) => (it.type === 'state.entered' ? [it.state] : []));
}
