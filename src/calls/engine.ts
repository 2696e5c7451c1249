import type { CallContext } from '../../machines/call-context.ts';
import type { ReportEvent, ToolEvent } from '../../machines/call-events.ts';
import type { CallState, Reply } from '../../machines/reply.ts';

/** What one webhook delivery brings to a call, already read and stamped with its time of arrival. */
export type Arrival = {
  callId: string;
  correlationId: string;
  /** Epoch milliseconds. */
  at: number;
  /** In the order in which Vapi listed them. */
  events: (ToolEvent | ReportEvent)[];
};

/**
 * The one thing that stands between the webhook and the actors. Another engine may run the same
 * charts elsewhere; whatever it does, it gives one answer per tool call, and the same one for ever.
 */
export interface CallEngine<Answer> {
  /** Delivers the events, waits until every tool call among them is answered, in their order. */
  handle(arrival: Arrival): Promise<Answer[]>;
  /** What a call knows now; null for a call that is not known. Changes nothing. */
  look(callId: string): Promise<CallContext | null>;
  /** Calls that are held in memory, ended ones included. */
  size(): number;
  /** Stops every actor; calls are left as they are. */
  close(): Promise<void>;
}

/** What an operator may want to know of a call, as it happens. */
export type CallNotice =
  | { type: 'call.opened'; callId: string }
  | { type: 'call.ended'; callId: string; reason: string | null }
  | { type: 'call.forgotten'; callId: string }
  | { type: 'call.broken'; callId: string; error: unknown }
  | { type: 'state.entered'; callId: string; state: CallState }
  | { type: 'tool.answered'; callId: string; reply: Reply; latencyMs: number }
  | { type: 'tool.repeated'; callId: string; tool: string };
