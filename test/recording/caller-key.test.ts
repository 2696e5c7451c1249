import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCallerKey, readCallerKey } from '../../src/recording/caller-key.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { buildTestApp, type TestApp, toolCall, toolCallsMessage } from '../build-app.ts';
import { callsIn, erase, textsIn } from '../erasure/erase-journal.ts';
import { makeDir } from './test-journal.ts';

const { disk } = systemEdges;
const CALLER = '+12025550777';
const KEY = 'k'.repeat(72);

test('openCallerKey(): makes a key that only its owner reads, once', async (context) => {
  const dir = await makeDir(context);
  const hash = await openCallerKey(disk, dir, () => KEY);
  const { mode } = await stat(join(dir, '.caller-key'));
  assert.equal(mode & 0o777, 0o600);
  const again = await openCallerKey(disk, dir, () => assert.fail('there is one'));
  assert.equal(again(CALLER), hash(CALLER));
  assert.match(hash(CALLER), /^[\w-]{22}$/);
  assert.notEqual(hash(CALLER), hash('+12025550778'));
});

test('openCallerKey(): replaces a key that a crash has left cut off', async (context) => {
  const dir = await makeDir(context);
  await writeFile(join(dir, '.caller-key'), 'half');
  assert.equal(await readCallerKey(disk, dir), null);
  await openCallerKey(disk, dir, () => KEY);
  assert.equal(await readFile(join(dir, '.caller-key'), 'utf8'), `${KEY}\n`);
});

async function ask(app: TestApp, callId: string, number?: string) {
  const message = toolCallsMessage(
    callId,
    toolCall('track_delivery', { trackingNumber: 'ZZ900001' }),
  );
  await app.post({ ...message, ...(number && { customer: { number } }) });
}

test('a call is found by the number that it came from, which cannot be read', async (t) => {
  const before = await buildTestApp(t);
  await ask(before, 'theirs', 'tel:+1-202-555-0777');
  await ask(before, 'withheld', 'anonymous');
  await before.app.close();
  const service = await buildTestApp(t, {
    prepare: (dir) => cpSync(before.config.recording.dir, dir, { recursive: true }),
  });
  await ask(service, 'later', CALLER);
  await service.app.close();
  const { dir } = service.config.recording;
  const callers = new Map(
    [...(await callsIn(dir))].map(([callId, [line]]) => [callId, line?.caller]),
  );
  assert.equal(callers.get('withheld'), null);
  assert.equal(typeof callers.get('theirs'), 'string');
  assert.equal(callers.get('later'), callers.get('theirs'), 'the key outlives the process');
  assert.doesNotMatch(Object.values(await textsIn(dir)).join(), /202.?555.?0777/);
  const clock = { ...systemEdges.clock, now: () => Date.now() + 48 * 3_600_000 };
  const report = await erase(dir, { subject: { by: 'caller', phone: CALLER }, clock });
  assert.deepEqual([report.calls, report.uncalled], [2, 0]);
});
