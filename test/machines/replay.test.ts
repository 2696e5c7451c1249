import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialTransition, transition } from 'xstate';
import { callMachine } from '../../machines/call.ts';
import type { CallEvent } from '../../machines/call-events.ts';
import { replayCall, replayEvent, startReplay } from '../../machines/replay.ts';
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

test('replayCall(): gives the path, the replies and the snapshot that xstate gives', () => {
  let [chart] = initialTransition(callMachine, INPUT);
  for (const event of EVENTS) [chart] = transition(callMachine, chart, event);
  const { path, snapshot } = replayCall(INPUT, EVENTS);
  const { value, context, status } = chart;
  assert.deepEqual(snapshot, { value, context, status });
  assert.equal(
    path.join(' '),
    'need confirm fetch fallback report need confirm fetch fallback ended',
  );
});

test('replayCall(): what is said unasked is no reply', () => {
  const { replies } = replayCall(INPUT, EVENTS);
  assert.deepEqual(
    replies.map(({ toolCallId }) => toolCallId),
    ['t1', 't2', 't3', 't4'],
  );
});

test('replayEvent(): leaves what it goes on from as it was', () => {
  const before = startReplay(INPUT);
  const once = replayEvent(before, where('t1'));
  assert.deepEqual(before.replies, []);
  assert.deepEqual(replayEvent(before, where('t1')), once);
  assert.equal(once.replies.length, 1);
});

test('replayEvent(): throws what the chart throws', () => {
  const poison = { toString: 1 } as unknown as string;
  assert.throws(() => replayEvent(startReplay(INPUT), where('t1', poison)), /to primitive value/);
});
