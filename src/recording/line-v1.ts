/**
 * Version 1 of a journal line, as it was written: nothing of it follows the code of today. A line is
 * checked whole by it, and then lifted to version 2, which has the same in other words.
 */

import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import type { JournalLine } from './line.ts';

const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const optional = Type.Optional;
const text = Type.String();
const texts = Type.Array(text);
const moment = Type.Number();
const state = Type.Enum(['need', 'confirm', 'fetch', 'report', 'fallback', 'ended']);
const topic = Type.Enum(['delivery', 'issue']);
const role = Type.Enum(['caller', 'assistant']);
const turn = Type.Object({ role, text });

const delivery = Type.Object({
  trackingNumber: Type.String({ minLength: 1 }),
  status: Type.String({ minLength: 1 }),
  customerName: optional(Type.String({ minLength: 1 })),
  customerPhone: optional(Type.String({ minLength: 1 })),
  estimatedDelivery: optional(Type.String({ minLength: 1 })),
  issueMessage: optional(Type.String({ minLength: 1 })),
});
const sighting = Type.Object({ delivery, asOf: moment });
const source = Type.Enum(['sanity', 'cache']);
const outcome = Type.Union([
  Type.Object({ kind: Type.Literal('found'), delivery, source, asOf: moment }),
  Type.Object({ kind: Type.Literal('missing'), source, asOf: moment }),
  Type.Object({
    kind: Type.Literal('failed'),
    reason: Type.Enum([
      'timeout',
      'network',
      'upstream',
      'malformed',
      'unfit',
      'rejected',
      'breakerOpen',
      'limited',
      'internal',
    ]),
    stale: orNull(sighting),
  }),
]);

const policy = Type.Object({
  confirm: Type.Enum(['always', 'when-unsure', 'never']),
  triesMax: Type.Number(),
  replyDeadlineMs: Type.Number(),
  freshMs: Type.Number(),
  timeZone: optional(text),
  person: optional(
    Type.Union([
      Type.Object({ reach: Type.Literal('transfer') }),
      Type.Object({ reach: Type.Literal('contact'), words: text }),
      Type.Object({ reach: Type.Literal('nobody') }),
    ]),
  ),
  speakName: optional(Type.Enum(['recognised', 'always', 'never'])),
  numbersMax: optional(Type.Integer({ minimum: 1 })),
});
const input = { callId: text, policy, medium: optional(Type.Enum(['text'])) };

const event = <Kind extends string, Fields extends TProperties>(type: Kind, fields: Fields) =>
  Type.Object({ type: Type.Literal(type), at: moment, ...fields });
const heard = Type.Union([text, Type.Number(), Type.Null()]);
const asked = { toolCallId: text, tool: text };

const report = Type.Object({
  endedReason: orNull(text),
  summary: orNull(text),
  transcript: orNull(text),
  successEvaluation: orNull(text),
  startedAt: orNull(text),
  endedAt: orNull(text),
  durationSeconds: orNull(Type.Number()),
  cost: orNull(Type.Number()),
  costsSum: optional(Type.Number()),
  structuredData: optional(Type.Unknown()),
  structuredOutputs: optional(
    Type.Record(text, Type.Object({ name: orNull(text), result: Type.Unknown() })),
  ),
});

const recordedEvent = Type.Union([
  event('call.opened', { input: Type.Object(input) }),
  event('delivery.requested', { ...asked, topic, heard }),
  event('confirmation.given', { ...asked, confirmed: Type.Boolean(), heard }),
  event('human.requested', { ...asked, reason: orNull(text) }),
  event('tool.misused', { ...asked, problem: Type.Enum(['unknownTool', 'badArguments']) }),
  event('call.progressed', { status: text }),
  event('call.ended', { reason: orNull(text) }),
  event('transcript.heard', { role, text, final: Type.Boolean() }),
  event('conversation.updated', { turnCount: Type.Number() }),
  event('speech.updated', { role, speaking: Type.Boolean() }),
  event('caller.interrupted', {}),
  event('assistant.delayed', {}),
  event('report.received', { report }),
  event('transfer.updated', { to: orNull(text) }),
  event('lookup.staleFound', { trackingNumber: text, stale: sighting }),
  event('lookup.settled', { trackingNumber: text, outcome }),
  event('caller.recognised', { trackingNumbers: texts }),
  event('time.passed', {}),
  event('silence.passed', {}),
]);

const context = Type.Object({
  ...input,
  tries: Type.Number(),
  candidate: orNull(Type.Object({ trackingNumber: text, interpreted: Type.Boolean(), topic })),
  callerNumbers: texts,
  passedNumbers: texts,
  asks: Type.Array(
    Type.Object({
      ...asked,
      trackingNumber: text,
      topic,
      deadlineAt: moment,
      stale: orNull(sighting),
    }),
  ),
  held: orNull(sighting),
  trouble: orNull(
    Type.Object({
      why: Type.Enum([
        'notFound',
        'unavailable',
        'unfit',
        'tooManyTries',
        'tooManyNumbers',
        'humanRequested',
      ]),
      next: Type.Enum(['anotherNumber', 'tryAgain', 'human']),
      trackingNumber: orNull(text),
    }),
  ),
  ended: orNull(Type.Object({ at: moment, reason: orNull(text) })),
  review: orNull(Type.Object({ summary: orNull(text), successEvaluation: orNull(text) })),
  // What contexts learnt to hold in the course of the version.
  affirmedNumber: optional(orNull(text)),
  triedNumbers: optional(texts),
  askedForMore: optional(Type.Boolean()),
  told: optional(Type.Array(sighting)),
  passedOn: optional(Type.Boolean()),
});

/** What is known of a line, and answered by it, whatever is wrong with the rest of it. */
export const LineHeadV1Schema = Type.Object({
  v: Type.Literal(1),
  timestamp: Type.Refine(
    Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T[\\d:.]+Z$' }),
    (written) => !Number.isNaN(Date.parse(written)),
  ),
  call_id: text,
  seq: Type.Integer({ minimum: 0 }),
  state,
});

/** Version 1 of a line. */
export const LineV1Schema = Type.Object({
  ...LineHeadV1Schema.properties,
  correlation_id: text,
  caller: optional(orNull(text)),
  transcript: Type.Array(turn),
  tool_calls: Type.Array(Type.Object({ id: text, name: text, arguments: Type.Unknown() })),
  response: orNull(Type.Object({ results: Type.Array(Type.Object({ toolCallId: text })) })),
  answered: optional(texts),
  events: Type.Array(recordedEvent),
  snapshot: Type.Object({ value: Type.Unknown(), context, status: text }),
  latency_ms: Type.Number(),
});

/** Version 1 of a line. */
export type LineV1 = Static<typeof LineV1Schema>;

type ContextV1 = LineV1['snapshot']['context'];
type EventV1 = LineV1['events'][number];

/** The same line in the words of version 2; what its context had not learnt to hold, it lacks still. */
export function upcastV1(line: LineV1): JournalLine {
  const { events, snapshot } = line;
  const context = upcastContext(snapshot.context);
  const lifted = { events: events.map(upcastEvent), snapshot: { ...snapshot, context } };
  // Checked as version 1, it is one of version 2 now: a test holds each line of the fixture to that.
  return { ...line, v: 2, ...lifted } as JournalLine;
}

/** Field by field, so that they keep their order, and replayed snapshots their bytes. */
function upcastContext(before: ContextV1): Record<string, unknown> {
  const fields = Object.entries(before).map(([name, value]) => {
    switch (name) {
      case 'asks':
        return ['pendingLookups', value];
      case 'held':
        return ['currentDelivery', value];
      case 'trouble':
        return ['fallbackReason', upcastReason(before.trouble)];
      default:
        return [name, value];
    }
  });
  return Object.fromEntries(fields);
}

function upcastReason(before: ContextV1['trouble']) {
  if (before === null) return null;
  const { why, ...rest } = before;
  return { kind: why === 'unfit' ? 'invalidRecord' : why, ...rest };
}

function upcastEvent(event: EventV1): unknown {
  if (event.type !== 'lookup.settled' || event.outcome.kind !== 'failed') return event;
  const { reason } = event.outcome;
  return reason === 'unfit'
    ? { ...event, outcome: { ...event.outcome, reason: 'invalid' } }
    : event;
}
