/*
 * What a call hears and knows is checked where a record of it is read: every word and every part that
 * the types promise is taken, and nothing else. No line of the corpus has all of them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import {
  type CallContext,
  CallContextSchema,
  type CallPolicy,
} from '../../machines/call-context.ts';
import {
  type CallEvent,
  type CallReport,
  type TalkAct,
  TurnSchema,
} from '../../machines/call-events.ts';
import type { Delivery } from '../../machines/delivery.ts';
import type { LookupFailure } from '../../machines/lookup-outcome.ts';
import { TRAIL_STEPS_MAX, type TrailStep } from '../../machines/lookup-trail.ts';
import { type RecordedEvent, RecordedEventSchema } from '../../machines/record.ts';
import { NOON } from './call-script.ts';

const NUMBER = 'WB10000001';
const DELIVERY: Required<Delivery> = {
  ...{ trackingNumber: NUMBER, status: 'in_transit', customerName: 'Zoë', postalCode: '10115' },
  ...{ customerPhone: '+4930', estimatedDelivery: '2026-12-01', issueMessage: 'Wet.' },
};
const CACHED = { delivery: DELIVERY, asOf: NOON };
const FOUND = { kind: 'found', delivery: DELIVERY, source: 'sanity', asOf: NOON } as const;

const POLICY: Required<CallPolicy> = {
  ...{ confirm: 'always', triesMax: 3, replyDeadlineMs: 500, freshMs: 60_000, timeZone: 'UTC' },
  ...{ person: { reach: 'contact', words: 'Call us.' }, speakName: 'always', language: 'en' },
  ...{ numbersMax: 1, checkDigits: 'on', verify: 'caller', turnDeadlineMs: 500 },
  ...{ greeting: 'Hello.', notice: 'This is recorded.', askOwn: 'on' },
};
const REPORT: Required<CallReport> = {
  ...{ endedReason: 'a', summary: 'b', transcript: 'c', successEvaluation: 'd' },
  ...{ startedAt: 'e', endedAt: 'f', durationSeconds: 1, cost: 2, costsSum: 3 },
  ...{ assistantVersion: 'g', recordingUrl: 'https://vapi.example/r', structuredData: 'h' },
  structuredOutputs: { id: { name: 'i', result: 'j' } },
};
const STEP: TrailStep = { kind: 'cache', startedAt: NOON, endedAt: NOON, result: 'fresh' };

const asked = { at: NOON, toolCallId: 't1', tool: 'talk' };
const heard = { heard: NUMBER, said: ['No.'] };
const isTurn = true as const;

type EventOf<Type> = Required<Extract<RecordedEvent, { type: Type }>>;

/** Each event with all that it may carry, for which the compiler asks. */
const EVENTS: { [Type in RecordedEvent['type']]: EventOf<Type> } = {
  'delivery.requested': {
    ...{ type: 'delivery.requested', ...asked, ...heard, topic: 'issue', isTurn },
    ...{ isOpening: true, isPart: true },
  },
  'confirmation.given': {
    ...{ type: 'confirmation.given', ...asked, ...heard, confirmed: true, isTurn },
    isUnheard: true,
  },
  'talk.heard': { type: 'talk.heard', ...asked, act: 'yes', times: 1 },
  'verification.given': { type: 'verification.given', ...asked, passed: true, mark: 7 },
  'human.requested': { type: 'human.requested', ...asked, reason: 'asked' },
  'tool.misused': { type: 'tool.misused', ...asked, problem: 'unknownTool' },
  'call.progressed': { type: 'call.progressed', at: NOON, status: 'in-progress' },
  'call.ended': { type: 'call.ended', at: NOON, reason: 'hung-up' },
  'transcript.heard': {
    ...{ type: 'transcript.heard', at: NOON, role: 'caller', text: 'No.', final: true },
  },
  'conversation.updated': { type: 'conversation.updated', at: NOON, turnCount: 3 },
  'speech.updated': { type: 'speech.updated', at: NOON, role: 'caller', speaking: true },
  'caller.interrupted': { type: 'caller.interrupted', at: NOON },
  'assistant.delayed': { type: 'assistant.delayed', at: NOON },
  'report.received': { type: 'report.received', at: NOON, report: REPORT },
  'transfer.updated': { type: 'transfer.updated', at: NOON, to: '+4930' },
  'lookup.staleFound': {
    ...{ type: 'lookup.staleFound', at: NOON, trackingNumber: NUMBER, stale: CACHED },
  },
  'lookup.settled': {
    ...{ type: 'lookup.settled', at: NOON, trackingNumber: NUMBER, outcome: FOUND, trail: [STEP] },
  },
  'caller.recognised': {
    ...{ type: 'caller.recognised', at: NOON, trackingNumbers: [NUMBER], underWay: [NUMBER] },
  },
  'time.passed': { type: 'time.passed', at: NOON },
  'silence.passed': { type: 'silence.passed', at: NOON },
  'answer.missed': { type: 'answer.missed', at: NOON, asked: 't1' },
  'call.opened': {
    ...{ type: 'call.opened', at: NOON },
    input: { callId: 'a', policy: POLICY, medium: 'text' },
  },
};
const { 'lookup.settled': SETTLED, 'report.received': REPORTED } = EVENTS;

const about = { trackingNumber: NUMBER, topic: 'delivery' } as const;

/** All that a call may know. */
const CONTEXT: Required<CallContext> = {
  ...{ callId: 'a', policy: POLICY, medium: 'text', tries: 1, failedReadings: 1 },
  ...{ askedForNumber: true, pieces: 'WB', askedForMore: true, passedOn: true },
  candidate: {
    ...{ ...about, interpreted: true, isOwn: true, instead: 'WB1', changed: { start: 1, end: 2 } },
  },
  ...{ callerNumbers: [NUMBER], callerNumbersUnderWay: [NUMBER], passedNumbers: [NUMBER] },
  ...{ affirmedNumber: NUMBER, doubtedNumbers: [NUMBER], deniedNumbers: [NUMBER] },
  ...{ offeredNumbers: [NUMBER], triedNumbers: [NUMBER], verifiedNumbers: [NUMBER] },
  pendingLookups: [{ ...about, toolCallId: 't1', tool: 'talk', deadlineAt: NOON, stale: CACHED }],
  ...{ currentDelivery: CACHED, wrongAnswers: [NUMBER], told: [CACHED] },
  verification: { ...about, asks: 'lastName', record: CACHED, stale: true },
  fallbackReason: { kind: 'notFound', next: 'human', trackingNumber: NUMBER },
  ...{ ended: { at: NOON, reason: 'hung-up' }, review: { summary: 'a', successEvaluation: 'b' } },
};

const WHOLE: [what: string, schema: TSchema, whole: object][] = [
  ...Object.entries(EVENTS).map(([type, event]): [string, TSchema, object] => [
    type,
    RecordedEventSchema,
    event,
  ]),
  ['what a call knows', CallContextSchema, CONTEXT],
];

/** What records of an earlier release, or a delivery, may lack. */
const OPTIONAL = new Set([
  ...['said', 'isTurn', 'isUnheard', 'isOpening', 'isPart', 'mark', 'trail', 'underWay', 'medium'],
  ...['costsSum', 'assistantVersion', 'recordingUrl', 'structuredData', 'structuredOutputs'],
  ...['customerName', 'postalCode', 'customerPhone', 'estimatedDelivery', 'issueMessage'],
  ...['timeZone', 'person', 'speakName', 'language', 'numbersMax', 'checkDigits', 'verify'],
  ...['turnDeadlineMs', 'greeting', 'notice', 'askOwn', 'changed', 'instead', 'isOwn'],
]);
/** Whatever Vapi was told to find out, and by what name. */
const FREE = /^report\.structured(Data|Outputs)/;

type Path = (string | number)[];

function pathsIn(value: unknown, path: Path = []): Path[] {
  const own = path.length === 0 ? [] : [path];
  if (typeof value !== 'object' || value === null) return own;
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
  return [...own, ...[...keys].flatMap((key) => pathsIn((value as never)[key], [...path, key]))];
}

/** A copy with another value at a path, or none. */
function changed(whole: object, path: Path, value?: unknown): object {
  const copy = structuredClone(whole);
  const last = path.at(-1) ?? '';
  let at = copy as Record<string, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

for (const [what, schema, whole] of WHOLE) {
  test(`records: ${what} is taken as it is, and with nothing that is no part of it`, () => {
    assert.ok(Value.Check(schema, whole));
    for (const path of pathsIn(whole)) {
      const name = path.join('.');
      if (FREE.test(name)) continue;
      assert.equal(Value.Check(schema, changed(whole, path, [[]])), false, `${name} of no kind`);
      if (typeof path.at(-1) === 'number') continue;
      const mayLack = OPTIONAL.has(String(path.at(-1)));
      assert.equal(Value.Check(schema, changed(whole, path)), mayLack, `without ${name}`);
    }
  });
}

/** The words of a closed set, for each of which the compiler asks. */
function words<Word extends string>(all: Record<Word, 0>): string[] {
  return Object.keys(all);
}

const CONFIRM = words<CallPolicy['confirm']>({ always: 0, 'when-unsure': 0, never: 0 });
const SPEAK_NAME = words<Required<CallPolicy>['speakName']>({ recognised: 0, always: 0, never: 0 });
const FAILURES = words<LookupFailure>({
  ...{ timeout: 0, network: 0, upstream: 0, malformed: 0, invalid: 0, rejected: 0 },
  ...{ breakerOpen: 0, limited: 0, internal: 0 },
});
const ACTS = words<TalkAct>({
  ...{ opening: 0, greeting: 0, yes: 0, no: 0, another: 0, repeat: 0, slower: 0, wait: 0 },
  ...{ thanks: 0, goodbye: 0, beyond: 0, abuse: 0, unclear: 0, silent: 0 },
});
type Reason = NonNullable<CallContext['fallbackReason']>;
const REASONS = words<Reason['kind']>({
  ...{ notFound: 0, unavailable: 0, invalidRecord: 0, tooManyTries: 0, tooManyNumbers: 0 },
  humanRequested: 0,
});
type Asks = NonNullable<CallContext['verification']>['asks'];
const STEPS = words<Exclude<TrailStep['result'], LookupFailure>>({
  ...{ fresh: 0, stale: 0, absent: 0, granted: 0, probe: 0, refused: 0, found: 0, missing: 0 },
  waited: 0,
});
const ON_OFF = words({ on: 0, off: 0 });
const SPEAKERS = words({ caller: 0, assistant: 0 });
const TOPICS = words({ delivery: 0, issue: 0 });

const CLOSED: [whole: object, path: string, all: readonly unknown[]][] = [
  [EVENTS['delivery.requested'], 'topic', TOPICS],
  [EVENTS['delivery.requested'], 'heard', [NUMBER, 7, null]],
  [EVENTS['talk.heard'], 'act', ACTS],
  [EVENTS['tool.misused'], 'problem', words({ unknownTool: 0, badArguments: 0 })],
  [EVENTS['transcript.heard'], 'role', SPEAKERS],
  [SETTLED, 'outcome.source', words({ sanity: 0, cache: 0 })],
  [
    SETTLED,
    'trail.0.kind',
    words<TrailStep['kind']>({ cache: 0, permit: 0, attempt: 0, pause: 0 }),
  ],
  [SETTLED, 'trail.0.result', [...STEPS, ...FAILURES]],
  [EVENTS['call.opened'], 'input.medium', words({ text: 0 })],
  [CONTEXT, 'policy.confirm', CONFIRM],
  [CONTEXT, 'policy.speakName', SPEAK_NAME],
  [CONTEXT, 'policy.checkDigits', ON_OFF],
  [CONTEXT, 'policy.askOwn', ON_OFF],
  [CONTEXT, 'policy.verify', words({ off: 0, caller: 0 })],
  [CONTEXT, 'policy.language', words<Required<CallPolicy>['language']>({ en: 0 })],
  [CONTEXT, 'candidate.topic', TOPICS],
  [CONTEXT, 'verification.asks', words<Asks>({ lastName: 0, postcode: 0 })],
  [CONTEXT, 'fallbackReason.kind', REASONS],
  [
    CONTEXT,
    'fallbackReason.next',
    words<Reason['next']>({ anotherNumber: 0, tryAgain: 0, human: 0 }),
  ],
];

function isTaken(whole: object): boolean {
  return Value.Check('type' in whole ? RecordedEventSchema : CallContextSchema, whole);
}

for (const [whole, path, all] of CLOSED) {
  test(`records: ${path} is any of ${all.join(', ')}, and nothing else`, () => {
    const keys = path.split('.');
    for (const each of all) assert.ok(isTaken(changed(whole, keys, each)), `${each}`);
    for (const other of [...(path === 'heard' ? [] : ['']), true]) {
      assert.equal(isTaken(changed(whole, keys, other)), false, `${other}`);
    }
  });
}

test('records: a lookup is found, missing, or failed for a reason, with or without an old record', () => {
  const missing = { kind: 'missing', source: 'cache', asOf: NOON };
  assert.ok(isTaken({ ...SETTLED, outcome: missing }));
  assert.equal(isTaken({ ...SETTLED, outcome: { ...missing, kind: 'lost' } }), false);
  for (const reason of FAILURES) {
    const failed = { kind: 'failed', reason, stale: CACHED };
    assert.ok(isTaken({ ...SETTLED, outcome: failed }), reason);
    assert.ok(isTaken({ ...SETTLED, outcome: { ...failed, stale: null } }), reason);
    for (const path of pathsIn(failed)) {
      const spoiled = changed(failed, path, [[]]);
      assert.equal(isTaken({ ...SETTLED, outcome: spoiled }), false, path.join('.'));
    }
  }
});

test('records: somebody is reached by a transfer, in words of the company, or not at all', () => {
  const reaches = (person: unknown) => isTaken({ ...CONTEXT, policy: { ...POLICY, person } });
  assert.ok(reaches({ reach: 'transfer' }) && reaches({ reach: 'nobody' }));
  for (const other of [{}, { reach: '' }, { reach: 'contact' }]) assert.ok(!reaches(other));
});

/** What may be unknown, and then is null. */
const UNKNOWN: [whole: object, paths: string[]][] = [
  [EVENTS['human.requested'], ['reason']],
  [EVENTS['call.ended'], ['reason']],
  [EVENTS['transfer.updated'], ['to']],
  [
    REPORTED,
    [
      ...['endedReason', 'summary', 'transcript', 'successEvaluation', 'startedAt', 'endedAt'],
      ...['durationSeconds', 'cost', 'structuredOutputs.id.name'],
    ].map((name) => `report.${name}`),
  ],
  [
    CONTEXT,
    [
      ...['pieces', 'candidate', 'affirmedNumber', 'currentDelivery', 'verification'],
      ...['fallbackReason', 'fallbackReason.trackingNumber', 'ended', 'ended.reason'],
      ...['review', 'review.summary', 'review.successEvaluation', 'pendingLookups.0.stale'],
    ],
  ],
];
for (const [whole, paths] of UNKNOWN) {
  test(`records: it may be unknown: ${paths.join(', ')}`, () => {
    for (const path of paths) assert.ok(isTaken(changed(whole, path.split('.'), null)), path);
  });
}

/** Numbers and texts that have bounds: what is at them, and beyond. */
const BOUNDS: [whole: object, path: string, taken: unknown[], refused: unknown[]][] = [
  [EVENTS['talk.heard'], 'times', [1, 9], [0, 1.5]],
  [EVENTS['verification.given'], 'mark', [0, 255], [-1, 256, 1.5]],
  [EVENTS['delivery.requested'], 'isTurn', [true], [false]],
  [EVENTS['confirmation.given'], 'isUnheard', [true], [false]],
  [EVENTS['delivery.requested'], 'isOpening', [true], [false]],
  [EVENTS['delivery.requested'], 'isPart', [true], [false]],
  [REPORTED, 'report.recordingUrl', ['https://a'], ['http://a', 'x https://a']],
  [REPORTED, 'report.structuredOutputs', [{}], ['a', { id: {} }, { id: { name: 1, result: 1 } }]],
  [CONTEXT, 'policy.numbersMax', [1], [0, 1.5]],
  [CONTEXT, 'candidate.isOwn', [true], [false]],
  [SETTLED, 'trail', [Array(TRAIL_STEPS_MAX).fill(STEP)], [Array(TRAIL_STEPS_MAX + 1).fill(STEP)]],
];
for (const [whole, path, taken, refused] of BOUNDS) {
  test(`records: ${path} has bounds`, () => {
    const keys = path.split('.');
    for (const each of taken) assert.ok(isTaken(changed(whole, keys, each)), `${each}`);
    for (const each of refused) {
      assert.equal(isTaken(changed(whole, keys, each)), false, `${each}`);
    }
  });
}

test('records: a turn is what somebody said', () => {
  assert.ok(Value.Check(TurnSchema, { role: 'caller', text: '' }));
  for (const other of [{}, { role: 'caller' }, { role: '', text: 'No.' }, { text: 'No.' }]) {
    assert.equal(Value.Check(TurnSchema, other), false);
  }
});

test('records: no event has a type of its own making', () => {
  for (const event of Object.values(EVENTS) as (CallEvent | RecordedEvent)[]) {
    assert.equal(isTaken({ ...event, type: '' }), false, event.type);
  }
});
