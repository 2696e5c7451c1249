import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallEvent } from '../../machines/call-events.ts';
import { type Facts, learnFacts, NO_FACTS } from '../../src/grounding/facts.ts';
import { findUngrounded } from '../../src/grounding/trace-claims.ts';
import { broken, found, NOON, staleFound, where, yes } from '../machines/call-script.ts';

const learn = (events: CallEvent[]): Facts => events.reduce(learnFacts, NO_FACTS);

const quotesIn = (text: string, facts: Facts, at = NOON) =>
  findUngrounded(text, facts, at).map(({ quote }) => quote);

const said = (role: 'caller' | 'assistant', text: string): CallEvent => ({
  type: 'transcript.heard',
  at: NOON,
  role,
  text,
  final: true,
});

test('learnFacts() knows a record once its lookup has found it', () => {
  assert.deepEqual(quotesIn('It is on its way.', learn([where('a', 'WB10000001')])), [
    'on its way',
  ]);
  assert.deepEqual(quotesIn('It is on its way.', learn([found('WB10000001')])), []);
});

test('learnFacts() knows a stale record, alone or with a failed lookup', () => {
  const cachedDelivery = {
    delivery: { trackingNumber: 'WB10000001', status: 'in_transit' },
    asOf: NOON,
  };
  for (const event of [staleFound('WB10000001', 1000), broken('WB10000001', cachedDelivery)]) {
    assert.deepEqual(quotesIn('It is on its way.', learn([event])), []);
  }
});

test('learnFacts() knows the numbers that tools and caller name', () => {
  const text = "I can't find a parcel with the number WB10000001.";
  assert.deepEqual(quotesIn(text, NO_FACTS), ['WB10000001']);
  assert.deepEqual(quotesIn(text, learn([where('a', 'wb 1000-0001')])), []);
  assert.deepEqual(quotesIn(text, learn([yes('a', 'WB10000001')])), []);
  const spelled = said('caller', 'It is W B one zero zero zero, zero zero zero one.');
  assert.deepEqual(quotesIn(text, learn([spelled])), []);
});

test('learnFacts() takes nothing from what the assistant says', () => {
  const facts = learn([said('assistant', 'Hi Maria, your number is WB10000001.')]);
  assert.deepEqual(facts, NO_FACTS);
});

test('findUngrounded() rests no claim on the record of another number', () => {
  const facts = learn([found('WB10000001'), where('b', 'WB10000002')]);
  assert.deepEqual(quotesIn('WB10000001 is on its way.', facts), []);
  assert.deepEqual(quotesIn('WB10000002 is on its way.', facts), ['on its way']);
});

test('findUngrounded() measures an age against the time of reading', () => {
  const facts = learn([found('WB10000001')]);
  const minutes = (count: number) => NOON + count * 60_000;
  const text = 'This is as of about ten minutes ago.';
  assert.deepEqual(quotesIn(text, facts, minutes(10)), []);
  assert.deepEqual(quotesIn(text, facts, minutes(40)), ['ten minutes ago']);
});
