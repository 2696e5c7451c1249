import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialTransition, transition } from 'xstate';
import { callMachine } from '../../machines/call.ts';
import type { CallEvent } from '../../machines/call-events.ts';
import { type Moved, moveChart, startChart } from '../../machines/transition.ts';
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

test('moveChart(): names the numbers that are to be looked up, and only when they are', () => {
  const asked = moveChart(startChart(INPUT).snapshot, where('t1', 'WB100001'));
  assert.deepEqual(asked.lookUps, ['WB100001']);
  assert.deepEqual(moveChart(asked.snapshot, found('WB100001')).lookUps, []);
});

test('moveChart(): what has not moved stays the very same', () => {
  const input = { callId: 'a', policy: { ...POLICY, confirm: 'always' } } as const;
  const { snapshot } = moveChart(startChart(input).snapshot, where('t1', 'WB100001'));
  const speech = { type: 'speech.updated', at: 0, role: 'caller', speaking: true } as const;
  const after = moveChart(snapshot, speech).snapshot;
  assert.equal(typeof snapshot.value, 'object');
  assert.equal(after.value, snapshot.value);
  assert.equal(after.context, snapshot.context);
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
