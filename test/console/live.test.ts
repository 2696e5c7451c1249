import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { initialCallContext } from '../../machines/call-context.ts';
import type { CallView } from '../../src/calls/engine.ts';
import { createLive, type Sink } from '../../src/console/live.ts';
import { LiveRows } from '../../src/console/live-rows.ts';
import type { State, StreamEvent } from '../../src/console/schema.ts';
import { createHandClock } from '../hand-clock.ts';

const FRAME_MS = 1000;

function view(callId: string, changes: Partial<CallView> = {}): CallView {
  return {
    callId,
    context: initialCallContext(undefined),
    state: 'need',
    controlUrl: null,
    startedAt: 1,
    heardAt: 2,
    lastTurn: null,
    value: 'need',
    status: 'active',
    lastStatus: null,
    answers: 0,
    isOver: false,
    ...changes,
  };
}

/** A viewer that takes what it is sent, unless it is told not to. */
function makeViewer() {
  const chunks: string[] = [];
  const sink = {
    writableLength: 0,
    isEnded: false,
    isDestroyed: false,
    write: (chunk: string | Uint8Array) => chunks.push(String(chunk)),
    end() {
      sink.isEnded = true;
    },
    destroy() {
      sink.isDestroyed = true;
    },
  } satisfies Sink & Record<string, unknown>;
  return {
    sink,
    /** What it was sent since it was asked last. */
    events(): StreamEvent[] {
      return chunks
        .splice(0)
        .join('')
        .split('\n\n')
        .filter((text) => text !== '')
        .map((text) => JSON.parse(text.replace(/^data: /, '')));
    },
  };
}

function openRun(views: CallView[]) {
  const clock = createHandClock();
  const run = { views, listed: 0, faults: [] as unknown[] };
  const list = async () => {
    run.listed += 1;
    return run.views;
  };
  const rows = new LiveRows({ list, pause: () => turn(undefined) });
  const live = createLive({
    clock,
    rows,
    pause: () => turn(undefined),
    state: () => ({ at: clock.now() }) as State,
    onFault: (error) => run.faults.push(error),
  });
  const frame = async () => {
    clock.advance(FRAME_MS);
    for (let turns = 0; turns < 150; turns += 1) await turn();
  };
  return { run, clock, live, frame };
}

function callsIn(events: StreamEvent[]) {
  return events.filter((event) => event.type === 'calls');
}

test('live: a viewer gets the whole list, then what has changed and what is gone', async () => {
  const { run, live, frame } = openRun([view('a'), view('b'), view('c')]);
  const { sink, events } = makeViewer();
  live.watch(sink);
  await frame();
  const first = events();
  assert.deepEqual(
    first.map(({ type }) => type),
    ['state', 'calls'],
  );
  assert.deepEqual(
    callsIn(first).map(({ isWhole, changed }) => [isWhole, changed.map(({ callId }) => callId)]),
    [[true, ['a', 'b', 'c']]],
  );
  const [a, , c] = run.views;
  run.views = [a as CallView, view('b', { state: 'report', answers: 1 })];
  assert.ok(c);
  await frame();
  const [change] = callsIn(events());
  assert.equal(change?.isWhole, false);
  assert.deepEqual(
    change?.changed.map(({ callId, state, answers }) => [callId, state, answers]),
    [['b', 'report', 1]],
  );
  assert.deepEqual(change?.gone, ['c']);
  await frame();
  assert.deepEqual(
    events().map(({ type }) => type),
    ['state'],
    'nothing has changed',
  );
});

test('live: a list of thousands comes whole, also to who comes while it is sent', async () => {
  const views = Array.from({ length: 1234 }, (_, index) => view(`call-${index}`));
  const { live, frame } = openRun(views);
  const [first, second] = [makeViewer(), makeViewer()];
  live.watch(first.sink);
  const framed = frame();
  await turn();
  live.watch(second.sink);
  await framed;
  for (let frames = 0; frames < 5; frames += 1) await frame();
  for (const { events } of [first, second]) {
    const [whole] = callsIn(events());
    assert.equal(whole?.isWhole, true);
    assert.deepEqual(
      whole.changed.map(({ callId }) => callId),
      views.map(({ callId }) => callId),
    );
  }
});

test('live: all viewers get the same bytes, made once', async () => {
  const { run, live, frame } = openRun([view('a')]);
  const viewers = Array.from({ length: 10 }, makeViewer);
  const written: unknown[] = [];
  for (const { sink } of viewers) {
    sink.write = (chunk) => written.push(chunk);
    live.watch(sink);
  }
  await frame();
  run.views = [view('a', { answers: 1 })];
  await frame();
  // The whole list in three pieces, and what has changed.
  assert.equal(written.length, 40);
  assert.equal(new Set(written).size, 4);
  assert.equal(run.listed, 2);
});

test('live: who has not taken what it was sent gets nothing, and then the whole list', async () => {
  const { run, live, frame } = openRun([view('a')]);
  const slow = makeViewer();
  const quick = makeViewer();
  live.watch(slow.sink);
  live.watch(quick.sink);
  await frame();
  slow.events();
  slow.sink.writableLength = 5;
  run.views = [view('a', { answers: 1 })];
  await frame();
  await frame();
  assert.deepEqual(slow.events(), []);
  slow.sink.writableLength = 0;
  await frame();
  const [whole] = callsIn(slow.events());
  assert.equal(whole?.isWhole, true);
  assert.equal(whole?.changed[0]?.answers, 1);
  assert.deepEqual(
    callsIn(quick.events()).map(({ isWhole }) => isWhole),
    [true, false],
  );
});

test('live: who never takes anything is cut off after a while, and others are not', async () => {
  const { live, frame } = openRun([view('a')]);
  const stalled = makeViewer();
  const quick = makeViewer();
  live.watch(stalled.sink);
  live.watch(quick.sink);
  await frame();
  stalled.sink.writableLength = 1;
  for (let second = 0; second <= 20; second += 1) await frame();
  assert.equal(stalled.sink.isDestroyed, true);
  quick.events();
  await frame();
  assert.equal(quick.sink.isDestroyed, false);
  assert.equal(quick.events().length, 1);
});

test('live: while nobody watches nothing is computed, and no timer runs', async () => {
  const { run, clock, live, frame } = openRun([view('a')]);
  await frame();
  assert.deepEqual([run.listed, clock.armed()], [0, 0]);
  const { sink, events } = makeViewer();
  const leave = live.watch(sink);
  await frame();
  leave?.();
  await frame();
  await frame();
  assert.deepEqual([run.listed, clock.armed()], [1, 0]);
  // Whoever comes later sees all of it.
  events();
  live.watch(sink);
  await frame();
  assert.equal(callsIn(events())[0]?.isWhole, true);
});

test('live: a frame that fails is told of, and the next one has everything', async () => {
  const { run, live, frame } = openRun([view('a')]);
  const { sink, events } = makeViewer();
  live.watch(sink);
  await frame();
  events();
  const views = run.views;
  run.views = null as never;
  await frame();
  run.views = views;
  await frame();
  assert.equal(run.faults.length, 1);
  assert.equal(callsIn(events())[0]?.isWhole, true);
});

test('live: closing ends every answer, and nobody is let in any more', async () => {
  const { clock, live, frame } = openRun([view('a')]);
  const { sink } = makeViewer();
  live.watch(sink);
  await frame();
  live.close();
  await frame();
  assert.deepEqual([sink.isEnded, clock.armed()], [true, 0]);
  assert.equal(live.watch(makeViewer().sink), null);
});

test('live: only so many may watch', () => {
  const { live } = openRun([]);
  const left = Array.from({ length: 100 }, () => live.watch(makeViewer().sink));
  assert.ok(left.every((leave) => leave !== null));
  assert.equal(live.watch(makeViewer().sink), null);
  left[0]?.();
  assert.notEqual(live.watch(makeViewer().sink), null);
});

test('live: a row tells no number, no name and no note; HTML stays text', async () => {
  const delivery = {
    trackingNumber: 'WB10000001',
    status: 'delayed',
    customerName: 'Maria Gonzalez',
    issueMessage: 'A snowstorm closed the center.',
  };
  const context = {
    ...initialCallContext(undefined),
    medium: 'text' as const,
    currentDelivery: { delivery, asOf: 1 },
  };
  const text =
    '<b>The parcel WB 1000 0001 for Maria Gonzalez</b>: a snowstorm closed the center. Maria?';
  const { live, frame } = openRun([view('a', { context, lastTurn: { role: 'assistant', text } })]);
  const { sink, events } = makeViewer();
  live.watch(sink);
  await frame();
  const row = callsIn(events())[0]?.changed[0];
  assert.equal(row?.trackingNumber, '******0001');
  assert.equal(row?.medium, 'text');
  assert.equal(row?.lastWords?.text, '<b>The parcel ******0001 for [name]</b>: [note]. [name]?');
});
