/** What a call tells those who wait for a lookup: when it ends, when it is late, when it breaks. */
import type { Ask, CallContext, Trouble } from './call-context.ts';
import type { Decision } from './call-decisions.ts';
import type { CallEvent } from './call-events.ts';
import { stateAfterAnswers, triesAreUp } from './call-questions.ts';
import type { LookupOutcome, Sighting } from './lookup-outcome.ts';
import { dataOf, deliveryReply, plainReply, type Reply } from './reply.ts';

type Missing = Extract<LookupOutcome, { kind: 'missing' }>;

/** Keeps what can be said of a number should its lookup not end in time. */
export function noteStale({ asks }: CallContext, event: CallEvent): Partial<CallContext> {
  if (event.type !== 'lookup.staleFound') return {};
  const { trackingNumber, stale } = event;
  return {
    asks: asks.map((ask) => (ask.trackingNumber === trackingNumber ? { ...ask, stale } : ask)),
  };
}

/** Takes a delivery that came after its deadline, so that asking again answers at once. */
export function keepLate(context: CallContext, event: CallEvent): Partial<CallContext> {
  if (event.type !== 'lookup.settled' || event.outcome.kind !== 'found') return {};
  const { delivery, asOf } = event.outcome;
  const held = { delivery, asOf };
  return { held, told: withTold(context, held), trouble: null, tries: 0 };
}

/** What the caller who still waits is told of a delivery that came late: it answers no tool call. */
export function tellLate(event: CallEvent): Reply {
  if (event.type !== 'lookup.settled' || event.outcome.kind !== 'found') {
    throw new Error(`Cannot tell a late delivery of "${event.type}"`);
  }
  const asked = { toolCallId: '', tool: '', topic: 'delivery' } as const;
  return deliveryReply(asked, event.outcome, event.outcome.source, false, event.at);
}

/** Answers all who wait for the number whose lookup has ended. */
export function settle(context: CallContext, event: CallEvent): Decision {
  if (event.type !== 'lookup.settled') return { patch: {}, replies: [] };
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
  context: CallContext,
  isMeant: (ask: Ask) => boolean,
  outcomeFor: (ask: Ask) => LookupOutcome,
  at: number,
): Decision {
  const patch: Partial<CallContext> = { asks: context.asks.filter((ask) => !isMeant(ask)) };
  const replies: Reply[] = [];
  // One number that is not found is one try, however many tool calls asked for it.
  const missed = new Set<string>();
  for (const ask of context.asks.filter(isMeant)) {
    const outcome = outcomeFor(ask);
    if (outcome.kind === 'missing') missed.add(ask.trackingNumber);
    const tries = context.tries + missed.size;
    const told = tell({ ...context, ...patch, tries }, ask, outcome, at);
    replies.push(told.reply);
    Object.assign(patch, told.patch);
  }
  const state = stateAfterAnswers({ ...context, ...patch });
  return { patch, replies: replies.map((reply) => ({ ...reply, state })) };
}

type Told = { reply: Reply; patch: Partial<CallContext> };

function tell(context: CallContext, ask: Ask, outcome: LookupOutcome, at: number): Told {
  if (outcome.kind === 'missing') return tellMissing(context, ask, outcome, at);
  const sighting = outcome.kind === 'found' ? outcome : (outcome.stale ?? ask.stale);
  if (sighting === null) return tellUnavailable(context, ask);
  const isStale = outcome.kind !== 'found';
  const source = isStale ? 'cache' : outcome.source;
  const held = { delivery: sighting.delivery, asOf: sighting.asOf };
  return {
    reply: deliveryReply(ask, held, source, isStale, at),
    patch: {
      ...{ held, told: withTold(context, held) },
      ...{ tries: 0, trouble: unlessHuman(context, null) },
    },
  };
}

function tellMissing(context: CallContext, ask: Ask, outcome: Missing, at: number): Told {
  const { trackingNumber } = ask;
  const offerHuman = triesAreUp(context);
  const trouble: Trouble = offerHuman
    ? { why: 'tooManyTries', next: 'human', trackingNumber }
    : { why: 'notFound', next: 'anotherNumber', trackingNumber };
  const said = plainReply(ask, 'not_found', 'fallback', {
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
    reply: plainReply(ask, 'unavailable', 'fallback', { about: 'unavailable', trackingNumber }),
    patch: { trouble: unlessHuman(context, trouble) },
  };
}

/** How many parcels a call remembers having told of. */
const TOLD_MAX = 20;

/** What the caller was told by now, with one record more or in place of an earlier one. */
function withTold({ told }: CallContext, sighting: Sighting): Sighting[] {
  const { trackingNumber } = sighting.delivery;
  const others = told.filter(({ delivery }) => delivery.trackingNumber !== trackingNumber);
  return [...others, sighting].slice(-TOLD_MAX);
}

/** A person who was asked for stays asked for, whatever a lookup says. */
function unlessHuman({ trouble }: CallContext, otherwise: Trouble | null): Trouble | null {
  return trouble?.why === 'humanRequested' ? trouble : otherwise;
}
