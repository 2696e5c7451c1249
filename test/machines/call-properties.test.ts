// What holds in every call, whatever comes in whatever order: random walks through the chart, held
// against oracles that know the events and the replies but not the chart's own reasoning.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createActor } from 'xstate';
import { callMachine } from '../../machines/call.ts';
import {
  checkDenials,
  checkFacts,
  checkPermission,
  checkTries,
  checkVerified,
} from './call-oracles.ts';
import { callInput, repliesOf } from './call-script.ts';
import {
  arbitraryTalk,
  arbitraryVerifiedWalk,
  arbitraryWalk,
  type CallStep,
  continueWalk,
  outerState,
  takeWalk,
  type Walk,
} from './call-walks.ts';

/** Holds a property against every step of many walks, with callers who are asked who they are and without. */
function always(check: (steps: CallStep[], walk: Walk) => void): void {
  for (const walks of [arbitraryWalk, arbitraryVerifiedWalk]) {
    fc.assert(fc.property(walks, (walk) => check(takeWalk(walk), walk)));
  }
}

test('call: every tool call gets exactly one reply, in its name', () => {
  always((steps, { events }) => {
    const asked = events.flatMap((event) =>
      'toolCallId' in event ? [`${event.toolCallId} ${event.tool}`] : [],
    );
    const answered = steps.flatMap(repliesOf).map((reply) => `${reply.toolCallId} ${reply.tool}`);
    assert.deepEqual(answered.toSorted(), asked.toSorted());
  });
});

test('call: no number is looked up that has not passed confirm', () => {
  always((steps, { policy }) => checkPermission(steps, policy.confirm));
});

test('call: no number is looked up that the words of the caller deny', () => {
  always((steps) => checkDenials(steps));
});

test('call: whatever is said of one number, it passes by its yes or plainly, and not denied', () => {
  fc.assert(
    fc.property(arbitraryTalk, (talk) => {
      const steps = takeWalk(talk);
      checkPermission(steps, talk.policy.confirm);
      checkDenials(steps);
    }),
    { numRuns: 500 },
  );
});

test('call: every fact spoken stands in a record of the very number asked about', () => {
  always((steps) => checkFacts(steps));
});

test('call: nothing of a parcel is told before its question is answered or its caller known', () => {
  let told = 0;
  fc.assert(
    fc.property(arbitraryVerifiedWalk, (walk) => {
      const steps = takeWalk(walk);
      checkVerified(steps);
      told += steps.flatMap(repliesOf).filter(({ status }) => status === 'success').length;
    }),
    { numRuns: 500 },
  );
  assert.ok(told > 0);
});

test('call: every reply names the state that the chart is in once it was given', () => {
  always((steps) => {
    for (const step of steps) {
      for (const reply of repliesOf(step)) assert.equal(reply.state, outerState(step));
    }
  });
});

test('call: the state that was announced last is the state that the chart is in', () => {
  always((steps) => {
    let announced = '';
    for (const step of steps) {
      for (const it of step.emitted) if (it.type === 'state.entered') announced = it.state;
      assert.equal(announced, outerState(step));
    }
  });
});

test('call: questions wait and actors run in fetch only', () => {
  always((steps) => {
    for (const { snapshot } of steps) {
      const isFetching = snapshot.value === 'fetch';
      assert.equal(snapshot.context.pendingLookups.length > 0, isFetching);
      assert.deepEqual(Object.keys(snapshot.children), isFetching ? ['lookup'] : []);
    }
  });
});

test('call: confirm at rest has a number on the table, and no other state of rest has', () => {
  always((steps) => {
    for (const { snapshot } of steps) {
      if (snapshot.value === 'fetch') continue;
      const isAsking = snapshot.matches({ confirm: 'asking' });
      assert.equal(snapshot.context.candidate !== null, isAsking);
      const isVerifying = snapshot.matches({ confirm: 'verifying' });
      assert.ok(isAsking || (snapshot.context.verification !== null) === isVerifying);
    }
  });
});

test('call: tries are counted, and when they are up a human is offered', () => {
  always((steps, { policy }) => checkTries(steps, policy.triesMax));
});

test('call: after the end nothing is looked up and nothing is remembered', () => {
  always((steps) => {
    const first = steps.findIndex(({ snapshot }) => snapshot.value === 'ended');
    if (first < 0) return;
    const after = steps.slice(first + 1);
    assert.deepEqual(
      after.flatMap(({ spawned }) => spawned),
      [],
    );
    for (const { snapshot } of after) {
      assert.equal(snapshot.value, 'ended');
      assert.deepEqual(snapshot.context, steps[first]?.snapshot.context);
    }
  });
});

test('call: what a call knows is plain JSON', () => {
  always((steps) => {
    for (const { snapshot } of steps) {
      assert.deepEqual(JSON.parse(JSON.stringify(snapshot.context)), snapshot.context);
    }
  });
});

test('call: the same events give the same replies and the same snapshot', () => {
  always((steps, walk) => {
    const again = takeWalk(walk);
    assert.deepEqual(
      again.map(({ emitted, spawned }) => ({ emitted, spawned })),
      steps.map(({ emitted, spawned }) => ({ emitted, spawned })),
    );
    assert.equal(stored(again), stored(steps));
  });
});

test('call: a snapshot that went through JSON goes on as if it had not', () => {
  fc.assert(
    fc.property(arbitraryWalk, fc.nat({ max: 40 }), (walk, cut) => {
      const straight = takeWalk(walk);
      const steps = takeWalk({ ...walk, events: walk.events.slice(0, cut) });
      const resumed = [restored(steps)];
      for (const event of walk.events.slice(cut)) continueWalk(resumed, event);
      assert.deepEqual(
        [...steps, ...resumed.slice(1)].flatMap(({ emitted }) => emitted),
        straight.flatMap(({ emitted }) => emitted),
      );
      assert.equal(stored(resumed), stored(straight));
    }),
  );
});

function stored(steps: CallStep[]): string {
  const last = steps.at(-1);
  assert.ok(last);
  return JSON.stringify(callMachine.getPersistedSnapshot(last.snapshot));
}

function restored(steps: CallStep[]): CallStep {
  const snapshot = JSON.parse(stored(steps));
  return {
    event: null,
    snapshot: createActor(callMachine, { input: callInput(), snapshot }).getSnapshot(),
    emitted: [],
    spawned: [],
    armed: [],
  };
}
