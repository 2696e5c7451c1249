/* Where the recording of a call is: on record where that is set, and nowhere else. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { CallEvent } from '../../machines/call-events.ts';
import { buildTestApp } from '../build-app.ts';
import { fixture } from '../vapi/fixtures.ts';

const { message } = fixture('end-of-call-report');
const { id } = message.call as { id: string };

/** What the journal, the log and the answer hold after a call that ended with a report. */
async function report(context: TestContext, settings: Record<string, string>) {
  const { app, config, post, logs } = await buildTestApp(context, { settings });
  await post({ type: 'status-update', status: 'in-progress', call: { id } });
  const answer = await post(message);
  await app.close();
  const { dir } = config.recording;
  const journal = readdirSync(dir).map((name) => readFileSync(join(dir, name), 'utf8'));
  const lines = journal.join('').split('\n');
  const events = lines
    .filter((line) => line.includes('"report.received"'))
    .flatMap((line): CallEvent[] => JSON.parse(line).events);
  const reports = events.filter((event) => event.type === 'report.received');
  assert.doesNotMatch(JSON.stringify([logs, answer]), /storage\.example/);
  return { reports, journal: journal.join('') };
}

test('KEEP_RECORDING_URL=on: the link is on record once, and in no log', async (t) => {
  const { reports, journal } = await report(t, { KEEP_RECORDING_URL: 'on' });
  assert.deepEqual(
    reports.map(({ report }) => report.recordingUrl),
    ['https://storage.example/not-a-real-recording.wav'],
  );
  assert.equal(journal.split('storage.example').length - 1, 1);
});

test('KEEP_RECORDING_URL=off, as by default: the link is nowhere', async (t) => {
  const { reports, journal } = await report(t, {});
  assert.equal(reports.length, 1);
  assert.doesNotMatch(journal, /storage\.example/);
});
