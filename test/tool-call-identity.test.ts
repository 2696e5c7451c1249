// Some models number their tool calls anew in each turn, so that an ID alone names no question: over
// the whole service, a restart on its journal, a replay of it and its evaluation.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { test } from 'node:test';
import { CallScorer } from '../src/evaluation/call-scorer.ts';
import type { JournalLine } from '../src/recording/line.ts';
import { CallComparison } from '../src/replay/compare-call.ts';
import { sentence } from '../src/speech/sentence.ts';
import { buildTestApp, told, toolCall, toolCallsMessage } from './build-app.ts';
import { linesIn } from './recording/test-journal.ts';

const track = (trackingNumber: string) => toolCall('track_delivery', { trackingNumber }, 'call_0');
const FIRST = toolCallsMessage('call', track('WB10000001'));
const SECOND = toolCallsMessage('call', track('WB10000002'));
const BOTH = toolCallsMessage('call', track('WB10000003'), track('WB10000004'));
/** The first once more, written in another way. */
const REPEATED = toolCallsMessage(
  'call',
  toolCall('track_delivery', '{ "tracking_number": "WB10000001" }', 'call_0'),
);

test('an ID that asks something else is answered for itself, before and after a restart', async (context) => {
  const service = await buildTestApp(context);
  const posts = [FIRST, SECOND, BOTH, REPEATED];
  const before = [];
  for (const message of posts) before.push((await service.post(message)).body.results);
  const numbers = before.flat().map((result) => {
    assert.equal(result.toolCallId, 'call_0');
    return /0 0 0 \d/.exec(String(told(result).message))?.[0];
  });
  assert.deepEqual(numbers, ['0 0 0 1', '0 0 0 2', '0 0 0 3', '0 0 0 4', '0 0 0 1']);
  assert.equal(service.logs.filter(({ event }) => event === 'tool.id_reused').length, 3);
  await service.app.close();

  const { dir } = service.config.recording;
  const lines = (await linesIn(dir)) as JournalLine[];
  const comparison = new CallComparison(sentence);
  const scorer = new CallScorer({ callId: 'call' });
  for (const line of lines) {
    comparison.take(line);
    scorer.take(line);
  }
  assert.deepEqual(comparison.verdict().differences, []);
  assert.deepEqual(scorer.finish().faults, []);

  const prepare = (copy: string) => cpSync(dir, copy, { recursive: true });
  const next = await buildTestApp(context, { prepare });
  const after = [];
  for (const message of posts) after.push((await next.post(message)).body.results);
  assert.deepEqual(after, before);
});
