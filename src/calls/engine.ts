import type { CallContext, CallInput } from '../../machines/call-context.ts';
import type { ReportEvent, ToolEvent, Turn } from '../../machines/call-events.ts';
import type { RecordedEvent, RecordedSnapshot } from '../../machines/record.ts';
import type { CallState, Reply } from '../../machines/reply.ts';

/**
 * A conversation so far, as it is told again and again: an entry is read when it is looked at, and
 * is nothing where it is no turn.
 */
export type ToldTurns = { readonly length: number; at(index: number): Turn | null | undefined };

/** What one webhook delivery brings to a call, already read and stamped with its time of arrival. */
export type Arrival = {
  callId: string;
  correlationId: string;
  /** Epoch milliseconds. */
  at: number;
  /** In the order in which Vapi listed them. */
  events: (ToolEvent | ReportEvent)[];
  /** The conversation so far, as far as this delivery tells it. */
  turns: ToldTurns;
  /** Who calls, in E.164, where that is known. */
  callerNumber: string | null;
  /** Where the live call can be spoken into; a credential, never recorded. */
  controlUrl: string | null;
  /** Where a message of a conversation in writing belongs; absent for a call that is spoken. */
  thread?: Thread | null;
};

/**
 * What a message of a conversation in writing says of where it belongs, by Vapi's IDs. At least one
 * of the session and the chat is there.
 */
export type Thread = {
  sessionId: string | null;
  chatId: string | null;
  previousChatId: string | null;
  /** The earlier tool calls that it tells again, in order; read only when asked for. */
  replayed: () => ToolEvent[];
};

/**
 * The one thing that stands between the webhook and the actors. Another engine may run the same
 * charts elsewhere; whatever it does, it gives one answer per tool call, and the same one for ever.
 */
export interface CallEngine<Answer> {
  /**
   * Delivers the events, waits until every tool call among them is answered and the answers are on
   * record, and gives them in their order.
   */
  handle(arrival: Arrival): Promise<Answer[]>;
  /**
   * Whether there is room for a delivery, with tool calls in it or without: always, where its call
   * is known; else only if another call may go. One for which there is none is not handed over.
   */
  hasRoomFor(callId: string, isAsking: boolean): boolean;
  /** The ID of the call that a message of a conversation in writing belongs to. Changes nothing. */
  conversationOf(thread: Thread): string;
  /** What a call knows now; null for a call that is not known. Changes nothing. */
  look(callId: string): Promise<CallView | null>;
  /** Takes up calls where their records end, after a restart. */
  resume(calls: RestoredCall<Answer>[]): void;
  /** Calls that are held in memory, ended ones included. */
  size(): number;
  /** Stops every actor; calls are left as they are. */
  close(): Promise<void>;
}

/** A call as others may see it. */
export type CallView = {
  context: CallContext;
  state: CallState;
  controlUrl: string | null;
};

/** One step of a call, for the record: all that moved it, and what was answered. */
export type CallStep<Answer> = {
  callId: string;
  correlationId: string;
  /** Who calls, in E.164, as far as it is known; on record only in a form that does not tell it. */
  callerNumber: string | null;
  /** From 0, without gaps. */
  seq: number;
  /** When the step was complete, in epoch milliseconds. */
  at: number;
  /** What was said since the step before. */
  turns: Turn[];
  /** Everything that the actor received since the step before, in order. */
  events: RecordedEvent[];
  /** What was sent; null where no tool call was answered. */
  answers: Answer[] | null;
  /** Whose answers they are, by the IDs of the tool calls within the call. */
  answered: string[];
  state: CallState;
  snapshot: RecordedSnapshot;
  latencyMs: number;
};

/** A call that was under way, or not long over, when the process before this one stopped. */
export type RestoredCall<Answer> = {
  callId: string;
  /** Null for a call whose state is lost, as its snapshot is: it begins anew. */
  input: CallInput | null;
  snapshot: RecordedSnapshot | null;
  /** The number of its next step. */
  seq: number;
  /** When it was last heard of, in epoch milliseconds. */
  at: number;
  /** By the IDs of the tool calls within the call. */
  answers: { toolCallId: string; answer: Answer }[];
  /** The tool calls that were answered, as far as they are known. */
  asked?: ToolEvent[];
  /** What was said before, as far as it is known. */
  said?: Turn[];
};

/** What an operator may want to know of a call, as it happens. */
export type CallNotice =
  | { type: 'call.opened'; callId: string }
  | { type: 'call.resumed'; callId: string; state: CallState }
  | { type: 'call.ended'; callId: string; reason: string | null }
  | { type: 'call.forgotten'; callId: string }
  /** The call had to go to make room: it is as if it had never been heard of. */
  | { type: 'call.dropped'; callId: string; wasOver: boolean }
  /** The end of a call was told, or a report on it, that is not known or known no more. */
  | { type: 'call.missed'; callId: string }
  | { type: 'call.broken'; callId: string; error: unknown }
  | { type: 'state.entered'; callId: string; state: CallState }
  | { type: 'tool.answered'; callId: string; reply: Reply; latencyMs: number }
  | { type: 'tool.repeated'; callId: string; tool: string }
  /** A known ID came with another question, and is another tool call. */
  | { type: 'tool.id_reused'; callId: string; tool: string };
