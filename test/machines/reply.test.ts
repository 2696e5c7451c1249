import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AsksSchema,
  CallStateSchema,
  dataOf,
  deliveryReply,
  MediumSchema,
  numberIn,
  plainReply,
  SpanSchema,
} from '../../machines/reply.ts';
import { PLAIN } from '../speech/manner.ts';
import { cachedDelivery, NOON } from './call-script.ts';
import { CLEAN } from './scenarios/numbers.ts';

const TERMS = { timeZone: 'UTC', person: { reach: 'transfer' } } as const;

const AGES: [ageMs: number, ageSeconds: number][] = [
  [0, 0],
  [999, 0],
  [1_000, 1],
  [90_500, 90],
];

for (const [ageMs, ageSeconds] of AGES) {
  test(`dataOf(): a record of ${ageMs} ms ago is ${ageSeconds} s old`, () => {
    const asOf = NOON - ageMs;
    assert.deepEqual(dataOf(asOf, false, NOON), { asOf, ageSeconds, stale: false });
  });
}

test('dataOf(): after a clock has stepped back a record is from now, on the day that it is now', () => {
  assert.deepEqual(dataOf(NOON + 5_000, true, NOON), { asOf: NOON, ageSeconds: 0, stale: true });
});

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

test('numberIn() is the number of the parcel that is spoken of, wherever it stands', () => {
  const { delivery } = cachedDelivery(CLEAN);
  const told = { about: 'delivery', delivery, stale: false, ageSeconds: 0, manner: PLAIN } as const;
  const asked = { about: 'readBack', trackingNumber: CLEAN, offerHuman: false } as const;
  const talk = { about: 'talk', act: 'wait', times: 1 } as const;
  assert.equal(numberIn(told), CLEAN);
  assert.equal(numberIn(asked), CLEAN);
  assert.equal(numberIn({ ...talk, next: asked }), CLEAN);
  assert.equal(numberIn({ ...talk, next: { about: 'noNumber' } }), null);
  assert.equal(numberIn({ ...talk, next: null }), null);
  assert.equal(numberIn({ about: 'noNumber' }), null);
});

test('plainReply() states no record, and of the terms what there is', () => {
  const asked = { toolCallId: 'a', tool: 'track_delivery' };
  const utterance = { about: 'noNumber' } as const;
  const said = { status: 'invalid', state: 'need', source: 'fallback', data: null } as const;
  for (const terms of [TERMS, { ...TERMS, language: 'de' } as const, {}]) {
    const reply = plainReply(terms, asked, 'invalid', 'need', utterance);
    assert.deepEqual(reply, { ...asked, ...said, utterance, terms });
  }
});

test('the words of records are these, and no others', () => {
  const states = ['need', 'confirm', 'fetch', 'report', 'fallback', 'ended'];
  assert.deepEqual(CallStateSchema.enum, states);
  assert.deepEqual([MediumSchema.enum, AsksSchema.enum], [['text'], ['lastName', 'postcode']]);
  assert.deepEqual(Object.keys(SpanSchema.properties), ['start', 'end']);
});
