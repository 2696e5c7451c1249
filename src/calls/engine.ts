import type { CallContext } from '../../machines/call-context.ts';
import type {
  AskedEvent,
  ReportEvent,
  ShellEvent,
  Turn,
  TurnEvent,
} from '../../machines/call-events.ts';
import type { CallState, ReplyStatus } from '../../machines/reply.ts';
import type {
  Command,
  Move,
  SessionNotice,
  SessionRules,
  Step,
  sessionLogic,
} from '../../machines/session.ts';
import type { ToldTurns } from '../../machines/transcript.ts';
import type { Clock } from '../edges.ts';
import type { WakeTimers } from './wake-timer.ts';

/** What one webhook delivery brings to a call, already read and stamped with its time of arrival. */
export type Arrival = {
  callId: string;
  correlationId: string;
  /** Epoch milliseconds. */
  at: number;
  /** In the order in which Vapi listed them. */
  events: (AskedEvent | TurnEvent | ReportEvent)[];
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
  replayed: () => AskedEvent[];
};

/**
 * The one thing that stands between the webhook and the calls. Another engine may hold the same
 * sessions elsewhere; whatever it does, it gives one answer per tool call, and the same one for ever.
 */
export interface CallEngine<Answer> {
  /**
   * Delivers the events, waits until every tool call among them is answered and the answers are on
   * record, and gives them in their order. Rejects with a NoRoomError where there is no room for the
   * call, which has heard nothing then; there always is for one that is known.
   */
  handle(arrival: Arrival): Promise<Answer[]>;
  /** Takes what came of a command to its call, if that is still known. */
  deliver(callId: string, event: ShellEvent): Promise<void>;
  /** What a call knows now; null for a call that is not known. Changes nothing. */
  look(callId: string): Promise<CallView | null>;
  /** Every call that is known, those that have ended and still repeat their answers included. */
  list(): Promise<CallView[]>;
  /** Tells of what happens to calls from now on; gives back what ends that. */
  subscribe(listener: (notice: CallNotice) => void): () => void;
  /** Stops every call where it is; whoever waits is answered with a fault. */
  close(): Promise<void>;
}

/** There is no room for one more call. */
export class NoRoomError extends Error {}

/** Carries a command out; what comes of it is delivered to the call. Never throws. */
export type CarryOut = (callId: string, command: Command) => void;

/**
 * A call as others may see it; times are epoch milliseconds. Of a call of which nothing was heard
 * since, it is the very same.
 */
export type CallView = {
  callId: string;
  context: CallContext;
  state: CallState;
  /** The chart's whole state, of which `state` is the outer one, and whether it works. */
  value: unknown;
  status: string;
  controlUrl: string | null;
  /** When it was opened; of a call that was taken up after a restart, since when it is known. */
  startedAt: number;
  /** When it was last heard of; once it is over, when it ended. */
  heardAt: number;
  /** What was said last, as it was said. */
  lastTurn: Turn | null;
  /** What the last answer amounted to; null for none since the process holds the call. */
  lastStatus: ReplyStatus | null;
  /** How many tool calls have an answer. */
  answers: number;
  isOver: boolean;
};

/** One step of a call, for the record. */
export type CallStep<Answer> = Omit<Step<Answer>, 'since'> & {
  /** When the step was complete, in epoch milliseconds. */
  at: number;
  latencyMs: number;
};

/** What an operator may want to know of a call, as it happens; `at` is in epoch milliseconds. */
export type CallNotice = { callId: string; at: number } & (
  | SessionNotice
  /** The call had to go to make room: it is as if it had never been heard of. */
  | { type: 'call.dropped'; wasOver: boolean }
  /** The end of a call was told, or a report on it, that is not known or known no more. */
  | { type: 'call.missed' }
);

/** Looks on as the charts of calls move, each in its order. Changes nothing, and never throws. */
export type CallObserver = {
  moved: (callId: string, moves: readonly Move[]) => void;
  /** The call's actor has stopped: nothing more comes of it. */
  stopped: (callId: string) => void;
};

/** What every call of an engine works with. */
export type CallSurroundings<Answer> = {
  rules: SessionRules<Answer>;
  /** That of these rules, the same for every call. */
  logic: ReturnType<typeof sessionLogic<Answer>>;
  clock: Clock;
  wakeTimers: WakeTimers;
  record: (step: CallStep<Answer>) => Promise<void>;
  carryOut: CarryOut;
  notify: (notice: CallNotice) => void;
  observer?: CallObserver | undefined;
  /** Called once, when the call's time is up and its actor has stopped. */
  forget: (callId: string) => void;
};

/**
 * Whether nothing is told but the end of a call that has been forgotten since: it would be opened and
 * ended once more. A report tells by its times; by them a call is known after a restart too.
 */
export function isLateEnding(
  events: Arrival['events'],
  { at, lingerMs, isForgotten }: { at: number; lingerMs: number; isForgotten: boolean },
): boolean {
  if (events.length === 0) return false;
  if (!events.every(({ type }) => type === 'report.received' || type === 'call.ended'))
    return false;
  const ends = events.flatMap((event) =>
    event.type === 'report.received' ? (event.report.endedAt ?? []) : [],
  );
  return isForgotten || ends.some((end) => Date.parse(end) + lingerMs < at);
}
