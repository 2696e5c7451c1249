import { type CallPolicy, initialCallContext } from '../../machines/call-context.ts';
import type { CallState } from '../../machines/reply.ts';
import { type JournalLine, LINE_VERSION } from '../../src/recording/line.ts';

export const POLICY: CallPolicy = {
  confirm: 'when-unsure',
  triesMax: 3,
  replyDeadlineMs: 500,
  freshMs: 60_000,
};

export const NOON = Date.parse('2026-11-23T12:00:00Z');

type Given = {
  callId?: string;
  seq?: number;
  at?: number;
  state?: CallState;
  /** IDs of the tool calls that the line answers; null for none. */
  answers?: string[] | null;
  text?: string;
  chats?: string[];
};

/** A line as the service writes it. */
export function makeLine(given: Given = {}): JournalLine {
  const {
    callId = 'call-1',
    seq = 0,
    at = NOON,
    state = 'need',
    answers = null,
    text = 'Grüß',
    chats = [],
  } = given;
  const input = { callId, policy: POLICY };
  return {
    v: LINE_VERSION,
    timestamp: new Date(at).toISOString(),
    correlation_id: `correlation-${callId}-${seq}`,
    call_id: callId,
    seq,
    caller: null,
    ...(chats.length > 0 && { chat_ids: chats }),
    transcript: [{ role: 'caller', text }],
    tool_calls: (answers ?? []).map((id) => ({ id, name: 'track_delivery', arguments: {} })),
    response: answers && {
      results: answers.map((toolCallId) => ({ toolCallId, result: `answer ${seq}` })),
    },
    events: seq === 0 ? [{ type: 'call.opened', at, input }] : [{ type: 'silence.passed', at }],
    state,
    snapshot: { value: state, context: initialCallContext(input), status: 'active' },
    latency_ms: 3,
  };
}
