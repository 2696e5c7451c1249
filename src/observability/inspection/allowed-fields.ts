import type { BreakerContext, BreakerEvent } from '../../../machines/breaker.ts';
import type { CallContext } from '../../../machines/call-context.ts';
import { knownStatus } from '../../../machines/delivery.ts';
import type { LookupContext } from '../../../machines/lookup.ts';
import type { RecordedEvent } from '../../../machines/record.ts';
import { redactText, redactValue } from '../redaction.ts';

/*
 * What of the charts a viewer is shown: a list of what is, never all but a list. What is not named
 * here stays here; the compiler asks for every new event of a call and every new field of a context.
 * Nothing that was said, no name, no note and no address of a live call is in it; numbers are masked
 * as in the log.
 */

/** What may be shown of a value; undefined for nothing of it. */
type Keep = (value: unknown) => unknown;

/** What may be shown of an object, by field. */
export type Fields = Readonly<Record<string, Keep>>;

/** What may be shown of a chart, its events and what its actors give it. */
export type AllowedOfChart = {
  context: Fields;
  events: Readonly<Partial<Record<string, Fields>>>;
  result: Keep;
};

/** Most of a list that is shown. */
const ITEMS_MAX = 50;
/** A word of a closed set, ours or the platform's: no spaces, so that nothing said passes for one. */
const WORD = /^[A-Za-z][\w.:/-]{0,99}$/;

const nothing: Keep = () => undefined;

const plain: Keep = (value) =>
  value === null || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;

const word: Keep = (value) => {
  if (typeof value !== 'string') return value === null ? null : undefined;
  return WORD.test(value) && redactText(value) === value ? value : '[redacted]';
};

/** As a line of the log shows what stands under this key. */
const asLogged =
  (key: string): Keep =>
  (value) =>
    (redactValue({ [key]: value }) as Record<string, unknown>)[key];

const id = asLogged('callId');
const tool = asLogged('tool');
const tracking = asLogged('trackingNumber');

/** The words of an editor may be anything, those of a known status are not. */
const status: Keep = (value) => knownStatus(String(value)) ?? '[other]';

const list =
  (keep: Keep): Keep =>
  (value) =>
    Array.isArray(value) ? value.slice(0, ITEMS_MAX).map(keep) : undefined;

const fields =
  (allowed: Fields): Keep =>
  (value) =>
    typeof value === 'object' && value !== null ? pick(value, allowed) : plain(value);

/** The fields of an object that may be shown, as they may be. */
export function pick(value: object, allowed: Fields): Record<string, unknown> {
  const given = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(allowed)
      .filter(([name]) => Object.hasOwn(given, name))
      .map(([name, keep]) => [name, keep(given[name])] as const)
      .filter(([, kept]) => kept !== undefined),
  );
}

/** The ID of a call as viewers know it: its digest where it may hold a number, as in the log. */
export function shownId(callId: string): string {
  return String(id(callId));
}

/** A tracking number, masked. */
export function shownNumber(trackingNumber: string): string {
  return String(tracking(trackingNumber));
}

const cached = fields({
  delivery: fields({ trackingNumber: tracking, status }),
  asOf: plain,
});

const outcome = fields({
  kind: word,
  delivery: fields({ trackingNumber: tracking, status }),
  source: word,
  asOf: plain,
  reason: word,
  stale: cached,
});

/** What comes of the cache, of the breaker and of an attempt. */
const lookupResult = fields({
  kind: word,
  outcome,
  stale: cached,
  delivery: fields({ trackingNumber: tracking, status }),
  source: word,
  asOf: plain,
  granted: plain,
  permit: word,
  isProbe: plain,
  jitter: plain,
  at: plain,
  askedAt: plain,
  endedAt: plain,
  reason: word,
  retryable: plain,
  retryAfterMs: plain,
});

const trail = list(fields({ kind: word, startedAt: plain, endedAt: plain, result: word }));

const TOOL = { at: plain, toolCallId: id, tool };

const CALL_EVENTS: Readonly<Record<RecordedEvent['type'], Fields>> = {
  'call.opened': { at: plain },
  'delivery.requested': { ...TOOL, topic: word, heard: tracking },
  'confirmation.given': { ...TOOL, confirmed: plain, heard: tracking },
  'verification.given': { ...TOOL, passed: plain },
  'human.requested': TOOL,
  'tool.misused': { ...TOOL, problem: word },
  'talk.heard': { ...TOOL, act: word, times: plain },
  'call.progressed': { at: plain, status: word },
  'call.ended': { at: plain, reason: word },
  'transcript.heard': { at: plain, role: word, final: plain },
  'conversation.updated': { at: plain, turnCount: plain },
  'speech.updated': { at: plain, role: word, speaking: plain },
  'caller.interrupted': { at: plain },
  'assistant.delayed': { at: plain },
  'report.received': {
    at: plain,
    report: fields({ endedReason: word, durationSeconds: plain, cost: plain, costsSum: plain }),
  },
  'transfer.updated': { at: plain },
  'lookup.staleFound': { at: plain, trackingNumber: tracking, stale: cached },
  'lookup.settled': { at: plain, trackingNumber: tracking, outcome, trail },
  'caller.recognised': {
    at: plain,
    trackingNumbers: list(tracking),
    underWay: list(tracking),
  },
  'time.passed': { at: plain },
  'silence.passed': { at: plain },
  'answer.missed': { at: plain, asked: id },
};

const CALL_CONTEXT: Readonly<Record<keyof CallContext, Keep>> = {
  callId: id,
  policy: fields({
    confirm: word,
    triesMax: plain,
    replyDeadlineMs: plain,
    freshMs: plain,
    timeZone: word,
    speakName: word,
    language: word,
    numbersMax: plain,
    checkDigits: word,
  }),
  medium: word,
  tries: plain,
  failedReadings: plain,
  askedForNumber: plain,
  pieces: tracking,
  candidate: fields({
    trackingNumber: tracking,
    interpreted: plain,
    topic: word,
    changed: fields({ start: plain, end: plain }),
    instead: tracking,
  }),
  doubtedNumbers: list(tracking),
  offeredNumbers: list(tracking),
  verification: fields({ trackingNumber: tracking, topic: word, asks: word }),
  verifiedNumbers: list(tracking),
  wrongAnswers: list(tracking),
  deniedNumbers: list(tracking),
  callerNumbers: list(tracking),
  callerNumbersUnderWay: list(tracking),
  passedNumbers: list(tracking),
  affirmedNumber: tracking,
  triedNumbers: list(tracking),
  askedForMore: plain,
  pendingLookups: list(
    fields({
      toolCallId: id,
      tool,
      trackingNumber: tracking,
      topic: word,
      deadlineAt: plain,
      stale: cached,
    }),
  ),
  currentDelivery: cached,
  told: list(cached),
  passedOn: plain,
  fallbackReason: fields({ kind: word, next: word, trackingNumber: tracking }),
  ended: fields({ at: plain, reason: word }),
  review: nothing,
};

const LOOKUP_CONTEXT: Readonly<Record<keyof LookupContext, Keep>> = {
  trackingNumber: tracking,
  startedAt: plain,
  policy: fields({
    attemptsMax: plain,
    attemptTimeoutMs: plain,
    totalBudgetMs: plain,
    backoffMs: plain,
    backoffMsMax: plain,
  }),
  attempts: plain,
  permittedAt: plain,
  permit: asLogged('permit'),
  isProbe: plain,
  jitter: plain,
  pauseMs: plain,
  trail,
  stale: cached,
  outcome,
};

const BREAKER_EVENTS: Readonly<Record<BreakerEvent['type'], Fields>> = {
  'permit.requested': { permit: asLogged('permit'), isCourtesy: plain },
  'attempt.succeeded': { permit: asLogged('permit') },
  'attempt.failed': { permit: asLogged('permit') },
  'attempt.abandoned': { permit: asLogged('permit') },
  'breaker.reset': {},
};

const BREAKER_CONTEXT: Readonly<Record<keyof BreakerContext, Keep>> = {
  policy: fields({ failuresMax: plain, resetMs: plain }),
  failures: plain,
  probe: asLogged('permit'),
};

const CHARTS: Readonly<Partial<Record<string, AllowedOfChart>>> = {
  call: { context: CALL_CONTEXT, events: CALL_EVENTS, result: nothing },
  lookup: { context: LOOKUP_CONTEXT, events: {}, result: lookupResult },
  breaker: { context: BREAKER_CONTEXT, events: BREAKER_EVENTS, result: nothing },
};

/** Of a chart that is not listed its states and the types of its events are shown, and no more. */
const UNLISTED: AllowedOfChart = { context: {}, events: {}, result: nothing };

/** What may be shown of a chart, by its ID. */
export function allowedOf(chart: string): AllowedOfChart {
  return CHARTS[chart] ?? UNLISTED;
}

/** An event as it may be shown; xstate's own tell which actor they are of, and what it gave. */
export function shownEvent(
  { events, result }: AllowedOfChart,
  event: { type: string },
): { type: string } {
  const internal = { actorId: word, output: result, data: result };
  const allowed = event.type.startsWith('xstate.') ? internal : (events[event.type] ?? {});
  return { type: event.type, ...pick(event, allowed) };
}
