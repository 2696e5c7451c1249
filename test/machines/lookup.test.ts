import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createActor, toPromise } from 'xstate';
import { type LookupEmitted, type LookupInput, lookupMachine } from '../../machines/lookup.ts';
import { TRAIL_STEPS_MAX, type TrailStep } from '../../machines/lookup-trail.ts';
import { cachedDelivery, NOON } from './call-script.ts';
import { coverageOf } from './coverage.ts';
import { after, done, play } from './play.ts';
import { LOOKUP, LOOKUP_POLICY } from './scenarios/lookup.ts';
import { CLEAN } from './scenarios/numbers.ts';

function inputWith(policy: Partial<LookupInput['policy']> = {}): LookupInput {
  return { trackingNumber: CLEAN, startedAt: NOON, policy: { ...LOOKUP_POLICY, ...policy } };
}

function terse(emitted: LookupEmitted): string {
  if (emitted.type === 'stale.found') return `stale ${emitted.stale.asOf}`;
  return `${emitted.permit} ${emitted.verdict}`;
}

/** A step of a trail, its times in milliseconds since the lookup began. */
function terseStep({ kind, result, startedAt, endedAt }: TrailStep): string {
  return `${kind} ${result} ${startedAt - NOON} ${endedAt - NOON}`;
}

for (const { title, policy, events, state, outcome, started, told, trail } of LOOKUP) {
  test(title, () => {
    const { snapshot, emitted, spawned } = play(lookupMachine, inputWith(policy), events);
    assert.deepEqual(snapshot.value, state);
    assert.equal(snapshot.status, outcome === undefined ? 'active' : 'done');
    assert.deepEqual(snapshot.output, outcome);
    assert.deepEqual(
      spawned.map(({ id }) => id),
      started,
    );
    assert.deepEqual(emitted.map(terse), told ?? []);
    if (trail !== undefined) assert.deepEqual(snapshot.context.trail.map(terseStep), trail);
  });
}

test('lookup: every state and every transition is in some scenario', () => {
  const { missedStates, missedTransitions } = coverageOf(
    lookupMachine,
    LOOKUP.map(({ policy, events }) => ({ input: inputWith(policy), events })),
  );
  assert.deepEqual(
    { missedStates, missedTransitions },
    { missedStates: [], missedTransitions: [] },
  );
});

test('lookup: every actor that it starts is told the number', () => {
  const all = LOOKUP.flatMap(({ events }) => play(lookupMachine, inputWith(), events).spawned);
  for (const { input } of all) assert.deepEqual(input, { trackingNumber: CLEAN });
});

test('lookup: whoever starts it without its actors is told of a fault of ours', async () => {
  const actor = createActor(lookupMachine, { input: inputWith() }).start();
  assert.deepEqual(await toPromise(actor), { kind: 'failed', reason: 'internal', stale: null });
});

test('lookup: all its work stands under the total budget and every attempt under its timeout', () => {
  const { armed } = play(lookupMachine, inputWith(), [
    done('readCache', { kind: 'absent' }),
    done('requestPermit', { granted: true, permit: '1', jitter: 0, at: NOON }),
  ]);
  assert.deepEqual(armed, [
    { id: 'xstate.after.totalBudget.lookup.working', delay: 5_000 },
    { id: 'xstate.after.attemptTimeout.lookup.working.attempt', delay: 500 },
  ]);
});

const PAUSES: [what: string, jitter: number, retryAfterMs: number | null, pauses: number[]][] = [
  ['doubled each time, up to the longest', 0, null, [100, 200, 400, 400]],
  ['stretched by chance, by a fifth at most', 0.9999, null, [120, 240, 480, 480]],
  ['as long as the content API asks', 0, 1_000, [1_000, 1_000, 1_000, 1_000]],
  ['no shorter than its own where the content API asks for less', 0, 150, [150, 200, 400, 400]],
];

for (const [what, jitter, retryAfterMs, pauses] of PAUSES) {
  test(`lookup: the pauses between attempts are ${what}`, () => {
    const events = pauses.flatMap((_, index) => [
      done('requestPermit', { granted: true, permit: `${index}`, jitter, at: NOON }),
      done('attempt', {
        kind: 'failed',
        reason: 'upstream',
        retryable: true,
        retryAfterMs,
        askedAt: NOON,
        endedAt: NOON,
      }),
      after('pause', 'lookup.working.backOff'),
    ]);
    const absent = done('readCache', { kind: 'absent' });
    const { armed } = play(lookupMachine, inputWith({ attemptsMax: 9 }), [absent, ...events]);
    assert.deepEqual(
      armed.filter(({ id }) => id.includes('.pause.')).map(({ delay }) => delay),
      pauses,
    );
  });
}

test('lookup: the pauses after attempts that were cut off are doubled, too', () => {
  const events = ['1', '2'].flatMap((permit) => [
    done('requestPermit', { granted: true, permit, jitter: 0, at: NOON }),
    after('attemptTimeout', 'lookup.working.attempt'),
    after('pause', 'lookup.working.backOff'),
  ]);
  const absent = done('readCache', { kind: 'absent' });
  const { armed } = play(lookupMachine, inputWith(), [absent, ...events]);
  assert.deepEqual(
    armed.filter(({ id }) => id.includes('.pause.')).map(({ delay }) => delay),
    [100, 200],
  );
});

test('lookup: the service is told how each attempt ended, and that an old record is at hand', () => {
  const stale = cachedDelivery(CLEAN, 90_000);
  const { emitted } = play(lookupMachine, inputWith(), [
    done('readCache', { kind: 'stale', stale }),
    done('requestPermit', { granted: true, permit: '1', jitter: 0, at: NOON }),
    done('attempt', { kind: 'missing', askedAt: NOON, endedAt: NOON }),
  ]);
  assert.deepEqual(emitted, [
    { type: 'stale.found', stale },
    { type: 'attempt.ended', permit: '1', verdict: 'succeeded' },
  ]);
});

test('lookup: each step of its trail begins where the one before ended, and ends no earlier', () => {
  for (const { title, policy, events } of LOOKUP) {
    const { trail } = play(lookupMachine, inputWith(policy), events).snapshot.context;
    let before = NOON;
    for (const { startedAt, endedAt } of trail) {
      assert.ok(startedAt === before && endedAt >= startedAt, title);
      before = endedAt;
    }
  }
});

test('lookup: a clock that is set back makes no step end before it began', () => {
  const earlier = NOON - 60_000;
  const { trail } = play(lookupMachine, inputWith(), [
    done('readCache', { kind: 'absent', at: earlier }),
    done('requestPermit', { granted: false, permit: '1', jitter: 0, at: earlier }),
  ]).snapshot.context;
  assert.deepEqual(trail.map(terseStep), ['cache absent 0 0', 'permit refused 0 0']);
});

test('lookup: of a trail that grows without end the latest steps stay', () => {
  const events = Array.from({ length: 20 }, (_, index) => [
    done('requestPermit', { granted: true, permit: `${index}`, jitter: 0, at: NOON }),
    after('attemptTimeout', 'lookup.working.attempt'),
    after('pause', 'lookup.working.backOff'),
  ]);
  const policy = { attemptsMax: 99, totalBudgetMs: 1e6 };
  const absent = done('readCache', { kind: 'absent', at: NOON });
  const { trail } = play(lookupMachine, inputWith(policy), [absent, ...events.flat()]).snapshot
    .context;
  assert.equal(trail.length, TRAIL_STEPS_MAX);
  assert.equal(trail.at(-1)?.kind, 'pause');
});
