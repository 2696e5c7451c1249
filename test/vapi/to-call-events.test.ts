import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { en } from '../../machines/languages/en/en.ts';
import { toCallEvents } from '../../src/vapi/to-call-events.ts';
import { fixtureNames } from './fixtures.ts';
import { readFixture } from './read-fixture.ts';

const AT = 1780920301300;

const TURNS = [
  { role: 'assistant', text: 'Hello, this is the parcel hotline. How can I help?' },
  { role: 'caller', text: "Where is my parcel? It's W B one two three four five six." },
];

const SUMMARY = 'The caller asked where a parcel is and was told that it is out for delivery.';

const NO_REPORT = {
  endedReason: null,
  summary: null,
  transcript: null,
  successEvaluation: null,
  startedAt: null,
  endedAt: null,
  durationSeconds: null,
  cost: null,
};

type Told = { type: string; [field: string]: unknown };

// Tool calls have a table of their own, in to-tool-event.test.ts.
const EXPECTED: Record<string, Told[]> = {
  'status-update': [{ type: 'call.progressed', status: 'in-progress' }],
  'status-update-2024': [{ type: 'call.progressed', status: 'in-progress' }],
  'status-update-forwarding': [{ type: 'call.progressed', status: 'forwarding' }],
  'status-update-ended': [{ type: 'call.ended', reason: 'customer-ended-call' }],
  'status-update-pickup-failed': [{ type: 'call.ended', reason: 'assistant-request-failed' }],
  'end-of-call-report': [
    { type: 'call.ended', reason: 'customer-ended-call' },
    {
      type: 'report.received',
      report: {
        endedReason: 'customer-ended-call',
        summary: SUMMARY,
        transcript:
          'AI: Hello, this is the parcel hotline. How can I help?\n' +
          "User: Where is my parcel? It's W B one two three four five six.\n" +
          'AI: Your parcel is out for delivery.\n',
        successEvaluation: 'true',
        startedAt: '2026-06-08T12:04:55.120Z',
        endedAt: '2026-06-08T12:05:20.840Z',
        durationSeconds: 25.72,
        cost: 0.0412,
        costsSum: 0.0258,
        structuredOutputs: { '4d1f': { name: 'solved', result: true } },
      },
    },
  ],
  'end-of-call-report-2024': [
    { type: 'call.ended', reason: 'assistant-ended-call' },
    {
      type: 'report.received',
      report: {
        ...NO_REPORT,
        endedReason: 'assistant-ended-call',
        summary: 'The caller asked for a parcel.',
        transcript: 'AI: Hello.\nUser: My parcel?\n',
      },
    },
  ],
  'end-of-call-report-bare': [
    { type: 'call.ended', reason: 'silence-timed-out' },
    {
      type: 'report.received',
      report: {
        ...NO_REPORT,
        endedReason: 'silence-timed-out',
        startedAt: '2026-06-08T12:04:55.120Z',
        endedAt: '2026-06-08T12:05:20.120Z',
        durationSeconds: 25,
      },
    },
  ],
  'conversation-update': [{ type: 'conversation.updated', turnCount: TURNS.length }],
  'conversation-update-openai': [{ type: 'conversation.updated', turnCount: TURNS.length }],
  'speech-update': [{ type: 'speech.updated', role: 'caller', speaking: true }],
  'speech-update-stopped': [{ type: 'speech.updated', role: 'assistant', speaking: false }],
  transcript: [heard('caller', 'Where is my', false)],
  'transcript-final': [heard('caller', 'Where is my parcel?', true)],
  'transcript-final-single-quotes': [heard('assistant', 'Your parcel is out for delivery.', true)],
  'user-interrupted': [{ type: 'caller.interrupted' }],
  hang: [{ type: 'assistant.delayed' }],
  'function-call': [
    {
      type: 'delivery.requested',
      topic: 'delivery',
      heard: 'WB123456',
      tool: 'track_delivery',
      toolCallId: 'function-call:1780920301214',
    },
  ],
  'transfer-update': [{ type: 'transfer.updated', to: '+12025550177' }],
  'transfer-update-assistant': [{ type: 'transfer.updated', to: 'Returns desk' }],
};

describe('toCallEvents() tells the call of', () => {
  for (const name of fixtureNames().filter((name) => !name.startsWith('tool-calls'))) {
    const expected = (EXPECTED[name] ?? []).map((event) => ({ at: AT, ...event }));
    test(`${name}: ${expected.map(({ type }) => type).join(', ') || 'nothing'}`, () => {
      assert.deepEqual(toCallEvents(readFixture(name), AT, en), expected);
    });
  }
});

describe('toCallEvents()', () => {
  test('makes one event of each tool call, in the order asked', () => {
    const events = toCallEvents(readFixture('tool-calls-several'), AT, en);
    assert.deepEqual(
      events.map(({ type }) => type),
      [...['delivery.requested', 'confirmation.given', 'human.requested', 'tool.misused']],
    );
  });

  test('makes an event for each entry of a tool call ID that is listed twice', () => {
    const call = { id: 'call_twice', function: { name: 'request_human', arguments: {} } };
    const toolCallList = [call, call];
    const events = toCallEvents(readFixture('tool-calls', { toolCallList }), AT, en);
    assert.deepEqual(
      events.map((event) => 'toolCallId' in event && event.toolCallId),
      ['call_twice', 'call_twice'],
    );
  });

  test('believes the message and not the call about the status', () => {
    const call = { id: 'a', status: 'ended' };
    const [event] = toCallEvents(readFixture('status-update', { call }), AT, en);
    assert.equal(event?.type, 'call.progressed');
  });

  test('takes an unknown status as it comes, and cut', () => {
    const forged = toCallEvents(readFixture('status-update', { status: 'xstate.init' }), AT, en);
    assert.deepEqual(forged, [{ type: 'call.progressed', at: AT, status: 'xstate.init' }]);
    const [long] = toCallEvents(readFixture('status-update', { status: 'x'.repeat(9999) }), AT, en);
    assert.ok(long?.type === 'call.progressed');
    assert.equal(long.status.length, 200);
  });

  test('says nothing of speech by an unknown role, or of an unknown kind', () => {
    assert.deepEqual(toCallEvents(readFixture('speech-update', { role: 'tool' }), AT, en), []);
    assert.deepEqual(toCallEvents(readFixture('speech-update', { status: 'x' }), AT, en), []);
    assert.deepEqual(toCallEvents(readFixture('transcript', { role: null }), AT, en), []);
    assert.deepEqual(toCallEvents(readFixture('transcript', { transcript: ' ' }), AT, en), []);
  });

  test('ends a call whose report is otherwise unreadable', () => {
    const wrong = { endedReason: {}, artifact: 1, analysis: [], cost: 'x', startedAt: 'x' };
    assert.deepEqual(toCallEvents(readFixture('end-of-call-report-2024', wrong), AT, en)[0], {
      type: 'call.ended',
      at: AT,
      reason: null,
    });
  });
});

function heard(role: string, text: string, final: boolean): Told {
  return { type: 'transcript.heard', role, text, final };
}
