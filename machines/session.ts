/**
 * A call as whoever hosts it holds it: the chart's snapshot with what was asked, answered, said, and
 * is not on record yet. `advance` takes one event and gives the session after it, with all that the
 * host has to do: plain JSON in and out, no clock, no randomness, nothing alive. The local engine, replay
 * and the evaluation run the same.
 */
import { type ActorSystem, fromTransition } from 'xstate';
import { Advancing } from './advancing.ts';
import type { CallContext, CallInput, CallPolicy } from './call-context.ts';
import type {
  AskedEvent,
  CallEvent,
  ReportEvent,
  ShellEvent,
  TalkAct,
  ToolEvent,
  Turn,
  TurnEvent,
} from './call-events.ts';
import type { Denial } from './call-hearing.ts';
import type { LastTurn } from './plan-turn.ts';
import { questionOf, wireIdOf } from './question.ts';
import type { RecordedEvent, RecordedSnapshot } from './record.ts';
import type { CallState, Reply, ReplyStatus } from './reply.ts';
import { type Conversation, startTranscript, type Transcript } from './transcript.ts';
import { outerState, reviveChart, startChart } from './transition.ts';

/** How long a call is waited for, in milliseconds. */
export type CallTimeouts = {
  /** Without any event, before the call is taken for ended. */
  silenceTimeoutMs: number;
  /** After its end, during which late and repeated tool calls still get their answer. */
  lingerMs: number;
};

/** What the caller and the tools have named in a call: what the guard may compare with. */
export type Heard = {
  /** Tracking numbers, the latest last. */
  numbers: readonly string[];
  /** What the caller said, word by word, folded; the latest last. */
  callerWords: readonly string[];
  /** Whether all of that was heard; a process that took the call up knows a part of it. */
  heardAll: boolean;
};

/** What the assistant stated that no record states. */
export type Ungrounded = {
  /** The kind of each fact. */
  kinds: string[];
  /** The number of the parcel that it was said of; null where that cannot be told. */
  trackingNumber: string | null;
};

/** Judges by pure functions what the assistant says; see the room src/grounding. */
export type Guard = {
  learn: (heard: Heard, event: CallEvent, policy: CallPolicy) => Heard;
  /** Null where nothing is wrong; `context` is what the call knew before the event. */
  judge: (heard: Heard, event: CallEvent, context: CallContext) => Ungrounded | null;
};

/** What sessions are held under; pure functions, the same for every call of a process. */
export type SessionRules<Answer> = {
  timeouts: CallTimeouts;
  /** Makes of a reply what is sent and kept. */
  render: (reply: Reply) => Answer;
  guard: Guard;
};

/** A tool call and its answer. */
export type AskedTool<Answer> = {
  /** Of its own within the call; see askIdOf(). */
  toolCallId: string;
  /** By which Vapi knows it; whoever uses one again may ask something else. */
  wireId: string;
  /** Null where it is not on record. */
  question: string | null;
  /** Empty where it is not on record. */
  tool: string;
  at: number;
  /** Null while it is waited for. */
  answer: Answer | null;
  /** Whether a step has the answer. */
  isRecorded: boolean;
};

/** A delivery whose tool calls are not all answered yet. */
type OpenDelivery = { id: number; at: number; correlationId: string; toolCallIds: string[] };

/** The IDs of chats: those that are known, and those of them that are not on record yet. */
export type Chats = { known: readonly string[]; fresh: readonly string[] };

/** A call. Plain JSON; times are epoch milliseconds. */
export type Session<Answer> = {
  input: CallInput;
  /** When it was opened; of a call that was taken up again, since when it is known. */
  startedAt: number;
  /** What the last answer amounted to; null for none since the call was opened or taken up. */
  lastStatus: ReplyStatus | null;
  /** `error` once the chart has thrown, `stopped` once the host has let go. */
  snapshot: RecordedSnapshot;
  toolCalls: readonly AskedTool<Answer>[];
  deliveries: readonly OpenDelivery[];
  /** The delivery whose answers asked the caller about a number last; null for one before a restart. */
  askedIn: number | null;
  /** What reports have told; each is taken once, however often it comes. */
  reports: readonly string[];
  transcript: Transcript;
  heard: Heard;
  /** The number of the next step, and the events that it will have. */
  seq: number;
  events: readonly RecordedEvent[];
  /** Whether anything moved the call since the last step. */
  hasMoved: boolean;
  /** Of a conversation in writing: the chats in which something was asked, the latest ones. */
  chats: Chats;
  /** Of the latest delivery. */
  correlationId: string;
  /** Where the live call can be spoken into; a credential, never recorded. */
  controlUrl: string | null;
  /** Who calls, in E.164, as far as a delivery has told. */
  callerNumber: string | null;
  /** Whether it was asked who calls. */
  isMet: boolean;
  /** The last turn of a call without a model that was said, and what it came to. */
  lastTurn: LastTurn | null;
  /** What the caller did by the last turn of a call without a model, and how often in a row. */
  lastAct: { act: TalkAct; times: number } | null;
  /** Whether the caller has answered who they are, and nobody has spoken since. */
  isAnswering: boolean;
  isOver: boolean;
  quietSince: number;
};

/** What one delivery of Vapi's brings to a call. */
export type ReceivedDelivery = {
  type: 'delivery.received';
  /** The host's name for it, of its own within the call. */
  id: number;
  at: number;
  correlationId: string;
  /** In the order in which Vapi listed them. */
  events: (AskedEvent | TurnEvent | ReportEvent)[];
  conversation: Conversation;
  callerNumber: string | null;
  controlUrl: string | null;
  /** The chat that it is of, in a conversation in writing. */
  chatId?: string | null;
  /** Deliveries before it, by their names, whose answers nobody has yet; absent for none. */
  unsent?: readonly number[];
  /**
   * When its tool calls were answered with a fault, by whoever could not reach the call in time: that
   * is their answer from then on, whatever it was before. Absent for a delivery that waits.
   */
  missedAt?: number;
};

/** What a session may be told. */
export type SessionEvent =
  | ReceivedDelivery
  /** What came of a command, whenever it comes. */
  | ShellEvent
  /** The time that `wakeAt` named has come. */
  | { type: 'session.woken'; at: number }
  /** There is no room for the call: what it has heard is put on record before it is stopped. */
  | { type: 'session.dropped'; at: number }
  /** The host stops: whoever still waits is answered with a fault. */
  | { type: 'session.stopped' }
  /** Events as they stand on record, tool calls by their IDs within the call: they are recorded. */
  | { type: 'session.replayed'; events: readonly RecordedEvent[] }
  /** A chart that broke goes on from where it broke: so does a process that starts again. */
  | { type: 'session.revived' };

/** What the host has to do; what comes of it is delivered to the call as an event. */
export type Command =
  /** Comes back as `lookup.staleFound` and `lookup.settled`. */
  | { type: 'lookUp'; trackingNumbers: string[]; callerNumber: string | null }
  /** Comes back as `caller.recognised`, where the caller has deliveries. */
  | { type: 'recognise'; callerNumber: string }
  /** Says in the call unasked what came too late for its tool call. */
  | { type: 'say'; controlUrl: string; reply: Reply }
  /** Says in the call what is on record, after something else was said. */
  | {
      type: 'correct';
      controlUrl: string;
      ungrounded: Ungrounded;
      context: CallContext;
      at: number;
    };

/** All that moved a call since the step before, and what was answered: for the record. */
export type Step<Answer> = {
  callId: string;
  correlationId: string;
  /** Who calls, in E.164, as far as it is known; on record only in a form that does not tell it. */
  callerNumber: string | null;
  /** From 0, without gaps. */
  seq: number;
  /** When the delivery came, or the event that moved the call. */
  since: number;
  /** The chats of a conversation in writing that are known since the step before. */
  chats: readonly string[];
  /** What was said since the step before. */
  turns: Turn[];
  /** Everything that the chart received since the step before, in order. */
  events: readonly RecordedEvent[];
  /** What was sent; null where no tool call was answered. */
  answers: Answer[] | null;
  /** Whose answers they are, by the IDs of the tool calls within the call. */
  answered: string[];
  state: CallState;
  snapshot: RecordedSnapshot;
};

/** What an operator may want to know of a call, as it happens, and the number that it is about. */
export type SessionNotice = { trackingNumber?: string | null } & (
  | { type: 'call.opened' }
  | { type: 'call.resumed'; state: CallState }
  | { type: 'call.ended'; reason: string | null }
  | { type: 'call.forgotten' }
  | { type: 'call.broken'; error: unknown }
  | { type: 'state.entered'; state: CallState }
  | { type: 'tool.answered'; reply: Reply; askedAt: number }
  | { type: 'tool.repeated'; tool: string }
  /** A known ID came with another question, and is another tool call. */
  | { type: 'tool.id_reused'; tool: string }
  /** The model passed a yes on, and the caller's own words deny the number. */
  | { type: 'confirmation.denied'; by: Denial }
  | ({ type: 'guard.ungrounded' } & Ungrounded)
  | { type: 'guard.failed'; error: unknown }
);

/** An event that the chart took, and where it was after it. */
export type Move = { event: RecordedEvent; snapshot: RecordedSnapshot };

/** A session after an event, and what its host has to do, each list in its order. */
export type Advance<Answer> = {
  session: Session<Answer>;
  /** For whoever looks on: the chart's own steps, of which the session keeps the last. */
  moves: Move[];
  /** Deliveries that are answered now, each tool call in its place. */
  answers: { delivery: number; answers: Answer[] }[];
  /** To be put on record before any of the answers is sent. */
  steps: Step<Answer>[];
  commands: Command[];
  /** When to say `session.woken`; null once the call is to be forgotten. */
  wakeAt: number | null;
  notices: SessionNotice[];
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
  /** By the IDs of the tool calls within the call; a tool is empty where its answer does not name it. */
  answers: { toolCallId: string; tool: string; answer: Answer }[];
  /** The tool calls that were answered, as far as they are known. */
  asked?: ToolEvent[];
  /** What was said before, as far as it is known; and of it, since a number was read back last. */
  said?: Turn[];
  saidSinceReadBack?: Turn[];
  /** The chats in which they were asked, of a conversation in writing, the latest last. */
  chats?: readonly string[];
  /** The events of its last line. */
  lastEvents?: CallEvent[];
};

/** The same for every call, and until something is asked in writing. */
const NO_CHATS: Chats = { known: [], fresh: [] };

const NOTHING_HEARD: Heard = { numbers: [], callerWords: [], heardAll: true };

/** A call begins. */
export function openSession<Answer>(
  rules: SessionRules<Answer>,
  input: CallInput,
  { at, correlationId }: { at: number; correlationId: string },
): Advance<Answer> {
  const moved = startChart(input);
  const opening = new Advancing(rules, blankSession(input, moved.snapshot, at, correlationId));
  opening.open(moved, at);
  return opening.end();
}

/**
 * A call goes on where its record ends; whoever waited then is gone, and what they waited for is
 * overdue. Throws for a snapshot that no chart can have come to.
 */
export function resumeSession<Answer>(
  rules: SessionRules<Answer>,
  restored: RestoredCall<Answer> & { input: CallInput },
  { now, correlationId }: { now: number; correlationId: string },
): Advance<Answer> {
  const { input, at, seq, said, saidSinceReadBack, snapshot, asked = [], chats = [] } = restored;
  const chart = snapshot === null ? startChart(input).snapshot : reviveChart(snapshot, input);
  const session = blankSession<Answer>(input, chart, at, correlationId);
  const resuming = new Advancing<Answer>(rules, {
    ...session,
    startedAt: Math.min(at, ...asked.map((event) => event.at)),
    seq,
    transcript: startTranscript(said, saidSinceReadBack),
    toolCalls: answeredBefore(restored),
    chats: chats.length === 0 ? NO_CHATS : { known: chats, fresh: [] },
    heard: { ...NOTHING_HEARD, heardAll: false },
    isMet: chart.context.callerNumbers.length > 0,
    isOver: outerState(chart.value) === 'ended',
  });
  resuming.resume(restored, now);
  return resuming.end();
}

/**
 * A call after one more event. Pure. A chart that breaks is answered for; what is thrown here is a
 * fault of the session itself, or of a `render` that has no words even for that.
 */
export function advance<Answer>(
  rules: SessionRules<Answer>,
  session: Session<Answer>,
  event: SessionEvent,
): Advance<Answer> {
  const advancing = new Advancing(rules, session);
  advancing.take(event);
  return advancing.end();
}

/** What a living call tells its host after each event, its stop included. */
export type Advanced<Answer> = { type: 'advanced'; advance: Advance<Answer> };

/**
 * What a call's actor is started with. xstate keeps it for as long as the actor lives: whoever starts
 * one takes the session out of it then, so that the first one need not be held beside the latest.
 */
export type SessionStart<Answer> = { session: Session<Answer> | null };

/** The logic of living calls, actors whose state is the session. Nothing else of an advance is kept. */
export function sessionLogic<Answer>(rules: SessionRules<Answer>) {
  return fromTransition<
    Session<Answer>,
    SessionEvent | { type: 'xstate.stop' },
    ActorSystem<never>,
    SessionStart<Answer>,
    Advanced<Answer>
  >(
    (session, event, { emit }) => {
      const told = event.type === 'xstate.stop' ? ({ type: 'session.stopped' } as const) : event;
      const advanced = advance(rules, session, told);
      emit({ type: 'advanced', advance: advanced });
      return advanced.session;
    },
    ({ input: { session } }) => {
      if (session === null) throw new Error('Cannot start the call: it has been started before');
      return session;
    },
  );
}

/** Whether a tool call ever came: what it was answered must repeat. */
export function hasAsked({ toolCalls }: Session<unknown>): boolean {
  return toolCalls.length > 0;
}

/** The answer to a tool call, by its ID within the call; null when there is none yet. */
export function answerTo<Answer>(session: Session<Answer>, toolCallId: string): Answer | null {
  return session.toolCalls.find((asked) => asked.toolCallId === toolCallId)?.answer ?? null;
}

function blankSession<Answer>(
  input: CallInput,
  snapshot: RecordedSnapshot,
  quietSince: number,
  correlationId: string,
): Session<Answer> {
  return {
    input,
    startedAt: quietSince,
    lastStatus: null,
    snapshot,
    toolCalls: [],
    deliveries: [],
    askedIn: null,
    reports: [],
    transcript: startTranscript(),
    heard: NOTHING_HEARD,
    seq: 0,
    events: [],
    hasMoved: false,
    chats: NO_CHATS,
    correlationId,
    controlUrl: null,
    callerNumber: null,
    isMet: false,
    lastTurn: null,
    lastAct: null,
    isAnswering: false,
    isOver: false,
    quietSince,
  };
}

function answeredBefore<Answer>({ answers, asked, at }: RestoredCall<Answer>) {
  const questions = new Map(asked?.map((event) => [event.toolCallId, questionOf(event)]));
  return answers.map(
    ({ toolCallId, tool, answer }): AskedTool<Answer> => ({
      toolCallId,
      wireId: wireIdOf(toolCallId),
      question: questions.get(toolCallId) ?? null,
      tool,
      at,
      answer,
      isRecorded: true,
    }),
  );
}
