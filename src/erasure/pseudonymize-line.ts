import type { CallContext, CallPolicy } from '../../machines/call-context.ts';
import type { CallReport, Turn } from '../../machines/call-events.ts';
import type { Delivery } from '../../machines/delivery.ts';
import { type Language, languageOf } from '../../machines/languages/language.ts';
import type { CachedDelivery, LookupOutcome } from '../../machines/lookup-outcome.ts';
import type { RecordedEvent } from '../../machines/record.ts';
import type { JournalLine, RecordedToolCall } from '../recording/line.ts';
import { type Around, type HearingEvent, hearAgain } from './hear-again.ts';
import type { Tokens } from './pseudonyms.ts';

/** What a call knew around its tool calls, by their IDs within the call. */
export type Hearings = ReadonlyMap<string, Around>;

/** What becomes of the text of a turn. */
export type Retold = (turn: Turn) => string;

/**
 * A line with a token in the place of every personal value, its response apart. States, statuses,
 * dates, times and opaque IDs stay.
 */
export function pseudonymizeLine(
  line: JournalLine,
  tokens: Tokens,
  retold: Retold,
  hearings: Hearings = new Map(),
): JournalLine {
  const { context } = line.snapshot;
  const language = languageOf(context.policy.language);
  return {
    ...line,
    ...(line.caller === undefined ? {} : { caller: null }),
    transcript: line.transcript.map((turn) => ({ ...turn, text: retold(turn) })),
    tool_calls: line.tool_calls.map((call) => mapToolCall(call, tokens, language)),
    events: line.events.map((event) =>
      'heard' in event
        ? hearAgain(event, hearings.get(event.toolCallId), tokens, language)
        : mapEvent(event, tokens, retold, language),
    ),
    snapshot: { ...line.snapshot, context: mapContext(context, tokens) },
  };
}

/** A record with tokens for whom it is of. */
export function mapDelivery(delivery: Delivery, tokens: Tokens): Delivery {
  const { trackingNumber, customerName, postalCode, customerPhone, issueMessage } = delivery;
  return {
    ...delivery,
    trackingNumber: tokens.number(trackingNumber),
    ...(customerName === undefined ? {} : { customerName: tokens.name(customerName) }),
    ...(postalCode === undefined ? {} : { postalCode: tokens.said(postalCode) }),
    ...(customerPhone === undefined ? {} : { customerPhone: tokens.phone(customerPhone) }),
    ...(issueMessage === undefined ? {} : { issueMessage: tokens.note(issueMessage) }),
  };
}

function mapEvent(
  event: Exclude<RecordedEvent, HearingEvent>,
  tokens: Tokens,
  retold: Retold,
  language: Language,
): RecordedEvent {
  switch (event.type) {
    case 'call.opened':
      return { ...event, input: { ...event.input, policy: mapPolicy(event.input.policy) } };
    case 'verification.given': {
      // The mark is of the answer, little as it tells of it.
      const { mark: _, ...bare } = event;
      return bare;
    }
    case 'human.requested':
      return { ...event, reason: event.reason && tokens.said(event.reason) };
    case 'transcript.heard':
      return { ...event, text: retold(event) };
    case 'report.received':
      return { ...event, report: mapReport(event.report, tokens, language) };
    case 'transfer.updated':
      return { ...event, to: event.to && tokens.said(event.to) };
    case 'caller.recognised':
      return {
        ...event,
        trackingNumbers: event.trackingNumbers.map((it) => tokens.number(it)),
        ...(event.underWay && { underWay: event.underWay.map((it) => tokens.number(it)) }),
      };
    case 'lookup.staleFound': {
      const trackingNumber = tokens.number(event.trackingNumber);
      return { ...event, trackingNumber, stale: mapCachedDelivery(event.stale, tokens) };
    }
    case 'lookup.settled': {
      const trackingNumber = tokens.number(event.trackingNumber);
      return { ...event, trackingNumber, outcome: mapOutcome(event.outcome, tokens) };
    }
    default:
      return event;
  }
}

function mapReport(report: CallReport, tokens: Tokens, language: Language): CallReport {
  // Who follows the link hears the person.
  const { recordingUrl: _recordingUrl, ...kept } = report;
  const { summary, transcript, successEvaluation, structuredData, structuredOutputs } = kept;
  const outputs = structuredOutputs && Object.entries(structuredOutputs);
  return {
    ...kept,
    summary: summary && tokens.said(summary),
    transcript: transcript && tokens.said(transcript),
    successEvaluation: mapEvaluation(successEvaluation, tokens),
    // Whatever was to be found out of a call may name who called.
    ...(structuredData === undefined
      ? {}
      : { structuredData: mapArgument('', structuredData, tokens, language) }),
    ...(outputs && {
      structuredOutputs: Object.fromEntries(
        outputs.map(([id, { name, result }]) => [
          id,
          { name, result: mapArgument('', result, tokens, language) },
        ]),
      ),
    }),
  };
}

/** One word is a score; more of them may tell what the call was about. */
function mapEvaluation(evaluation: string | null, tokens: Tokens): string | null {
  const isScore = evaluation === null || /^[\w.%-]{0,20}$/.test(evaluation);
  return isScore ? evaluation : tokens.said(evaluation);
}

function mapOutcome(outcome: LookupOutcome, tokens: Tokens): LookupOutcome {
  switch (outcome.kind) {
    case 'found':
      return { ...outcome, delivery: mapDelivery(outcome.delivery, tokens) };
    case 'missing':
      return outcome;
    case 'failed':
      return { ...outcome, stale: outcome.stale && mapCachedDelivery(outcome.stale, tokens) };
    default:
      return outcome satisfies never;
  }
}

function mapCachedDelivery(cachedDelivery: CachedDelivery, tokens: Tokens): CachedDelivery {
  return { ...cachedDelivery, delivery: mapDelivery(cachedDelivery.delivery, tokens) };
}

function mapContext(context: CallContext, tokens: Tokens): CallContext {
  // A context of an earlier release lacks some of it.
  const { candidate, currentDelivery, fallbackReason, review, affirmedNumber, triedNumbers, told } =
    context;
  const {
    offeredNumbers,
    doubtedNumbers,
    deniedNumbers,
    verification,
    verifiedNumbers,
    wrongAnswers,
    callerNumbersUnderWay,
    pieces,
  } = context;
  const withToken = <It extends { trackingNumber: string }>(it: It): It => ({
    ...it,
    trackingNumber: tokens.number(it.trackingNumber),
  });
  return {
    ...context,
    policy: mapPolicy(context.policy),
    candidate: candidate && {
      ...withToken(candidate),
      ...(candidate.instead && { instead: tokens.number(candidate.instead) }),
    },
    callerNumbers: context.callerNumbers.map((it) => tokens.number(it)),
    ...(callerNumbersUnderWay && {
      callerNumbersUnderWay: callerNumbersUnderWay.map((it) => tokens.number(it)),
    }),
    ...(pieces && { pieces: '0'.repeat(pieces.length) }),
    passedNumbers: context.passedNumbers.map((it) => tokens.number(it)),
    ...(affirmedNumber && { affirmedNumber: tokens.number(affirmedNumber) }),
    ...(doubtedNumbers && { doubtedNumbers: doubtedNumbers.map((it) => tokens.number(it)) }),
    ...(deniedNumbers && { deniedNumbers: deniedNumbers.map((it) => tokens.number(it)) }),
    ...(offeredNumbers && { offeredNumbers: offeredNumbers.map((it) => tokens.number(it)) }),
    ...(triedNumbers && { triedNumbers: triedNumbers.map((it) => tokens.number(it)) }),
    ...(verification && {
      verification: {
        ...withToken(verification),
        record: mapCachedDelivery(verification.record, tokens),
      },
    }),
    ...(verifiedNumbers && { verifiedNumbers: verifiedNumbers.map((it) => tokens.number(it)) }),
    ...(wrongAnswers && { wrongAnswers: wrongAnswers.map((it) => tokens.number(it)) }),
    ...(told && { told: told.map((cachedDelivery) => mapCachedDelivery(cachedDelivery, tokens)) }),
    pendingLookups: context.pendingLookups.map((ask) => ({
      ...withToken(ask),
      stale: ask.stale && mapCachedDelivery(ask.stale, tokens),
    })),
    currentDelivery: currentDelivery && mapCachedDelivery(currentDelivery, tokens),
    fallbackReason: fallbackReason && {
      ...fallbackReason,
      trackingNumber: fallbackReason.trackingNumber && tokens.number(fallbackReason.trackingNumber),
    },
    review: review && {
      ...review,
      summary: review.summary && tokens.said(review.summary),
      successEvaluation: mapEvaluation(review.successEvaluation, tokens),
    },
  };
}

/** Tokens have no check digits. */
function mapPolicy(policy: CallPolicy): CallPolicy {
  return policy.checkDigits === undefined ? policy : { ...policy, checkDigits: 'off' };
}

const NUMBER_KEYS = /^tracking_?(number|id)$/i;

/** Arguments are whatever the model sent; nothing in them is trusted to be impersonal. */
function mapToolCall(call: RecordedToolCall, tokens: Tokens, language: Language): RecordedToolCall {
  const { arguments: given } = call;
  if (typeof given !== 'string')
    return { ...call, arguments: mapArgument('', given, tokens, language) };
  try {
    const mapped = mapArgument('', JSON.parse(given), tokens, language);
    return { ...call, arguments: JSON.stringify(mapped) };
  } catch {
    return { ...call, arguments: tokens.said(given) };
  }
}

function mapArgument(key: string, value: unknown, tokens: Tokens, language: Language): unknown {
  if (typeof value === 'object' && value !== null) {
    if (Array.isArray(value)) return value.map((each) => mapArgument(key, each, tokens, language));
    const fields = Object.entries(value);
    return Object.fromEntries(
      fields.map(([name, it]) => [name, mapArgument(name, it, tokens, language)]),
    );
  }
  if (typeof value === 'number') return NUMBER_KEYS.test(key) ? tokens.heard(value, language) : 0;
  if (typeof value !== 'string') return value;
  if (NUMBER_KEYS.test(key)) return tokens.heard(value, language);
  return key === 'confirmed' && isYesOrNo(value, language) ? value : tokens.said(value);
}

function isYesOrNo(value: string, { tools: { yes, no } }: Language): boolean {
  return ['true', 'false', ...yes, ...no].includes(value.trim().toLowerCase());
}
