import type { CallEvent, ToolEvent } from '../../machines/call-events.ts';
import { wireIdOf } from '../../machines/question.ts';
import type { RecordedEvent } from '../../machines/record.ts';
import type { RestoredCall } from '../../machines/session.ts';
import { UNTOLD } from '../../machines/transcript.ts';
import type { CallStep } from '../calls/engine.ts';
import type { HashCaller } from './caller-key.ts';
import {
  type JournalLine,
  LINE_VERSION,
  type RecordedResult,
  type RecordedToolCall,
} from './line.ts';
import type { RecoveredCall } from './load-calls.ts';

/** The line that records a step of a call; without a key it does not say who calls. */
export function toLine(
  step: CallStep<RecordedResult>,
  hashCaller: HashCaller | null = null,
): JournalLine {
  const { callerNumber } = step;
  return {
    v: LINE_VERSION,
    timestamp: new Date(step.at).toISOString(),
    correlation_id: step.correlationId,
    call_id: step.callId,
    seq: step.seq,
    ...(hashCaller && { caller: callerNumber && hashCaller(callerNumber) }),
    ...(step.chats.length > 0 && { chat_ids: [...step.chats] }),
    transcript: step.turns,
    tool_calls: step.events.filter(isToolEvent).map(toToolCall),
    response: step.answers === null ? null : { results: step.answers },
    ...(step.answered.some((id) => id !== wireIdOf(id)) ? { answered: step.answered } : {}),
    events: [...step.events],
    state: step.state,
    snapshot: step.snapshot,
    latency_ms: step.latencyMs,
  };
}

/** The call that goes on where its lines end. */
export function toRestoredCall(recovered: RecoveredCall): RestoredCall<RecordedResult> {
  const { callId, seq, at, line, results, asked, chats, said, saidSinceReadBack } = recovered;
  return {
    callId,
    seq,
    at,
    asked,
    chats,
    said,
    saidSinceReadBack,
    // A context is the input and what came of it, so the last line knows the input as well as the
    // first; and the first may be one that a full disk has cost.
    input: line === null ? null : inputOf(line, callId),
    snapshot: line?.snapshot ?? null,
    answers: results.map(({ askId, result }) => ({
      toolCallId: askId,
      tool: typeof result.name === 'string' ? result.name : '',
      answer: result,
    })),
    lastEvents: line?.events.filter((event) => event.type !== 'call.opened') ?? [],
  };
}

function inputOf({ snapshot }: JournalLine, callId: string) {
  const { policy, medium } = snapshot.context;
  return { callId, policy, ...(medium === undefined ? {} : { medium }) };
}

function isToolEvent(event: RecordedEvent): event is ToolEvent {
  return 'toolCallId' in event;
}

/** The tool call behind an event, with its arguments as they were understood: nothing else is kept. */
function toToolCall(event: ToolEvent): RecordedToolCall {
  return { id: wireIdOf(event.toolCallId), name: event.tool, arguments: argumentsOf(event) };
}

/** The arguments of a tool call as they were understood. */
export function argumentsOf(
  event: Extract<CallEvent, { toolCallId: string }>,
): Record<string, unknown> {
  switch (event.type) {
    case 'delivery.requested':
      return event.heard === null ? {} : { trackingNumber: event.heard };
    case 'confirmation.given': {
      const { confirmed, heard } = event;
      return { confirmed, ...(heard === null ? {} : { trackingNumber: heard }) };
    }
    case 'verification.given':
      // It is on record whether it was right, and nothing else of it.
      return { answer: UNTOLD };
    case 'human.requested':
      return event.reason === null ? {} : { reason: event.reason };
    case 'talk.heard':
      return { act: event.act };
    case 'tool.misused':
      return {};
    default:
      return event satisfies never;
  }
}
