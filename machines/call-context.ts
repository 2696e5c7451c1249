import { type Static, Type } from 'typebox';
import { orNull, TopicSchema } from './call-events.ts';
import { LANGUAGE_CODES } from './languages/language.ts';
import { CachedDeliverySchema } from './lookup-outcome.ts';
import { AsksSchema, MediumSchema, SpanSchema } from './reply.ts';

/** Epoch milliseconds. */
const Moment = Type.Number();

const PersonSchema = Type.Union([
  // The call is passed on to somebody.
  Type.Object({ reach: Type.Literal('transfer') }),
  // The company says in a sentence of its own how somebody is reached.
  Type.Object({ reach: Type.Literal('contact'), words: Type.String() }),
  // This line has nobody, and says so when it is asked.
  Type.Object({ reach: Type.Literal('nobody') }),
]);

/** How a caller who wants a person gets to one. */
export type Person = Static<typeof PersonSchema>;

/** The rules that a call is held under; durations in milliseconds. */
export const CallPolicySchema = Type.Object({
  /** When a number is read back before anything is looked up. */
  confirm: Type.Enum(['always', 'when-unsure', 'never']),
  /** Unconfirmed or not-found tries before a person is offered. */
  triesMax: Type.Number(),
  /** How long a tool call may wait for its lookup. */
  replyDeadlineMs: Type.Number(),
  /** How long a record that is held answers further questions without a second lookup. */
  freshMs: Type.Number(),
  /** The callers' time zone, by its IANA name. */
  timeZone: Type.Optional(Type.String()),
  person: Type.Optional(PersonSchema),
  /** To whom the name on a record is spoken; `recognised`: to whom the calling number belongs. */
  speakName: Type.Optional(Type.Enum(['recognised', 'always', 'never'])),
  /** What is spoken and understood, by its code; see languageOf() for calls that lack it. */
  language: Type.Optional(Type.Enum([...LANGUAGE_CODES])),
  /** How many different numbers one call may try. */
  numbersMax: Type.Optional(Type.Integer({ minimum: 1 })),
  /** Whether a courier's number with a wrong check digit is doubted; calls that lack it do not. */
  checkDigits: Type.Optional(Type.Enum(['on', 'off'])),
  /**
   * Whether whoever calls from a number that is not on the record answers a question about it before
   * anything of it is told; calls that lack it are not asked.
   */
  verify: Type.Optional(Type.Enum(['off', 'caller'])),
  /** How long a turn of a call without a model may wait, which is told that it does. */
  turnDeadlineMs: Type.Optional(Type.Number()),
  /** What greets a caller in a call without a model; the language's own words where it is absent. */
  greeting: Type.Optional(Type.String()),
  /** What is said before the greeting of a call without a model: that it is recorded. */
  notice: Type.Optional(Type.String()),
  /** Whether a known caller who has no number is asked about their own parcels, one by one. */
  askOwn: Type.Optional(Type.Enum(['off', 'on'])),
});

/** The rules that a call is held under; durations in milliseconds. Part of the actor's input. */
export type CallPolicy = Static<typeof CallPolicySchema>;

/** What a call's actor is started with. */
export const CallInputSchema = Type.Object({
  callId: Type.String(),
  policy: CallPolicySchema,
  /** A conversation in writing; absent for one that is spoken. */
  medium: Type.Optional(MediumSchema),
});

/** What a call's actor is started with. */
export type CallInput = Static<typeof CallInputSchema>;

const CandidateSchema = Type.Object({
  trackingNumber: Type.String(),
  /** Whether it may be wrong: it was not written plainly, or something speaks against it. */
  interpreted: Type.Boolean(),
  topic: TopicSchema,
  /** What a correction has changed in it. */
  changed: Type.Optional(SpanSchema),
  /** What was heard, where the number is a repair of it. */
  instead: Type.Optional(Type.String()),
  /** A parcel of whoever calls that they were asked about: no more of its number is told than its end. */
  isOwn: Type.Optional(Type.Literal(true)),
});

/** A number that was heard and has not passed confirm. */
export type Candidate = Static<typeof CandidateSchema>;

const PendingLookupSchema = Type.Object({
  toolCallId: Type.String(),
  tool: Type.String(),
  trackingNumber: Type.String(),
  topic: TopicSchema,
  deadlineAt: Moment,
  /** What can be said should the lookup not end in time. */
  stale: orNull(CachedDeliverySchema),
});

/** A tool call that waits for a lookup. */
export type PendingLookup = Static<typeof PendingLookupSchema>;

const VerificationSchema = Type.Object({
  trackingNumber: Type.String(),
  topic: TopicSchema,
  asks: AsksSchema,
  /** What was found, of which nothing is told before the answer is right. */
  record: CachedDeliverySchema,
  stale: Type.Boolean(),
});

/** A question that is open, whose answer stands on the record that was found. */
export type Verification = Static<typeof VerificationSchema>;

const FallbackReasonSchema = Type.Object({
  kind: Type.Enum([
    'notFound',
    'unavailable',
    'invalidRecord',
    'tooManyTries',
    'tooManyNumbers',
    'humanRequested',
  ]),
  next: Type.Enum(['anotherNumber', 'tryAgain', 'human']),
  trackingNumber: orNull(Type.String()),
});

/** Why the call is in fallback, and what is next. */
export type FallbackReason = Static<typeof FallbackReasonSchema>;

/**
 * All that a call knows: plain JSON, nothing alive in it. Records of earlier releases lack what is
 * added here, and are filled from initialCallContext; within a list or a part, it is optional.
 */
export const CallContextSchema = Type.Object({
  ...CallInputSchema.properties,
  /** Tries in a row that led nowhere. */
  tries: Type.Number(),
  /** Of these, how often a number could not be read, or was not the one that was said. */
  failedReadings: Type.Number(),
  /** Whether a number was asked for in that row, so that asking for it again is one more try. */
  askedForNumber: Type.Boolean(),
  /** What there is of a number that is given in pieces; null where it is asked for as a whole. */
  pieces: orNull(Type.String()),
  candidate: orNull(CandidateSchema),
  /** Numbers of the deliveries to whoever calls; kept to doubt by, never to speak of. */
  callerNumbers: Type.Array(Type.String()),
  /** Those of them that are under way, which the caller may be asked about. */
  callerNumbersUnderWay: Type.Array(Type.String()),
  /** Numbers that passed confirm, by the caller or by the policy; the latest last. */
  passedNumbers: Type.Array(Type.String()),
  /** The number that was read back last and got a yes; null as soon as another is on the table. */
  affirmedNumber: orNull(Type.String()),
  /** Numbers that were read back or refused: each wants a yes of its own before it passes. */
  doubtedNumbers: Type.Array(Type.String()),
  /** Numbers that the caller's own words denied last: only those take that back. */
  deniedNumbers: Type.Array(Type.String()),
  /** The caller's own numbers that they were asked about. */
  offeredNumbers: Type.Array(Type.String()),
  /** The different numbers that were tried in this call, as many as it may. */
  triedNumbers: Type.Array(Type.String()),
  /** Whether the caller was asked if there is anything else: once is enough. */
  askedForMore: Type.Boolean(),
  pendingLookups: Type.Array(PendingLookupSchema),
  /** The delivery that the call is about. */
  currentDelivery: orNull(CachedDeliverySchema),
  /** The question that the caller was asked about a parcel. */
  verification: orNull(VerificationSchema),
  /** Numbers of the parcels of which the caller gave the right answer: each is asked about by itself. */
  verifiedNumbers: Type.Array(Type.String()),
  /** The number of the parcel for every wrong answer. */
  wrongAnswers: Type.Array(Type.String()),
  /** What the caller was told, one record of each parcel, the latest last. */
  told: Type.Array(CachedDeliverySchema),
  /** Whether the call went to somebody else: from then on nothing is said unasked. */
  passedOn: Type.Boolean(),
  fallbackReason: orNull(FallbackReasonSchema),
  ended: orNull(Type.Object({ at: Moment, reason: orNull(Type.String()) })),
  /** What Vapi made of the call when it was over. */
  review: orNull(
    Type.Object({
      summary: orNull(Type.String()),
      successEvaluation: orNull(Type.String()),
    }),
  ),
});

/** All that a call knows. */
export type CallContext = Static<typeof CallContextSchema>;

/** Nothing was tried in vain since: what holds after a caller was told something. */
export const NO_TRIES = { tries: 0, askedForNumber: false } as const;

const NO_INPUT: CallInput = {
  callId: '',
  policy: { confirm: 'always', triesMax: 0, replyDeadlineMs: 0, freshMs: 0 },
};

/** The context of a call of which nothing was heard yet. */
export function initialCallContext(input: CallInput | undefined): CallContext {
  return {
    // xstate calls a context factory once more without input on every pure transition.
    ...(input ?? NO_INPUT),
    ...NO_TRIES,
    failedReadings: 0,
    pieces: null,
    candidate: null,
    callerNumbers: [],
    callerNumbersUnderWay: [],
    passedNumbers: [],
    affirmedNumber: null,
    doubtedNumbers: [],
    deniedNumbers: [],
    offeredNumbers: [],
    triedNumbers: [],
    askedForMore: false,
    pendingLookups: [],
    currentDelivery: null,
    verification: null,
    verifiedNumbers: [],
    wrongAnswers: [],
    told: [],
    passedOn: false,
    fallbackReason: null,
    ended: null,
    review: null,
  };
}

/** The number that a call is about: what was heard last, else what passed last; null for none. */
export function numberOf({ candidate, passedNumbers }: CallContext): string | null {
  return candidate?.trackingNumber ?? passedNumbers.at(-1) ?? null;
}

/** When the chart wants `time.passed`, in epoch milliseconds: at the nearest deadline. */
export function wakeAt({ pendingLookups }: CallContext): number | null {
  return pendingLookups.length === 0
    ? null
    : Math.min(...pendingLookups.map((ask) => ask.deadlineAt));
}
