/*
 * How many calls are held is bounded: one that only sent events makes room, its next event opens it
 * again, and what it had heard is on record.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReportEvent } from '../../machines/call-events.ts';
import { NoRoomError } from '../../src/calls/engine.ts';
import { arrival, found, runEngine, TIMEOUTS, track } from './run-engine.ts';

const progress = (at: number): ReportEvent => ({ type: 'call.progressed', at, status: 'ringing' });

function droppedIn({ notices }: ReturnType<typeof runEngine>): string[] {
  return notices.flatMap((notice) => (notice.type === 'call.dropped' ? notice.callId : []));
}

test('engine: never holds more calls than it may, however many send events', async () => {
  const run = runEngine({ callsMax: 3 });
  const { engine, clock } = run;
  for (let n = 0; n < 100; n += 1) {
    await engine.handle(arrival(`f${n}`, clock.now(), progress(clock.now())));
    assert.ok(engine.size() <= 3);
  }
  assert.equal(droppedIn(run).length, 97);
  await engine.close();
  assert.equal(clock.armed(), 0, 'the timers of those that were dropped are gone, too');
});

test('engine: a call that has asked stays, and repeats its answer, whoever comes', async () => {
  const run = runEngine({ callsMax: 3 });
  const { engine, clock, lookups } = run;
  const asked = arrival('real', clock.now(), track('t1', 'WB100001', clock.now()));
  const answering = engine.handle(asked);
  for (let n = 0; n < 10; n += 1) {
    await engine.handle(arrival(`f${n}`, clock.now(), progress(clock.now())));
  }
  lookups.settle('WB100001', found('WB100001', clock.now()));
  const [answer] = await answering;
  assert.equal(answer?.status, 'success');
  for (let n = 10; n < 20; n += 1) {
    await engine.handle(arrival(`f${n}`, clock.now(), progress(clock.now())));
  }
  assert.deepEqual(await engine.handle(asked), [answer]);
  assert.equal(run.notices.filter(({ type }) => type === 'tool.answered').length, 1);
});

test('engine: where all have asked there is no room for events, and for a tool call there is', async () => {
  const run = runEngine({ callsMax: 2 });
  const { engine, clock } = run;
  for (const callId of ['a', 'b']) {
    await engine.handle(arrival(callId, clock.now(), track('t1', 'short', clock.now())));
  }
  await assert.rejects(engine.handle(arrival('c', 0, progress(0))), NoRoomError);
  await engine.handle(arrival('a', 0, progress(0)));
  await engine.handle(arrival('c', clock.now(), track('t1', 'short', clock.now())));
  assert.deepEqual(droppedIn(run), ['b']);
});

test('engine: where every call waits for an answer there is no room for another', async () => {
  const { engine, clock } = runEngine({ callsMax: 1 });
  const waiting = engine.handle(arrival('a', clock.now(), track('t1', 'WB100001', clock.now())));
  const another = arrival('b', clock.now(), track('t1', 'short', clock.now()));
  await assert.rejects(engine.handle(another), NoRoomError);
  await engine.close();
  await waiting;
});

test('engine: a call that is over goes before one that is not', async () => {
  const run = runEngine({ callsMax: 2 });
  const { engine, clock } = run;
  for (const callId of ['over', 'live']) {
    await engine.handle(arrival(callId, clock.now(), track('t1', 'short', clock.now())));
  }
  clock.advance(TIMEOUTS.silenceTimeoutMs / 2);
  await engine.handle(arrival('live', clock.now(), progress(clock.now())));
  clock.advance(TIMEOUTS.silenceTimeoutMs / 2);
  assert.equal((await engine.look('over'))?.state, 'ended');
  await engine.handle(arrival('new', clock.now(), progress(clock.now())));
  assert.deepEqual(droppedIn(run), ['over']);
});

test('engine: what a dropped call had heard is on record, and its next event opens it anew', async () => {
  const { engine, clock, steps } = runEngine({ callsMax: 1 });
  const turns = [{ role: 'caller' as const, text: 'Where is it?' }];
  const speaks = {
    type: 'speech.updated',
    at: clock.now(),
    role: 'caller',
    speaking: true,
  } as const;
  await engine.handle(arrival('a', clock.now(), progress(clock.now())));
  await engine.handle({ ...arrival('a', clock.now(), speaks), turns });
  await engine.handle(arrival('b', clock.now(), progress(clock.now())));
  await engine.handle(arrival('a', clock.now(), progress(clock.now())));
  const own = steps.filter(({ callId }) => callId === 'a');
  assert.deepEqual(
    own.map(({ seq, events, state }) => [seq, state, events.map(({ type }) => type)]),
    [
      [0, 'need', ['call.opened', 'call.progressed']],
      [1, 'need', ['speech.updated']],
      [0, 'need', ['call.opened', 'call.progressed']],
    ],
  );
  assert.deepEqual(own[1]?.turns, turns);
});
