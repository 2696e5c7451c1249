/** What a call tells those who wait for a lookup: when it ends, when it is late, when it breaks. */
import { assertEvent } from 'xstate';
import type { Ask, CallContext, Trouble } from './call-context.ts';
import type { Decision } from './call-decisions.ts';
import type { CallEvent } from './call-events.ts';
import { closeReport, mannerOf, noteTold } from './call-manner.ts';
import { stateAfterAnswers, triesAreUp } from './call-questions.ts';
import type { LookupOutcome } from './lookup-outcome.ts';
import { dataOf, deliveryReply, plainReply, type Reply } from './reply.ts';

type Settled = Extract<CallEvent, { type: 'lookup.settled' }>;
type Missing = Extract<LookupOutcome, { kind: 'missing' }>;

/** Keeps what can be said of a number should its lookup not end in time. */
export function noteStale({ asks }: CallContext, event: CallEvent): Partial<CallContext> {
  assertEvent(event, 'lookup.staleFound');
  const { trackingNumber, stale } = event;
  return {
    asks: asks.map((ask) => (ask.trackingNumber === trackingNumber ? { ...ask, stale } : ask)),
  };
}

/** Takes a delivery that came after its deadline, so that asking again answers at once. */
export function keepLate(context: CallContext, event: CallEvent): Partial<CallContext> {
  assertEvent(event, 'lookup.settled');
  const { delivery, asOf } = foundIn(event);
  const held = { delivery, asOf };
  return { ...noteTold(context, held), held, trouble: null, tries: 0 };
}

/** What the caller who still waits is told of a delivery that came late: it answers no tool call. */
export function tellLate(context: CallContext, event: CallEvent): Reply {
  assertEvent(event, 'lookup.settled');
  const found = foundIn(event);
  const asked = { toolCallId: '', tool: '', topic: 'delivery' } as const;
  const manner = mannerOf(context, event.trackingNumber);
  return deliveryReply(context.policy, asked, found, manner, found.source, false, event.at);
}

function foundIn({ outcome }: Settled): Extract<LookupOutcome, { kind: 'found' }> {
  if (outcome.kind !== 'found') throw new Error('Cannot tell a delivery: none was found');
  return outcome;
}

/** Answers all who wait for the number whose lookup has ended. */
export function settle(context: CallContext, event: CallEvent): Decision {
  assertEvent(event, 'lookup.settled');
  const { outcome, trackingNumber, at } = event;
  const isMeant = (ask: Ask) => ask.trackingNumber === trackingNumber;
  return answerAsks(context, isMeant, () => outcome, at);
}

/** Answers all who have waited for as long as they may: from a stale record, or with the truth. */
export function settleOverdue(context: CallContext, event: CallEvent): Decision {
  const isOverdue = (ask: Ask) => ask.deadlineAt <= event.at;
  const late = ({ stale }: Ask) => ({ kind: 'failed', reason: 'timeout', stale }) as const;
  return answerAsks(context, isOverdue, late, event.at);
}

/** Answers all who wait, because the lookup service itself broke; that event tells no time. */
export function settleBroken(context: CallContext): Decision {
  const broken = ({ stale }: Ask) => ({ kind: 'failed', reason: 'internal', stale }) as const;
  const at = Math.max(...context.asks.map((ask) => ask.deadlineAt));
  return answerAsks(context, () => true, broken, at);
}

function answerAsks(
  before: CallContext,
  isMeant: (ask: Ask) => boolean,
  outcomeFor: (ask: Ask) => LookupOutcome,
  at: number,
): Decision {
  // Those who are answered wait no longer; the rest tells how to speak of each parcel.
  let context = before;
  const replies: Reply[] = [];
  // One number that is not found is one try, however many tool calls asked for it.
  const missed = new Set<string>();
  for (const ask of before.asks.filter(isMeant)) {
    const outcome = outcomeFor(ask);
    const isNewMiss = outcome.kind === 'missing' && !missed.has(ask.trackingNumber);
    if (isNewMiss) missed.add(ask.trackingNumber);
    const tries = context.tries + (isNewMiss ? 1 : 0);
    const told = tell({ ...context, tries }, ask, outcome, at);
    replies.push(told.reply);
    context = { ...context, ...told.patch };
  }
  context = { ...context, asks: before.asks.filter((ask) => !isMeant(ask)) };
  const state = stateAfterAnswers(context);
  const closed = closeReport(
    context,
    replies.map((reply) => ({ ...reply, state })),
  );
  const { asks, held, tries, trouble, told } = context;
  return {
    patch: { asks, held, tries, trouble, told, ...closed.patch },
    replies: closed.replies,
  };
}

type Told = { reply: Reply; patch: Partial<CallContext> };

function tell(context: CallContext, ask: Ask, outcome: LookupOutcome, at: number): Told {
  if (outcome.kind === 'missing') return tellMissing(context, ask, outcome, at);
  // It was reached: what was on record before says nothing of a record that does not fit now.
  if (outcome.kind === 'failed' && outcome.reason === 'unfit') return tellUnfit(context, ask);
  if (outcome.kind === 'failed' && outcome.reason === 'limited') return tellLimited(context, ask);
  const sighting = outcome.kind === 'found' ? outcome : (outcome.stale ?? ask.stale);
  if (sighting === null) return tellUnavailable(context, ask);
  const isStale = outcome.kind !== 'found';
  const source = isStale ? 'cache' : outcome.source;
  const held = { delivery: sighting.delivery, asOf: sighting.asOf };
  const { trackingNumber } = ask;
  return {
    reply: deliveryReply(
      context.policy,
      ask,
      held,
      mannerOf(context, trackingNumber),
      source,
      isStale,
      at,
    ),
    patch: {
      ...noteTold(context, held),
      ...{ held, tries: 0, trouble: unlessHuman(context, null) },
    },
  };
}

function tellMissing(context: CallContext, ask: Ask, outcome: Missing, at: number): Told {
  const { trackingNumber } = ask;
  const offerHuman = triesAreUp(context);
  const trouble: Trouble = offerHuman
    ? { why: 'tooManyTries', next: 'human', trackingNumber }
    : { why: 'notFound', next: 'anotherNumber', trackingNumber };
  const said = plainReply(context.policy, ask, 'not_found', 'fallback', {
    about: 'notFound',
    trackingNumber,
    offerHuman,
  });
  return {
    reply: { ...said, source: outcome.source, data: dataOf(outcome.asOf, false, at) },
    patch: { tries: context.tries, trouble: unlessHuman(context, trouble) },
  };
}

function tellUnavailable(context: CallContext, ask: Ask): Told {
  const { trackingNumber } = ask;
  const trouble: Trouble = { why: 'unavailable', next: 'tryAgain', trackingNumber };
  return {
    reply: plainReply(context.policy, ask, 'unavailable', 'fallback', {
      about: 'unavailable',
      trackingNumber,
    }),
    patch: { trouble: unlessHuman(context, trouble) },
  };
}

function tellUnfit(context: CallContext, ask: Ask): Told {
  const { trackingNumber } = ask;
  const trouble: Trouble = { why: 'unfit', next: 'human', trackingNumber };
  const { naming } = mannerOf(context, trackingNumber);
  return {
    reply: plainReply(context.policy, ask, 'unavailable', 'fallback', {
      about: 'unfit',
      trackingNumber,
      naming,
    }),
    patch: { trouble: unlessHuman(context, trouble) },
  };
}

function tellLimited(context: CallContext, ask: Ask): Told {
  const trouble: Trouble = { why: 'tooManyNumbers', next: 'human', trackingNumber: null };
  const { policy } = context;
  return {
    reply: plainReply(policy, ask, 'unavailable', 'fallback', {
      about: 'tooManyNumbers',
      by: 'caller',
    }),
    patch: { trouble: unlessHuman(context, trouble) },
  };
}

/** A person who was asked for stays asked for, whatever a lookup says. */
function unlessHuman({ trouble }: CallContext, otherwise: Trouble | null): Trouble | null {
  return trouble?.why === 'humanRequested' ? trouble : otherwise;
}
