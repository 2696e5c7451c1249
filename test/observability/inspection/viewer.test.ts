import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Viewer } from '../../../src/observability/inspection/viewer.ts';
import type { Message } from '../../../src/observability/inspection/wire.ts';
import { createHandClock } from '../../hand-clock.ts';

const IN_FLIGHT_BYTES = 256 * 1024;
const QUEUE_BYTES = 2 * 1024 * 1024;
const STALL_MS = 10_000;

/** A viewer that reads when the test says so. */
function watch(callId: string | null = null) {
  const clock = createHandClock();
  const sent: string[] = [];
  const unread: (() => void)[] = [];
  const cuts: string[] = [];
  let isTerminated = false;
  const socket = {
    send(text: string, done: () => void) {
      sent.push(text);
      unread.push(done);
    },
    terminate() {
      isTerminated = true;
    },
  };
  const viewer = new Viewer({ socket, callId, clock, onCut: (reason) => cuts.push(reason) });
  /** Reads so many messages, all by default. */
  const read = (count = Number.POSITIVE_INFINITY) => {
    for (let left = count; left > 0; left -= 1) {
      const done = unread.shift();
      if (done === undefined) return;
      done();
    }
  };
  return { viewer, clock, sent, read, cuts, isTerminated: () => isTerminated };
}

let made = 0;

function message(kind: Message['kind'], sessionId = 'a', bytes = 1000): Message {
  made += 1;
  return { kind, sessionId, text: `${kind} ${sessionId} ${made}`, bytes };
}

/** Fills what is in flight, so that what comes next waits. */
function fill({ viewer }: ReturnType<typeof watch>): void {
  viewer.offer(message('event', 'filler', IN_FLIGHT_BYTES));
}

const kindsOf = (texts: string[]) => texts.map((text) => text.split(' ')[0]);

test('viewer: who reads is sent everything, in order', () => {
  const { viewer, sent, read, clock } = watch();
  const messages = Array.from({ length: 2000 }, () => message('snapshot'));
  for (const one of messages) {
    viewer.offer(one);
    read();
  }
  assert.deepEqual(
    sent,
    messages.map(({ text }) => text),
  );
  assert.equal(clock.armed(), 0);
});

test('viewer: what comes in a burst is held back and sent as it is read, with nothing left out', () => {
  const watched = watch();
  fill(watched);
  const messages = Array.from({ length: 500 }, () => message('snapshot'));
  for (const one of messages) watched.viewer.offer(one);
  assert.equal(watched.sent.length, 1);
  watched.read();
  assert.deepEqual(
    watched.sent.slice(1),
    messages.map(({ text }) => text),
  );
});

test('viewer: snapshots that later ones outdate go first, and registrations never', () => {
  const watched = watch();
  fill(watched);
  watched.viewer.offer(message('actor', 'a'));
  watched.viewer.offer(message('event', 'a'));
  for (let bytes = 0; bytes < QUEUE_BYTES; bytes += 1000) {
    watched.viewer.offer(message('snapshot', 'a'));
  }
  watched.read();
  const kinds = kindsOf(watched.sent.slice(1));
  assert.deepEqual(kinds.slice(0, 2), ['actor', 'event']);
  const half = QUEUE_BYTES / 2 / 1000;
  assert.ok(kinds.length <= half + 2 && kinds.length > half - 2, `${kinds.length}`);
  assert.deepEqual(watched.cuts, []);
});

test('viewer: events go next, the oldest first, and the last snapshots stay', () => {
  const watched = watch();
  fill(watched);
  const last = message('snapshot', 'a');
  watched.viewer.offer(last);
  const events = Array.from({ length: 2200 }, () => message('event', 'a'));
  for (const one of events) watched.viewer.offer(one);
  watched.read();
  const [, first, ...rest] = watched.sent;
  assert.equal(first, last.text);
  assert.deepEqual(
    rest,
    events.slice(-rest.length).map(({ text }) => text),
  );
});

test('viewer: one for whom too many registrations wait is cut', () => {
  const watched = watch();
  fill(watched);
  for (let bytes = 0; bytes <= QUEUE_BYTES; bytes += 1000) {
    watched.viewer.offer(message('actor', 'a'));
  }
  assert.deepEqual(watched.cuts, ['too much waits for it']);
  assert.equal(watched.isTerminated(), true);
  assert.equal(watched.clock.armed(), 0);
  watched.viewer.offer(message('event'));
  watched.read();
  assert.equal(watched.sent.length, 1);
});

test('viewer: one that takes nothing while something waits is cut, and one that is slow is not', () => {
  const watched = watch();
  fill(watched);
  for (let second = 0; second < 60; second += 1) {
    watched.viewer.offer(message('event', 'a', IN_FLIGHT_BYTES));
    watched.clock.advance(STALL_MS - 1);
    watched.read(1);
  }
  assert.deepEqual(watched.cuts, []);
  watched.viewer.offer(message('event', 'a', IN_FLIGHT_BYTES));
  watched.viewer.offer(message('event'));
  watched.clock.advance(STALL_MS);
  assert.deepEqual(watched.cuts, ['it reads nothing']);
});

test('viewer: whoever waits for room has it when all is read, or when it is closed', async () => {
  const reading = watch();
  fill(reading);
  const room = reading.viewer.room();
  reading.read();
  await room;
  const closing = watch();
  fill(closing);
  const closed = closing.viewer.room();
  closing.viewer.close();
  await closed;
  assert.equal(closing.viewer.isClosed, true);
});

test('viewer: it is told of an actor once, and again after that is forgotten', () => {
  const { viewer, sent } = watch();
  for (let time = 0; time < 2; time += 1) viewer.introduce('a', 'a', () => message('actor'));
  viewer.introduce('a', 'child', () => message('actor', 'child'));
  assert.equal(sent.length, 2);
  viewer.forget('a');
  viewer.introduce('a', 'a', () => message('actor'));
  assert.equal(sent.length, 3);
});

test('viewer: of one call it wants what that call waits for, and what all calls share', () => {
  const { viewer } = watch('call-1');
  assert.equal(viewer.wants(new Set(['call-2', 'call-1'])), true);
  assert.equal(viewer.wants(new Set(['call-2'])), false);
  assert.equal(viewer.wants(null), true);
  assert.equal(watch().viewer.wants(new Set(['call-2'])), true);
});
