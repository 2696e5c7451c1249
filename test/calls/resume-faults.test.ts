import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHandClock } from '../hand-clock.ts';
import { arrival, found, POLICY, runEngine, track } from './run-engine.ts';

test('engine: a recorded call whose state no chart has begins anew, and the others go on', async () => {
  const { engine, clock, lookups, notices } = runEngine();
  const input = (callId: string) => ({ callId, policy: POLICY });
  const answer = { toolCallId: 't0' } as never;
  const known = runEngine();
  await known.engine.handle(arrival('good', known.clock.now(), track('t0', 'WB1', 0)));
  const [step] = known.steps;
  assert.ok(step);
  engine.resume([
    {
      callId: 'lost',
      input: input('lost'),
      seq: 4,
      at: clock.now(),
      snapshot: { ...step.snapshot, value: 'reporting' },
      answers: [{ toolCallId: 't0', tool: 'track_delivery', answer }],
    },
    {
      callId: 'good',
      input: input('good'),
      seq: 1,
      at: clock.now(),
      answers: [],
      snapshot: step.snapshot,
    },
  ]);
  assert.equal((await engine.look('good'))?.state, 'need');
  assert.deepEqual(
    notices.flatMap((notice) => (notice.type === 'call.broken' ? notice.callId : [])),
    ['lost'],
  );
  const repeated = await engine.handle(arrival('lost', clock.now(), track('t0', 'WB1', 0)));
  assert.deepEqual(repeated, [answer]);
  const next = engine.handle(arrival('lost', clock.now(), track('t1', 'WB100001', clock.now())));
  lookups.settle('WB100001', found('WB100001', clock.now()));
  assert.equal((await next)[0]?.status, 'success');
});

test('engine: a clock that is set back does not put off a deadline', async () => {
  let backMs = 0;
  const hands = createHandClock();
  const clock = { ...hands, now: () => hands.now() - backMs };
  const run = runEngine({ clock });
  const answers = run.engine.handle(
    arrival('a', clock.now(), track('t1', 'WB100001', clock.now())),
  );
  backMs = 3_600_000;
  hands.advance(POLICY.replyDeadlineMs);
  assert.equal((await answers)[0]?.status, 'unavailable');
});

test('engine: an answer that cannot be worded is a fault that is told, and nothing hangs', async () => {
  let isSpeechless = true;
  const run = runEngine({
    render(reply) {
      if (isSpeechless && reply.utterance.about !== 'internalFault') throw new Error('no words');
      return reply;
    },
  });
  const [reply] = await run.engine.handle(arrival('a', 0, track('t1', 'short', 0)));
  assert.equal(reply?.utterance.about, 'internalFault');
  isSpeechless = false;
  const [next] = await run.engine.handle(arrival('a', 0, track('t2', 'short', 0)));
  assert.equal(next?.utterance.about, 'pieces');
});

test('engine: a call without words even for a fault is let go of, and no other notices', async () => {
  let isSpeechless = true;
  const run = runEngine({
    render(reply) {
      if (isSpeechless && reply.toolCallId === 'mute') throw new Error('no words at all');
      return reply;
    },
  });
  const { engine, clock, notices } = run;
  await engine.handle(arrival('other', clock.now(), track('t1', 'short', clock.now())));
  const mute = arrival('mute', clock.now(), track('mute', 'short', clock.now()));
  await assert.rejects(engine.handle(mute), /no words at all/);
  assert.ok(notices.some(({ type, callId }) => type === 'call.broken' && callId === 'mute'));
  assert.equal(engine.size(), 1);
  isSpeechless = false;
  const [answer] = await engine.handle(mute);
  assert.equal(answer?.utterance.about, 'badNumber');
});
