import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, type ListenEvent } from '@sanity/client';
import type { EmbeddedSanity } from '../../scripts/embedded-sanity/server.ts';
import { runSanity } from './run-sanity.ts';

/*
 * Sanity's unchanged client listens to the embedded Sanity. Every test subscribes, waits for the
 * welcome, changes documents and waits for as many events as it expects.
 */

const QUERY = '*[_type == "delivery" && trackingNumber == $number]{status} | order(status)';

function listen(sanity: EmbeddedSanity, token = 'read-token') {
  const client = createClient({
    projectId: 'embedded',
    dataset: 'production',
    apiVersion: '2025-02-19',
    token,
    apiHost: sanity.url,
    useProjectHostname: false,
    useCdn: false,
  });
  const events: ListenEvent[] = [];
  const watchers = new Set<() => void>();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  const subscription = client
    .listen(QUERY, { number: 'WB10000001' }, { events: ['welcome', 'mutation', 'reconnect'] })
    .subscribe({
      next(event) {
        events.push(event);
        for (const watch of watchers) watch();
      },
      error: failed.reject,
    });
  const count = (wanted: number) =>
    new Promise<ListenEvent[]>((resolve) => {
      const watch = () => void (events.length >= wanted && resolve(events));
      watchers.add(watch);
      watch();
    });
  return {
    until: (wanted: number) => Promise.race([count(wanted), failed.promise]),
    stop: () => subscription.unsubscribe(),
  };
}

test('listener: a change of a matching document arrives with its result', async (context) => {
  const sanity = await runSanity(context);
  const { until, stop } = listen(sanity);
  context.after(stop);
  assert.deepEqual(await until(1), [{ type: 'welcome', listenerName: 'embedded-1' }]);
  sanity.upsert({ trackingNumber: 'WB10000001', status: 'delivered' });
  const [, event] = await until(2);
  assert.ok(event?.type === 'mutation');
  assert.equal(event.transition, 'update');
  assert.equal(event.documentId, 'delivery-wb10000001');
  assert.equal(event.result?.status, 'delivered');
  assert.equal(event.previousRev, 'rev-0001');
});

test('listener: documents appear and disappear, others stay unheard', async (context) => {
  const sanity = await runSanity(context);
  const { until, stop } = listen(sanity);
  context.after(stop);
  await until(1);
  sanity.upsert({ trackingNumber: 'WB10000003', status: 'failed' });
  sanity.upsert({ _id: 'drafts.delivery-wb10000001', status: 'failed' });
  sanity.remove('WB10000001');
  sanity.upsert({ trackingNumber: 'WB10000001', status: 'pending' });
  const events = await until(3);
  const heard = events.map((event) => (event.type === 'mutation' ? event.transition : event.type));
  assert.deepEqual(heard, ['welcome', 'disappear', 'appear']);
});

test('listener: a wrong token ends it', async (context) => {
  const sanity = await runSanity(context);
  const { until, stop } = listen(sanity, 'wrong-token');
  context.after(stop);
  await assert.rejects(until(1), { name: 'ConnectionFailedError', status: 401 });
});

test('listener: a query with a fault ends it', async (context) => {
  const sanity = await runSanity(context);
  const client = createClient({
    projectId: 'embedded',
    dataset: 'production',
    apiVersion: '2025-02-19',
    apiHost: sanity.url,
    useProjectHostname: false,
    useCdn: false,
    token: 'read-token',
  });
  const ended = Promise.withResolvers<void>();
  const subscription = client.listen('*[_type ==').subscribe({ error: ended.reject });
  context.after(() => subscription.unsubscribe());
  await assert.rejects(ended.promise, { name: 'ChannelError' });
});

test('listener: it connects again after Sanity was down', async (context) => {
  const sanity = await runSanity(context);
  const { until, stop } = listen(sanity);
  context.after(stop);
  await until(1);
  sanity.setDown(true);
  await until(2);
  sanity.setDown(false);
  const events = await until(3);
  const types = events.map(({ type }) => type);
  assert.deepEqual(types, ['welcome', 'reconnect', 'welcome']);
});
