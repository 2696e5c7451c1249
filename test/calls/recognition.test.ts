import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { LookupOutcome } from '../../machines/lookup-outcome.ts';
import { createBreaker } from '../../src/calls/breaker.ts';
import { createRecognition, type PhoneResult } from '../../src/calls/recognition.ts';
import { createHandClock } from '../hand-clock.ts';

const PHONE = '+12025550101';
const DELIVERY = { trackingNumber: 'WB100001', status: 'pending' };

function run(context: TestContext, result: PhoneResult | (() => Promise<PhoneResult>)) {
  const clock = createHandClock();
  const written: LookupOutcome[] = [];
  const asked: string[] = [];
  const breaker = createBreaker({
    policy: { failuresMax: 1, resetMs: 30_000 },
    clock,
    onChange: () => {},
  });
  const recognition = createRecognition({
    fetchByPhone: async (phone) => {
      asked.push(phone);
      return typeof result === 'function' ? result() : result;
    },
    cache: { write: (_number, outcome) => void written.push(outcome) },
    breaker,
    clock,
  });
  context.after(() => {
    recognition.close();
    breaker.close();
  });
  return { recognition, breaker, written, asked, clock };
}

test('recognition: the deliveries of a caller are put in the cache and named', async (t) => {
  const { recognition, written, clock } = run(t, { kind: 'found', deliveries: [DELIVERY] });
  assert.deepEqual(await recognition.recognise(PHONE), ['WB100001']);
  assert.deepEqual(written, [
    { kind: 'found', delivery: DELIVERY, source: 'sanity', asOf: clock.now() },
  ]);
});

test('recognition: callers from one number at once share a request', async (t) => {
  const { recognition, asked } = run(t, { kind: 'missing' });
  const both = [recognition.recognise(PHONE), recognition.recognise(PHONE)];
  assert.deepEqual(await Promise.all(both), [[], []]);
  assert.deepEqual(asked, [PHONE]);
});

test('recognition: what is no phone number is not asked for', async (t) => {
  const { recognition, asked } = run(t, { kind: 'missing' });
  assert.equal(await recognition.recognise('anonymous'), null);
  assert.deepEqual(asked, []);
});

test('recognition: a failure opens no breaker, and an open one lets nothing through', async (t) => {
  const { recognition, breaker, asked } = run(t, { kind: 'failed', reason: 'upstream' });
  assert.equal(await recognition.recognise(PHONE), null);
  assert.equal(breaker.state(), 'closed');
  breaker.report(breaker.requestPermit().permit, 'failed');
  assert.equal(await recognition.recognise(PHONE), null);
  assert.deepEqual(asked, [PHONE]);
});

test('recognition: as the probe, its failure decides', async (t) => {
  const { recognition, breaker, clock } = run(t, { kind: 'failed', reason: 'upstream' });
  breaker.report(breaker.requestPermit().permit, 'failed');
  clock.advance(30_000);
  assert.equal(breaker.state(), 'halfOpen');
  await recognition.recognise(PHONE);
  assert.equal(breaker.state(), 'open');
});
