import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { EmbeddedSanity } from '../../scripts/embedded-sanity/server.ts';
import type { Fetch } from '../../src/edges.ts';
import { createDeliveryCache } from '../../src/sanity/cache.ts';
import { type FollowOptions, followDeliveries } from '../../src/sanity/live-updates.ts';
import { createHandClock, type HandClock } from '../hand-clock.ts';
import { connect, noLimits, runSanity } from './run-sanity.ts';

/*
 * The follower listens to the embedded Sanity over sockets. A test changes documents and waits
 * until it sees what it expects; time, where it matters, is moved by hand.
 */

const LIMITS = { ttlMs: 60_000, staleMs: 86_400_000, missingTtlMs: 60_000, maxEntries: 100 };
const NUMBER = 'WB10000001';

/** Follows a host; everything that the follower does can be waited for. */
function follow(context: TestContext, url: string, changes: Partial<FollowOptions> = {}) {
  const hand = createHandClock();
  const timers: number[] = [];
  const clock: HandClock = {
    ...hand,
    setTimeout(fn, ms) {
      timers.push(ms);
      notify();
      return hand.setTimeout(fn, ms);
    },
  };
  const cache = createDeliveryCache({ ...LIMITS, clock });
  const content = connect(url);
  const told: string[] = [];
  const connections: { headers: unknown }[] = [];
  const watchers = new Set<() => void>();
  const notify = () => {
    for (const watch of watchers) watch();
  };
  const lookUp = async (trackingNumber: string) => {
    const result = await content.fetchDelivery(trackingNumber, noLimits());
    if (result.kind === 'failed') return;
    cache.write(trackingNumber, { ...result, source: 'sanity', asOf: clock.now() });
  };
  const fetch: Fetch = (input, init) => {
    connections.push({ headers: init?.headers });
    notify();
    return globalThis.fetch(input, init);
  };
  const follower = followDeliveries({
    projectId: 'embedded',
    dataset: 'production',
    token: 'read-token',
    apiVersion: '2025-02-19',
    apiHost: url,
    attemptTimeoutMs: 500,
    fetch,
    clock,
    random: { next: () => 0 },
    cache: {
      read: cache.read,
      outdate: cache.outdate,
      invalidate(trackingNumber) {
        cache.invalidate(trackingNumber);
        notify();
      },
    },
    refresh: (trackingNumber) => lookUp(trackingNumber).then(notify),
    onState(state, detail) {
      told.push(`${state}: ${detail}`);
      notify();
    },
    background: (_name, work) => void work().catch((error) => assert.fail(String(error))),
    ...changes,
  });
  context.after(() => follower.close());
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const watch = () => {
        if (!isSo()) return;
        watchers.delete(watch);
        resolve();
      };
      watchers.add(watch);
      watch();
    });
  const held = (trackingNumber = NUMBER) => {
    const reading = cache.read(trackingNumber);
    if (reading.kind !== 'fresh') return reading.kind;
    return 'delivery' in reading.outcome ? reading.outcome.delivery.status : reading.outcome.kind;
  };
  const following = () => until(() => follower.state() === 'following');
  return { clock, timers, cache, follower, told, connections, lookUp, until, held, following };
}

/** Follows an embedded Sanity, with one delivery held. */
async function setUp(context: TestContext, changes: Partial<FollowOptions> = {}) {
  const sanity = await runSanity(context);
  const followed = follow(context, sanity.url, changes);
  await followed.following();
  await followed.lookUp(NUMBER);
  return { sanity, asked: () => numbersAsked(sanity), ...followed };
}

function numbersAsked(sanity: EmbeddedSanity) {
  return sanity.requests.list.map(({ params }) => params.trackingNumber);
}

test('follower: a delivery that is held is replaced as it changes', async (context) => {
  const { sanity, held, until, clock, cache } = await setUp(context);
  clock.advance(1000);
  sanity.upsert({ trackingNumber: NUMBER, status: 'failed' });
  await until(() => held() === 'failed');
  const reading = cache.read(NUMBER);
  assert.ok(reading.kind === 'fresh' && reading.outcome.kind === 'found');
  assert.equal(reading.outcome.asOf, clock.now());
});

test('follower: it connects, follows, and says so', async (context) => {
  const sanity = await runSanity(context);
  const { follower, following, told } = follow(context, sanity.url);
  assert.equal(follower.state(), 'connecting');
  await following();
  assert.deepEqual(told, ['following: Connected']);
});

test('follower: what nobody asked for is not looked up', async (context) => {
  const { sanity, held, until, asked } = await setUp(context);
  sanity.upsert({ trackingNumber: 'WB10000003', status: 'failed' });
  sanity.upsert({ trackingNumber: NUMBER, status: 'failed' });
  await until(() => held() === 'failed');
  assert.deepEqual(asked(), [NUMBER, NUMBER]);
});

test('follower: a number without a delivery is looked up when one appears', async (context) => {
  const { sanity, held, until, lookUp } = await setUp(context);
  await lookUp('WB99999999');
  assert.equal(held('WB99999999'), 'missing');
  sanity.upsert({ trackingNumber: 'wb-9999 9999', status: 'pending' });
  await until(() => held('WB99999999') === 'pending');
});

test('follower: a delivery that is removed is dropped', async (context) => {
  const { sanity, held, until, asked } = await setUp(context);
  sanity.remove(NUMBER);
  await until(() => held() === 'absent');
  assert.deepEqual(asked(), [NUMBER]);
});

test('follower: a document with a new number leaves the old one', async (context) => {
  const { sanity, held, until, lookUp } = await setUp(context);
  await lookUp('WB99999999');
  const { _id } = sanity.upsert({ trackingNumber: NUMBER });
  sanity.upsert({ _id, trackingNumber: 'WB99999999', status: 'failed' });
  await until(() => held('WB99999999') === 'failed');
  assert.equal(held(), 'absent');
});

test('follower: a record that no longer fits is dropped', async (context) => {
  const { sanity, held, until } = await setUp(context);
  sanity.upsert({ trackingNumber: NUMBER, status: ['two', 'words'] });
  await until(() => held() === 'absent');
});

test('follower: a draft changes nothing, in an old version of the API either', async (context) => {
  const changes = { apiVersion: '2021-06-07' };
  const { sanity, held, until, lookUp, asked } = await setUp(context, changes);
  await lookUp('WB10000002');
  sanity.upsert({ _id: 'drafts.d1', trackingNumber: NUMBER, status: 'failed' });
  sanity.upsert({ trackingNumber: 'WB10000002', status: 'failed' });
  await until(() => held('WB10000002') === 'failed');
  assert.notEqual(held(), 'failed');
  assert.deepEqual(asked(), [NUMBER, 'WB10000002', 'WB10000002']);
});

test('follower: a second document that disagrees makes the number unknown', async (context) => {
  const looked = Promise.withResolvers<void>();
  const { sanity, held, asked } = await setUp(context, {
    async refresh(trackingNumber) {
      const attempt = await connect(sanity.url).fetchDelivery(trackingNumber, noLimits());
      assert.equal(attempt.kind === 'failed' && attempt.detail, 'record: ambiguous');
      looked.resolve();
    },
  });
  sanity.upsert({ _id: 'second', trackingNumber: NUMBER, status: 'failed' });
  await looked.promise;
  assert.equal(held(), 'absent');
  assert.deepEqual(asked(), [NUMBER, NUMBER]);
});

test('follower: an answer that is older than the change is asked for again', async (context) => {
  const { sanity, held, until, clock, asked } = await setUp(context);
  const delivery = { trackingNumber: NUMBER, status: 'pending' };
  const body = JSON.stringify({ result: [delivery] });
  const headers = { 'content-type': 'application/json' };
  sanity.answerNext(1, { status: 200, headers, body });
  sanity.upsert({ trackingNumber: NUMBER, status: 'failed' });
  await until(() => held() === 'pending');
  // The refresh itself still has to end.
  await turn();
  clock.advance(2000);
  await until(() => held() === 'failed');
  assert.deepEqual(asked(), [NUMBER, NUMBER, NUMBER]);
});

test('follower: while Sanity is down the cache is as it was, then it follows', async (context) => {
  const { sanity, follower, held, until, clock, told, following } = await setUp(context);
  const before = held();
  sanity.setDown(true);
  await until(() => follower.state() === 'down');
  sanity.upsert({ trackingNumber: NUMBER, status: 'delayed' });
  assert.equal(held(), before);
  sanity.setDown(false);
  clock.advance(1000);
  await following();
  // What changed meanwhile was not heard: the time to live rules, as without a listener.
  assert.equal(held(), before);
  sanity.upsert({ trackingNumber: NUMBER, status: 'failed' });
  await until(() => held() === 'failed');
  assert.deepEqual(told, ['following: Connected', 'down: No connection', 'following: Connected']);
});

test('follower: the pauses between connections grow, up to a minute', async (context) => {
  const { sanity, until, clock, timers, connections, told } = await setUp(context);
  sanity.setDown(true);
  const expected = [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000];
  for (const pauseMs of expected) {
    await until(() => timers.at(-1) === pauseMs);
    timers.length = 0;
    clock.advance(pauseMs);
  }
  assert.equal(connections.length, 1 + expected.length);
  assert.deepEqual(told, ['following: Connected', 'down: No connection']);
});

test('follower: only a long connection lets the pauses begin anew', async (context) => {
  const { sanity, until, clock, timers, following, follower } = await setUp(context);
  for (const [lastedMs, pauseMs] of [
    [0, 1000],
    [59_999, 2000],
    [60_000, 1000],
  ] as const) {
    clock.advance(lastedMs);
    sanity.setDown(true);
    await until(() => follower.state() === 'down');
    assert.equal(timers.at(-1), pauseMs);
    sanity.setDown(false);
    clock.advance(pauseMs);
    await following();
  }
});

test('follower: a refused token is told without it, and tried again', async (context) => {
  const sanity = await runSanity(context, { token: 'another-token' });
  const { until, clock, told, follower, connections } = follow(context, sanity.url);
  await until(() => follower.state() === 'down');
  assert.deepEqual(told, ['down: HTTP 401: EventSource connection failed']);
  clock.advance(1000);
  await until(() => connections.length === 2);
});

test('follower: with a query of one’s own it does not connect, and says why', async (context) => {
  const sanity = await runSanity(context);
  const { follower, told, connections } = follow(context, sanity.url, {
    query: '*[_type == "parcel" && code == $trackingNumber]',
  });
  assert.equal(follower.state(), 'down');
  assert.match(told.join(), /^down: A query of your own /);
  assert.deepEqual(connections, []);
});

/** Starts a server that is no Sanity. */
async function runServer(context: TestContext, handle: (response: ServerResponse) => void) {
  const server = createServer((_, response) => handle(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function welcome(response: ServerResponse) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('event: welcome\ndata: {"listenerName":"a"}\n\n');
}

test('follower: silence ends a connection, and a comment is none', async (context) => {
  const opened: ServerResponse[] = [];
  const url = await runServer(context, (response) => {
    opened.push(response);
    welcome(response);
  });
  const { following, clock, timers, until, follower, told } = follow(context, url);
  await following();
  const [response] = opened;
  assert.ok(response);
  const closed = once(response, 'close');
  clock.advance(119_999);
  timers.length = 0;
  response.write(':\n\n');
  await until(() => timers.length > 0);
  clock.advance(119_999);
  assert.equal(follower.state(), 'following');
  clock.advance(1);
  await until(() => follower.state() === 'down');
  await closed;
  assert.equal(told.at(-1), 'down: Nothing heard for 120000 ms');
});

test('follower: a redirect is not followed with the token', async (context) => {
  const elsewhere: ServerResponse[] = [];
  const there = await runServer(context, (response) => {
    elsewhere.push(response);
    welcome(response);
  });
  const url = await runServer(context, (response) => {
    response.writeHead(307, { location: there }).end();
  });
  const { until, follower } = follow(context, url);
  await until(() => follower.state() === 'down');
  assert.deepEqual(elsewhere, []);
});

test('follower: closing closes the connection and every timer', async (context) => {
  const opened: ServerResponse[] = [];
  const url = await runServer(context, (response) => {
    opened.push(response);
    welcome(response);
  });
  const { following, clock, follower, told } = follow(context, url);
  await following();
  const closed = once(opened[0] ?? assert.fail(), 'close');
  follower.close();
  await closed;
  assert.equal(clock.armed(), 0);
  assert.equal(follower.state(), 'down');
  assert.deepEqual(told, ['following: Connected']);
});

test('follower: closing while it waits for a connection makes no other', async (context) => {
  const { sanity, until, held, clock, follower, connections } = await setUp(context);
  sanity.upsert({ trackingNumber: NUMBER, status: 'failed' });
  await until(() => held() === 'failed');
  sanity.setDown(true);
  await until(() => follower.state() === 'down');
  follower.close();
  assert.equal(clock.armed(), 0);
  clock.advance(600_000);
  assert.equal(connections.length, 1);
});
