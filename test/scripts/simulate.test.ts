/*
 * What the simulation has found, every known fault in a world that shows it, and a process killed
 * wherever it uses an edge. Many worlds are lived by test/simulation.test.ts.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAULT_NAMES, type FaultName } from '../../scripts/simulate/faults.ts';
import { planOf } from '../../scripts/simulate/plan.ts';
import {
  findSabotage,
  SABOTAGE_NAMES,
  SABOTAGES,
  type SabotageName,
} from '../../scripts/simulate/sabotage.ts';
import { shrink } from '../../scripts/simulate/shrink.ts';
import { sweep } from '../../scripts/simulate/sweep.ts';
import { live } from '../../scripts/simulate/world.ts';

const SEED = 1;

/** A world of that seed in which each known fault shows; found by `npm run simulate -- --sabotage all`. */
const SHOWN_IN: Record<SabotageName, number> = {
  'confirm-skipped': 21,
  'answer-before-line': 52,
  'sync-left-out': 29,
  'line-lost': 0,
  'line-twice': 0,
  'restart-forgets': 123,
  'breaker-never-closes': 4,
  'cache-without-ttl': 2,
  'cache-never-renewed': 65,
  'cache-key-cut': 8,
  'failure-cached': 0,
  'outage-as-missing': 0,
  'bad-record-told': 7,
  'change-unheard': 32,
  'second-look-left-out': 58,
  'listener-twice': 4,
  'listener-left': 4,
  'lookups-apart': 0,
  'dedupe-off': 0,
  'ids-shared': 1,
  'no-unheard': 53,
  'yes-as-no': 3,
  'fragment-completed': 62,
  'json-number-trusted': 69,
  'unknown-tool-unheard': 7,
  'answers-out-of-order': 2,
  'sentence-empty': 2,
  'date-a-day-off': 0,
  'status-of-another': 5,
  'age-unsaid': 56,
  'name-to-strangers': 2,
  'deadline-left-out': 14,
  'late-answer-twice': 33,
  'erase-forgets-answer': 0,
  'calls-kept': 0,
  'timer-left': 0,
};

/** What it has found, as small as it could be made; each was mended where it came from. */
const FOUND: {
  was: string;
  seed: number;
  world: number;
  callers: number[];
  faults: FaultName[];
}[] = [
  {
    was: 'what came late was said before the answer that it follows upon, which a slow disk held up',
    ...{ seed: 2026, world: 125, callers: [0, 1, 3, 4, 9] },
    faults: ['model-unknown-tool', 'sanity-flapping', 'disk-slow'],
  },
  {
    was: 'a clock that was set back put off the deadline of the second of two questions at once',
    ...{ seed: 6, world: 174, callers: [5] },
    faults: [...FAULT_NAMES],
  },
  {
    was: "a model's answer to a question that nobody asked hid the yes that the caller said next",
    ...{ seed: 20261201, world: 1914, callers: [9] },
    faults: ['model-together'],
  },
  {
    was: 'after a restart a message of a chain of chats, sent again after a later one, had another answer',
    ...{ seed: 20261203, world: 1527, callers: [0, 1, 2, 3, 5, 8, 9] },
    faults: [
      ...(['model-paraphrase', 'model-together', 'vapi-retry', 'sanity-slow'] as const),
      ...(['sanity-malformed', 'operator-reset', 'crash-at-edge'] as const),
    ],
  },
  {
    was: 'a no that named the number whose caller was asked who they are was no no',
    ...{ seed: 20261206, world: 570, callers: [1] },
    faults: [...FAULT_NAMES],
  },
  {
    was: 'a no that named a number which had passed told of it',
    ...{ seed: 20261207, world: 1342, callers: [8] },
    faults: [...FAULT_NAMES],
  },
  {
    was: 'the same, where nothing is read back',
    ...{ seed: 20261208, world: 1852, callers: [5] },
    faults: [...FAULT_NAMES],
  },
  {
    was: "a model's yes beside the question itself was an answer to it",
    ...{ seed: 20261208, world: 30, callers: [5] },
    faults: [...FAULT_NAMES],
  },
  {
    was: 'a number that was read back and denied for another one had passed for good',
    ...{ seed: 20261208, world: 606, callers: [4] },
    faults: [...FAULT_NAMES],
  },
  {
    was: 'a number that was taken back in the breath that named it was told of, once its lookup was done',
    ...{ seed: 20261223, world: 2765, callers: [5] },
    faults: [...FAULT_NAMES],
  },
  {
    was: 'the first of two tool calls waited for its lookup, once a clock was set back between them',
    ...{ seed: 20261226, world: 6244, callers: [2] },
    faults: [...FAULT_NAMES],
  },
];

for (const { was, seed, world, callers, faults } of FOUND) {
  test(`simulate: no more: ${was}`, async () => {
    const { violations } = await live({ ...planOf({ seed, faults }, world), callers });
    assert.deepEqual(violations, []);
  });
}

test('simulate: the same seed gives the same story, to the byte', async () => {
  // It listens to Sanity, whose answer to that comes in parts.
  const plan = planOf({ seed: SEED, faults: FAULT_NAMES }, SHOWN_IN['change-unheard']);
  const [one, other] = [await live(plan), await live(plan)];
  assert.ok(one.story.length > 50);
  assert.deepEqual(one.story, other.story);
});

for (const name of SABOTAGE_NAMES) {
  test(`simulate: "${name}" is found`, async () => {
    const found = await findSabotage(name, SEED, FAULT_NAMES, 1, SHOWN_IN[name]);
    assert.notEqual(found, null, 'nothing shows it: npm run simulate -- --sabotage finds where');
  });
}

test('simulate: a world in which something is wrong is made smaller, and still shows it', async () => {
  const plan = planOf({ seed: SEED, faults: FAULT_NAMES }, SHOWN_IN['date-a-day-off']);
  const { callers, faults, result } = await shrink({
    ...plan,
    tamper: SABOTAGES['date-a-day-off'].make,
  });
  assert.deepEqual({ callers: callers.length, faults }, { callers: 1, faults: [] });
  assert.equal(result.violations[0]?.wrong, 'a fact without a record');
});

test('simulate: a process that is killed at any use of an edge loses nothing', async () => {
  const plan = planOf({ seed: SEED, faults: [] }, 0);
  const { points, failures } = await sweep({ ...plan, callers: [0, 1] });
  assert.ok(points > 20, `only ${points} points`);
  assert.deepEqual(failures, []);
});
