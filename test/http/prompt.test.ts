import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callMachine } from '../../machines/call.ts';
import { buildTestApp } from '../build-app.ts';

test('POST /webhook: the prompt of the assistant is written once, whatever is posted', async (t) => {
  const need = callMachine.root.states.need ?? assert.fail();
  const { meta } = need;
  let reads = 0;
  Object.defineProperty(need, 'meta', {
    configurable: true,
    get() {
      reads += 1;
      return meta;
    },
  });
  t.after(() => Object.defineProperty(need, 'meta', { configurable: true, value: meta }));
  const { post } = await buildTestApp(t);
  for (const type of ['hang', 'user-interrupted', 'assistant-request', 'assistant-request']) {
    assert.equal((await post({ type, call: { id: 'a' } })).status, 200);
  }
  assert.equal(reads, 1);
});
