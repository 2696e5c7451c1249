import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createDeliveryCache } from '../../src/sanity/cache.ts';
import { createHandClock } from '../hand-clock.ts';

const LIMITS = { ttlMs: 60_000, staleMs: 86_400_000, missingTtlMs: 10_000, maxEntries: 3 };

function setUp() {
  const clock = createHandClock();
  return { clock, cache: createDeliveryCache({ ...LIMITS, clock }) };
}

function found(asOf: number, status = 'in_transit') {
  const delivery = { trackingNumber: 'WB10000001', status };
  return { kind: 'found', delivery, source: 'sanity', asOf } as const;
}

function missing(asOf: number) {
  return { kind: 'missing', source: 'sanity', asOf } as const;
}

test('cache: a record is fresh until its time to live is over', () => {
  const { cache, clock } = setUp();
  const { delivery, asOf, ...rest } = found(clock.now());
  cache.write('WB10000001', { delivery, asOf, ...rest });
  clock.advance(59_999);
  const outcome = { kind: 'found', source: 'cache', delivery, asOf };
  assert.deepEqual(cache.read('WB10000001'), { kind: 'fresh', outcome });
  clock.advance(1);
  assert.deepEqual(cache.read('WB10000001'), { kind: 'stale', stale: { delivery, asOf } });
});

test('cache: a stale record is kept for a day and then forgotten', () => {
  const { cache, clock } = setUp();
  cache.write('WB10000001', found(clock.now()));
  clock.advance(86_399_999);
  assert.equal(cache.read('WB10000001').kind, 'stale');
  clock.advance(1);
  assert.deepEqual(cache.read('WB10000001'), { kind: 'absent' });
  assert.equal(cache.size(), 0);
});

test('cache: a missing delivery is fresh briefly and never stale', () => {
  const { cache, clock } = setUp();
  const asOf = clock.now();
  cache.write('WB10000001', missing(asOf));
  clock.advance(9_999);
  const outcome = { kind: 'missing', source: 'cache', asOf };
  assert.deepEqual(cache.read('WB10000001'), { kind: 'fresh', outcome });
  clock.advance(1);
  assert.deepEqual(cache.read('WB10000001'), { kind: 'absent' });
});

test('cache: a later missing drops the record', () => {
  const { cache, clock } = setUp();
  cache.write('WB10000001', found(clock.now()));
  clock.advance(61_000);
  cache.write('WB10000001', missing(clock.now()));
  clock.advance(11_000);
  assert.deepEqual(cache.read('WB10000001'), { kind: 'absent' });
});

test('cache: a lookup that ends late does not replace what was read after it', () => {
  const { cache, clock } = setUp();
  cache.write('WB10000001', found(clock.now(), 'delivered'));
  cache.write('WB10000001', found(clock.now() - 1, 'in_transit'));
  cache.write('WB10000001', missing(clock.now() - 1));
  const reading = cache.read('WB10000001');
  assert.ok(reading.kind === 'fresh' && reading.outcome.kind === 'found');
  assert.equal(reading.outcome.delivery.status, 'delivered');
});

test('cache: a failure changes nothing', () => {
  const { cache, clock } = setUp();
  cache.write('WB10000001', found(clock.now()));
  cache.write('WB10000001', { kind: 'failed', reason: 'upstream', stale: null });
  assert.equal(cache.read('WB10000001').kind, 'fresh');
});

test('cache: a record from before the clock was set back is stale and can be replaced', () => {
  const { cache, clock } = setUp();
  cache.write('WB10000001', found(clock.now(), 'in_transit'));
  clock.advance(-3_600_000);
  assert.equal(cache.read('WB10000001').kind, 'stale');
  cache.write('WB10000001', found(clock.now(), 'delivered'));
  assert.equal(cache.read('WB10000001').kind, 'fresh');
});

test('cache: the least recently used entry makes room', () => {
  const { cache, clock } = setUp();
  for (const number of ['AAAAAA', 'BBBBBB', 'CCCCCC']) cache.write(number, found(clock.now()));
  cache.read('AAAAAA');
  cache.write('CCCCCC', found(clock.now()));
  cache.write('DDDDDD', found(clock.now()));
  const kept = ['AAAAAA', 'BBBBBB', 'CCCCCC', 'DDDDDD'].map((number) => cache.read(number).kind);
  assert.deepEqual(kept, ['fresh', 'absent', 'fresh', 'fresh']);
  assert.equal(cache.size(), 3);
});

test('cache: invalidate() forgets one entry, clear() all', () => {
  const { cache, clock } = setUp();
  for (const number of ['AAAAAA', 'BBBBBB', 'CCCCCC']) cache.write(number, found(clock.now()));
  cache.invalidate('BBBBBB');
  assert.equal(cache.read('BBBBBB').kind, 'absent');
  assert.equal(cache.size(), 2);
  cache.clear();
  assert.equal(cache.read('AAAAAA').kind, 'absent');
  assert.equal(cache.size(), 0);
});

test('cache: a name that every object has is no entry', () => {
  const { cache } = setUp();
  assert.equal(cache.read('constructor').kind, 'absent');
  assert.equal(cache.read('__proto__').kind, 'absent');
});

test('cache: whatever is done to it, it holds what a plain map would, in order of use', () => {
  const number = fc.constantFrom('AAAAAA', 'BBBBBB', 'CCCCCC', 'DDDDDD', 'EEEEEE');
  const deed = fc.tuple(fc.constantFrom('read', 'write', 'invalidate'), number);
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 60 }), (deeds) => {
      const { cache, clock } = setUp();
      const model = new Map<string, true>();
      for (const [what, key] of deeds) {
        const known = model.delete(key);
        if (what === 'read') assert.equal(cache.read(key).kind, known ? 'fresh' : 'absent');
        if (what === 'write') cache.write(key, found(clock.now()));
        if (what === 'invalidate') cache.invalidate(key);
        if (what === 'write' || (what === 'read' && known)) model.set(key, true);
        const [oldest] = model.keys();
        if (model.size > LIMITS.maxEntries && oldest !== undefined) model.delete(oldest);
        assert.equal(cache.size(), model.size);
      }
    }),
  );
});
