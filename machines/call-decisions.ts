/**
 * What a call does on an event, where it does not wait for a lookup: pure functions from context
 * and event to a patch of the context and the replies that are due. The chart says when each applies.
 */
import { assertEvent } from 'xstate';
import type { CallContext, Candidate, PendingLookup } from './call-context.ts';
import type { CallEvent, Topic } from './call-events.ts';
import { callersWord, confirmationIn, numberIn } from './call-hearing.ts';
import { closeReport, mannerOf, noteTold } from './call-manner.ts';
import {
  askingState,
  badNumberIn,
  isBeyondLimit,
  isDoubtful,
  refusedNumber,
  repairOf,
  replacedNumber,
  stateAfterAnswers,
  toolEvent,
  topicOf,
  triesAreUp,
} from './call-questions.ts';
import { type CallState, deliveryReply, plainReply, type Reply, type Utterance } from './reply.ts';

/** What changes in the context, and what is answered. */
export type Decision = { patch: Partial<CallContext>; replies: Reply[] };

/** How many deliveries of one caller a call keeps in mind. */
const CALLER_NUMBERS_MAX = 20;

/** How many numbers a call remembers as confirmed; a call that names more is asked again. */
const PASSED_NUMBERS_MAX = 20;

/** How many numbers a call remembers as doubted, and as denied by the caller's own words. */
const DOUBTED_NUMBERS_MAX = 50;

/**
 * Takes the number in the event as the one to confirm, in place of any other on the table, and in place of
 * what was spoken of last, if it came with a "no" to that.
 */
export function propose(context: CallContext, event: CallEvent): Partial<CallContext> {
  const candidate = candidateIn(context, event);
  const refused = replacedNumber(context, event);
  const taken: Partial<CallContext> = refused === undefined ? {} : withdraw(context, refused);
  const { trackingNumber } = candidate;
  const { triedNumbers } = context;
  const isNew = !triedNumbers.includes(trackingNumber) && !isBeyondLimit(context, trackingNumber);
  const isHeld = context.currentDelivery?.delivery.trackingNumber === trackingNumber;
  // What a "no" is said to, and what comes with it, want a yes of their own, though they had one before.
  const isNo = confirmationIn(event) === false;
  const doubted = isNo ? [trackingNumber, context.candidate?.trackingNumber] : [];
  return {
    ...taken,
    passedNumbers: (taken.passedNumbers ?? context.passedNumbers).filter(
      (passed) => !doubted.includes(passed),
    ),
    candidate,
    triedNumbers: isNew ? [...triedNumbers, trackingNumber] : triedNumbers,
    affirmedNumber: context.affirmedNumber === trackingNumber ? context.affirmedNumber : null,
    currentDelivery: isHeld ? context.currentDelivery : null,
    verification: null,
    fallbackReason: null,
    pieces: null,
  };
}

function candidateIn(context: CallContext, event: CallEvent): Candidate {
  const number = readIn(context, event);
  const { trackingNumber, changed } = number;
  const interpreted = isDoubtful(context, event, number);
  const topic = topicOf(context, event);
  const { candidate, passedNumbers } = context;
  if (candidate?.trackingNumber === trackingNumber) return { ...candidate, interpreted, topic };
  // The very number that was repaired is not repaired again, and neither is one that got a yes.
  const isSettled = candidate?.instead === trackingNumber || passedNumbers.includes(trackingNumber);
  const repair = changed || isSettled ? null : repairOf(context, trackingNumber);
  if (repair !== null) {
    return { trackingNumber: repair, interpreted: true, topic, instead: trackingNumber };
  }
  return { trackingNumber, interpreted, topic, ...(changed && { changed }) };
}

/** The number in an event; the chart sees to it that there is one. */
function readIn(context: CallContext, event: CallEvent) {
  const number = numberIn(context, event);
  if (!number.ok) throw new Error(`Cannot take the number: ${number.fault}`);
  return number;
}

/** The number on the table; the chart sees to it that there is one. */
function onTable({ candidate }: CallContext): Candidate {
  if (candidate === null) throw new Error('Cannot go on: no number is on the table');
  return candidate;
}

/** Takes note of what the caller's own words say of the number on the table. */
export function noteWord(context: CallContext, event: CallEvent): Partial<CallContext> {
  if (context.candidate === null) return {};
  const { trackingNumber } = context.candidate;
  const { says } = callersWord(context, event);
  const others = without(context.deniedNumbers, trackingNumber);
  switch (says) {
    case 'yes':
      return { deniedNumbers: others };
    case 'no':
    case 'correction':
      return {
        deniedNumbers: [...others, trackingNumber].slice(-DOUBTED_NUMBERS_MAX),
        passedNumbers: without(context.passedNumbers, trackingNumber),
      };
    case 'unclear':
      return {};
    default:
      return says satisfies never;
  }
}

/** Keeps the numbers of whoever calls, to doubt by. */
export function recognise(event: CallEvent): Partial<CallContext> {
  assertEvent(event, 'caller.recognised');
  const { trackingNumbers, underWay = trackingNumbers } = event;
  return {
    callerNumbers: trackingNumbers.slice(0, CALLER_NUMBERS_MAX),
    callerNumbersUnderWay: underWay.slice(0, CALLER_NUMBERS_MAX),
  };
}

/** Adds what Vapi's report says to a call that is over. */
export function enrich({ ended }: CallContext, event: CallEvent): Partial<CallContext> {
  assertEvent(event, 'report.received');
  const { summary, successEvaluation, endedReason } = event.report;
  return {
    review: { summary, successEvaluation },
    ended: ended && { ...ended, reason: ended.reason ?? endedReason },
  };
}

/** Lets the candidate pass confirm: the caller said yes to it. */
export function passCandidate(context: CallContext): Partial<CallContext> {
  const { trackingNumber, interpreted, topic } = onTable(context);
  return {
    ...pass(context, trackingNumber),
    candidate: { trackingNumber, interpreted, topic },
    affirmedNumber: trackingNumber,
    doubtedNumbers: without(context.doubtedNumbers, trackingNumber),
    deniedNumbers: without(context.deniedNumbers, trackingNumber),
  };
}

/** Lets the tool call in the event wait for the lookup of the number on the table, which has passed. */
export function awaitCandidate(context: CallContext, event: CallEvent): Partial<CallContext> {
  const { trackingNumber, topic } = onTable(context);
  return { ...waitFor(context, event, trackingNumber, topic), candidate: null, verification: null };
}

/**
 * Lets the tool call in the event wait for a number under way; what is on the table stays there, unless
 * it was corrected to that number.
 */
export function awaitLookup(context: CallContext, event: CallEvent): Partial<CallContext> {
  const number = readIn(context, event);
  const { candidate } = context;
  return {
    ...waitFor(context, event, number.trackingNumber, topicOf(context, event)),
    candidate: number.changed === undefined ? candidate : null,
  };
}

function waitFor(
  context: CallContext,
  event: CallEvent,
  trackingNumber: string,
  topic: Topic,
): Partial<CallContext> {
  const { toolCallId, tool } = toolEvent(event);
  const sharing = context.pendingLookups.find((other) => other.trackingNumber === trackingNumber);
  const deadlineAt = event.at + patienceWith(context, event);
  const stale = sharing?.stale ?? null;
  const waiting: PendingLookup = { toolCallId, tool, trackingNumber, topic, deadlineAt, stale };
  // Nobody who asked before waits for longer, though the time of day was set back since.
  const others = context.pendingLookups.map((other) =>
    other.deadlineAt > deadlineAt ? { ...other, deadlineAt } : other,
  );
  return { ...pass(context, trackingNumber), pendingLookups: [...others, waiting] };
}

/** How long a tool call may wait: less than a turn, in which the caller is told to. */
function patienceWith({ policy }: CallContext, event: CallEvent): number {
  const { replyDeadlineMs, turnDeadlineMs = replyDeadlineMs } = policy;
  return 'isTurn' in event ? turnDeadlineMs : replyDeadlineMs;
}

/** Reads the candidate back; when tries are up, with the offer of a person. */
export function readBack(
  context: CallContext,
  event: CallEvent,
  state: CallState = 'confirm',
): Decision {
  const candidate = onTable(context);
  const { trackingNumber, isOwn } = candidate;
  if (isOwn) return askAboutOwn(context, event, state);
  const utterance = candidateQuestion(context, candidate);
  const next = nextAfter(context, state);
  const { replies } = replied(context, event, 'needs_confirmation', next, utterance);
  return { patch: doubt(context, trackingNumber), replies };
}

/** The question about the number on the table. */
export function candidateQuestion(
  context: CallContext,
  { trackingNumber, changed, instead, isOwn }: Candidate,
) {
  const offerHuman = triesAreUp(context);
  if (isOwn) return { about: 'ownParcel', trackingNumber, offerHuman } as const;
  return instead === undefined
    ? ({ about: 'readBack', trackingNumber, ...(changed && { changed }), offerHuman } as const)
    : ({ about: 'repair', trackingNumber, heard: instead, offerHuman } as const);
}

/** Keeps the number on the table and asks which part of it is to be changed. */
export function askWhichPart(
  context: CallContext,
  event: CallEvent,
  state: CallState = 'confirm',
): Decision {
  const { trackingNumber, isOwn } = onTable(context);
  if (isOwn) return askAboutOwn(context, event, state);
  const offerHuman = triesAreUp(context);
  const utterance: Utterance = { about: 'whichPart', trackingNumber, offerHuman };
  return replied(context, event, 'needs_confirmation', state, utterance);
}

function askAboutOwn(context: CallContext, event: CallEvent, state: CallState): Decision {
  const utterance = candidateQuestion(context, onTable(context));
  return replied(context, event, 'needs_confirmation', state, utterance);
}

/** Asks for a number again: what was heard is none, or none is known. */
export function answerBadNumber(
  context: CallContext,
  event: CallEvent,
  state = askingState(context),
): Decision {
  const number = numberIn(context, event);
  if (number.ok) throw new Error('Cannot refuse a number that can be read');
  const { fault } = number;
  if (fault === 'unresolved') throw new Error('Cannot ask anew: a number is on the table');
  const offerHuman = triesAreUp(context);
  if (fault === 'part') {
    const { given } = number;
    const { replies } = replied(context, event, 'invalid', state, {
      about: 'pieces',
      given,
      offerHuman,
    });
    return { patch: { pieces: given, verification: null }, replies };
  }
  const failed: FailedReading = fault === 'missing' ? {} : failReading(context, state);
  const { pieces = context.pieces } = failed;
  const given = fault === 'tooLong' ? '' : pieces;
  const utterance: Utterance =
    given !== null
      ? { about: 'pieces', given, offerHuman }
      : fault === 'missing'
        ? { about: offerHuman ? 'lacksNumber' : 'noNumber' }
        : { about: 'badNumber', fault, offerHuman };
  const { replies } = replied(context, event, 'invalid', state, utterance);
  return {
    patch: {
      ...failed,
      askedForNumber: context.askedForNumber || fault === 'missing',
      pieces: given,
      verification: null,
    },
    replies,
  };
}

/** Readings that fail in a row before a number is asked for in pieces. */
const FAILED_READINGS_MAX = 2;

type FailedReading = Partial<Pick<CallContext, 'failedReadings' | 'pieces'>>;

/** A number could not be read, or was not the one that was said: after a few times, in pieces. */
function failReading(context: CallContext, state: CallState): FailedReading {
  const failedReadings = context.failedReadings + 1;
  // While others are being looked up, more than one number may be spoken of.
  const isInPieces = failedReadings >= FAILED_READINGS_MAX && state !== 'fetch';
  return { failedReadings, pieces: context.pieces ?? (isInPieces ? '' : null) };
}

/**
 * Takes a "no": the number that it is about is off the table, be it read back, under way, out of
 * reach or already reported. Nobody waits for it any longer.
 */
export function takeRefusal(context: CallContext, event: CallEvent): Decision {
  const { candidate, pendingLookups } = context;
  const refused = refusedNumber(context, event);
  const patch = withdraw(context, refused);
  const state =
    pendingLookups.length === 0
      ? askingState(context)
      : stateAfterAnswers({ ...context, ...patch });
  const offerHuman = triesAreUp(context);
  // What was read back was not heard right; what was found, or is being looked up, was another parcel.
  const isMisheard = candidate !== null && candidate.trackingNumber === refused;
  // Nor was what they named in its place.
  const fault = badNumberIn(context, event);
  const failed: FailedReading = isMisheard || fault !== null ? failReading(context, state) : {};
  const isInPieces = (failed.pieces ?? context.pieces) !== null;
  const utterance: Utterance = isInPieces
    ? { about: 'pieces', given: '', offerHuman }
    : fault === null
      ? { about: 'refusal', offerHuman }
      : { about: 'badNumber', fault, offerHuman };
  const withdrawn = pendingLookups.filter((waiting) => waiting.trackingNumber === refused);
  const asked = [...withdrawn, toolEvent(event)];
  return {
    patch: { ...patch, ...failed, ...(isInPieces && { pieces: '' }) },
    replies: asked.map((tool) => plainReply(context.policy, tool, 'invalid', state, utterance)),
  };
}

/**
 * Reads back what a "no" names in the place of a number under way. Whoever waits for that one is asked
 * the same, and waits no longer.
 */
export function readBackInstead(context: CallContext, event: CallEvent): Decision {
  const patch = propose(context, event);
  const asked = readBack({ ...context, ...patch }, event, 'fetch');
  return {
    patch: { ...patch, ...asked.patch },
    replies: toWithdrawn(context, event, asked.replies),
  };
}

/** The same replies, and before them to all who wait for the number that is taken back in the event. */
function toWithdrawn(context: CallContext, event: CallEvent, replies: Reply[]): Reply[] {
  const refused = replacedNumber(context, event);
  const withdrawn = context.pendingLookups.filter((it) => it.trackingNumber === refused);
  const asked = withdrawn.flatMap(({ toolCallId, tool }) =>
    replies.map((reply) => ({ ...reply, toolCallId, tool })),
  );
  return [...asked, ...replies];
}

/** Takes a number off the table, and out of the hands of all who wait for it; it wants a new yes. */
function withdraw(context: CallContext, refused: string | undefined) {
  const { candidate, pendingLookups, currentDelivery, fallbackReason } = context;
  return {
    ...(refused === undefined ? {} : doubt(context, refused)),
    candidate: candidate?.trackingNumber === refused ? null : candidate,
    verification: null,
    passedNumbers: context.passedNumbers.filter((passed) => passed !== refused),
    pendingLookups: pendingLookups.filter((waiting) => waiting.trackingNumber !== refused),
    currentDelivery: currentDelivery?.delivery.trackingNumber === refused ? null : currentDelivery,
    fallbackReason: fallbackReason?.trackingNumber === refused ? null : fallbackReason,
  };
}

/** Where a call in fetch is once nobody waits any more, because all was taken back. */
function nextAfter(context: CallContext, state: CallState): CallState {
  return state === 'fetch' ? stateAfterAnswers(context) : state;
}

/** Answers from the delivery in hand, without a lookup. */
export function answerFromCurrent(context: CallContext, event: CallEvent): Decision {
  const { currentDelivery } = context;
  if (currentDelivery === null) throw new Error('Cannot answer: no delivery is held');
  const topic = topicOf(context, event);
  const { trackingNumber } = currentDelivery.delivery;
  const asked = { ...toolEvent(event), topic };
  const manner = mannerOf(context, trackingNumber);
  const reply = deliveryReply(
    context.policy,
    asked,
    currentDelivery,
    manner,
    'cache',
    false,
    event.at,
  );
  const { patch, replies } = closeReport(context, [reply]);
  return { patch: { ...noteTold(context, currentDelivery), ...patch }, replies };
}

/** Says that a person takes over. */
export function handOff(
  context: CallContext,
  event: CallEvent,
  state: CallState = 'fallback',
): Decision {
  const fallbackReason = { kind: 'humanRequested', next: 'human', trackingNumber: null } as const;
  const { replies } = replied(context, event, 'handoff', state, { about: 'handoff' });
  return { patch: { fallbackReason, candidate: null, verification: null, pieces: null }, replies };
}

/** Refuses a number beyond those that a call may try; what is under way goes on. */
export function refuseNumber(
  context: CallContext,
  event: CallEvent,
  state: CallState = 'fallback',
): Decision {
  const utterance: Utterance = { about: 'tooManyNumbers', by: 'call' };
  const refused = replacedNumber(context, event);
  const patch = refused === undefined ? {} : withdraw(context, refused);
  const { pendingLookups } = { ...context, ...patch };
  const isWaiting = state === 'fetch' && pendingLookups.length > 0;
  const next = isWaiting ? 'fetch' : 'fallback';
  const refusal = replied(context, event, 'unavailable', next, utterance);
  const replies = toWithdrawn(context, event, refusal.replies);
  if (isWaiting) return { patch, replies };
  const fallbackReason = { kind: 'tooManyNumbers', next: 'human', trackingNumber: null } as const;
  return { patch: { ...patch, fallbackReason, candidate: null, verification: null }, replies };
}

/** Answers a tool call that cannot be served; the call stays where it is. */
export function answerMisuse(context: CallContext, event: CallEvent, state: CallState): Decision {
  assertEvent(event, ['tool.misused', 'verification.given']);
  // An answer to what nobody asked, or to what nobody asks on this line.
  const unasked = context.policy.verify === 'caller' ? 'badArguments' : 'unknownTool';
  const about = event.type === 'tool.misused' ? event.problem : unasked;
  return replied(context, event, 'error', state, { about, name: event.tool });
}

/** Answers a tool call that comes after the end: nothing is looked up any more. */
export function answerAfterEnd(context: CallContext, event: CallEvent): Decision {
  return replied(context, event, 'unavailable', 'ended', { about: 'callEnded' });
}

/** Ends the call: notes why, and answers whoever still waits. */
export function end(context: CallContext, event: CallEvent): Decision {
  const reason = event.type === 'call.ended' ? event.reason : event.type;
  const replies = context.pendingLookups.map((waiting) =>
    plainReply(context.policy, waiting, 'unavailable', 'ended', { about: 'callEnded' }),
  );
  return {
    patch: {
      ended: { at: event.at, reason },
      pendingLookups: [],
      candidate: null,
      verification: null,
    },
    replies,
  };
}

/** What is asked about wants a yes of its own from then on. */
export function doubt(
  { doubtedNumbers }: CallContext,
  trackingNumber: string,
): Partial<CallContext> {
  const others = without(doubtedNumbers, trackingNumber);
  return { doubtedNumbers: [...others, trackingNumber].slice(-DOUBTED_NUMBERS_MAX) };
}

function without(numbers: string[], trackingNumber: string): string[] {
  return numbers.filter((number) => number !== trackingNumber);
}

function pass({ passedNumbers }: CallContext, trackingNumber: string): Partial<CallContext> {
  const others = without(passedNumbers, trackingNumber);
  return {
    passedNumbers: [...others, trackingNumber].slice(-PASSED_NUMBERS_MAX),
    failedReadings: 0,
  };
}

function replied(
  { policy }: CallContext,
  event: CallEvent,
  status: Reply['status'],
  state: CallState,
  utterance: Utterance,
): Decision {
  return { patch: {}, replies: [plainReply(policy, toolEvent(event), status, state, utterance)] };
}
