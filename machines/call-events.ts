import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import { CachedDeliverySchema, LookupOutcomeSchema } from './lookup-outcome.ts';
import { TrailSchema } from './lookup-trail.ts';

/*
 * Every event that a call may receive, as one schema: what is read from the record of an earlier
 * process is checked by it. What an event learns to carry later is optional: records lack it.
 */

/** What may be absent and then is null: contexts and events hold no undefined. */
export const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

/** Every event carries when the process received it, in epoch milliseconds. */
const event = <Kind extends string, Fields extends TProperties>(type: Kind, fields: Fields) =>
  Type.Object({ type: Type.Literal(type), at: Type.Number(), ...fields });

/** Every tool call carries the ID that its one answer repeats, and the tool's name. */
const toolCall = <Kind extends string, Fields extends TProperties>(type: Kind, fields: Fields) =>
  event(type, { toolCallId: Type.String(), tool: Type.String(), ...fields });

const HeardSchema = Type.Union([Type.String(), Type.Number(), Type.Null()]);

/**
 * What the caller has said since a number was read back last, the newest last: it is held beside what
 * the model makes of it. Absent where no number is on the table, or nothing was said.
 */
const SaidSchema = Type.Optional(Type.Array(Type.String()));

/** A tracking number as the assistant passed it on, not yet read; null when it gave none. */
export type Heard = Static<typeof HeardSchema>;

/** What a caller asks about a parcel: where it is, or what is wrong with it. */
export const TopicSchema = Type.Enum(['delivery', 'issue']);

/** What a caller asks about a parcel. */
export type Topic = Static<typeof TopicSchema>;

/** The tools that Waybill answers, by their names on the wire, with the arguments of each. */
type ArgumentsByTool = {
  track_delivery: 'trackingNumber';
  confirm_tracking_number: 'confirmed' | 'trackingNumber';
  get_delivery_issue: 'trackingNumber';
  verify_caller: 'answer';
  request_human: 'reason';
};

/** The name of a tool that Waybill answers. */
export type ToolName = keyof ArgumentsByTool;

/** The name of an argument of a tool. */
export type ToolArgument<Tool extends ToolName = ToolName> = ArgumentsByTool[Tool];

/** What a caller does by a turn, where that is nothing that a tool is called for. */
export const TalkActSchema = Type.Enum([
  'opening',
  'greeting',
  'yes',
  'no',
  'another',
  'repeat',
  'slower',
  'wait',
  'thanks',
  'goodbye',
  'beyond',
  'abuse',
  'unclear',
  'silent',
]);

/** What a caller does by a turn, where that is nothing that a tool is called for. */
export type TalkAct = Static<typeof TalkActSchema>;

/** Of a turn that Waybill itself has read, in a call without a model: it may wait longer. */
const IsTurnSchema = Type.Optional(Type.Literal(true));

/** Every tool call that the chart understands. */
const ToolEventSchema = Type.Union([
  toolCall('delivery.requested', {
    topic: TopicSchema,
    heard: HeardSchema,
    said: SaidSchema,
    isTurn: IsTurnSchema,
    /** The call begins with it: the caller is greeted. */
    isOpening: Type.Optional(Type.Literal(true)),
    /** What was heard is a part of a number, and more may come. */
    isPart: Type.Optional(Type.Literal(true)),
  }),
  toolCall('confirmation.given', {
    confirmed: Type.Boolean(),
    heard: HeardSchema,
    said: SaidSchema,
    isTurn: IsTurnSchema,
    /** A yes that came before the question that it would answer had been told to anybody. */
    isUnheard: Type.Optional(Type.Literal(true)),
  }),
  // A turn of a call without a model that asks for nothing on record; `times` in a row by now.
  toolCall('talk.heard', { act: TalkActSchema, times: Type.Integer({ minimum: 1 }) }),
  // The caller has answered the question that tells whether a parcel is theirs to ask about. The answer
  // itself stands nowhere; `mark` is too little to tell it by.
  toolCall('verification.given', {
    passed: Type.Boolean(),
    mark: Type.Optional(Type.Integer({ minimum: 0, maximum: 255 })),
  }),
  toolCall('human.requested', { reason: orNull(Type.String()) }),
  // A tool call that cannot be served: no such tool, or arguments that cannot be read.
  toolCall('tool.misused', { problem: Type.Enum(['unknownTool', 'badArguments']) }),
]);

/** Every tool call that the chart understands. */
export type ToolEvent = Static<typeof ToolEventSchema>;

/** What a call makes of an answer that was given. */
export type VerificationEvent = Extract<ToolEvent, { type: 'verification.given' }>;

/** An answer as it comes from outside: only a call knows whether it is right, and nothing else keeps it. */
export type AnswerEvent = Omit<VerificationEvent, 'passed' | 'mark'> & { answer: string };

/** Every tool call as it comes from outside. */
export type AskedEvent = Exclude<ToolEvent, VerificationEvent> | AnswerEvent;

/**
 * A turn of a caller in a call without a model, as it was said; '' where the call begins, null where
 * nothing was said when something should have been. It is read where the call stands, and becomes tool
 * calls, whose IDs begin with its own.
 */
export type TurnEvent = {
  type: 'turn.said';
  at: number;
  /** Which turn of the call it is; the same one may grow while nothing is said to it. */
  turn: string;
  toolCallId: string;
  tool: 'talk';
  said: string | null;
};

const SpeakerSchema = Type.Enum(['caller', 'assistant']);

/** Who speaks. */
export type Speaker = Static<typeof SpeakerSchema>;

/** One utterance of the conversation so far. */
export const TurnSchema = Type.Object({ role: SpeakerSchema, text: Type.String() });

/** One utterance of the conversation so far. */
export type Turn = Static<typeof TurnSchema>;

const CallReportSchema = Type.Object({
  endedReason: orNull(Type.String()),
  summary: orNull(Type.String()),
  transcript: orNull(Type.String()),
  successEvaluation: orNull(Type.String()),
  startedAt: orNull(Type.String()),
  endedAt: orNull(Type.String()),
  durationSeconds: orNull(Type.Number()),
  cost: orNull(Type.Number()),
  /** What the parts of the cost sum up to. */
  costsSum: Type.Optional(Type.Number()),
  /** Which version of the assistant answered, as Vapi labels it. */
  assistantVersion: Type.Optional(Type.String()),
  /** Where Vapi keeps the recording, for whoever may listen to it; only where that is kept. */
  recordingUrl: Type.Optional(Type.String({ pattern: '^https://' })),
  /** What Vapi was told to find out: JSON of its making, of bounded length. */
  structuredData: Type.Optional(Type.Unknown()),
  /** By the ID of each: what it is called and what came of it. */
  structuredOutputs: Type.Optional(
    Type.Record(
      Type.String(),
      Type.Object({ name: orNull(Type.String()), result: Type.Unknown() }),
    ),
  ),
});

/** The end-of-call report, as far as it is kept. Durations in seconds, cost in US dollars. */
export type CallReport = Static<typeof CallReportSchema>;

const ReportEventSchema = Type.Union([
  event('call.progressed', { status: Type.String() }),
  event('call.ended', { reason: orNull(Type.String()) }),
  // Something was said; `final` when the transcriber will not change it any more.
  event('transcript.heard', { role: SpeakerSchema, text: Type.String(), final: Type.Boolean() }),
  // The conversation has so many turns by now; what was said stands in the journal's transcript.
  event('conversation.updated', { turnCount: Type.Number() }),
  // Someone began or ceased to speak.
  event('speech.updated', { role: SpeakerSchema, speaking: Type.Boolean() }),
  // The caller spoke into the assistant's speech.
  event('caller.interrupted', {}),
  // The assistant keeps the caller waiting. Vapi calls this `hang`; nobody has hung up.
  event('assistant.delayed', {}),
  // The report on a call that is over, before or after the status that says so.
  event('report.received', { report: CallReportSchema }),
  // The call goes to another number, SIP address or assistant, where that is told.
  event('transfer.updated', { to: orNull(Type.String()) }),
]);

/**
 * Everything that Vapi reports about a call: plain JSON, every text and list bounded, and nothing
 * but what is named here, since reports carry credentials.
 */
export type ReportEvent = Static<typeof ReportEventSchema>;

const ShellEventSchema = Type.Union([
  // A record past its time to live is at hand while a fresh one is being looked up.
  event('lookup.staleFound', { trackingNumber: Type.String(), stale: CachedDeliverySchema }),
  // A lookup ended, in time or late. The chart has no use for what it went through: that is for who
  // reads the record; nothing was gone through where none was begun.
  event('lookup.settled', {
    trackingNumber: Type.String(),
    outcome: LookupOutcomeSchema,
    trail: Type.Optional(TrailSchema),
  }),
  // The number that called has deliveries: these, and of them those that are under way. Nothing of
  // them is ever said unasked.
  event('caller.recognised', {
    trackingNumbers: Type.Array(Type.String()),
    underWay: Type.Optional(Type.Array(Type.String())),
  }),
  // The time at which the chart wants to be woken (see wakeAt) has come.
  event('time.passed', {}),
  // Nothing has been heard of the call for as long as the process waits.
  event('silence.passed', {}),
  // Whoever asked was told of a fault, since the call itself could not be reached in time: that is the
  // answer from now on. Named by the ID that the tool call has within the call.
  event('answer.missed', { asked: Type.String() }),
]);

/** What the process itself tells a call. */
export type ShellEvent = Static<typeof ShellEventSchema>;

/** Every event that a call's actor may receive. None of these types comes from the wire. */
export const CallEventSchema = Type.Union([
  ...ToolEventSchema.anyOf,
  ...ReportEventSchema.anyOf,
  ...ShellEventSchema.anyOf,
]);

/** Every event that a call's actor may receive. */
export type CallEvent = ToolEvent | ReportEvent | ShellEvent;
