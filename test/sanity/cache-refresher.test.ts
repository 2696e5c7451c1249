import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Delivery } from '../../machines/delivery.ts';
import { createDeliveryCache } from '../../src/sanity/cache.ts';
import { createCacheRefresher } from '../../src/sanity/cache-refresher.ts';
import { createHandClock } from '../hand-clock.ts';

/*
 * The dataset is a map, and a lookup reads it when the test lets it: so events, answers and the
 * clock can meet in every order.
 */

const LIMITS = { ttlMs: 60_000, staleMs: 86_400_000, missingTtlMs: 60_000, maxEntries: 2000 };
const NUMBER = 'WB10000001';

function stated(status: string, trackingNumber = NUMBER): Delivery {
  return { trackingNumber, status };
}

function setUp() {
  const hand = createHandClock();
  let steppedMs = 0;
  const clock = { ...hand, now: () => hand.now() + steppedMs };
  /** Sets the time of day by so much; timers run on as they did. */
  const step = (ms: number) => {
    steppedMs += ms;
  };
  const cache = createDeliveryCache({ ...LIMITS, clock });
  const dataset = new Map<string, Delivery | 'invalid'>();
  const waiting: (() => void)[] = [];
  const faults: unknown[] = [];
  const lookUp = (trackingNumber: string) => {
    const delivery = dataset.get(trackingNumber);
    const asOf = clock.now();
    if (delivery === 'invalid') return;
    if (delivery === undefined)
      return cache.write(trackingNumber, { kind: 'missing', source: 'sanity', asOf });
    cache.write(trackingNumber, { kind: 'found', delivery, source: 'sanity', asOf });
  };
  const asked: string[] = [];
  const refresher = createCacheRefresher({
    cache,
    clock,
    recheckMs: 2000,
    background: (_name, work) => void work().catch((error) => faults.push(error)),
    async refresh(trackingNumber) {
      asked.push(trackingNumber);
      await new Promise<void>((resolve) => waiting.push(resolve));
      lookUp(trackingNumber);
    },
  });
  /** Lets every lookup that waits answer, and whatever follows from it. */
  async function answer() {
    while (waiting.length > 0) {
      for (const go of waiting.splice(0)) go();
      await turn();
    }
  }
  function held(trackingNumber = NUMBER) {
    const reading = cache.read(trackingNumber);
    if (reading.kind === 'absent') return 'absent';
    const outcome =
      reading.kind === 'fresh' ? reading.outcome : { kind: 'found', ...reading.stale };
    return `${reading.kind} ${'delivery' in outcome ? outcome.delivery.status : outcome.kind}`;
  }
  return { clock, step, cache, dataset, lookUp, asked, refresher, answer, held, faults };
}

test('refresher: what is held and changed is dropped at once, then looked up', async () => {
  const { dataset, lookUp, asked, refresher, answer, held } = setUp();
  dataset.set(NUMBER, stated('pending'));
  lookUp(NUMBER);
  dataset.set(NUMBER, stated('delivered'));
  refresher.apply({ trackingNumber: NUMBER, now: stated('delivered') });
  assert.equal(held(), 'absent');
  await answer();
  assert.equal(held(), 'fresh delivered');
  assert.deepEqual(asked, [NUMBER]);
});

test('refresher: what is not held is not looked up, then or later', async () => {
  const { clock, dataset, asked, refresher, held } = setUp();
  dataset.set(NUMBER, stated('delivered'));
  refresher.apply({ trackingNumber: NUMBER, now: stated('delivered') });
  clock.advance(2000);
  assert.deepEqual([held(), asked], ['absent', []]);
  assert.equal(clock.armed(), 0);
});

test('refresher: a change of other fields than those of a delivery costs nothing', async () => {
  const { clock, dataset, lookUp, asked, refresher, held } = setUp();
  dataset.set(NUMBER, stated('pending'));
  lookUp(NUMBER);
  refresher.apply({ trackingNumber: NUMBER, now: stated('pending') });
  clock.advance(2000);
  assert.deepEqual([held(), asked], ['fresh pending', []]);
});

test('refresher: "no such delivery" is replaced when it appears', async () => {
  const { dataset, lookUp, refresher, answer, held } = setUp();
  lookUp(NUMBER);
  assert.equal(held(), 'fresh missing');
  dataset.set(NUMBER, stated('pending'));
  refresher.apply({ trackingNumber: NUMBER, now: stated('pending') });
  await answer();
  assert.equal(held(), 'fresh pending');
});

for (const now of ['gone', 'invalid'] as const) {
  test(`refresher: a delivery that is ${now} is dropped, stale or not, and not looked up`, () => {
    const { clock, dataset, lookUp, asked, refresher, held } = setUp();
    dataset.set(NUMBER, stated('pending'));
    lookUp(NUMBER);
    refresher.apply({ trackingNumber: NUMBER, now });
    assert.equal(held(), 'absent');
    clock.advance(2000);
    lookUp(NUMBER);
    clock.advance(60_000);
    assert.equal(held(), 'stale pending');
    refresher.apply({ trackingNumber: NUMBER, now });
    assert.equal(held(), 'absent');
    assert.deepEqual(asked, []);
  });
}

test('refresher: a stale record stays at hand until the lookup has an answer', async () => {
  const { clock, dataset, lookUp, refresher, answer, held } = setUp();
  dataset.set(NUMBER, stated('pending'));
  lookUp(NUMBER);
  clock.advance(60_000);
  dataset.set(NUMBER, stated('delivered'));
  refresher.apply({ trackingNumber: NUMBER, now: stated('delivered') });
  assert.equal(held(), 'stale pending');
  await answer();
  assert.equal(held(), 'fresh delivered');
});

test('refresher: a stale record that has changed is not fresh again when a clock is set back', () => {
  const { step, dataset, lookUp, refresher, held } = setUp();
  dataset.set(NUMBER, stated('pending'));
  lookUp(NUMBER);
  step(60_000);
  refresher.apply({ trackingNumber: NUMBER, now: stated('delivered') });
  step(-60_000);
  assert.equal(held(), 'stale pending');
});

test('refresher: a clock that is set back does not put off the second look', () => {
  const { clock, step, dataset, lookUp, asked, refresher } = setUp();
  refresher.apply({ trackingNumber: NUMBER, now: stated('delivered') });
  dataset.set(NUMBER, stated('pending'));
  clock.advance(500);
  lookUp(NUMBER);
  step(-600_000);
  clock.advance(1500);
  assert.deepEqual(asked, [NUMBER]);
});

test('refresher: one of two documents that disagree never enters the cache', async () => {
  const { clock, dataset, lookUp, refresher, answer, held } = setUp();
  dataset.set(NUMBER, stated('pending'));
  lookUp(NUMBER);
  // A second document with the number appears: from now on no lookup can tell which is right.
  dataset.set(NUMBER, 'invalid');
  refresher.apply({ trackingNumber: NUMBER, now: stated('delivered') });
  await answer();
  clock.advance(2000);
  await answer();
  assert.equal(held(), 'absent');
});

test('refresher: an answer of before the change does not outlast the second look', async () => {
  const { clock, dataset, lookUp, refresher, answer, held } = setUp();
  refresher.apply({ trackingNumber: NUMBER, now: stated('delivered') });
  dataset.set(NUMBER, stated('pending'));
  clock.advance(500);
  lookUp(NUMBER);
  dataset.set(NUMBER, stated('delivered'));
  assert.equal(held(), 'fresh pending');
  clock.advance(1500);
  await answer();
  assert.equal(held(), 'fresh delivered');
});

test('refresher: a query that sees the change late is asked once more', async () => {
  const { clock, dataset, lookUp, asked, refresher, answer, held } = setUp();
  dataset.set(NUMBER, stated('pending'));
  lookUp(NUMBER);
  refresher.apply({ trackingNumber: NUMBER, now: stated('delivered') });
  await answer();
  assert.equal(held(), 'fresh pending');
  clock.advance(2000);
  await answer();
  clock.advance(10_000);
  await answer();
  assert.equal(held(), 'fresh pending');
  assert.equal(asked.length, 2);
});

test('refresher: a change during its lookup is looked up after it', async () => {
  const { dataset, lookUp, asked, refresher, answer, held } = setUp();
  dataset.set(NUMBER, stated('pending'));
  lookUp(NUMBER);
  dataset.set(NUMBER, stated('in_transit'));
  refresher.apply({ trackingNumber: NUMBER, now: stated('in_transit') });
  refresher.apply({ trackingNumber: NUMBER, now: stated('delivered') });
  setImmediate(() => dataset.set(NUMBER, stated('delivered')));
  await answer();
  assert.equal(held(), 'fresh delivered');
  assert.deepEqual(asked, [NUMBER, NUMBER]);
});

test('refresher: a bulk change drops everything and looks up four at a time', async () => {
  const { dataset, lookUp, asked, refresher, answer, held } = setUp();
  const numbers = Array.from({ length: 50 }, (_, index) => `WB2000000${index}`);
  for (const number of numbers) {
    dataset.set(number, stated('pending', number));
    lookUp(number);
    dataset.set(number, stated('delivered', number));
  }
  for (const number of numbers) {
    refresher.apply({ trackingNumber: number, now: stated('delivered', number) });
  }
  assert.equal(asked.length, 4);
  await answer();
  const after = numbers.map((number) => held(number));
  assert.deepEqual(new Set(after), new Set(['absent', 'fresh delivered']));
});

test('refresher: it remembers a thousand changes, and closes the timer of each', () => {
  const { clock, dataset, lookUp, asked, refresher } = setUp();
  const first = 'WB30000000';
  for (let index = 0; index <= 1000; index += 1) {
    const number = `WB3000000${index}`;
    refresher.apply({ trackingNumber: number, now: stated('delivered', number) });
    dataset.set(first, stated('pending', first));
    if (index === 0) lookUp(first);
  }
  assert.deepEqual(asked, [first]);
  assert.equal(clock.armed(), 1000);
  refresher.close();
  assert.equal(clock.armed(), 0);
});

test('refresher: changes that are told in another order than they were made are looked up', async () => {
  const { clock, dataset, lookUp, asked, refresher, answer, held } = setUp();
  refresher.apply({ trackingNumber: NUMBER, now: stated('delivered') });
  refresher.apply({ trackingNumber: NUMBER, now: stated('in_transit') });
  refresher.apply({ trackingNumber: NUMBER, now: stated('in_transit') });
  // A query does not see the later one of them yet, which was told first.
  dataset.set(NUMBER, stated('in_transit'));
  clock.advance(500);
  lookUp(NUMBER);
  dataset.set(NUMBER, stated('delivered'));
  clock.advance(1500);
  assert.equal(held(), 'stale in_transit');
  await answer();
  assert.equal(held(), 'fresh delivered');
  assert.deepEqual(asked, [NUMBER]);
});

test('refresher: a change that is told twice is looked up once', async () => {
  const { clock, dataset, lookUp, asked, refresher, answer } = setUp();
  dataset.set(NUMBER, stated('pending'));
  lookUp(NUMBER);
  dataset.set(NUMBER, stated('delivered'));
  refresher.apply({ trackingNumber: NUMBER, now: stated('delivered') });
  await answer();
  refresher.apply({ trackingNumber: NUMBER, now: stated('delivered') });
  clock.advance(2000);
  await answer();
  assert.deepEqual(asked, [NUMBER]);
});

test('refresher: each of two changes gets its second look at its own time', async () => {
  const { clock, dataset, lookUp, asked, refresher, answer } = setUp();
  const other = 'WB10000002';
  refresher.apply({ trackingNumber: NUMBER, now: stated('delivered') });
  clock.advance(500);
  refresher.apply({ trackingNumber: other, now: stated('delivered', other) });
  for (const number of [NUMBER, other]) {
    dataset.set(number, stated('pending', number));
    lookUp(number);
  }
  clock.advance(1500);
  assert.deepEqual(asked, [NUMBER]);
  clock.advance(500);
  assert.deepEqual(asked, [NUMBER, other]);
  await answer();
});

test('refresher: a change after the second look at another gets its own', async () => {
  const { clock, dataset, lookUp, asked, refresher, answer } = setUp();
  refresher.apply({ trackingNumber: 'WB10000002', now: 'gone' });
  clock.advance(2000);
  refresher.apply({ trackingNumber: NUMBER, now: stated('delivered') });
  dataset.set(NUMBER, stated('pending'));
  lookUp(NUMBER);
  clock.advance(2000);
  assert.deepEqual(asked, [NUMBER]);
  await answer();
});

test('refresher: a lookup that throws is told and stops nothing', async () => {
  const clock = createHandClock();
  const cache = createDeliveryCache({ ...LIMITS, clock });
  const told = Promise.withResolvers<unknown>();
  const fault = new Error('Cannot look up');
  const refresher = createCacheRefresher({
    cache,
    clock,
    recheckMs: 2000,
    background: (_name, work) => void work().catch(told.resolve),
    refresh: () => Promise.reject(fault),
  });
  const outcome = { kind: 'found', delivery: stated('pending'), source: 'sanity' } as const;
  cache.write(NUMBER, { ...outcome, asOf: clock.now() });
  refresher.apply({ trackingNumber: NUMBER, now: stated('delivered') });
  assert.equal(await told.promise, fault);
  assert.equal(cache.read(NUMBER).kind, 'absent');
});
