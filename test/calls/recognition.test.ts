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
    notify: () => {},
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

const ONE = { trackingNumbers: ['WB100001'], underWay: ['WB100001'] };
const NONE = { trackingNumbers: [], underWay: [] };

test('recognition: what is still to come is told apart', async (t) => {
  const statuses = ['delivered', 'delayed', 'cancelled', 'at the border'];
  const deliveries = statuses.map((status, at) => ({ trackingNumber: `WB10000${at}`, status }));
  const { recognition } = run(t, { kind: 'found', deliveries });
  const { trackingNumbers, underWay } = (await recognition.recognise(PHONE)) ?? NONE;
  assert.equal(trackingNumbers.length, 4);
  assert.deepEqual(underWay, ['WB100001', 'WB100003']);
});

test('recognition: the deliveries of a caller are put in the cache and named', async (t) => {
  const { recognition, written, clock } = run(t, { kind: 'found', deliveries: [DELIVERY] });
  assert.deepEqual(await recognition.recognise(PHONE), ONE);
  assert.deepEqual(written, [
    { kind: 'found', delivery: DELIVERY, source: 'sanity', asOf: clock.now() },
  ]);
});

test('recognition: callers from one number at once share a request', async (t) => {
  const { recognition, asked } = run(t, { kind: 'missing' });
  const both = [recognition.recognise(PHONE), recognition.recognise(PHONE)];
  assert.deepEqual(await Promise.all(both), [NONE, NONE]);
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
  const waiting = recognition.recognise(PHONE);
  assert.deepEqual(asked, [PHONE]);
  recognition.close();
  assert.equal(await waiting, null);
});

test('recognition: it never takes the probe, and waits until the breaker has closed', async (t) => {
  const { recognition, breaker, asked, clock } = run(t, { kind: 'found', deliveries: [DELIVERY] });
  breaker.report(breaker.requestPermit().permit, 'failed');
  clock.advance(29_999);
  const recognised = recognition.recognise(PHONE);
  clock.advance(1);
  assert.equal(breaker.state(), 'halfOpen');
  assert.deepEqual(asked, []);
  const probe = breaker.requestPermit();
  assert.ok(probe.granted && probe.isProbe, 'the probe is left for a caller');
  breaker.report(probe.permit, 'succeeded');
  assert.deepEqual(await recognised, ONE);
});

test('recognition: who has waited for long is left alone', async (t) => {
  const { recognition, breaker, asked, clock } = run(t, { kind: 'missing' });
  breaker.report(breaker.requestPermit().permit, 'failed');
  const recognised = recognition.recognise(PHONE);
  clock.advance(30_001);
  breaker.report(breaker.requestPermit().permit, 'succeeded');
  assert.equal(await recognised, null);
  assert.deepEqual(asked, []);
});

test('recognition: of many callers at once a few are asked for, and the queue is bounded', async (t) => {
  const answers: (() => void)[] = [];
  const { recognition, asked } = run(t, async () => {
    await new Promise<void>((resolve) => answers.push(resolve));
    return { kind: 'missing' };
  });
  const phones = Array.from({ length: 200 }, (_, index) => `+1202555${1000 + index}`);
  const all = phones.map((phone) => recognition.recognise(phone));
  await new Promise<void>((resolve) => setImmediate(resolve));
  assert.equal(asked.length, 4);
  while (answers.length > 0) {
    for (const answer of answers.splice(0)) answer();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const results = await Promise.all(all);
  assert.equal(results.filter((result) => result === null).length, 96);
  assert.equal(asked.length, 104);
});

test('recognition: closing lets those go who wait', async (t) => {
  const { recognition, breaker } = run(t, { kind: 'missing' });
  breaker.report(breaker.requestPermit().permit, 'failed');
  const recognised = recognition.recognise(PHONE);
  recognition.close();
  assert.equal(await recognised, null);
});
