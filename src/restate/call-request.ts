/** What is sent between those who answer Vapi and the objects that hold the calls. */
import type {
  AskedEvent,
  ReportEvent,
  ShellEvent,
  Turn,
  TurnEvent,
} from '../../machines/call-events.ts';
import type { Command } from '../../machines/session.ts';
import type { ToldTurns } from '../../machines/transcript.ts';

/** The version of requests and replies: nodes of two releases may talk to each other for a while. */
export const WIRE_VERSION = 1;

/** A delivery of Vapi's, as it is told to its call. Times are epoch milliseconds. */
export type ToldDelivery = {
  type: 'delivery';
  /** The name that whoever waits for it gave it. */
  ref: string;
  at: number;
  correlationId: string;
  events: (AskedEvent | TurnEvent | ReportEvent)[];
  turns: SentTurns;
  callerNumber: string | null;
  controlUrl: string | null;
  /** The chat that it is of, in a conversation in writing. */
  chatId?: string | null;
  /** When its tool calls were answered with a fault, because the call had not answered in time. */
  missedAt?: number;
};

/** What a call is told, in the order in which it happened. */
export type Told =
  | ToldDelivery
  /** What came of a command. */
  | { type: 'event'; event: ShellEvent }
  /** Somebody waits, and the deadline has come. */
  | { type: 'woken'; at: number };

/** A delivery that somebody waits for, and its tool calls by their IDs within the call. */
export type Awaited = { ref: string; toolCallIds: string[] };

export type CallRequest = {
  v: typeof WIRE_VERSION;
  callId: string;
  /** When it was sent. */
  at: number;
  told: Told[];
  awaited: Awaited[];
};

export type CallReply<Answer> = {
  v: typeof WIRE_VERSION;
  /** Deliveries that are answered by now, and on record. */
  answered: { ref: string; answers: Answer[] }[];
  /** Deliveries whose tool calls are not all answered yet. */
  pending: Awaited[];
  /** Deliveries that the call has no answer to, and never will. */
  lost: string[];
  /** To be carried out by whoever gets this. */
  commands: Command[];
  /** Numbers that the call waits for: whoever waits with it looks them up, if nobody does. */
  lookingUp: string[];
};

/** A conversation so far, by the entries in it that are turns; of a long one, its end. */
export type SentTurns = { length: number; entries: [index: number, turn: Turn][] };

/** As many entries are looked at, and turns are read, as a session would of any conversation. */
const ENTRIES_MAX = 500;
const TURNS_MAX = 200;

/** What is sent of a conversation. */
export function toSentTurns(turns: ToldTurns): SentTurns {
  const entries: SentTurns['entries'] = [];
  const first = Math.max(0, turns.length - ENTRIES_MAX);
  for (let index = turns.length - 1; index >= first && entries.length < TURNS_MAX; index -= 1) {
    const turn = turns.at(index);
    if (turn != null) entries.push([index, { role: turn.role, text: turn.text }]);
  }
  return { length: turns.length, entries: entries.reverse() };
}

/** The conversation, as a session reads it. */
export function toToldTurns({ length, entries }: SentTurns): ToldTurns {
  const turns = new Map(entries);
  return { length, at: (index) => turns.get(index) };
}
