import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataOf, deliveryReply } from '../../machines/reply.ts';
import { PLAIN } from '../speech/manner.ts';
import { cachedDelivery, NOON } from './call-script.ts';
import { CLEAN } from './scenarios/numbers.ts';

const TERMS = { timeZone: 'UTC', person: { reach: 'transfer' } } as const;

const AGES: [ageMs: number, ageSeconds: number][] = [
  [0, 0],
  [999, 0],
  [1_000, 1],
  [90_500, 90],
  // A clock that steps back makes no record younger than now.
  [-5_000, 0],
];

for (const [ageMs, ageSeconds] of AGES) {
  test(`dataOf(): a record of ${ageMs} ms ago is ${ageSeconds} s old`, () => {
    const asOf = NOON - ageMs;
    assert.deepEqual(dataOf(asOf, false, NOON), { asOf, ageSeconds, stale: false });
  });
}

test('deliveryReply() states the record that it was given, and its age', () => {
  const asked = { toolCallId: 'a', tool: 'track_delivery', topic: 'issue' } as const;
  const seen = cachedDelivery(CLEAN, 90_000);
  assert.deepEqual(deliveryReply(TERMS, asked, seen, PLAIN, 'cache', true, NOON), {
    toolCallId: 'a',
    tool: 'track_delivery',
    status: 'success',
    state: 'report',
    source: 'cache',
    data: { asOf: seen.asOf, ageSeconds: 90, stale: true },
    utterance: {
      about: 'issue',
      delivery: seen.delivery,
      stale: true,
      ageSeconds: 90,
      manner: PLAIN,
    },
    terms: TERMS,
  });
});
