import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AskedEvent, ToolEvent } from '../../machines/call-events.ts';
import { isCollected } from '../collect-garbage.ts';
import {
  arrival,
  confirm,
  type EngineUnderTest,
  found,
  POLICY,
  runEngine,
  track,
} from './run-engine.ts';

/* What is the local engine's own affair: taking up calls where their records end. */

function ask({ engine, clock }: EngineUnderTest, callId: string, event: AskedEvent) {
  return engine.handle(arrival(callId, clock.now(), event));
}

test('engine: a call that was taken up repeats its answers by question, not by ID alone', async () => {
  const before = runEngine();
  const at = before.clock.now();
  const questions = [track('t1', 'WB1', at), track('t1', '', at)];
  const answers = await before.engine.handle(arrival('a', at, ...questions));
  const [step] = before.steps;
  assert.ok(step);
  const restored = {
    callId: 'a',
    seq: 1,
    at,
    input: { callId: 'a', policy: POLICY },
    snapshot: step.snapshot,
    answers: answers.map((answer, index) => ({
      toolCallId: step.answered[index] ?? '',
      tool: answer.tool,
      answer,
    })),
    asked: step.events.filter((event): event is ToolEvent => 'toolCallId' in event),
  };
  const after = runEngine();
  after.engine.resume([restored]);
  assert.deepEqual(await after.engine.handle(arrival('a', at, ...questions)), answers);
  // Another question, though it has the ID of the first.
  const [other] = await ask(after, 'a', track('t1', 'WB2', at));
  assert.equal(other?.utterance.about, 'pieces');
});

test('engine: a yes that comes while the question waits for the disk is none', async () => {
  const disk = Promise.withResolvers<void>();
  const run = runEngine({ disk: disk.promise });
  const at = run.clock.now();
  const doubted = track('t1', 'ＷＢ１００００１', at);
  const answers = [doubted, confirm('t2', at)].map((event) => ask(run, 'a', event));
  assert.deepEqual(run.lookups.asked, []);
  disk.resolve();
  const abouts = (await Promise.all(answers)).flat().map(({ utterance }) => utterance.about);
  assert.deepEqual(abouts, ['readBack', 'readBack']);
  const answered = ask(run, 'a', confirm('t3', at));
  run.lookups.settle('WB100001', found('WB100001', at));
  assert.equal((await answered)[0]?.status, 'success');
});

test('engine: what happens after a restart before anything is delivered has an ID to be found by', async () => {
  const before = runEngine();
  const at = before.clock.now();
  const asked = ask(before, 'a', track('t1', 'WB100001', at));
  const { snapshot } = { snapshot: (await before.engine.look('a'))?.context };
  assert.ok(snapshot);
  const after = runEngine();
  const value = { value: 'fetch', context: snapshot, status: 'active' };
  const input = { callId: 'a', policy: POLICY };
  after.engine.resume([{ callId: 'a', seq: 1, at, input, snapshot: value, answers: [] }]);
  assert.deepEqual(
    after.steps.map(({ correlationId }) => correlationId),
    ['made'],
  );
  before.clock.advance(POLICY.replyDeadlineMs);
  await asked;
});

test('engine: a call that is resumed goes on from its state and repeats its answers', async () => {
  const before = runEngine();
  const event = track('t1', 'WB100001', before.clock.now());
  const answers = ask(before, 'a', event);
  before.lookups.settle('WB100001', found('WB100001', before.clock.now()));
  const [answer] = await answers;
  const [step] = before.steps;
  assert.ok(step && answer);
  const opening = step.events[0];
  assert.ok(opening?.type === 'call.opened');

  const run = runEngine();
  run.engine.resume([
    {
      callId: 'a',
      input: opening.input,
      snapshot: JSON.parse(JSON.stringify(step.snapshot)),
      seq: step.seq + 1,
      at: step.at,
      answers: [{ toolCallId: 't1', tool: 'track_delivery', answer }],
    },
  ]);
  assert.deepEqual(await ask(run, 'a', event), [answer]);
  const [followUp] = await ask(run, 'a', track('t2', 'WB100001', run.clock.now()));
  assert.equal(followUp?.source, 'cache');
  assert.deepEqual(run.lookups.asked, []);
  assert.deepEqual(
    run.steps.map(({ seq }) => seq),
    [1],
  );
});

test('engine: a call that was resumed in fetch leaves it, for who waited is gone', async () => {
  const before = runEngine();
  void ask(before, 'a', track('t1', 'WB100001', before.clock.now()));
  void ask(before, 'a', track('t2', 'not a number', before.clock.now()));
  const view = await before.engine.look('a');
  assert.equal(view?.state, 'fetch');
  const run = runEngine();
  const snapshot = { value: 'fetch', context: structuredClone(view.context), status: 'active' };
  const { callId, policy } = view.context;
  run.engine.resume([
    { callId, input: { callId, policy }, snapshot, seq: 1, at: run.clock.now(), answers: [] },
  ]);
  assert.equal((await run.engine.look('a'))?.state, 'fallback');
});

/** Asks for a parcel, beside a conversation that nobody but the engine holds. */
function askTelling({ engine, clock }: EngineUnderTest) {
  const given = arrival('a', clock.now(), track('t1', 'WB100001', clock.now()));
  const turns = { length: 1, at: () => ({ role: 'caller', text: 'Hello' }) as const };
  return { answers: engine.handle({ ...given, turns }), held: new WeakRef(turns) };
}

test('engine: what a delivery tells of the conversation is let go while its answer waits', async () => {
  const run = runEngine();
  const { answers, held } = askTelling(run);
  assert.ok(await isCollected(held));
  run.lookups.settle('WB100001', found('WB100001', run.clock.now()));
  assert.equal((await answers).length, 1);
});
