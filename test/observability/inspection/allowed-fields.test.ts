/*
 * Every event and every context that there can be is filled with secrets in all that holds text, and
 * none of them is shown.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialCallContext } from '../../../machines/call-context.ts';
import type { CallEvent } from '../../../machines/call-events.ts';
import { type RecordedEvent, RecordedEventSchema } from '../../../machines/record.ts';
import {
  allowedOf,
  pick,
  shownEvent,
  shownId,
} from '../../../src/observability/inspection/allowed-fields.ts';
import { POLICY } from '../../calls/run-engine.ts';

const AT = Date.parse('2026-11-23T12:00:00Z');
const NUMBER = 'WB10000001';
const SECRET = 'Mrs Lovelace waits at the back door';
const LINK = 'https://phone.vapi.ai/abc/control';

const DELIVERY = {
  trackingNumber: NUMBER,
  status: SECRET,
  customerName: SECRET,
  customerPhone: '+12025550101',
  issueMessage: SECRET,
};
const STALE = { delivery: DELIVERY, asOf: AT };
const OUTCOME = { kind: 'found', delivery: DELIVERY, source: 'sanity', asOf: AT } as const;
const TOOL = { at: AT, toolCallId: 'call_WB10000001', tool: SECRET };

const EVENTS: { [Type in CallEvent['type']]: Extract<CallEvent, { type: Type }> } = {
  'delivery.requested': { type: 'delivery.requested', ...TOOL, topic: 'delivery', heard: NUMBER },
  'confirmation.given': { type: 'confirmation.given', ...TOOL, confirmed: true, heard: 10000001 },
  'verification.given': { type: 'verification.given', ...TOOL, passed: true, mark: 7 },
  'human.requested': { type: 'human.requested', ...TOOL, reason: SECRET },
  'tool.misused': { type: 'tool.misused', ...TOOL, problem: 'unknownTool' },
  'talk.heard': { type: 'talk.heard', ...TOOL, act: 'unclear', times: 2 },
  'call.progressed': { type: 'call.progressed', at: AT, status: SECRET },
  'call.ended': { type: 'call.ended', at: AT, reason: SECRET },
  'transcript.heard': {
    type: 'transcript.heard',
    at: AT,
    role: 'caller',
    text: SECRET,
    final: true,
  },
  'conversation.updated': { type: 'conversation.updated', at: AT, turnCount: 3 },
  'speech.updated': { type: 'speech.updated', at: AT, role: 'caller', speaking: true },
  'caller.interrupted': { type: 'caller.interrupted', at: AT },
  'assistant.delayed': { type: 'assistant.delayed', at: AT },
  'report.received': {
    type: 'report.received',
    at: AT,
    report: {
      endedReason: SECRET,
      summary: SECRET,
      transcript: SECRET,
      successEvaluation: SECRET,
      startedAt: SECRET,
      endedAt: SECRET,
      durationSeconds: 61.5,
      cost: 0.12,
      structuredData: { note: SECRET },
      structuredOutputs: { a: { name: SECRET, result: SECRET } },
    },
  },
  'transfer.updated': { type: 'transfer.updated', at: AT, to: '+12025550101' },
  'lookup.staleFound': { type: 'lookup.staleFound', at: AT, trackingNumber: NUMBER, stale: STALE },
  'lookup.settled': { type: 'lookup.settled', at: AT, trackingNumber: NUMBER, outcome: OUTCOME },
  'caller.recognised': { type: 'caller.recognised', at: AT, trackingNumbers: [NUMBER] },
  'time.passed': { type: 'time.passed', at: AT },
  'silence.passed': { type: 'silence.passed', at: AT },
  'answer.missed': { type: 'answer.missed', at: AT, asked: 'call_WB10000001' },
};

/** Nothing of what may not be shown is in it. */
function assertClean(shown: unknown): void {
  const text = JSON.stringify(shown);
  for (const secret of [NUMBER, '10000001', '5550101', 'Lovelace', 'back door', 'vapi.ai']) {
    assert.ok(!text.includes(secret), `${secret} in ${text}`);
  }
}

test('allowed fields: every type of event on record is listed', () => {
  const types = RecordedEventSchema.anyOf.map(({ properties }) => properties.type.const);
  assert.deepEqual(Object.keys(allowedOf('call').events).toSorted(), types.toSorted());
});

for (const event of Object.values(EVENTS)) {
  test(`allowed fields: ${event.type} keeps its type and time, and no secret`, () => {
    const shown = shownEvent(allowedOf('call'), event) as RecordedEvent;
    assert.deepEqual([shown.type, shown.at], [event.type, AT]);
    assertClean(shown);
  });
}

test('allowed fields: numbers are shown by their last four, as they were said or read', () => {
  const call = allowedOf('call');
  assert.deepEqual(shownEvent(call, EVENTS['confirmation.given']), {
    type: 'confirmation.given',
    at: AT,
    toolCallId: 'id:1fb5b00034aa8d84',
    tool: '[redacted]',
    confirmed: true,
    heard: '****0001',
  });
  assert.deepEqual(shownEvent(call, EVENTS['lookup.settled']), {
    type: 'lookup.settled',
    at: AT,
    trackingNumber: '******0001',
    outcome: {
      kind: 'found',
      delivery: { trackingNumber: '******0001', status: '[other]' },
      source: 'sanity',
      asOf: AT,
    },
  });
});

test('allowed fields: a context filled with secrets shows none', () => {
  const context = {
    ...initialCallContext({ callId: 'call-1', policy: { ...POLICY, timeZone: 'Europe/Berlin' } }),
    candidate: { trackingNumber: NUMBER, interpreted: true, topic: 'delivery' },
    callerNumbers: [NUMBER],
    passedNumbers: [NUMBER],
    affirmedNumber: NUMBER,
    triedNumbers: [NUMBER],
    pendingLookups: [
      { ...TOOL, trackingNumber: NUMBER, topic: 'issue', deadlineAt: AT, stale: STALE },
    ],
    currentDelivery: STALE,
    told: [STALE],
    fallbackReason: { kind: 'notFound', next: 'human', trackingNumber: NUMBER },
    ended: { at: AT, reason: SECRET },
    review: { summary: SECRET, successEvaluation: SECRET },
    controlUrl: LINK,
  };
  context.policy.person = { reach: 'contact', words: SECRET };
  const shown = pick(context, allowedOf('call').context);
  assertClean(shown);
  assert.equal('review' in shown || 'controlUrl' in shown, false);
  assert.deepEqual(shown.passedNumbers, ['******0001']);
  assert.deepEqual(shown.ended, { at: AT, reason: '[redacted]' });
});

test('allowed fields: what the actors of a lookup give shows no secret', () => {
  const lookup = allowedOf('lookup');
  for (const output of [
    OUTCOME,
    { kind: 'fresh', outcome: OUTCOME },
    { kind: 'stale', stale: STALE },
  ]) {
    assertClean(shownEvent(lookup, { type: 'xstate.done.actor.readCache', output } as never));
    assertClean(shownEvent(lookup, { type: 'xstate.promise.resolve', data: output } as never));
  }
  const error = new Error(SECRET);
  assert.deepEqual(shownEvent(lookup, { type: 'xstate.error.actor.attempt', error } as never), {
    type: 'xstate.error.actor.attempt',
  });
  assertClean(
    shownEvent(lookup, { type: 'xstate.init', input: { trackingNumber: NUMBER } } as never),
  );
});

test('allowed fields: of a chart that is not listed nothing but types is shown', () => {
  const unlisted = allowedOf('handoff');
  assert.deepEqual(pick({ note: SECRET }, unlisted.context), {});
  assert.deepEqual(shownEvent(unlisted, { type: 'note.taken', note: SECRET } as never), {
    type: 'note.taken',
  });
});

test('allowed fields: a call is known by the same ID as in the log', () => {
  assert.equal(
    shownId('0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b'),
    '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b',
  );
  assert.match(shownId('+12025550101'), /^id:[\da-f]{16}$/);
});
