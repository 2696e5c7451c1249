import type { CallContext, CallInput } from '../../machines/call-context.ts';
import type { CallEvent, Turn } from '../../machines/call-events.ts';
import type { CallState } from '../../machines/reply.ts';

/** The version of the lines that are written; a reader says which versions it takes. */
export const LINE_VERSION = 1;

/** A tool call as Vapi made it, as far as it could be read. */
export type RecordedToolCall = { id: string; name: string; arguments: unknown };

/**
 * An event on record: what the actor received, in order. The first of a call is its opening, with
 * the input that its actor was started with.
 */
export type RecordedEvent = CallEvent | { type: 'call.opened'; at: number; input: CallInput };

/** The chart's state after the line's events, as plain JSON: enough to go on from. */
export type RecordedSnapshot = { value: unknown; context: CallContext; status: string };

/** One answer as it was sent; equal bytes when it is written as JSON again. */
export type RecordedResult = { toolCallId: string; [field: string]: unknown };

/**
 * One line of the journal: a webhook delivery that moved or answered a call. Names and meaning are
 * those of DESIGN: other people's scripts read these files.
 */
export type JournalLine = {
  v: typeof LINE_VERSION;
  /** ISO 8601, UTC; when the delivery was answered. */
  timestamp: string;
  correlation_id: string;
  call_id: string;
  /** Per call, from 0, without gaps. */
  seq: number;
  /** What was said since the line before, as Vapi reported it. */
  transcript: Turn[];
  tool_calls: RecordedToolCall[];
  /** Exactly what was sent; null for a delivery that is answered with `{}`. */
  response: { results: RecordedResult[] } | null;
  /** All that the call's actor received since the line before, lookup outcomes and clock included. */
  events: RecordedEvent[];
  /** The outer state after these events. */
  state: CallState;
  snapshot: RecordedSnapshot;
  latency_ms: number;
};
