/*
 * What is wrong with one call's record costs that call its state, and nobody else anything: the
 * service starts, the call begins anew and repeats what it had answered, and the others go on.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { journalFile } from '../src/recording/journal-files.ts';
import type { JournalLine } from '../src/recording/line.ts';
import { buildTestApp, type TestApp, told, toolCall, toolCallsMessage } from './build-app.ts';

const TRACK = toolCall('track_delivery', { trackingNumber: 'WB10000001' }, 'first');
const ASKED = { bad: toolCallsMessage('bad', TRACK), good: toolCallsMessage('good', TRACK) };

/** What two calls had come to, and the answers that were given, when a service stopped. */
async function recordTwoCalls(context: TestContext) {
  const service = await buildTestApp(context, { settings: { CONFIRM: 'always' } });
  const bad = await service.post(ASKED.bad);
  const good = await service.post(ASKED.good);
  await service.app.close();
  const { dir } = service.config.recording;
  const day = new Date().toISOString().slice(0, 10);
  const lines = readFileSync(join(dir, journalFile(day)), 'utf8')
    .trimEnd()
    .split('\n');
  return { day, lines, answers: { bad: bad.text, good: good.text } };
}

/** Another service, on the lines of the one before. */
async function startOn(context: TestContext, day: string, lines: string[]): Promise<TestApp> {
  const settings = { CONFIRM: 'always' };
  const prepare = (dir: string) =>
    writeFileSync(join(dir, journalFile(day)), lines.map((line) => `${line}\n`).join(''));
  return buildTestApp(context, { settings, prepare });
}

const SPOILED: Record<string, (line: JournalLine) => void> = {
  'a context without `currentDelivery`': ({ snapshot }) => {
    Reflect.deleteProperty(snapshot.context, 'currentDelivery');
  },
  'a lookup that settled without an outcome': ({ events }) => {
    events.push({ type: 'lookup.settled', at: 0, trackingNumber: 'WB10000001' } as never);
  },
  'an event of the wrong type': ({ events }) => {
    events.push(null as never);
  },
  'a state that no chart has': ({ snapshot }) => {
    snapshot.value = 'reporting';
  },
  'a question that waits in a state in which none does': ({ snapshot: { context } }) => {
    const asked = { toolCallId: 'first', tool: 'track_delivery', trackingNumber: 'WB10000001' };
    context.pendingLookups = [{ ...asked, topic: 'delivery', deadlineAt: 0, stale: null }];
  },
  'a delivery that is none': ({ snapshot }) => {
    snapshot.context.currentDelivery = { delivery: null, asOf: 0 } as never;
  },
};

for (const [what, spoil] of Object.entries(SPOILED)) {
  test(`start: ${what} costs its own call alone`, async (context) => {
    const { day, lines, answers } = await recordTwoCalls(context);
    const spoiled = lines.map((text) => {
      const { crc: _crc, ...line } = JSON.parse(text);
      if (line.call_id !== 'bad') return text;
      spoil(line);
      return JSON.stringify(line);
    });
    const { post, logs } = await startOn(context, day, spoiled);
    const broken = logs.filter(({ event }) => event === 'call.broken');
    assert.deepEqual(
      broken.map(({ call_id }) => call_id),
      ['bad'],
    );
    assert.equal((await post(ASKED.bad)).text, answers.bad);
    assert.equal((await post(ASKED.good)).text, answers.good);
    const yes = (callId: string) =>
      post(toolCallsMessage(callId, toolCall('confirm_tracking_number', { confirmed: true })));
    assert.equal(told((await yes('good')).body.results[0]).status, 'success');
    // It knows of no number that it read back.
    assert.equal(told((await yes('bad')).body.results[0]).status, 'invalid');
    const number = { trackingNumber: 'WB10000002' };
    const again = await post(toolCallsMessage('bad', toolCall('track_delivery', number)));
    assert.equal(told(again.body.results[0]).status, 'needs_confirmation');
  });
}
