/**
 * One phone call: need → confirm → fetch → report, with fallback when something is missing or
 * broken, and ended.
 *
 * It decides what to ask, when to look up and what to answer: `reply` is emitted once for every
 * tool call, `state.entered` for every outer state. Tool and report events come from Vapi by way of
 * the engine, lookup events from the lookup service, time and silence from the engine's clock. The
 * one way into fetch leads through confirm: a number that has not passed it is never looked up.
 *
 * Nobody runs the `lookup` that fetch invokes: the session reads of it which numbers are to be looked
 * up, and commands that (see transition.ts). Results come back as events of the call, in time or late,
 * since a lookup belongs to the service and not to a call.
 */
import { assign, emit, enqueueActions, fromCallback, setup } from 'xstate';
import { type CallContext, type CallInput, initialCallContext } from './call-context.ts';
import * as decide from './call-decisions.ts';
import type { CallEvent, ToolEvent } from './call-events.ts';
import { type Denial, denialIn, numberIn } from './call-hearing.ts';
import * as own from './call-own.ts';
import * as question from './call-questions.ts';
import * as settlement from './call-settlement.ts';
import * as talk from './call-talk.ts';
import * as verify from './call-verification.ts';
import type { CallState, Reply } from './reply.ts';

/** What a call tells its engine. */
export type CallEmitted =
  | { type: 'reply'; reply: Reply }
  /** A delivery came after its caller was told that it cannot be reached: said once, if at all. */
  | { type: 'late.found'; reply: Reply }
  /** The model passed a yes on to a number that the caller's own words deny. */
  | { type: 'confirmation.denied'; by: Denial }
  | { type: 'state.entered'; state: CallState };

/** What the `lookup` actor is started with: every number that a tool call waits for. */
export type LookupRequest = { callId: string; trackingNumbers: string[] };

/** What the chart says of an outer state to whoever writes the prompt; its words are a language's. */
export type StateMeta = {
  /** What the model's tool calls should bring here; whatever else they bring is answered, too. */
  invites: readonly Exclude<ToolEvent['type'], 'tool.misused' | 'talk.heard'>[];
};

type Where = { state: CallState };

export const callMachine = setup({
  types: {
    context: {} as CallContext,
    events: {} as CallEvent,
    emitted: {} as CallEmitted,
    input: {} as CallInput,
    tags: {} as 'over',
    meta: {} as StateMeta,
  },
  actors: {
    lookup: fromCallback<CallEvent, LookupRequest>(() => {
      throw new Error('Cannot look up: the actor is not provided');
    }),
  },
  guards: {
    isUnasked: ({ context, event }) => question.isUnasked(context, event),
    namesBadNumber: ({ context, event }) => !numberIn(context, event).ok,
    givesPiece: ({ context, event }) => {
      const number = numberIn(context, event);
      // Whoever says that this was all of it has given none.
      return !number.ok && number.fault === 'part' && number.given !== context.pieces;
    },
    leavesPartOpen: ({ context, event }) =>
      context.candidate !== null && !numberIn(context, event).ok,
    offersAnother: ({ context, event }) => question.isOther(context, event),
    refuses: ({ context, event }) => question.isRefusal(context, event),
    affirmsCandidate: ({ context, event }) => question.isAffirmation(context, event),
    deniesCandidate: ({ context, event }) => question.isDeniedYes(context, event),
    namesInstead: ({ context, event }) => question.replacedNumber(context, event) !== undefined,
    takesNoBack: ({ context, event }) => question.isDoubtedNo(context, event),
    maySkipReadBack: ({ context, event }) => question.maySkipReadBack(context, event),
    mayPassCandidate: ({ context, event }) => question.mayPassCandidate(context, event),
    isOneTooMany: ({ context, event }) => question.isOneTooMany(context, event),
    isCandidateOneTooMany: ({ context }) => question.isCandidateOneTooMany(context),
    isCurrentFresh: ({ context, event }) => question.isCurrentFresh(context, event),
    isAlreadyAsked: ({ context, event }) => question.isAlreadyAsked(context, event),
    isLateDelivery: ({ context, event }) =>
      question.isLateDelivery(context, event) && settlement.mayTellLate(context, event),
    lacksNumberButOwn: ({ context, event }) =>
      own.lacksNumber(context, event) && own.nextOwn(context) !== null,
    lacksNumber: ({ context, event }) => own.lacksNumber(context, event),
    refusesOwnForNext: ({ context, event }) =>
      context.candidate?.isOwn === true &&
      question.isRefusal(context, event) &&
      own.nextOwn(context) !== null,
    refusesOwn: ({ context, event }) =>
      context.candidate?.isOwn === true && question.isRefusal(context, event),
    isVerifying: ({ context: { verification } }) => verification !== null,
    isOfVerification: ({ context, event }) => verify.isOfVerification(context, event),
    isNotVerified: ({ context: { candidate, fallbackReason } }) =>
      candidate === null && fallbackReason?.kind === 'humanRequested',
    isVerified: ({ context: { verification } }) => verification === null,
    isForwarding: ({ event }) => event.type === 'call.progressed' && event.status === 'forwarding',
    staysInTalk: ({ event }) => !talk.isOfAnother(event) && !talk.isIdleTooOften(event),
    isIdleTooOften: ({ event }) => talk.isIdleTooOften(event),
    isOfAnother: ({ event }) => talk.isOfAnother(event),
    triesAreUp: ({ context }) => question.triesAreUp(context),
    isDone: ({ context: { pendingLookups } }) => pendingLookups.length === 0,
    isDoneForHuman: ({ context: { pendingLookups, fallbackReason } }) =>
      pendingLookups.length === 0 && fallbackReason?.kind === 'humanRequested',
    isDoneForCandidate: ({ context: { pendingLookups, candidate } }) =>
      pendingLookups.length === 0 && candidate !== null,
    isDoneForVerification: ({ context: { pendingLookups, verification } }) =>
      pendingLookups.length === 0 && verification !== null,
    // Every question was withdrawn by a "no" to its number.
    isDoneEmptyHanded: ({ context: { pendingLookups, currentDelivery } }) =>
      pendingLookups.length === 0 && currentDelivery === null,
    isDoneForFallback: ({ context: { pendingLookups, fallbackReason } }) =>
      pendingLookups.length === 0 && fallbackReason !== null,
  },
  actions: {
    announce: emit((_, { state }: Where) => ({ type: 'state.entered' as const, state })),
    countTry: assign({ tries: ({ context }) => context.tries + 1 }),
    noteTooManyTries: assign({
      fallbackReason: {
        kind: 'tooManyTries' as const,
        next: 'human' as const,
        trackingNumber: null,
      },
    }),
    propose: assign(({ context, event }) => decide.propose(context, event)),
    passCandidate: assign(({ context }) => decide.passCandidate(context)),
    noteWord: enqueueActions(({ context, event, enqueue }) => {
      const by = denialIn(context, event);
      enqueue.assign(decide.noteWord(context, event));
      if (by !== null) enqueue.emit({ type: 'confirmation.denied', by });
    }),
    awaitCandidate: assign(({ context, event }) => decide.awaitCandidate(context, event)),
    awaitLookup: assign(({ context, event }) => decide.awaitLookup(context, event)),
    noteStale: assign(({ context, event }) => settlement.noteStale(context, event)),
    recognise: assign(({ event }) => decide.recognise(event)),
    enrich: assign(({ context, event }) => decide.enrich(context, event)),
    tellLate: emit(({ context, event }) => ({
      type: 'late.found' as const,
      reply: settlement.tellLate(context, event),
    })),
    keepLate: assign(({ context, event }) => settlement.keepLate(context, event)),
    notePassedOn: assign({ passedOn: true }),
    readBack: enqueueActions(({ context, event, enqueue }, where: Where | undefined) =>
      carryOut(context, enqueue, decide.readBack(context, event, where?.state)),
    ),
    askWhichPart: enqueueActions(({ context, event, enqueue }, where: Where | undefined) =>
      carryOut(context, enqueue, decide.askWhichPart(context, event, where?.state)),
    ),
    answerBadNumber: enqueueActions(({ context, event, enqueue }, where: Where | undefined) =>
      carryOut(context, enqueue, decide.answerBadNumber(context, event, where?.state)),
    ),
    readBackInstead: enqueueActions(({ context, event, enqueue }) =>
      carryOut(context, enqueue, decide.readBackInstead(context, event)),
    ),
    takeRefusal: enqueueActions(({ context, event, enqueue }) =>
      carryOut(context, enqueue, decide.takeRefusal(context, event)),
    ),
    answerFromCurrent: enqueueActions(({ context, event, enqueue }) =>
      carryOut(context, enqueue, decide.answerFromCurrent(context, event)),
    ),
    handOff: enqueueActions(({ context, event, enqueue }, where: Where | undefined) =>
      carryOut(context, enqueue, decide.handOff(context, event, where?.state)),
    ),
    refuseNumber: enqueueActions(({ context, event, enqueue }, where: Where | undefined) =>
      carryOut(context, enqueue, decide.refuseNumber(context, event, where?.state)),
    ),
    answerMisuse: enqueueActions(({ context, event, enqueue }, { state }: Where) =>
      carryOut(context, enqueue, decide.answerMisuse(context, event, state)),
    ),
    answerAfterEnd: enqueueActions(({ context, event, enqueue }) =>
      carryOut(context, enqueue, decide.answerAfterEnd(context, event)),
    ),
    offerOwn: enqueueActions(({ context, event, enqueue }) =>
      carryOut(context, enqueue, own.offerOwn(context, event)),
    ),
    offerPerson: enqueueActions(({ context, event, enqueue }) =>
      carryOut(context, enqueue, own.offerPerson(context, event)),
    ),
    converse: enqueueActions(({ context, event, enqueue }, { state }: Where) =>
      carryOut(context, enqueue, talk.converse(context, event, state)),
    ),
    offerAfterTalk: enqueueActions(({ context, event, enqueue }) =>
      carryOut(context, enqueue, talk.offerAfterTalk(context, event)),
    ),
    turnToAnother: enqueueActions(({ context, event, enqueue }) =>
      carryOut(context, enqueue, talk.turnToAnother(context, event)),
    ),
    takeAnswer: enqueueActions(({ context, event, enqueue }) =>
      carryOut(context, enqueue, verify.takeAnswer(context, event)),
    ),
    askToVerify: enqueueActions(({ context, event, enqueue }) =>
      carryOut(context, enqueue, verify.askAgain(context, event)),
    ),
    settle: enqueueActions(({ context, event, enqueue }) =>
      carryOut(context, enqueue, settlement.settle(context, event)),
    ),
    settleOverdue: enqueueActions(({ context, event, enqueue }) =>
      carryOut(context, enqueue, settlement.settleOverdue(context, event)),
    ),
    settleBroken: enqueueActions(({ context, enqueue }) =>
      carryOut(context, enqueue, settlement.settleBroken(context)),
    ),
    end: enqueueActions(({ context, event, enqueue }) =>
      carryOut(context, enqueue, decide.end(context, event)),
    ),
  },
}).createMachine({
  id: 'call',
  context: ({ input }) => initialCallContext(input),
  initial: 'need',
  on: {
    'delivery.requested': [
      { guard: 'lacksNumberButOwn', target: '.confirm.asking', actions: 'offerOwn' },
      { guard: 'lacksNumber', target: '.fallback', actions: 'offerPerson' },
      { guard: 'isUnasked', target: '.need', actions: 'answerBadNumber' },
      { guard: 'givesPiece', target: '.need', actions: 'answerBadNumber' },
      { guard: 'namesBadNumber', target: '.need', actions: ['countTry', 'answerBadNumber'] },
      { target: '.confirm', actions: 'propose' },
    ],
    'confirmation.given': [
      { guard: 'refuses', target: '.need', actions: ['countTry', 'takeRefusal'] },
      { guard: 'isUnasked', target: '.need', actions: 'answerBadNumber' },
      { guard: 'givesPiece', target: '.need', actions: 'answerBadNumber' },
      { guard: 'namesBadNumber', target: '.need', actions: ['countTry', 'answerBadNumber'] },
      { target: '.confirm', actions: 'propose' },
    ],
    'human.requested': { target: '.fallback', actions: 'handOff' },
    'talk.heard': [
      { guard: 'isOfAnother', target: '.need', actions: 'turnToAnother' },
      { guard: 'isIdleTooOften', target: '.fallback', actions: 'offerAfterTalk' },
    ],
    'caller.recognised': { actions: 'recognise' },
    'transfer.updated': { actions: 'notePassedOn' },
    'call.progressed': { guard: 'isForwarding', actions: 'notePassedOn' },
    'call.ended': { target: '.ended' },
    'silence.passed': { target: '.ended' },
  },
  states: {
    need: {
      meta: {
        invites: ['delivery.requested', 'human.requested'],
      },
      entry: { type: 'announce', params: { state: 'need' } },
      always: { guard: 'triesAreUp', target: 'fallback', actions: 'noteTooManyTries' },
      on: {
        'tool.misused': { actions: { type: 'answerMisuse', params: { state: 'need' } } },
        'talk.heard': {
          guard: 'staysInTalk',
          actions: { type: 'converse', params: { state: 'need' } },
        },
        'verification.given': { actions: { type: 'answerMisuse', params: { state: 'need' } } },
      },
    },
    confirm: {
      meta: {
        invites: [
          'confirmation.given',
          'verification.given',
          'delivery.requested',
          'human.requested',
        ],
      },
      entry: { type: 'announce', params: { state: 'confirm' } },
      initial: 'deciding',
      states: {
        // The only way into fetch.
        deciding: {
          always: [
            { guard: 'isCandidateOneTooMany', target: '#call.fallback', actions: 'refuseNumber' },
            { guard: 'mayPassCandidate', target: '#call.fetch', actions: 'awaitCandidate' },
            { target: 'asking', actions: 'readBack' },
          ],
        },
        asking: {
          always: { guard: 'isNotVerified', target: '#call.fallback' },
          on: {
            'confirmation.given': [
              {
                guard: 'affirmsCandidate',
                target: 'deciding',
                actions: ['noteWord', 'passCandidate'],
              },
              { guard: 'deniesCandidate', actions: ['noteWord', 'countTry', 'readBack'] },
              { guard: 'takesNoBack', actions: ['noteWord', 'countTry', 'readBack'] },
              { guard: 'refusesOwnForNext', actions: ['noteWord', 'offerOwn'] },
              {
                guard: 'refusesOwn',
                target: '#call.fallback',
                actions: ['noteWord', 'offerPerson'],
              },
              {
                guard: 'refuses',
                target: '#call.need',
                actions: ['noteWord', 'countTry', 'takeRefusal'],
              },
              { guard: 'namesBadNumber', actions: ['noteWord', 'countTry', 'askWhichPart'] },
              { target: 'deciding', actions: ['noteWord', 'countTry', 'propose'] },
            ],
            'delivery.requested': [
              { guard: 'namesBadNumber', actions: ['noteWord', 'countTry', 'askWhichPart'] },
              {
                guard: 'offersAnother',
                target: 'deciding',
                actions: ['noteWord', 'countTry', 'propose'],
              },
              { actions: ['noteWord', 'countTry', 'propose', 'readBack'] },
            ],
            'tool.misused': { actions: { type: 'answerMisuse', params: { state: 'confirm' } } },
            'talk.heard': {
              guard: 'staysInTalk',
              actions: { type: 'converse', params: { state: 'confirm' } },
            },
            'verification.given': [
              { guard: 'isVerifying', actions: 'takeAnswer' },
              { actions: { type: 'answerMisuse', params: { state: 'confirm' } } },
            ],
          },
        },
        // What was found is told to whoever can say what else is on it.
        verifying: {
          always: [
            { guard: 'isNotVerified', target: '#call.fallback' },
            { guard: 'isVerified', target: '#call.report' },
          ],
          on: {
            'verification.given': { actions: 'takeAnswer' },
            'delivery.requested': {
              guard: 'isOfVerification',
              actions: ['countTry', 'askToVerify'],
            },
            'confirmation.given': {
              guard: 'isOfVerification',
              actions: ['countTry', 'askToVerify'],
            },
            'tool.misused': { actions: { type: 'answerMisuse', params: { state: 'confirm' } } },
            'talk.heard': {
              guard: 'staysInTalk',
              actions: { type: 'converse', params: { state: 'confirm' } },
            },
          },
        },
      },
    },
    fetch: {
      meta: {
        invites: ['delivery.requested', 'confirmation.given', 'human.requested'],
      },
      entry: { type: 'announce', params: { state: 'fetch' } },
      invoke: {
        id: 'lookup',
        src: 'lookup',
        input: ({ context }) => ({
          callId: context.callId,
          trackingNumbers: [
            ...new Set(context.pendingLookups.map((waiting) => waiting.trackingNumber)),
          ],
        }),
        onError: { actions: 'settleBroken' },
      },
      always: [
        { guard: 'isDoneForHuman', target: 'fallback' },
        { guard: 'isDoneForCandidate', target: 'confirm.asking' },
        { guard: 'isDoneForVerification', target: 'confirm.verifying' },
        { guard: 'isDoneForFallback', target: 'fallback' },
        { guard: 'isDoneEmptyHanded', target: 'need' },
        { guard: 'isDone', target: 'report' },
      ],
      on: {
        'lookup.staleFound': { actions: 'noteStale' },
        'lookup.settled': { actions: 'settle' },
        'time.passed': { actions: 'settleOverdue' },
        // Every tool call that comes meanwhile is answered without making the others wait.
        'delivery.requested': [
          {
            guard: 'leavesPartOpen',
            actions: ['noteWord', 'countTry', { type: 'askWhichPart', params: { state: 'fetch' } }],
          },
          {
            guard: 'namesBadNumber',
            actions: ['countTry', { type: 'answerBadNumber', params: { state: 'fetch' } }],
          },
          { guard: 'isAlreadyAsked', actions: ['noteWord', 'awaitLookup'] },
          {
            guard: 'isOneTooMany',
            actions: ['noteWord', { type: 'refuseNumber', params: { state: 'fetch' } }],
          },
          { guard: 'maySkipReadBack', target: 'confirm', actions: ['noteWord', 'propose'] },
          { actions: ['noteWord', 'propose', { type: 'readBack', params: { state: 'fetch' } }] },
        ],
        'confirmation.given': [
          {
            guard: 'affirmsCandidate',
            target: 'confirm',
            actions: ['noteWord', 'passCandidate'],
          },
          {
            guard: 'deniesCandidate',
            actions: ['noteWord', 'countTry', { type: 'readBack', params: { state: 'fetch' } }],
          },
          {
            guard: 'takesNoBack',
            actions: ['noteWord', 'countTry', { type: 'readBack', params: { state: 'fetch' } }],
          },
          { guard: 'refuses', actions: ['noteWord', 'countTry', 'takeRefusal'] },
          {
            guard: 'leavesPartOpen',
            actions: ['noteWord', 'countTry', { type: 'askWhichPart', params: { state: 'fetch' } }],
          },
          {
            guard: 'namesBadNumber',
            actions: ['countTry', { type: 'answerBadNumber', params: { state: 'fetch' } }],
          },
          { guard: 'isAlreadyAsked', actions: ['noteWord', 'awaitLookup'] },
          {
            guard: 'isOneTooMany',
            actions: ['noteWord', { type: 'refuseNumber', params: { state: 'fetch' } }],
          },
          // What comes in the place of a number under way is read back, whatever the policy is.
          { guard: 'namesInstead', actions: 'readBackInstead' },
          { guard: 'maySkipReadBack', target: 'confirm', actions: ['noteWord', 'propose'] },
          { actions: ['noteWord', 'propose', { type: 'readBack', params: { state: 'fetch' } }] },
        ],
        'human.requested': { actions: { type: 'handOff', params: { state: 'fetch' } } },
        'tool.misused': { actions: { type: 'answerMisuse', params: { state: 'fetch' } } },
        'talk.heard': { actions: { type: 'converse', params: { state: 'fetch' } } },
        'verification.given': [
          { guard: 'isVerifying', actions: 'takeAnswer' },
          { actions: { type: 'answerMisuse', params: { state: 'fetch' } } },
        ],
      },
    },
    report: {
      meta: {
        invites: ['delivery.requested', 'confirmation.given', 'human.requested'],
      },
      entry: { type: 'announce', params: { state: 'report' } },
      on: {
        'delivery.requested': { guard: 'isCurrentFresh', actions: 'answerFromCurrent' },
        'confirmation.given': [
          { guard: 'refuses', target: 'need', actions: ['countTry', 'takeRefusal'] },
          { guard: 'isCurrentFresh', actions: 'answerFromCurrent' },
        ],
        'tool.misused': { actions: { type: 'answerMisuse', params: { state: 'report' } } },
        'talk.heard': {
          guard: 'staysInTalk',
          actions: { type: 'converse', params: { state: 'report' } },
        },
        'verification.given': { actions: { type: 'answerMisuse', params: { state: 'report' } } },
      },
    },
    fallback: {
      meta: {
        invites: ['delivery.requested', 'human.requested'],
      },
      entry: { type: 'announce', params: { state: 'fallback' } },
      on: {
        'lookup.settled': {
          guard: 'isLateDelivery',
          target: 'report',
          actions: ['tellLate', 'keepLate'],
        },
        'human.requested': { actions: 'handOff' },
        'tool.misused': { actions: { type: 'answerMisuse', params: { state: 'fallback' } } },
        'talk.heard': {
          guard: 'staysInTalk',
          actions: { type: 'converse', params: { state: 'fallback' } },
        },
        'verification.given': { actions: { type: 'answerMisuse', params: { state: 'fallback' } } },
      },
    },
    ended: {
      meta: {
        invites: [],
      },
      tags: 'over',
      entry: [{ type: 'announce', params: { state: 'ended' } }, 'end'],
      on: {
        // Late tool calls are answered, without side effects; a second end changes nothing.
        'delivery.requested': { actions: 'answerAfterEnd' },
        'confirmation.given': { actions: 'answerAfterEnd' },
        'human.requested': { actions: 'answerAfterEnd' },
        'tool.misused': { actions: { type: 'answerMisuse', params: { state: 'ended' } } },
        'talk.heard': { actions: 'answerAfterEnd' },
        'verification.given': { actions: { type: 'answerMisuse', params: { state: 'ended' } } },
        'report.received': { actions: 'enrich' },
        'caller.recognised': {},
        'transfer.updated': {},
        'call.progressed': {},
        'call.ended': {},
        'silence.passed': {},
      },
    },
  },
});

type Enqueue = {
  assign(patch: Partial<CallContext>): void;
  emit(emitted: CallEmitted): void;
};

function carryOut(
  { medium }: CallContext,
  enqueue: Enqueue,
  { patch, replies }: decide.Decision,
): void {
  enqueue.assign(patch);
  for (const reply of replies) {
    enqueue.emit({ type: 'reply', reply: medium === undefined ? reply : { ...reply, medium } });
  }
}
