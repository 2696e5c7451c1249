/**
 * To whom a call tells of a parcel: whoever calls from a number that is not on the record answers a
 * question about it first (VERIFY=caller). A record that has no answer is asked about in the same
 * words, and takes the same way, as one whose answer was not given. Pure.
 */
import { assertEvent } from 'xstate';
import {
  type CallContext,
  NO_TRIES,
  type PendingLookup,
  type Verification,
} from './call-context.ts';
import type { Decision } from './call-decisions.ts';
import type {
  AnswerEvent,
  AskedEvent,
  CallEvent,
  ToolEvent,
  VerificationEvent,
} from './call-events.ts';
import { numberIn } from './call-hearing.ts';
import { closeReport, mannerOf, noteTold } from './call-manner.ts';
import { stateAfterAnswers, toolEvent, triesAreUp, unlessHuman } from './call-questions.ts';
import { languageOf } from './languages/language.ts';
import { isSameName, isSamePostcode } from './listening/compare-answer.ts';
import type { CachedDelivery } from './lookup-outcome.ts';
import { withMark } from './question.ts';
import { deliveryReply, plainReply, type Reply } from './reply.ts';

/** Answers to the question about one parcel; after that a person takes over, however often it is asked for. */
const ANSWERS_MAX = 2;

/** How many parcels a call remembers as verified. */
const VERIFIED_NUMBERS_MAX = 20;

const FOR_HUMAN = { kind: 'humanRequested', next: 'human', trackingNumber: null } as const;

/** Whether the caller may be told of a parcel whose record was found. */
export function mayTell(
  { policy, callerNumbers, verifiedNumbers }: CallContext,
  trackingNumber: string,
): boolean {
  if (policy.verify !== 'caller') return true;
  return callerNumbers.includes(trackingNumber) || verifiedNumbers.includes(trackingNumber);
}

/** What whoever waits for a parcel is told before anything of it may be: a question, or of a person. */
export function holdBack(
  context: CallContext,
  pending: PendingLookup,
  { delivery, asOf }: CachedDelivery,
  stale: boolean,
): { reply: Reply; patch: Partial<CallContext> } {
  const { trackingNumber, topic } = pending;
  const isForHuman = context.fallbackReason?.kind === 'humanRequested';
  if (isForHuman || answersUp(context, trackingNumber)) {
    const reply = plainReply(context.policy, pending, 'handoff', 'fallback', NOT_VERIFIED);
    return { reply, patch: FOR_PERSON };
  }
  const asks = delivery.postalCode === undefined ? 'lastName' : 'postcode';
  const record = { delivery, asOf };
  const verification: Verification = { trackingNumber, topic, asks, record, stale };
  const utterance = identityQuestion(context, verification);
  return {
    reply: plainReply(context.policy, pending, 'needs_confirmation', 'confirm', utterance),
    patch: { verification, currentDelivery: null, fallbackReason: null },
  };
}

/** The question that is open about a parcel. */
export function identityQuestion(
  context: CallContext,
  { trackingNumber, asks }: Pick<Verification, 'trackingNumber' | 'asks'>,
) {
  const isAgain = context.wrongAnswers.includes(trackingNumber);
  return { about: 'verification', asks, isAgain, offerHuman: triesAreUp(context) } as const;
}

/** A tool call as a call takes it: of an answer only whether it is right, by the record that is held. */
export function judgeAnswer(context: CallContext, event: AskedEvent): ToolEvent {
  return 'answer' in event ? { ...withMark(event), passed: isRight(context, event) } : event;
}

function isRight({ policy, verification }: CallContext, { answer }: AnswerEvent): boolean {
  const language = languageOf(policy.language);
  const { customerName, postalCode } = verification?.record.delivery ?? {};
  return verification?.asks === 'postcode'
    ? isSamePostcode(answer, postalCode, language)
    : isSameName(answer, customerName, language);
}

/** Tells of the parcel after a right answer, asks once more after a wrong one, and then no more. */
export function takeAnswer(context: CallContext, event: CallEvent): Decision {
  assertEvent(event, 'verification.given');
  const verification = openQuestion(context);
  const { trackingNumber } = verification;
  // The caller may have been recognised since.
  if (event.passed || mayTell(context, trackingNumber)) return tellHeld(context, event);
  const wrongAnswers = [...context.wrongAnswers, trackingNumber];
  const tries = context.tries + 1;
  const after = { ...context, wrongAnswers, tries };
  if (!answersUp(after, trackingNumber)) {
    const { replies } = askAgain(after, event);
    return { patch: { wrongAnswers, tries }, replies };
  }
  const patch: Partial<CallContext> = { ...FOR_PERSON, wrongAnswers };
  const state = stateAfterAnswers({ ...context, ...patch });
  return {
    patch,
    replies: [plainReply(context.policy, event, 'handoff', state, NOT_VERIFIED)],
  };
}

/** Asks the open question again, for what is asked about the parcel now. */
export function askAgain(context: CallContext, event: CallEvent): Decision {
  const verification = openQuestion(context);
  const topic = event.type === 'delivery.requested' ? event.topic : verification.topic;
  const utterance = identityQuestion(context, verification);
  const state = stateAfterAnswers(context);
  const asked = toolEvent(event);
  return {
    patch: { verification: { ...verification, topic } },
    replies: [plainReply(context.policy, asked, 'needs_confirmation', state, utterance)],
  };
}

/** Whether a tool call is about the parcel of the open question, and says no other number. */
export function isOfVerification(context: CallContext, event: CallEvent): boolean {
  if (event.type === 'confirmation.given' && !event.confirmed) return false;
  const number = numberIn(context, event);
  return number.ok && number.trackingNumber === openQuestion(context).trackingNumber;
}

function tellHeld(context: CallContext, event: VerificationEvent): Decision {
  const { policy, verifiedNumbers } = context;
  const { trackingNumber, topic, record, stale } = openQuestion(context);
  const patch: Partial<CallContext> = {
    ...noteTold(context, record),
    verification: null,
    verifiedNumbers: [...verifiedNumbers, trackingNumber].slice(-VERIFIED_NUMBERS_MAX),
    currentDelivery: record,
    ...NO_TRIES,
    fallbackReason: unlessHuman(context, null),
  };
  // It has aged while the question was open.
  const isStale = stale || event.at - record.asOf > policy.freshMs;
  const manner = mannerOf(context, trackingNumber);
  const told = deliveryReply(
    policy,
    { ...event, topic },
    record,
    manner,
    'cache',
    isStale,
    event.at,
  );
  const state = stateAfterAnswers({ ...context, ...patch });
  const closed = closeReport(context, [{ ...told, state }]);
  return { patch: { ...patch, ...closed.patch }, replies: closed.replies };
}

const NOT_VERIFIED = { about: 'notVerified' } as const;

const FOR_PERSON = {
  verification: null,
  candidate: null,
  currentDelivery: null,
  fallbackReason: FOR_HUMAN,
} satisfies Partial<CallContext>;

function answersUp({ wrongAnswers }: CallContext, trackingNumber: string): boolean {
  return wrongAnswers.filter((number) => number === trackingNumber).length >= ANSWERS_MAX;
}

function openQuestion({ verification }: CallContext): Verification {
  if (verification === null) throw new Error('Cannot verify: nothing was asked');
  return verification;
}
