import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundFetch } from '../../src/sanity/bounded-fetch.ts';

test('boundFetch(): after a 5xx the next request leaves its connection, the one after does not', async () => {
  const statuses = [503, 200, 200];
  const connections: (string | null)[] = [];
  const fetch = boundFetch(async (_url, init) => {
    connections.push(new Headers(init?.headers).get('connection'));
    return new Response('{}', { status: statuses[connections.length - 1] ?? 200 });
  }, 1000);
  for (const _ of statuses) await fetch('http://127.0.0.1/');
  assert.deepEqual(connections, [null, 'close', null]);
});
