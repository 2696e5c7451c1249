import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { test } from 'node:test';
import { createClient } from '@sanity/client';
import { startEmbeddedSanity } from '../../scripts/embedded-sanity/server.ts';
import { runSanity } from './run-sanity.ts';

const MAIN = new URL('../../scripts/embedded-sanity/main.ts', import.meta.url).pathname;

function connectUnchanged(apiHost: string, apiVersion = '2025-02-19') {
  return createClient({
    projectId: 'embedded',
    dataset: 'production',
    token: 'read-token',
    apiVersion,
    apiHost,
    useProjectHostname: false,
    useCdn: false,
    maxRetries: 0,
  });
}

test('embedded Sanity: every perspective shows its own documents', async (context) => {
  const { url } = await runSanity(context);
  const ask = (perspective: 'published' | 'drafts' | 'raw') =>
    connectUnchanged(url).fetch(
      '*[trackingNumber in ["WB10000001", "WB10000090"]]{_id, status} | order(_id)',
      {},
      { perspective },
    );
  const published = { _id: 'delivery-wb10000001', status: 'out_for_delivery' };
  const draft = { _id: 'delivery-wb10000001', status: 'delivered' };
  assert.deepEqual(await ask('published'), [published]);
  assert.deepEqual(await ask('drafts'), [draft, { _id: 'delivery-wb10000090', status: 'pending' }]);
  assert.equal((await ask('raw')).length, 3);
});

test('embedded Sanity: an old API version shows drafts unless told otherwise', async (context) => {
  const { url } = await runSanity(context);
  const query = 'count(*[_id in path("drafts.**")])';
  assert.equal(await connectUnchanged(url, '2021-10-21').fetch(query), 2);
  assert.equal(await connectUnchanged(url).fetch(query), 0);
});

test('embedded Sanity: a query with a fault is answered as Sanity answers it', async (context) => {
  const { url } = await runSanity(context);
  await assert.rejects(connectUnchanged(url).fetch('*[_type == $type]'), {
    statusCode: 400,
    message: /GROQ query parse error:\n.*\n.*param \$type referenced, but not provided/,
  });
});

test('embedded Sanity: upsert() and remove() change what is found', async (context) => {
  const sanity = await runSanity(context, { documents: [] });
  const client = connectUnchanged(sanity.url);
  sanity.upsert({ trackingNumber: 'WB12345678', status: 'pending', customerName: 'Ada' });
  sanity.upsert({ trackingNumber: 'WB12345678', status: 'delivered' });
  const found = await client.fetch('*{trackingNumber, status, customerName}');
  const changed = { trackingNumber: 'WB12345678', status: 'delivered', customerName: 'Ada' };
  assert.deepEqual(found, [changed]);
  sanity.remove('WB12345678');
  assert.deepEqual(await client.fetch('*'), []);
});

test('embedded Sanity: faults strike the next requests, in order, and then no more', async (context) => {
  const sanity = await runSanity(context);
  const client = connectUnchanged(sanity.url);
  sanity.failNext(2, 503);
  sanity.failNext(1, 429);
  await assert.rejects(client.fetch('1'), { statusCode: 503 });
  await assert.rejects(client.fetch('1'), { statusCode: 503 });
  await assert.rejects(client.fetch('1'), { statusCode: 429 });
  assert.equal(await client.fetch('1'), 1);
  assert.equal(sanity.requests.count, 4);
});

test('embedded Sanity: close() closes connections that hang, wait and listen', async () => {
  const sanity = await startEmbeddedSanity();
  const client = connectUnchanged(sanity.url);
  const welcome = Promise.withResolvers<void>();
  const listening = client
    .listen('*', {}, { events: ['welcome'] })
    .subscribe({ next: () => welcome.resolve() });
  await welcome.promise;
  const [hung] = sanity.hangNext();
  const hanging = assert.rejects(client.fetch('1'));
  await hung?.reached;
  sanity.setLatency(600_000);
  const waiting = assert.rejects(client.fetch('2'));
  while (sanity.requests.count < 2) await new Promise(setImmediate);
  await sanity.close();
  await Promise.all([hanging, waiting, hung?.closed]);
  listening.unsubscribe();
});

test('embedded Sanity: as a program it prints its URL and stops when told', async () => {
  const program = spawn(process.execPath, [MAIN, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: program.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  const url = /http:\S+$/.exec(line)?.[0] ?? '';
  assert.equal(await connectUnchanged(url).fetch('count(*[_type == "pickupRequest"])'), 1);
  program.kill('SIGTERM');
  assert.deepEqual(await once(program, 'exit'), [0, null]);
});
