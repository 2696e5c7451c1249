/** What a call tells those who wait for a lookup: when it ends, when it is late, when it breaks. */
import { assertEvent } from 'xstate';
import {
  type CallContext,
  type FallbackReason,
  NO_TRIES,
  type PendingLookup,
} from './call-context.ts';
import type { Decision } from './call-decisions.ts';
import type { CallEvent } from './call-events.ts';
import { closeReport, mannerOf, noteTold } from './call-manner.ts';
import { stateAfterAnswers, triesAreUp, unlessHuman } from './call-questions.ts';
import { holdBack, mayTell } from './call-verification.ts';
import type { LookupOutcome } from './lookup-outcome.ts';
import { dataOf, deliveryReply, plainReply, type Reply } from './reply.ts';

type Settled = Extract<CallEvent, { type: 'lookup.settled' }>;
type Missing = Extract<LookupOutcome, { kind: 'missing' }>;

/** Keeps what can be said of a number should its lookup not end in time. */
export function noteStale({ pendingLookups }: CallContext, event: CallEvent): Partial<CallContext> {
  assertEvent(event, 'lookup.staleFound');
  const { trackingNumber, stale } = event;
  return {
    pendingLookups: pendingLookups.map((pending) =>
      pending.trackingNumber === trackingNumber ? { ...pending, stale } : pending,
    ),
  };
}

/** Takes a delivery that came after its deadline, so that asking again answers at once. */
export function keepLate(context: CallContext, event: CallEvent): Partial<CallContext> {
  assertEvent(event, 'lookup.settled');
  const { delivery, asOf } = foundIn(event);
  const currentDelivery = { delivery, asOf };
  return {
    ...noteTold(context, currentDelivery),
    currentDelivery,
    fallbackReason: null,
    ...NO_TRIES,
  };
}

/** What the caller who still waits is told of a delivery that came late: it answers no tool call. */
export function tellLate(context: CallContext, event: CallEvent): Reply {
  assertEvent(event, 'lookup.settled');
  const found = foundIn(event);
  const asked = { toolCallId: '', tool: '', topic: 'delivery' } as const;
  const manner = mannerOf(context, event.trackingNumber);
  return deliveryReply(context.policy, asked, found, manner, found.source, false, event.at);
}

/** Whether a delivery that came late may be told: no question is asked unasked. */
export function mayTellLate(context: CallContext, event: CallEvent): boolean {
  assertEvent(event, 'lookup.settled');
  return mayTell(context, event.trackingNumber);
}

function foundIn({ outcome }: Settled): Extract<LookupOutcome, { kind: 'found' }> {
  if (outcome.kind !== 'found') throw new Error('Cannot tell a delivery: none was found');
  return outcome;
}

/** Answers all who wait for the number whose lookup has ended. */
export function settle(context: CallContext, event: CallEvent): Decision {
  assertEvent(event, 'lookup.settled');
  const { outcome, trackingNumber, at } = event;
  const isMeant = (pending: PendingLookup) => pending.trackingNumber === trackingNumber;
  return answerPending(context, isMeant, () => outcome, at);
}

/** Answers all who have waited for as long as they may: from a stale record, or with the truth. */
export function settleOverdue(context: CallContext, event: CallEvent): Decision {
  const isOverdue = (pending: PendingLookup) => pending.deadlineAt <= event.at;
  const late = ({ stale }: PendingLookup) =>
    ({ kind: 'failed', reason: 'timeout', stale }) as const;
  return answerPending(context, isOverdue, late, event.at);
}

/** Answers all who wait, because the lookup service itself broke; that event tells no time. */
export function settleBroken(context: CallContext): Decision {
  const broken = ({ stale }: PendingLookup) =>
    ({ kind: 'failed', reason: 'internal', stale }) as const;
  const at = Math.max(...context.pendingLookups.map((pending) => pending.deadlineAt));
  return answerPending(context, () => true, broken, at);
}

function answerPending(
  before: CallContext,
  isMeant: (pending: PendingLookup) => boolean,
  outcomeFor: (pending: PendingLookup) => LookupOutcome,
  at: number,
): Decision {
  // Those who are answered wait no longer; the rest tells how to speak of each parcel.
  let context = before;
  const replies: Reply[] = [];
  // One number that is not found is one try, however many tool calls asked for it; nothing else is one.
  const tried = new Set<string>();
  for (const pending of before.pendingLookups.filter(isMeant)) {
    const outcome = outcomeFor(pending);
    const tries = context.tries + (tried.has(pending.trackingNumber) ? 0 : 1);
    tried.add(pending.trackingNumber);
    const told =
      outcome.kind === 'missing'
        ? tellMissing({ ...context, tries }, pending, outcome, at)
        : tell(context, pending, outcome, at);
    replies.push(told.reply);
    context = { ...context, ...told.patch };
  }
  context = {
    ...context,
    pendingLookups: before.pendingLookups.filter((pending) => !isMeant(pending)),
  };
  const state = stateAfterAnswers(context);
  const closed = closeReport(
    context,
    replies.map((reply) => ({ ...reply, state })),
  );
  const { pendingLookups, currentDelivery, tries, fallbackReason, told } = context;
  const { candidate, verification, askedForNumber } = context;
  return {
    patch: {
      pendingLookups,
      currentDelivery,
      tries,
      askedForNumber,
      fallbackReason,
      told,
      candidate,
      verification,
      ...closed.patch,
    },
    replies: closed.replies,
  };
}

type Told = { reply: Reply; patch: Partial<CallContext> };

function tell(
  context: CallContext,
  pending: PendingLookup,
  outcome: Exclude<LookupOutcome, Missing>,
  at: number,
): Told {
  const reason = outcome.kind === 'failed' ? outcome.reason : null;
  // It was reached: what was on record before says nothing of a record that does not fit now.
  if (reason === 'invalid') return tellInvalidRecord(context, pending);
  if (reason === 'limited') return tellLimited(context, pending);
  const cachedDelivery = outcome.kind === 'found' ? outcome : (outcome.stale ?? pending.stale);
  if (cachedDelivery === null) return tellUnavailable(context, pending);
  const isStale = outcome.kind !== 'found';
  if (!mayTell(context, pending.trackingNumber)) {
    return holdBack(context, pending, cachedDelivery, isStale);
  }
  const source = isStale ? 'cache' : outcome.source;
  const currentDelivery = { delivery: cachedDelivery.delivery, asOf: cachedDelivery.asOf };
  const { trackingNumber } = pending;
  return {
    reply: deliveryReply(
      context.policy,
      pending,
      currentDelivery,
      mannerOf(context, trackingNumber),
      source,
      isStale,
      at,
    ),
    patch: {
      ...noteTold(context, currentDelivery),
      currentDelivery,
      ...NO_TRIES,
      fallbackReason: unlessHuman(context, null),
    },
  };
}

function tellMissing(
  context: CallContext,
  pending: PendingLookup,
  outcome: Missing,
  at: number,
): Told {
  const { trackingNumber } = pending;
  const offerHuman = triesAreUp(context);
  const fallbackReason: FallbackReason = offerHuman
    ? { kind: 'tooManyTries', next: 'human', trackingNumber }
    : { kind: 'notFound', next: 'anotherNumber', trackingNumber };
  const said = plainReply(context.policy, pending, 'not_found', 'fallback', {
    about: 'notFound',
    trackingNumber,
    offerHuman,
  });
  return {
    reply: { ...said, source: outcome.source, data: dataOf(outcome.asOf, false, at) },
    patch: { tries: context.tries, fallbackReason: unlessHuman(context, fallbackReason) },
  };
}

function tellUnavailable(context: CallContext, pending: PendingLookup): Told {
  const { trackingNumber } = pending;
  const fallbackReason: FallbackReason = { kind: 'unavailable', next: 'tryAgain', trackingNumber };
  return {
    reply: plainReply(context.policy, pending, 'unavailable', 'fallback', {
      about: 'unavailable',
      trackingNumber,
    }),
    patch: { fallbackReason: unlessHuman(context, fallbackReason) },
  };
}

function tellInvalidRecord(context: CallContext, pending: PendingLookup): Told {
  const { trackingNumber } = pending;
  const fallbackReason: FallbackReason = { kind: 'invalidRecord', next: 'human', trackingNumber };
  const { naming } = mannerOf(context, trackingNumber);
  return {
    reply: plainReply(context.policy, pending, 'unavailable', 'fallback', {
      about: 'invalidRecord',
      trackingNumber,
      naming,
    }),
    patch: { fallbackReason: unlessHuman(context, fallbackReason) },
  };
}

function tellLimited(context: CallContext, pending: PendingLookup): Told {
  const fallbackReason: FallbackReason = {
    kind: 'tooManyNumbers',
    next: 'human',
    trackingNumber: null,
  };
  const { policy } = context;
  return {
    reply: plainReply(policy, pending, 'unavailable', 'fallback', {
      about: 'tooManyNumbers',
      by: 'caller',
    }),
    patch: { fallbackReason: unlessHuman(context, fallbackReason) },
  };
}
