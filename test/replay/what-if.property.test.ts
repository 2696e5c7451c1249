/*
 * Run again with nothing changed, a call goes as it did on record: over the calls that every build is
 * judged by, and over calls made up of whatever may happen in any order.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import type { LookupOutcome } from '../../machines/lookup-outcome.ts';
import type { JournalLine } from '../../src/recording/line.ts';
import { readLines } from '../../src/recording/read-lines.ts';
import { tellWhatIf } from '../../src/replay/what-if.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { arrival, found, KNOWN_CALLER, TIMEOUTS } from '../calls/run-engine.ts';
import { createHandClock } from '../hand-clock.ts';
import { asks, record } from './record-calls.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');
const { silenceTimeoutMs } = TIMEOUTS;

/** Runs a call with a change that changes nothing, and sees that it does not. */
function seeSame(lines: JournalLine[], assumptions: string[] = []): void {
  const nothing = { seq: 0, event: 1, change: { type: 'delay', ms: 0 } } as const;
  const result = tellWhatIf(lines, nothing, { silenceTimeoutMs });
  assert.ok(result.ok, JSON.stringify(result));
  const { recorded, changed, assumed } = result.told;
  assert.deepEqual(changed, recorded);
  assert.deepEqual(assumed, assumptions);
  assert.ok(recorded.moments.every(({ isOnlyHere }) => !isOnlyHere));
}

/** Calls of an earlier release that are answered otherwise today, on purpose; see corpus.test.ts. */
const ANSWERED_OTHERWISE: Record<string, string[]> = { 'corpus-v1': ['corpus-005', 'corpus-009'] };
const OTHERWISE = 'Today’s charts take this call another way than it is on record.';

for (const corpus of ['corpus', 'corpus-v1']) {
  test(`what if: nothing is changed, and each call of ${corpus} goes as it did`, async () => {
    const calls = new Map<string, JournalLine[]>();
    for await (const item of readLines(systemEdges.disk, join(FIXTURES, corpus))) {
      assert.ok(item.kind === 'line');
      const { line } = item;
      calls.set(line.call_id, [...(calls.get(line.call_id) ?? []), line]);
    }
    assert.ok(calls.size >= 60);
    for (const [callId, lines] of calls) {
      seeSame(lines, ANSWERED_OTHERWISE[corpus]?.includes(callId) ? [OTHERWISE] : []);
    }
  });
}

const NUMBERS = ['WB100001', 'WB100002', '100003'];
const number = fc.constantFrom(...NUMBERS);
const outcome = fc.constantFrom('found', 'cached', 'missing', 'failed', 'stale', 'invalid');
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('ask' as const), number }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('settle' as const), number, outcome }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stale' as const), number }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('confirm' as const),
      confirmed: fc.boolean(),
      number: fc.option(number),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(0, 1, 20, 300, 499, 500, 501, 5000, 70_000, silenceTimeoutMs),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'say' as const,
        'human' as const,
        'misuse' as const,
        'answer' as const,
        'end' as const,
      ),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Made> ? Made : never;

const DELIVERY = { trackingNumber: 'WB100001', status: 'delayed', issueMessage: 'Snow.' };

function outcomeOf(kind: string, trackingNumber: string, now: number): LookupOutcome {
  switch (kind) {
    case 'found':
      return found(trackingNumber, now);
    case 'cached':
      return { ...found(trackingNumber, now - 30_000), source: 'cache' } as LookupOutcome;
    case 'missing':
      return { kind: 'missing', source: 'sanity', asOf: now };
    case 'invalid':
      return { kind: 'failed', reason: 'invalid', stale: null };
    default: {
      const stale = { delivery: { ...DELIVERY, trackingNumber }, asOf: now - 600_000 };
      return { kind: 'failed', reason: 'upstream', stale: kind === 'stale' ? stale : null };
    }
  }
}

/** Lets it all happen in one call; gives its lines. */
async function recordSteps(steps: Step[]): Promise<JournalLine[]> {
  const clock = createHandClock();
  const { engine, lookups, lines, send } = record('verbatim', clock);
  const at = clock.now();
  const first = { type: 'call.progressed', at, status: 'in-progress' } as const;
  await engine.handle({ ...arrival('a', at, first), callerNumber: KNOWN_CALLER });
  const answers: Promise<unknown>[] = [];
  for (const [index, each] of steps.entries()) {
    const toolCallId = `t${index}`;
    switch (each.do) {
      case 'ask':
        answers.push(send('a', asks(toolCallId, each.number)));
        break;
      case 'settle':
        lookups.settle(each.number, outcomeOf(each.outcome, each.number, clock.now()));
        break;
      case 'stale':
        lookups.findStale(each.number, {
          delivery: { ...DELIVERY, trackingNumber: each.number },
          asOf: clock.now() - 90_000,
        });
        break;
      case 'confirm': {
        const { confirmed, number: heard } = each;
        const asked = { toolCallId, tool: 'confirm_tracking_number', confirmed, heard };
        answers.push(send('a', { type: 'confirmation.given', ...asked }));
        break;
      }
      case 'pass':
        clock.advance(each.ms);
        break;
      case 'say':
        await send('a', { type: 'transcript.heard', role: 'caller', text: 'Hm.', final: true });
        break;
      case 'human':
        answers.push(
          send('a', { type: 'human.requested', toolCallId, tool: 'request_human', reason: null }),
        );
        break;
      case 'misuse':
        answers.push(
          send('a', { type: 'tool.misused', toolCallId, tool: 'safe', problem: 'unknownTool' }),
        );
        break;
      case 'answer':
        await send('a', { type: 'conversation.updated', turnCount: index });
        break;
      case 'end':
        await send('a', { type: 'call.ended', reason: 'customer-ended-call' });
        break;
      default:
        each satisfies never;
    }
    await turn();
  }
  clock.advance(1000);
  await Promise.all(answers);
  // A call that came back after it was forgotten begins anew.
  const last = lines.findLastIndex(({ seq }) => seq === 0);
  return lines.slice(last);
}

test('what if: nothing is changed, and whatever happened in a call happens again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      seeSame(await recordSteps(steps));
    }),
    { numRuns: 200 },
  );
});
