import type { Topic } from './call-events.ts';
import type { Sighting } from './lookup-outcome.ts';

/** The rules that a call is held under; durations in milliseconds. Part of the actor's input. */
export type CallPolicy = {
  /** When a number is read back before anything is looked up. */
  confirm: 'always' | 'when-unsure' | 'never';
  /** Unconfirmed or not-found tries before a person is offered. */
  triesMax: number;
  /** How long a tool call may wait for its lookup. */
  replyDeadlineMs: number;
  /** How long a record that is held answers further questions without a second lookup. */
  freshMs: number;
};

export type CallInput = { callId: string; policy: CallPolicy };

/** A number that was heard and has not passed confirm. */
export type Candidate = {
  trackingNumber: string;
  interpreted: boolean;
  topic: Topic;
};

/** A tool call that waits for a lookup; `deadlineAt` is in epoch milliseconds. */
export type Ask = {
  toolCallId: string;
  tool: string;
  trackingNumber: string;
  topic: Topic;
  deadlineAt: number;
  /** What can be said should the lookup not end in time. */
  stale: Sighting | null;
};

/** Why the call is in fallback, and what is next. */
export type Trouble = {
  why: 'notFound' | 'unavailable' | 'tooManyTries' | 'humanRequested';
  next: 'anotherNumber' | 'tryAgain' | 'human';
  trackingNumber: string | null;
};

/** All that a call knows: plain JSON, nothing alive in it. */
export type CallContext = CallInput & {
  /** Tries in a row that led nowhere. */
  tries: number;
  candidate: Candidate | null;
  /** Numbers of the deliveries to whoever calls; kept to doubt by, never to speak of. */
  callerNumbers: string[];
  /** Numbers that passed confirm, by the caller or by the policy; the latest last. */
  passedNumbers: string[];
  asks: Ask[];
  /** The delivery that the call is about. */
  held: Sighting | null;
  trouble: Trouble | null;
  ended: { at: number; reason: string | null } | null;
  /** What Vapi made of the call when it was over. */
  review: { summary: string | null; successEvaluation: string | null } | null;
};

const NO_INPUT: CallInput = {
  callId: '',
  policy: { confirm: 'always', triesMax: 0, replyDeadlineMs: 0, freshMs: 0 },
};

/** The context of a call of which nothing was heard yet. */
export function initialCallContext(input: CallInput | undefined): CallContext {
  return {
    // xstate calls a context factory once more without input on every pure transition.
    ...(input ?? NO_INPUT),
    tries: 0,
    candidate: null,
    callerNumbers: [],
    passedNumbers: [],
    asks: [],
    held: null,
    trouble: null,
    ended: null,
    review: null,
  };
}

/** When the chart wants `time.passed`, in epoch milliseconds: at the nearest deadline. */
export function wakeAt({ asks }: CallContext): number | null {
  return asks.length === 0 ? null : Math.min(...asks.map((ask) => ask.deadlineAt));
}
