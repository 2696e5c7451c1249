/**
 * What the console and its JSON tell of calls, as one schema for the routes, the page and the
 * programs. Times are epoch milliseconds unless they say otherwise; durations are milliseconds.
 *
 * Whatever may name a person (numbers of parcels and phones, names, notes, words said) is masked
 * unless `isMasked` is false: numbers keep their last four characters.
 */
import { type Static, type TSchema, Type } from 'typebox';
import { CallStateSchema, REPLY_STATUSES } from '../../machines/reply.ts';

const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const Moment = Type.Number({ description: 'Epoch milliseconds' });
const Duration = Type.Number({ description: 'Milliseconds' });
const Count = Type.Integer({ minimum: 0 });
const StatusSchema = Type.Enum([...REPLY_STATUSES]);
/** Counts by name, such as answers by status. */
const CountsSchema = Type.Record(Type.String(), Count);

const WordsSchema = Type.Object({
  role: Type.Enum(['caller', 'assistant']),
  text: Type.String(),
});

/** A call that is held now, in one row. */
export const LiveCallSchema = Type.Object({
  callId: Type.String(),
  medium: Type.Enum(['voice', 'text']),
  state: CallStateSchema,
  startedAt: Moment,
  /** When it was last heard of. */
  heardAt: Moment,
  lastWords: orNull(WordsSchema),
  /** Of the last answer. */
  status: orNull(StatusSchema),
  answers: Count,
  /** The number that the call is about, masked. */
  trackingNumber: orNull(Type.String()),
  isOver: Type.Boolean(),
});
export type LiveCall = Static<typeof LiveCallSchema>;

/** What happened in one step of time, for sparklines. */
const SeriesPointSchema = Type.Object({
  at: Moment,
  live: Count,
  answers: CountsSchema,
  latencyP50: orNull(Duration),
  latencyP95: orNull(Duration),
  cacheHits: Count,
  cacheMisses: Count,
  sanityAttempts: Count,
  ungrounded: Count,
});
export type SeriesPoint = Static<typeof SeriesPointSchema>;

/** GET /api/state: what the process knows of itself. */
export const StateSchema = Type.Object({
  at: Moment,
  startedAt: Moment,
  readiness: Type.Object({
    ready: Type.Boolean(),
    /** `ok`, or what is the matter, by what was looked at. */
    checks: Type.Record(Type.String(), Type.String()),
  }),
  calls: Type.Object({
    live: Count,
    opened: Count,
    ended: Count,
    broken: Count,
    dropped: Count,
    missed: Count,
  }),
  /** Answers by status since the start. */
  answers: CountsSchema,
  ungrounded: Count,
  cache: Type.Object({ hits: Count, misses: Count, stale: Count }),
  breaker: Type.Object({ state: Type.Enum(['closed', 'halfOpen', 'open']), changes: Count }),
  journal: Type.Object({ ok: Type.Boolean(), reason: orNull(Type.String()) }),
  /** Oldest first; the last one is under way. */
  series: Type.Object({ stepMs: Duration, points: Type.Array(SeriesPointSchema) }),
});
export type State = Static<typeof StateSchema>;

/**
 * GET /api/stream, as server-sent events, the same for every viewer. `calls` comes whole to begin
 * with and after a viewer was too slow (`isWhole`), else what has changed since; `state` once a
 * second.
 */
export const StreamEventSchema = Type.Union([
  Type.Object({ type: Type.Literal('state'), state: StateSchema }),
  Type.Object({
    type: Type.Literal('calls'),
    isWhole: Type.Boolean(),
    changed: Type.Array(LiveCallSchema),
    /** The IDs of calls that are held no more. */
    gone: Type.Array(Type.String()),
  }),
]);
export type StreamEvent = Static<typeof StreamEventSchema>;

/** A call on record, in one row. */
export const CallSummarySchema = Type.Object({
  callId: Type.String(),
  medium: Type.Enum(['voice', 'text']),
  startedAt: Moment,
  /** Of its last line. */
  lastAt: Moment,
  endedAt: orNull(Moment),
  endedReason: orNull(Type.String()),
  state: CallStateSchema,
  /** Every number that was asked for or passed, masked. */
  trackingNumbers: Type.Array(Type.String()),
  answers: CountsSchema,
  /** Of the last answer. */
  status: orNull(StatusSchema),
  /** The slowest delivery with tool calls; null for none. */
  slowest: orNull(Duration),
  /** How often a number was read back. */
  readBacks: Count,
  /** Facts said that stand in no record of the call. */
  ungrounded: Count,
  /** Whether a person was asked for, and whether the call went to one. */
  handoff: orNull(Type.Enum(['asked', 'transferred'])),
  /** US dollars, where Vapi reports it. */
  cost: orNull(Type.Number()),
  /** The keyed hash of who calls, shortened; equal for equal numbers. */
  caller: orNull(Type.String()),
  lines: Count,
  /** Lines are missing, torn or damaged, or begin after the call did. */
  isIncomplete: Type.Boolean(),
});
export type CallSummary = Static<typeof CallSummarySchema>;

/** GET /api/calls: what is looked for; everything given has to hold. */
export const CallsQuerySchema = Type.Object({
  /** One box for all: a call ID, a number or its last four, a phone number, else words said. */
  q: Type.Optional(Type.String({ maxLength: 200 })),
  callId: Type.Optional(Type.String({ maxLength: 200 })),
  /** Whole, or the last four characters. */
  trackingNumber: Type.Optional(Type.String({ maxLength: 60 })),
  phone: Type.Optional(Type.String({ maxLength: 40 })),
  /** A time in words, in TIME_ZONE: "today 14:00-14:10", "14:05", "yesterday", "2026-11-23 9:00". */
  at: Type.Optional(Type.String({ maxLength: 60 })),
  from: Type.Optional(Moment),
  to: Type.Optional(Moment),
  /** A status that one of its answers has. */
  outcome: Type.Optional(StatusSchema),
  state: Type.Optional(CallStateSchema),
  words: Type.Optional(Type.String({ maxLength: 200 })),
  ungrounded: Type.Optional(Type.Boolean()),
  /** Deliveries that took at least so long. */
  slowerThan: Type.Optional(Duration),
  handoff: Type.Optional(Type.Boolean()),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export type CallsQuery = Static<typeof CallsQuerySchema>;

export const CallsPageSchema = Type.Object({
  /** The latest first. */
  calls: Type.Array(CallSummarySchema),
  /** How many there are in all. */
  total: Count,
  next: orNull(Type.String()),
  /** How what was asked for was understood, in words: "last four 0002, 14:00 to 14:10 UTC". */
  understood: Type.String(),
  /** What could not be read: damaged lines and days, in words. */
  faults: Type.Array(Type.String()),
  /** How long the search took. */
  took: Duration,
});
export type CallsPage = Static<typeof CallsPageSchema>;

/** A fact that was said, and where it stands. */
export const FactSchema = Type.Object({
  kind: Type.String(),
  quote: Type.String(),
  isGrounded: Type.Boolean(),
  /** What it was traced to: the record's number, masked, when that was read, and its field. */
  by: orNull(Type.String()),
});
export type Fact = Static<typeof FactSchema>;

/** Something that was said, with what it states. */
export const SaidSchema = Type.Object({
  role: Type.Enum(['caller', 'assistant']),
  /** Whether Waybill worded it, or the assistant's model. */
  by: Type.Enum(['caller', 'waybill', 'model']),
  text: Type.String(),
  facts: Type.Array(FactSchema),
});
export type Said = Static<typeof SaidSchema>;

const AnswerSchema = Type.Object({
  toolCallId: Type.String(),
  tool: Type.String(),
  arguments: Type.Unknown(),
  status: Type.String(),
  source: orNull(Type.String()),
  /** How old the data was, in seconds. */
  ageSeconds: orNull(Type.Number()),
  isStale: Type.Boolean(),
  sentence: Type.String(),
  facts: Type.Array(FactSchema),
});

/** One line of the record. */
export const StepSchema = Type.Object({
  seq: Count,
  /** When its first event came, and when it was recorded. */
  startedAt: Moment,
  at: Moment,
  correlationId: Type.String(),
  state: CallStateSchema,
  /** The outer states that were entered. */
  path: Type.Array(CallStateSchema),
  latency: Duration,
  said: Type.Array(SaidSchema),
  answers: Type.Array(AnswerSchema),
  /** All that the chart received, each with its type and time, and the chart's state after it. */
  events: Type.Array(
    Type.Object({
      type: Type.String(),
      at: Moment,
      detail: Type.Unknown(),
      /** The full state, as IDs of the chart's states: `call.fetch.waiting`. */
      active: Type.Array(Type.String()),
    }),
  ),
  /** What changed in the snapshot, by the paths of its leaves. */
  changes: Type.Array(
    Type.Object({ path: Type.String(), before: Type.Unknown(), after: Type.Unknown() }),
  ),
});
export type Step = Static<typeof StepSchema>;

/** One lookup as the call had it; its trail lies on the same time axis as the steps. */
export const LookupSchema = Type.Object({
  trackingNumber: Type.String(),
  startedAt: Moment,
  endedAt: orNull(Moment),
  /** `found`, `missing`, or why it failed; null while it goes on. */
  outcome: orNull(Type.String()),
  source: orNull(Type.String()),
  /** What it went through; empty for records of earlier releases. */
  trail: Type.Array(
    Type.Object({
      kind: Type.Enum(['cache', 'permit', 'attempt', 'pause']),
      startedAt: Moment,
      endedAt: Moment,
      /** Such as `fresh`, `stale`, `absent`, `granted`, `probe`, `refused`, `found`, `timeout`. */
      result: Type.String(),
    }),
  ),
});
export type Lookup = Static<typeof LookupSchema>;

/** GET /api/calls/:callId, and POST /api/calls/:callId/reveal for the same unmasked. */
export const StorySchema = Type.Object({
  call: CallSummarySchema,
  isMasked: Type.Boolean(),
  /** Whether it is held now: then it may go on. */
  isLive: Type.Boolean(),
  /** A page of steps, by `from` (a seq) and `limit`; all of the lookups, without their steps. */
  steps: Type.Array(StepSchema),
  stepsTotal: Count,
  next: orNull(Count),
  lookups: Type.Array(LookupSchema),
  /** Where Vapi keeps the recording, with KEEP_RECORDING_URL; only unmasked. */
  recordingUrl: orNull(Type.String()),
  /** To be pasted into a shell. */
  commands: Type.Object({ replay: Type.String(), erase: Type.String(), story: Type.String() }),
  faults: Type.Array(Type.String()),
});
export type Story = Static<typeof StorySchema>;

/** GET /api/calls/:callId/steps/:seq: the whole snapshot after a step. */
export const SnapshotSchema = Type.Object({
  seq: Count,
  isMasked: Type.Boolean(),
  /** The IDs of the chart's states that are active. */
  active: Type.Array(Type.String()),
  snapshot: Type.Unknown(),
});
export type Snapshot = Static<typeof SnapshotSchema>;

/** GET /api/calls/:callId/export, and POST for the same unmasked: the call's lines of the journal. */
export const ExportSchema = Type.Object({
  callId: Type.String(),
  isMasked: Type.Boolean(),
  lines: Type.Array(Type.Unknown()),
});
export type Export = Static<typeof ExportSchema>;

/** POST /api/calls/:callId/what-if: one event of a recorded call is another. */
export const ChangeSchema = Type.Object({
  seq: Count,
  /** Place of the event in its line. */
  event: Count,
  change: Type.Union([
    /** The tool call had these arguments, as Vapi would send them. */
    Type.Object({ type: Type.Literal('arguments'), arguments: Type.Unknown() }),
    /** Something else was said. */
    Type.Object({ type: Type.Literal('words'), text: Type.String({ maxLength: 2000 }) }),
    /** The lookup ended so; `found` gives the record another status, date or note. */
    Type.Object({
      type: Type.Literal('lookup'),
      outcome: Type.Enum(['found', 'missing', 'timeout', 'upstream', 'breakerOpen', 'invalid']),
      fields: Type.Optional(
        Type.Object({
          status: Type.Optional(Type.String({ maxLength: 200 })),
          estimatedDelivery: Type.Optional(Type.String({ maxLength: 40 })),
          issueMessage: Type.Optional(Type.String({ maxLength: 1000 })),
        }),
      ),
    }),
    /** It came so much later. */
    Type.Object({
      type: Type.Literal('delay'),
      ms: Type.Integer({ minimum: 0, maximum: 600_000 }),
    }),
    /** It never came. */
    Type.Object({ type: Type.Literal('drop') }),
  ]),
});
export type Change = Static<typeof ChangeSchema>;

const BranchMomentSchema = Type.Object({
  at: Moment,
  /** The event, or what it led to. */
  kind: Type.Enum(['said', 'asked', 'lookup', 'answered', 'entered', 'time']),
  text: Type.String(),
  /** Whether the other branch has none like it. */
  isOnlyHere: Type.Boolean(),
});

/** One way that a call goes. */
export const BranchSchema = Type.Object({
  path: Type.Array(CallStateSchema),
  moments: Type.Array(BranchMomentSchema),
  /** Why it cannot go on, where the chart threw. */
  fault: orNull(Type.String()),
});
export type Branch = Static<typeof BranchSchema>;

export const WhatIfSchema = Type.Object({
  isMasked: Type.Boolean(),
  recorded: BranchSchema,
  changed: BranchSchema,
  /** What had to be supposed, since no record has it, in words. */
  assumed: Type.Array(Type.String()),
});
export type WhatIf = Static<typeof WhatIfSchema>;

/** GET /api/quality: what the calls of some days come to. Rates are from 0 to 1. */
export const QualityDaySchema = Type.Object({
  /** YYYY-MM-DD, UTC. */
  day: Type.String(),
  calls: Count,
  /** Calls that ended without a person being asked for. */
  contained: Count,
  ended: Count,
  answers: CountsSchema,
  readBacks: Count,
  latencyP50: orNull(Duration),
  latencyP95: orNull(Duration),
  latencyP99: orNull(Duration),
  ungrounded: Count,
  /** Calls whose caller called again within a day, of those who can be told apart. */
  calledAgain: Count,
  callersKnown: Count,
  /** US dollars, and of how many calls. */
  cost: Type.Number(),
  costCalls: Count,
});
export type QualityDay = Static<typeof QualityDaySchema>;

export const QualitySchema = Type.Object({
  /** Oldest first. */
  days: Type.Array(QualityDaySchema),
  /** The evaluation's latest report; null where there is none. */
  evaluation: orNull(
    Type.Object({
      at: Moment,
      path: Type.String(),
      metrics: Type.Record(Type.String(), orNull(Type.Number())),
    }),
  ),
  faults: Type.Array(Type.String()),
});
export type Quality = Static<typeof QualitySchema>;
