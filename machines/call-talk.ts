/**
 * What is said in a call without a model to a turn that asks for nothing on record: a greeting, thanks,
 * "hold on", what nobody understood. Whatever was asked and is not answered yet is asked again, in
 * other words where it was not understood before, and then a person is offered. Pure.
 */
import { assertEvent } from 'xstate';
import { type CallContext, NO_TRIES } from './call-context.ts';
import { candidateQuestion, type Decision } from './call-decisions.ts';
import type { CallEvent, TalkAct } from './call-events.ts';
import { triesAreUp } from './call-questions.ts';
import { identityQuestion } from './call-verification.ts';
import { type CallState, plainReply, type ReplyStatus, type TalkNext } from './reply.ts';

/** So often in a row a turn may lead nowhere before a person is offered. */
export const TIMES_MAX = 3;

/** Acts that lead nowhere, if they go on. */
const IDLE: readonly TalkAct[] = ['unclear', 'beyond', 'abuse', 'silent', 'yes'];

/** Whether an act goes on with what the one before it was. */
export function isMoreOf(act: TalkAct, before: TalkAct): boolean {
  return act === before || (IDLE.includes(act) && IDLE.includes(before));
}

/** What is answered where nothing is asked after it. */
const ALONE: readonly TalkAct[] = ['wait', 'goodbye'];

/** Whether a turn leads nowhere once too often. */
export function isIdleTooOften(event: CallEvent): boolean {
  return event.type === 'talk.heard' && IDLE.includes(event.act) && event.times >= TIMES_MAX;
}

/** Whether the caller wants to speak of another parcel. */
export function isOfAnother(event: CallEvent): boolean {
  return event.type === 'talk.heard' && event.act === 'another';
}

/** Answers the turn; the call stays where it is. */
export function converse(context: CallContext, event: CallEvent, state: CallState): Decision {
  assertEvent(event, 'talk.heard');
  const { act, times } = event;
  // Who does not come to a whole number is asked for it in parts.
  const isForPieces = state === 'need' && act === 'unclear' && times > 1;
  const after = isForPieces ? { ...context, pieces: context.pieces ?? '' } : context;
  const { greeting, notice } = context.policy;
  const isGreeted = act === 'opening' && greeting !== undefined;
  const next = ALONE.includes(act) || isGreeted ? null : nextOf(after, state, act);
  const utterance = {
    about: 'talk',
    act,
    times,
    ...(act === 'opening' && notice !== undefined && { notice }),
    ...(isGreeted && { greeting }),
    next,
  } as const;
  return {
    patch: isForPieces ? { pieces: after.pieces } : {},
    replies: [plainReply(context.policy, event, STATUSES[state], state, utterance)],
  };
}

/**
 * Offers a person to whoever cannot be served by talking on. Where nobody can be put through to one, the
 * number is all that helps: it is asked for again.
 */
export function offerAfterTalk(context: CallContext, event: CallEvent): Decision {
  assertEvent(event, 'talk.heard');
  const { act, times } = event;
  const isPassedOn = context.policy.person?.reach === 'transfer';
  const next = isPassedOn ? 'human' : 'anotherNumber';
  const fallbackReason = { kind: 'tooManyTries', next, trackingNumber: null } as const;
  const offer = { about: 'offer', next, ...(!isPassedOn && { offerHuman: true }) } as const;
  const utterance = { about: 'talk', act, times, next: offer } as const;
  return {
    patch: { fallbackReason, candidate: null, verification: null, pieces: null },
    replies: [plainReply(context.policy, event, 'unavailable', 'fallback', utterance)],
  };
}

/** Asks for the number of another parcel; of the one before nothing more is meant. */
export function turnToAnother(context: CallContext, event: CallEvent): Decision {
  assertEvent(event, 'talk.heard');
  const { act, times } = event;
  const utterance = { about: 'talk', act, times, next: { about: 'noNumber' } } as const;
  return {
    patch: {
      ...NO_TRIES,
      candidate: null,
      currentDelivery: null,
      verification: null,
      fallbackReason: null,
      pieces: null,
    },
    replies: [plainReply(context.policy, event, 'invalid', 'need', utterance)],
  };
}

const STATUSES: Readonly<Record<CallState, ReplyStatus>> = {
  need: 'invalid',
  confirm: 'needs_confirmation',
  fetch: 'needs_confirmation',
  report: 'needs_confirmation',
  fallback: 'unavailable',
  ended: 'unavailable',
};

/** What is still to be answered. */
function nextOf(context: CallContext, state: CallState, act: TalkAct): TalkNext | null {
  const { verification, candidate, pieces, fallbackReason } = context;
  if (verification !== null) return identityQuestion(context, verification);
  if (candidate !== null) {
    const question = candidateQuestion(context, candidate);
    return act === 'slower' && question.about === 'readBack'
      ? { ...question, slowly: true }
      : question;
  }
  if (pieces !== null) return { about: 'pieces', given: pieces, offerHuman: triesAreUp(context) };
  if (state === 'need') return { about: 'noNumber' };
  if (state === 'report') return { about: 'anythingElse' };
  // Whoever does not want what was offered is not offered it once more.
  if (state === 'fallback' && act === 'no') return { about: 'anythingElse' };
  if (state === 'fallback') return { about: 'offer', next: fallbackReason?.next ?? 'human' };
  return null;
}
