import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { applyToVapi } from '../../scripts/vapi-assistant/apply.ts';
import { readOptions } from '../../scripts/vapi-assistant/options.ts';
import { COMPILED } from '../preload.ts';
import { type FakeVapi, runFakeVapi } from '../vapi/fake-vapi.ts';

const PROGRAM = join(import.meta.dirname, '../../scripts/vapi-assistant.ts');
const ASSISTANT = { url: 'https://example.com/webhook', credentialId: 'c1' };

async function apply({ url: host, key }: FakeVapi, agrees = true, assistant = ASSISTANT) {
  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  const agree = async () => agrees;
  const code = await applyToVapi({ host, key, assistant, fetch, print, agree });
  return { code, told: lines.join('\n') };
}

describe('vapi:assistant -- --apply', () => {
  test('shows what it would do, and does nothing that is not agreed to', async (t) => {
    const vapi = await runFakeVapi(t);
    const { code, told } = await apply(vapi, false);
    assert.equal(code, 1);
    assert.match(told, /^\+ tool track_delivery: is made$/m);
    assert.match(told, /^\+ assistant "Waybill": is made\nNothing is changed\.$/m);
    assert.deepEqual(vapi.written, []);
  });

  test('makes all of it, and the second time shows that nothing is to do', async (t) => {
    const vapi = await runFakeVapi(t);
    const first = await apply(vapi);
    assert.equal(first.code, 0);
    assert.match(first.told, /^For calls .+ VAPI_ASSISTANT_ID=assistant-\d+$/m);
    const writes = vapi.written.length;
    const second = await apply(vapi);
    assert.match(
      second.told,
      /^Vapi has all of it: assistant assistant-\d+\. Nothing is changed\.$/,
    );
    assert.equal(vapi.written.length, writes);
    const moved = { ...ASSISTANT, url: 'https://moved.example.com/webhook' };
    const third = await apply(vapi, true, moved);
    assert.match(third.told, /^~ tool track_delivery \(tool-\d+\): is changed\n {4}server\.url: /m);
    assert.match(third.told, /"https:\/\/example\.com.+ → .*moved\.example\.com/);
    assert.ok(![first, second, third].some(({ told }) => told.includes(vapi.key)));
  });

  test('as a program: with --yes it asks nobody, and says what the key does not open', async (t) => {
    const vapi = await runFakeVapi(t);
    const flags = ['--apply', '--url', 'https://example.com', '--credential', 'c1'];
    const run = (args: string[], VAPI_API_KEY: string) =>
      new Promise<{ code: number; output: string }>((resolve) => {
        const env = {
          ...COMPILED,
          VAPI_API_KEY,
          VAPI_API_HOST: vapi.url,
          RECORDING_NOTICE: 'Recorded.',
        };
        execFile(process.execPath, [PROGRAM, ...args], { env }, (error, stdout, stderr) => {
          const code = error === null ? 0 : Number(error.code ?? -1);
          resolve({ code, output: stdout + stderr });
        }).stdin?.end();
      });
    const unasked = await run(flags, vapi.key);
    assert.equal(unasked.code, 1);
    assert.match(unasked.output, /give --yes to agree/);
    assert.deepEqual(vapi.written, []);
    const done = await run([...flags, '--yes'], vapi.key);
    assert.equal(done.code, 0, done.output);
    assert.match(`${vapi.all('assistant')[0]?.firstMessage}`, /^Recorded\. /);
    const refused = await run([...flags, '--yes'], 'some-other-key');
    assert.equal(refused.code, 1);
    assert.match(refused.output, /^Vapi did not take GET assistant: HTTP 401: [^\n]+\n$/);
    for (const { output } of [unasked, done, refused]) {
      assert.doesNotMatch(output, /private-key|some-other-key/);
    }
  });

  const REFUSED: [string[], RegExp][] = [
    [['--apply'], /needs --url/],
    [['--yes'], /give it as well/],
    [['--apply', '--url', 'https://a.example', '--gitops', 'x'], /leave --gitops/],
    [['--apply', '--url', 'https://a.example', '--assistant', 'a b'], /^--assistant is "a b"/],
  ];
  for (const [args, fault] of REFUSED) {
    test(`refuses ${args.join(' ')}`, () => {
      const reading = readOptions(args);
      assert.ok(!reading.ok);
      assert.match(reading.fault, fault);
    });
  }
});
