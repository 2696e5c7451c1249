import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeAnswer, judgeLateAnswer, toDataset } from '../../scripts/faults/judge-answer.ts';
import { sentence } from '../../src/speech/sentence.ts';
import { PLAIN } from '../speech/manner.ts';

const NUMBER = 'WB10000001';
const AS_OF = Date.parse('2026-11-23T09:00:00Z');
const FACTS = { status: 'delayed', customerName: 'Ann Lee', estimatedDelivery: '2026-11-26' };
const DATASET = toDataset([
  { _id: 'a', _type: 'delivery', trackingNumber: 'wb-1000-0001', customerPhone: '+1', ...FACTS },
  { _id: 'drafts.b', _type: 'delivery', trackingNumber: 'WB10000002', status: 'pending' },
  { _id: 'c', _type: 'pickup', trackingNumber: 'WB10000003', status: 'pending' },
]);

/** A right answer, with some of it changed. */
function answer(changes: object = {}) {
  const delivery = { trackingNumber: NUMBER, ...FACTS };
  const message = sentence({
    toolCallId: '',
    tool: '',
    status: 'success',
    state: 'report',
    source: 'sanity',
    data: { asOf: AS_OF, ageSeconds: 0, stale: false },
    utterance: { about: 'delivery', delivery, stale: false, ageSeconds: 0, manner: PLAIN },
    terms: {},
  });
  const asOf = new Date(AS_OF).toISOString();
  const told = { status: 'success', source: 'sanity', state: 'report', message, asOf, delivery };
  return { trackingNumber: NUMBER, httpStatus: 200, told: { ...told, ageSeconds: 0, ...changes } };
}

test('judgeAnswer() finds nothing wrong with an answer made of the dataset', () => {
  assert.deepEqual(judgeAnswer(answer(), DATASET), { outcome: 'fresh', faults: [] });
});

const INVENTED: [string, object][] = [
  ['another status', { delivery: { trackingNumber: NUMBER, ...FACTS, status: 'delivered' } }],
  ['a field left out', { delivery: { trackingNumber: NUMBER, status: 'delayed' } }],
  ['a field too many', { delivery: { trackingNumber: NUMBER, ...FACTS, issueMessage: 'Lost' } }],
  ['another number', { delivery: { trackingNumber: 'WB10000009', ...FACTS } }],
  ['another sentence', { message: 'Your parcel is on its way.' }],
  ['an age that is not spoken of', { stale: true, source: 'cache', ageSeconds: 90 }],
  ['a stale record as if from Sanity', { stale: true }],
  ['no delivery where there is one', { status: 'not_found' }],
  ['an apology in other words', { status: 'unavailable', message: 'Computer says no.' }],
  ['a status that no fault excuses', { status: 'error' }],
];

for (const [name, changes] of INVENTED) {
  test(`judgeAnswer() objects to ${name}`, () => {
    assert.notDeepEqual(judgeAnswer(answer(changes), DATASET).faults, []);
  });
}

test('judgeAnswer() tells a record that cannot be told from records out of reach', () => {
  const message =
    "There is a problem with the record of your parcel ending in 0 0 0 1. I'm sorry, I can't tell " +
    'you anything about it.';
  const told = { status: 'unavailable', source: 'fallback', message };
  assert.deepEqual(judgeAnswer(answer(told), DATASET), { outcome: 'invalid', faults: [] });
});

test('judgeAnswer() objects to any HTTP status but 200', () => {
  const failed = { ...answer(), httpStatus: 500 };
  assert.deepEqual(judgeAnswer(failed, DATASET), { outcome: 'wrong', faults: ['HTTP 500'] });
});

for (const [name, trackingNumber] of [
  ['a draft', 'WB10000002'],
  ['another type', 'WB10000003'],
] as const) {
  test(`judgeAnswer() objects to a delivery that is only in ${name}`, () => {
    const told = { ...answer(), trackingNumber };
    assert.equal(judgeAnswer(told, DATASET).outcome, 'wrong');
  });
}

test('judgeLateAnswer() takes the sentence made of the dataset, and no other', () => {
  const said = `Thank you for waiting. ${answer().told.message}`;
  assert.deepEqual(judgeLateAnswer(said, NUMBER, DATASET, AS_OF), []);
  assert.equal(judgeLateAnswer(`${said} Promise.`, NUMBER, DATASET, AS_OF).length, 1);
  assert.equal(judgeLateAnswer(said, 'WB10000002', DATASET, AS_OF).length, 1);
});
