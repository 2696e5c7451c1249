// Invariant 3: nothing is fetched, hence nothing reported, before confirm has been passed. The
// chart leaves one way into fetch, and the policy alone decides who may take it without a yes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callMachine } from '../../machines/call.ts';
import type { CallPolicy } from '../../machines/call-context.ts';
import { lookupsOf, pathOf, playCall, where, yes } from './call-script.ts';
import { nodesBelow, transitionsOf } from './coverage.ts';
import { CLEAN, DOUBTFUL, TAKEN } from './scenarios/numbers.ts';

const { root } = callMachine;

test('call: fetch is entered from confirm.deciding and from nowhere else', () => {
  const ways = [root, ...nodesBelow(root)]
    .flatMap(transitionsOf)
    .filter(({ target }) => target?.some(({ id }) => /^call\.fetch\b/.test(id)));
  assert.deepEqual(
    ways.map(({ source, guard }) => [source.id, guard]),
    [['call.confirm.deciding', 'mayPassCandidate']],
  );
});

test('call: lookups are started in fetch and nowhere else', () => {
  const starting = nodesBelow(root).filter(({ invoke }) => invoke.length > 0);
  assert.deepEqual(
    starting.map(({ id }) => id),
    ['call.fetch'],
  );
});

const HEARD: [policy: CallPolicy['confirm'], number: string, path: string][] = [
  ['always', CLEAN, 'need confirm'],
  ['always', 'wb-100 001', 'need confirm'],
  ['always', DOUBTFUL, 'need confirm'],
  ['when-unsure', CLEAN, 'need confirm fetch'],
  ['when-unsure', 'wb-100 001', 'need confirm fetch'],
  ['when-unsure', DOUBTFUL, 'need confirm'],
  ['never', CLEAN, 'need confirm fetch'],
  ['never', 'wb-100 001', 'need confirm fetch'],
  ['never', DOUBTFUL, 'need confirm'],
];

for (const [confirm, number, path] of HEARD) {
  test(`call: with confirm ${confirm}, "${number}" leads through ${path}`, () => {
    assert.equal(pathOf(playCall([where('a', number)], { confirm })), path);
  });
}

for (const confirm of ['always', 'when-unsure', 'never'] as const) {
  test(`call: with confirm ${confirm}, a number that was read back is fetched after a yes`, () => {
    const played = playCall([where('a', DOUBTFUL), yes('b')], { confirm });
    assert.deepEqual(
      lookupsOf(played).map(({ trackingNumbers }) => trackingNumbers),
      [[TAKEN]],
    );
  });
}

test('call: a JSON number is read back, since digits may be lost in it', () => {
  assert.equal(pathOf(playCall([where('a', 1_234_567)])), 'need confirm');
});

test('call: a number that passed confirm once is not read back again', () => {
  const events = [where('a', CLEAN), yes('b'), where('c', DOUBTFUL), yes('d'), where('e', CLEAN)];
  const played = playCall(events, { confirm: 'always' });
  assert.equal(pathOf(played), 'need confirm fetch confirm fetch');
});
