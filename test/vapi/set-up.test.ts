import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { openVapiAccount, VapiRefusal } from '../../src/vapi/account.ts';
import { toAssistant } from '../../src/vapi/assistant.ts';
import { findDifferences, mergeFields, patchOf } from '../../src/vapi/merge-fields.ts';
import { applySetUp, isSetUp, readSetUp, UnclearAccount } from '../../src/vapi/set-up.ts';
import { type FakeVapi, runFakeVapi } from './fake-vapi.ts';

const OPTIONS = { url: 'https://example.com/webhook', credentialId: 'c1', transfer: true };

async function open(context: TestContext) {
  const vapi = await runFakeVapi(context);
  return { vapi, account: accountOf(vapi) };
}

function accountOf({ url, key }: FakeVapi) {
  return openVapiAccount({ host: url, key, fetch, timeoutMs: 30_000 });
}

// biome-ignore lint/suspicious/noExplicitAny: what Vapi keeps has no type here.
type Kept = any;

describe('applySetUp()', () => {
  test('makes what is missing, and finds nothing to do the second time', async (t) => {
    const { vapi, account } = await open(t);
    const { assistantId, toolIds } = await applySetUp(
      account,
      await readSetUp(account, { options: OPTIONS }),
    );
    assert.deepEqual(
      vapi.written.map(({ what }) => what),
      [...toolIds.map(() => 'POST tool'), 'POST assistant'],
    );
    const assistant: Kept = vapi.all('assistant')[0];
    assert.equal(assistant.id, assistantId);
    assert.deepEqual(assistant.model.toolIds, toolIds);
    assert.ok(isSetUp(await readSetUp(account, { options: OPTIONS })));
  });

  test('changes who answers, and back, with nothing of the other left', async (t) => {
    const { vapi, account } = await open(t);
    const own = { ...OPTIONS, waybill: { url: 'https://example.com', credentialId: 'l1' } };
    for (const options of [OPTIONS, own, OPTIONS]) {
      await applySetUp(account, await readSetUp(account, { options }));
      const { model }: Kept = vapi.all('assistant')[0];
      const { model: wanted } = toAssistant({ ...options, toolIds: model.toolIds });
      assert.deepEqual(model, wanted);
      assert.ok(isSetUp(await readSetUp(account, { options })));
    }
  });

  test('changes what differs, and keeps what stands beside it', async (t) => {
    const { vapi, account } = await open(t);
    await applySetUp(account, await readSetUp(account, { options: OPTIONS }));
    const foreign = vapi.add('tool', { type: 'function', function: { name: 'open_hours' } });
    const assistant: Kept = vapi.all('assistant')[0];
    assistant.model.toolIds.unshift(foreign.id);
    assistant.model.tools.push({ type: 'dtmf' });
    assistant.model.maxTokens = 321;
    assistant.model.temperature = 1;
    assistant.voice = { provider: 'theirs', voiceId: 'v' };
    const tool: Kept = vapi.all('tool')[0];
    tool.server = { ...tool.server, url: 'https://old.example.com/webhook', headers: { a: 'b' } };
    const setUp = await readSetUp(account, { options: OPTIONS });
    const paths = [setUp.tools[0]?.differences, setUp.assistant.differences].map((some) =>
      some?.map(({ path }) => path),
    );
    const isPlan = (path: string) => path.startsWith('voice.chunkPlan.');
    assert.deepEqual(
      paths.map((some) => some?.filter((path) => !isPlan(path))),
      [['server.url'], ['model.temperature']],
    );
    vapi.written.length = 0;
    await applySetUp(account, setUp);
    assert.deepEqual(
      vapi.written.map(({ what, body }) => [what, Object.keys(body)]),
      [
        [`PATCH tool/${tool.id}`, ['type', 'server']],
        [`PATCH assistant/${assistant.id}`, ['model', 'voice']],
      ],
    );
    assert.deepEqual(tool.server.headers, { a: 'b' }, 'the patch holds what it would wipe');
    assert.equal(tool.server.url, OPTIONS.url);
    assert.equal(assistant.model.maxTokens, 321);
    assert.equal(assistant.model.temperature, 0);
    assert.equal(assistant.model.toolIds[0], foreign.id);
    assert.ok(assistant.model.tools.some(({ type }: Kept) => type === 'dtmf'));
    const { chunkPlan } = toAssistant(OPTIONS).voice;
    assert.deepEqual(assistant.voice, { provider: 'theirs', voiceId: 'v', chunkPlan });
    assert.ok(isSetUp(await readSetUp(account, { options: OPTIONS })));
  });

  test('goes on where it was cut off', async (t) => {
    const { vapi, account } = await open(t);
    vapi.failAfter(2);
    const setUp = await readSetUp(account, { options: OPTIONS });
    await assert.rejects(applySetUp(account, setUp), VapiRefusal);
    vapi.failAfter(Number.POSITIVE_INFINITY);
    await applySetUp(account, await readSetUp(account, { options: OPTIONS }));
    assert.equal(vapi.all('tool').length, setUp.tools.length, 'none was made twice');
    assert.equal(vapi.all('assistant').length, 1);
  });

  test('takes the tools that the assistant held itself out of it, and one that is not wanted', async (t) => {
    const { vapi, account } = await open(t);
    const options = { ...OPTIONS, verify: true };
    await applySetUp(account, await readSetUp(account, { options }));
    const assistant: Kept = vapi.all('assistant')[0];
    assistant.model.tools.push({ type: 'function', function: { name: 'track_delivery' } });
    await applySetUp(account, await readSetUp(account, { options: OPTIONS }));
    const verify = vapi.all('tool').find((one: Kept) => one.function.name === 'verify_caller');
    assert.ok(verify !== undefined && !assistant.model.toolIds.includes(verify.id));
    assert.ok(!JSON.stringify(assistant.model.tools).includes('track_delivery'));
  });
});

describe('readSetUp()', () => {
  test('leaves the tools of another Waybill in the same account alone', async (t) => {
    const { vapi, account } = await open(t);
    const staging = { ...OPTIONS, url: 'https://staging.example.com/webhook', name: 'Staging' };
    await applySetUp(account, await readSetUp(account, { options: staging }));
    const setUp = await readSetUp(account, { options: OPTIONS });
    assert.ok(setUp.tools.every(({ kept }) => kept === null));
    assert.equal(setUp.assistant.kept, null);
    assert.equal(vapi.all('assistant').length, 1);
  });

  test('asks which of two assistants of one name is meant, and takes the one by its ID', async (t) => {
    const { vapi, account } = await open(t);
    vapi.add('assistant', { name: 'Waybill' });
    const { id } = vapi.add('assistant', { name: 'Waybill' });
    await assert.rejects(readSetUp(account, { options: OPTIONS }), UnclearAccount);
    assert.equal((await readSetUp(account, { id, options: OPTIONS })).assistant.kept?.id, id);
    await assert.rejects(readSetUp(account, { id: 'other', options: OPTIONS }), UnclearAccount);
  });

  test('never tells the key, also where Vapi repeats it', async (t) => {
    const { vapi } = await open(t);
    const account = openVapiAccount({ host: vapi.url, key: 'not-a-key', fetch, timeoutMs: 30_000 });
    await assert.rejects(account.list('tool'), (error) => {
      assert.ok(error instanceof VapiRefusal);
      assert.equal(error.message, 'Vapi did not take GET tool: HTTP 401: Invalid Key Bearer …');
      return true;
    });
  });
});

describe('mergeFields()', () => {
  const kept = { a: { b: 1, c: [{ d: 1, e: 2 }] }, f: 'x' };

  test('keeps what is kept beside what is wanted, and a list that is as it is wanted', () => {
    const wanted = { a: { b: 2, c: [{ d: 1 }] } };
    assert.deepEqual(mergeFields(kept, wanted), { ...kept, a: { ...kept.a, b: 2 } });
    assert.deepEqual(findDifferences(kept, wanted), [{ path: 'a.b', is: 1, wanted: 2 }]);
    assert.deepEqual(patchOf(kept, wanted), { a: { b: 2, c: [{ d: 1, e: 2 }] } });
  });

  test('wants a list that differs as a whole, and nothing where nothing is said', () => {
    const wanted = { a: { c: [{ d: 3 }] }, f: undefined };
    assert.deepEqual(mergeFields(kept, wanted), { ...kept, a: { b: 1, c: [{ d: 3 }] } });
    assert.deepEqual(patchOf(kept, { f: 'x' }), {});
  });
});
