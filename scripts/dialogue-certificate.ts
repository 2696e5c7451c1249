import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { callMachine } from '../machines/call.ts';
import type { CallContext, CallPolicy } from '../machines/call-context.ts';
import type { CallEvent } from '../machines/call-events.ts';
import type { RecordedSnapshot } from '../machines/record.ts';
import type { Reply } from '../machines/reply.ts';
import { TRACKING_NUMBER_LENGTH } from '../machines/tracking-number.ts';
import { type Moved, moveChart, outerState, startChart } from '../machines/transition.ts';

/** Something that holds for every dialogue, or does not, and what shows it. */
export type Promised = { what: string; holds: boolean; shown: string; restsOn: string };

/** What the chart of a call promises, as it was computed from the chart. */
export type Certificate = {
  /** What its definition says, whatever guards decide. */
  defined: Promised[];
  explored: Explored[];
  /** For every state at rest, where each exit leads. */
  exits: { state: string; to: Record<string, string[]> }[];
};

/** What was seen under some settings: in so many situations, with as many steps between them. */
export type Explored = {
  under: string;
  kinds: number;
  situations: number;
  steps: number;
  promises: Promised[];
};

/** The ways out of a dialogue that every state has to have, by the event that takes them. */
const EXITS = {
  silence: 'silence.passed',
  'hanging up': 'call.ended',
  'a person': 'human.requested',
  'a new number': 'delivery.requested',
} as const;

const POLICY: CallPolicy = {
  confirm: 'when-unsure',
  triesMax: 3,
  replyDeadlineMs: 500,
  freshMs: 60_000,
  numbersMax: 2,
};
/** How often who calls is asked about one parcel; as machines/call-verification.ts has it. */
const ANSWERS_MAX = 2;
const NOON = Date.parse('2026-11-30T12:00:00Z');
const NUMBER = 'WB100001';
/** As the doubtful number is read. */
const TAKEN = 'QX739518';
/** It is read back: a character of it has to be interpreted. */
const DOUBTFUL = 'ＱＸ７３９５１８';

type Make = (at: number, id: string) => CallEvent;

function asks(heard: string | null): Make {
  return (at, toolCallId) => ({
    ...{ type: 'delivery.requested', topic: 'delivery', tool: 'track_delivery' },
    ...{ at, toolCallId, heard },
  });
}

function answers(confirmed: boolean, said?: string): Make {
  return (at, toolCallId) => ({
    ...{ type: 'confirmation.given', tool: 'confirm_tracking_number', heard: null },
    ...{ at, toolCallId, confirmed },
    ...(said !== undefined && { said: [said] }),
  });
}

function settles(trackingNumber: string, kind: 'found' | 'missing' | 'failed'): Make {
  return (at) => {
    const settled = { type: 'lookup.settled', at, trackingNumber } as const;
    if (kind === 'failed') {
      return { ...settled, outcome: { kind, reason: 'upstream', stale: null } };
    }
    if (kind === 'missing') return { ...settled, outcome: { kind, source: 'sanity', asOf: at } };
    const delivery = { trackingNumber, status: 'in_transit', customerName: 'Ann Berg' };
    return { ...settled, outcome: { kind, delivery, source: 'sanity', asOf: at } };
  };
}

function identifies(passed: boolean): Make {
  return (at, toolCallId) => ({
    ...{ type: 'verification.given', tool: 'verify_caller', mark: Number(passed) },
    ...{ at, toolCallId, passed },
  });
}

/** All that may come, each kind in the ways that make a difference. */
const EVENTS: Record<string, Make> = {
  'a clean number': asks(NUMBER),
  'a doubtful number': asks(DOUBTFUL),
  'a bad number': asks('WB1'),
  'no number': asks(null),
  yes: answers(true),
  'a yes that the caller denies': answers(true, 'No.'),
  no: answers(false),
  'a wish for a person': (at, toolCallId) => ({
    ...{ type: 'human.requested', tool: 'request_human', reason: null },
    ...{ at, toolCallId },
  }),
  'a tool that there is not': (at, toolCallId) => ({
    ...{ type: 'tool.misused', tool: 'dance', problem: 'unknownTool' },
    ...{ at, toolCallId },
  }),
  'a record': settles(NUMBER, 'found'),
  'no record': settles(NUMBER, 'missing'),
  'an outage': settles(NUMBER, 'failed'),
  'the deadline': (at) => ({ type: 'time.passed', at: at + POLICY.replyDeadlineMs }),
  silence: (at) => ({ type: 'silence.passed', at }),
  'a hang-up': (at) => ({ type: 'call.ended', at, reason: null }),
};

function without(...kinds: (keyof typeof EVENTS)[]): Record<string, Make> {
  return Object.fromEntries(Object.entries(EVENTS).filter(([kind]) => !kinds.includes(kind)));
}

/** The caller's own parcels. */
const OWN = [NUMBER, 'WB100002'];

type Setting = {
  under: string;
  policy: CallPolicy;
  /** What comes before all else. */
  first?: Make;
  /** What may come then: what makes no other difference than under the first of them is left out. */
  events: Record<string, Make>;
};

const SETTINGS: readonly Setting[] = [
  { under: 'CONFIRM=when-unsure', policy: POLICY, events: EVENTS },
  {
    under: 'VERIFY=caller',
    policy: { ...POLICY, verify: 'caller' },
    events: {
      ...without(
        'a bad number',
        'a tool that there is not',
        'no record',
        'a yes that the caller denies',
      ),
      'the right answer': identifies(true),
      'a wrong answer': identifies(false),
    },
  },
  {
    under: 'ASK_OWN=on, for a caller with two parcels under way',
    policy: { ...POLICY, askOwn: 'on' },
    first: (at) => ({ type: 'caller.recognised', at, trackingNumbers: OWN, underWay: OWN }),
    events: {
      ...without('a doubtful number', 'a bad number', 'a tool that there is not', 'no record'),
      'that there is no number': asks("I don't have it."),
    },
  },
];

/** Replies that ask the caller for the same thing again, unless it is the first time. */
const REPROMPTS: readonly Reply['utterance']['about'][] = [
  ...(['readBack', 'repair', 'whichPart', 'badNumber', 'refusal', 'notFound'] as const),
  ...(['noNumber', 'lacksNumber', 'pieces', 'ownParcel', 'verification'] as const),
];

/** Replies that offer a person whenever they are given, or pass the call on to one. */
const OFFERS: readonly Reply['utterance']['about'][] = [
  ...(['lacksNumber', 'unavailable', 'tooManyNumbers', 'handoff', 'notVerified'] as const),
];

function offersPerson({ utterance }: Reply): boolean {
  const { about } = utterance;
  return OFFERS.includes(about) || ('offerHuman' in utterance && utterance.offerHuman);
}

type Situation = {
  snapshot: RecordedSnapshot;
  /** The events that led here, fewest first. */
  path: string[];
  next: Step[];
};

type Step = {
  event: string;
  to: string;
  replies: Reply[];
  lookUps: string[];
  /** Whether something is told that nobody asked for just now. */
  isLate: boolean;
};

/** Computes what the chart promises: from its definition, and from every situation within reach. */
export function certify(): Certificate {
  const exits = exitsOf();
  return {
    defined: [noDeadEnd(exits), reportWantsFetch(), fetchWantsConfirm()],
    explored: SETTINGS.map(certifyUnder),
    exits,
  };
}

function certifyUnder(setting: Setting): Explored {
  const situations = explore(setting);
  const all = [...situations.values()];
  return {
    under: setting.under,
    kinds: Object.keys(setting.events).length,
    situations: all.length,
    steps: all.reduce((steps, { next }) => steps + next.length, 0),
    promises: [
      everyToolCallIsAnswered(all),
      nothingToldUnasked(all),
      ...(setting.policy.verify === 'caller' ? [nothingToldUnverified(all)] : []),
      noLateQuestionBare(all, situations),
      fewReprompts(situations),
      soonToldOrOffered(situations),
      noLongestCall(situations),
      personInReach(situations),
      endInReach(situations),
    ],
  };
}

/** Every situation that any order of the events leads to; two that no guard can tell apart are one. */
function explore({ policy, first, events }: Setting): Map<string, Situation> {
  const { snapshot } = startChart({ callId: 'call', policy });
  const opened = first === undefined ? snapshot : moveChart(snapshot, first(NOON, '')).snapshot;
  const situations = new Map<string, Situation>();
  const begin: Situation = { snapshot: opened, path: [], next: [] };
  const queue = [begin];
  situations.set(keyOf(begin), begin);
  for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
    for (const [event, make] of Object.entries(events)) {
      const moved = moveChart(from.snapshot, make(NOON, `t${from.path.length}`));
      const to = follow(from, event, moved);
      const key = keyOf(to);
      const isLate = moved.emitted.some(({ type }) => type === 'late.found');
      from.next.push({ event, to: key, replies: repliesOf(moved), lookUps: moved.lookUps, isLate });
      if (situations.has(key)) continue;
      situations.set(key, to);
      queue.push(to);
    }
  }
  return situations;
}

function follow({ path }: Situation, event: string, { snapshot }: Moved): Situation {
  return { snapshot, path: [...path, event], next: [] };
}

function repliesOf({ emitted }: Moved): Reply[] {
  return emitted.flatMap((each) => (each.type === 'reply' ? [each.reply] : []));
}

/**
 * What guards ask of a call: its state, and of its context what they read. Numbers that are put together
 * from pieces are taken for one another: there is no end of them.
 */
function keyOf({ snapshot: { value, context } }: Situation): string {
  const { tries, failedReadings, candidate, pieces, verification } = context;
  const { currentDelivery, fallbackReason } = context;
  const kinds = (numbers: readonly string[]) => [...new Set(numbers.map(kindOf))].toSorted();
  return JSON.stringify([
    value,
    Math.min(tries, POLICY.triesMax),
    context.askedForNumber,
    // After a second one the number is asked for in pieces.
    Math.min(failedReadings, 2),
    pieces && (pieces.length < TRACKING_NUMBER_LENGTH.min ? 'few' : 'enough'),
    candidate && { ...candidate, trackingNumber: kindOf(candidate.trackingNumber) },
    kinds(context.passedNumbers),
    kinds(context.doubtedNumbers),
    kinds(context.deniedNumbers),
    context.triedNumbers.length,
    kinds(context.pendingLookups.map(({ trackingNumber }) => trackingNumber)),
    currentDelivery && kindOf(currentDelivery.delivery.trackingNumber),
    verification && [kindOf(verification.trackingNumber), verification.topic],
    kinds(context.verifiedNumbers),
    kinds(context.offeredNumbers),
    context.wrongAnswers.map(kindOf).toSorted(),
    fallbackReason && {
      ...fallbackReason,
      trackingNumber: fallbackReason.trackingNumber && kindOf(fallbackReason.trackingNumber),
    },
    context.passedOn,
  ]);
}

function kindOf(number: string): string {
  return number === TAKEN || OWN.includes(number) ? number : 'put together';
}

function noDeadEnd(exits: Certificate['exits']): Promised {
  const open = exits.filter(({ state }) => state !== 'call.ended');
  const isOpen = open.every(({ to }) => Object.values(to).every((targets) => targets.length > 0));
  return {
    what: 'There is no dead end: from every state silence, hanging up, a person and a new number lead on',
    holds: isOpen,
    shown: `${open.length} states, ${Object.keys(EXITS).length} exits each; the table below`,
    restsOn: 'the definition of the chart, transitions of parents included',
  };
}

function reportWantsFetch(): Promised {
  return {
    what: 'No path leads to report without fetch',
    holds: !reach('call.need', 'call.fetch').has('call.report'),
    shown: 'with fetch taken out of the chart, report is out of reach of need',
    restsOn: 'the definition of the chart, whatever its guards say',
  };
}

function fetchWantsConfirm(): Promised {
  return {
    what: 'No path leads to fetch without confirm',
    holds: !reach('call.need', 'call.confirm').has('call.fetch'),
    shown: 'with confirm taken out of the chart, fetch is out of reach of need',
    restsOn: 'the definition of the chart, whatever its guards say',
  };
}

function everyToolCallIsAnswered(all: Situation[]): Promised {
  const waits = (key: string) => key.startsWith('["fetch"');
  const unanswered = all.flatMap(({ next }) =>
    next.filter(
      ({ event, replies, to }) =>
        !/record|outage|deadline|silence|hang-up/.test(event) && replies.length === 0 && !waits(to),
    ),
  );
  const isFetchOver = all.every(
    ({ snapshot, next }) =>
      snapshot.value !== 'fetch' ||
      next.some(({ event, to }) => event === 'the deadline' && !waits(to)),
  );
  return {
    what: 'Every tool call is answered at once or waits in fetch, which the deadline ends',
    holds: unanswered.length === 0 && isFetchOver,
    shown: `${unanswered.length} tool calls of all situations get neither`,
    restsOn: 'every situation within reach',
  };
}

function nothingToldUnasked(all: Situation[]): Promised {
  const told = all.flatMap(({ next }) => next.flatMap(({ replies }) => replies));
  const reports = told.filter(({ status }) => status === 'success');
  const isGrounded = all.every(({ snapshot: { context }, next }) =>
    next.every(({ event, replies }) =>
      replies.every(({ status, utterance }) => {
        if (status !== 'success' || !('delivery' in utterance)) return true;
        return isAtHand(context, event, utterance.delivery.trackingNumber);
      }),
    ),
  );
  return {
    what: 'A parcel is told only of a number that has passed confirm, from a record that was read',
    holds: isGrounded && reports.length > 0,
    shown: `${reports.length} reports in all situations`,
    restsOn: 'every situation within reach',
  };
}

/** Whether a record is in hand, or just come, of a number that somebody waits for. */
function isAtHand(context: CallContext, event: string, number: string): boolean {
  const isHeld = context.currentDelivery?.delivery.trackingNumber === number;
  const isAwaited = context.pendingLookups.some((ask) => ask.trackingNumber === number);
  const isRead = isHeld || (isAwaited && /record/.test(event)) || isHeldBack(context, number);
  return context.passedNumbers.includes(number) && isRead;
}

function isHeldBack({ verification }: CallContext, number: string): boolean {
  return verification?.trackingNumber === number;
}

function nothingToldUnverified(all: Situation[]): Promised {
  const told = all.flatMap(({ snapshot: { context }, next }) =>
    next.flatMap(({ event, replies }) =>
      replies.flatMap(({ utterance }) =>
        'delivery' in utterance
          ? { context, event, number: utterance.delivery.trackingNumber }
          : [],
      ),
    ),
  );
  const unverified = told.filter(({ context, event, number }) => {
    const isAnswered = event === 'the right answer' && isHeldBack(context, number);
    return !isAnswered && !context.verifiedNumbers.includes(number);
  });
  const most = Math.max(
    ...all.map(({ snapshot: { context } }) => {
      const wrong = Map.groupBy(context.wrongAnswers, (number) => number);
      return Math.max(0, ...[...wrong.values()].map(({ length }) => length));
    }),
  );
  return {
    what: `Nothing of a parcel is told before the right answer, and after ${ANSWERS_MAX} wrong ones a person takes over`,
    holds: told.length > 0 && unverified.length === 0 && most === ANSWERS_MAX,
    shown: `${told.length} times a parcel is told, ${unverified.length} of them without it`,
    restsOn: 'every situation within reach',
  };
}

function noLateQuestionBare(all: Situation[], situations: Map<string, Situation>): Promised {
  const askedAnew = all.flatMap(({ next }) =>
    next.flatMap(({ replies, to }) => {
      const tries = situations.get(to)?.snapshot.context.tries ?? 0;
      const isLate = tries >= POLICY.triesMax;
      return isLate ? replies.filter(({ utterance }) => REPROMPTS.includes(utterance.about)) : [];
    }),
  );
  const bare = askedAnew.filter((reply) => !offersPerson(reply));
  return {
    what: 'After three tries in a row that led nowhere, no question comes without the offer of a person',
    holds: bare.length === 0 && askedAnew.length > 0,
    shown: `${askedAnew.length} such questions, ${bare.length} without it`,
    restsOn: `every situation within reach, with ${POLICY.triesMax} tries`,
  };
}

/**
 * How much a step adds to a row of questions; null where it ends the row: a parcel is told, a person is
 * offered, or the call is over. What is asked while a lookup is under way belongs to no row.
 */
type Weigh = (step: Step, from: Situation, to: Situation) => number | null;

function isEndOfRow({ replies, isLate }: Step, to: Situation): boolean {
  const isTold = isLate || replies.some(({ status }) => status === 'success');
  return isTold || replies.some(offersPerson) || to.snapshot.value === 'ended';
}

function isWithinFetch(from: Situation, to: Situation): boolean {
  return from.snapshot.value === 'fetch' && to.snapshot.value === 'fetch';
}

/**
 * Whether there is more of a number than there was: another on the table, a longer part of one, or a
 * record of one, about which who calls is asked.
 */
function isAdvance({ snapshot: { context: before } }: Situation, { snapshot }: Situation): boolean {
  const { candidate, pieces, verification, tries } = snapshot.context;
  const isNew = candidate !== null && candidate.trackingNumber !== before.candidate?.trackingNumber;
  // From pieces to more of them is one situation here: it is told from the same ones by the tries.
  const isLonger = pieces !== null && pieces !== '' && tries === before.tries;
  const isFound = verification !== null && before.verification === null;
  return ((isNew || isFound) && tries === before.tries) || isLonger;
}

function fewReprompts(situations: Map<string, Situation>): Promised {
  const longest = longestRow(situations, (step, from, to) => {
    if (isEndOfRow(step, to)) return null;
    const isAsking = step.replies.some(({ utterance }) => REPROMPTS.includes(utterance.about));
    const isFirst = !from.snapshot.context.askedForNumber && to.snapshot.context.askedForNumber;
    const isReprompt = isAsking && !isFirst && !isAdvance(from, to) && !isWithinFetch(from, to);
    return isReprompt ? 1 : 0;
  });
  return {
    what: 'At most three reprompts come in a row, and the third offers a person',
    holds: longest < POLICY.triesMax,
    shown: `the longest row without that offer has ${longest}, from any situation on`,
    restsOn: `every situation within reach, with ${POLICY.triesMax} tries`,
  };
}

function soonToldOrOffered(situations: Map<string, Situation>): Promised {
  const longest = longestRow(situations, (step, from, to) => {
    if (isEndOfRow(step, to)) return null;
    const isTurn = step.replies.some(({ utterance }) => !MISTAKES.includes(utterance.about));
    const isPiece = to.snapshot.context.pieces !== null && isAdvance(from, to);
    return isTurn && !isPiece && !isWithinFetch(from, to) ? 1 : 0;
  });
  return {
    what: 'Soon a parcel is told, a person is offered, or the call is over',
    holds: Number.isFinite(longest),
    shown: `at most ${longest} answers come before that, from any situation on`,
    restsOn:
      'every situation within reach; without the parts of a number, of which each is longer than the one before',
  };
}

/** What is told to the assistant and not to the caller. */
const MISTAKES: readonly Reply['utterance']['about'][] = ['unknownTool', 'badArguments'];

/** More in a row than this is without end. */
const ROW_MAX = 100;

/** The most that the steps of any path add up to until the row ends; Infinity where it need not end. */
function longestRow(situations: Map<string, Situation>, weigh: Weigh): number {
  const edges = [...situations].flatMap(([key, from]) =>
    from.next.flatMap((step) => {
      const to = situations.get(step.to);
      const weight = to === undefined ? null : weigh(step, from, to);
      return weight === null ? [] : [{ key, to: step.to, weight }];
    }),
  );
  const rows = new Map<string, number>();
  let most = 0;
  for (let isStable = false; !isStable; ) {
    isStable = true;
    for (const { key, to, weight } of edges) {
      const row = weight + (rows.get(to) ?? 0);
      if (row <= (rows.get(key) ?? 0)) continue;
      if (row > ROW_MAX) return Number.POSITIVE_INFINITY;
      rows.set(key, row);
      most = Math.max(most, row);
      isStable = false;
    }
  }
  return most;
}

/** Takes away what leads nowhere any more, until what is left goes on for ever. */
function noLongestCall(situations: Map<string, Situation>): Promised {
  const open = [...situations].filter(([, { snapshot }]) => snapshot.value !== 'ended');
  const endless = new Map(open);
  const goesOn = ({ next }: Situation) =>
    next.some(({ to, replies }) => {
      return (
        endless.has(to) && replies.some(({ utterance }) => !MISTAKES.includes(utterance.about))
      );
    });
  for (let before = -1; before !== endless.size; ) {
    before = endless.size;
    for (const [key, situation] of endless) if (!goesOn(situation)) endless.delete(key);
  }
  return {
    what: 'A call tries no more numbers than it may; how many turns it has at most, the chart does not say',
    holds: open.every(([, { snapshot }]) => {
      return snapshot.context.triedNumbers.length <= (POLICY.numbersMax ?? 0);
    }),
    shown: `${endless.size} of ${open.length} situations lead on for ever: whoever does not take the offer of a person, or asks again what was told, is answered again`,
    restsOn:
      'every situation within reach; what ends such a call is outside of the chart: the longest call of the printed assistant (600 s), its three words into a silence, and silence for the service',
  };
}

function personInReach(situations: Map<string, Situation>): Promised {
  const most = farthest(situations, ({ snapshot: { value, context } }) => {
    return value === 'ended' || (value === 'fallback' && context.fallbackReason?.next === 'human');
  });
  return {
    what: 'From everywhere a person is near',
    holds: Number.isFinite(most),
    shown: `at most ${most} events away`,
    restsOn: 'every situation within reach',
  };
}

function endInReach(situations: Map<string, Situation>): Promised {
  const most = farthest(situations, ({ snapshot }) => outerState(snapshot.value) === 'ended');
  const longest = Math.max(...[...situations.values()].map(({ path }) => path.length));
  return {
    what: 'From everywhere the end is one event away, and every situation is near the beginning',
    holds: most <= 1,
    shown: `the situation that is farthest from the beginning takes ${longest} events to reach`,
    restsOn: 'every situation within reach; a caller may go round in circles for ever',
  };
}

/** The most events that it takes from anywhere to a situation that is meant; Infinity where none leads there. */
function farthest(situations: Map<string, Situation>, isMeant: (it: Situation) => boolean): number {
  const before = new Map<string, string[]>();
  for (const [key, { next }] of situations) {
    for (const { to } of next) before.set(to, [...(before.get(to) ?? []), key]);
  }
  let front = [...situations].flatMap(([key, each]) => (isMeant(each) ? [key] : []));
  const seen = new Set(front);
  let steps = 0;
  while (seen.size < situations.size) {
    front = [...new Set(front.flatMap((key) => before.get(key) ?? []))].filter(
      (it) => !seen.has(it),
    );
    if (front.length === 0) return Number.POSITIVE_INFINITY;
    for (const key of front) seen.add(key);
    steps += 1;
  }
  return steps;
}

/** The states that a chart leads to from one, by any transition, without ever being in another. */
function reach(from: string, without: string): Set<string> {
  const nodes = new Map(nodesBelow(callMachine.root).map((node) => [node.id, node]));
  const isIn = (id: string) => id === without || id.startsWith(`${without}.`);
  const seen = new Set<string>();
  const queue = [from];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    const node = nodes.get(id);
    if (node === undefined || seen.has(id) || isIn(id)) continue;
    seen.add(id);
    // Late deliveries are of lookups that fetch has begun.
    const taken = lineOf(node)
      .flatMap(transitionsOf)
      .filter(({ eventType }) => eventType !== 'lookup.settled');
    queue.push(...taken.flatMap(({ target }) => target?.map((each) => each.id) ?? []));
    queue.push(...node.initial.target.map((each) => each.id));
  }
  return seen;
}

function exitsOf(): Certificate['exits'] {
  const states = nodesBelow(callMachine.root).filter(
    (node) => Object.keys(node.states).length === 0,
  );
  return states.map((node) => ({
    state: node.id,
    to: Object.fromEntries(
      Object.entries(EXITS).map(([exit, eventType]) => [exit, leadsTo(node, eventType)]),
    ),
  }));
}

/** Where an event leads from a state: by its own transitions, then by those of the states around it. */
function leadsTo(node: AnyStateNode, eventType: string): string[] {
  const targets: string[] = [];
  for (const each of lineOf(node)) {
    const taken = each.transitions.get(eventType) ?? [];
    for (const { target, actions } of taken) {
      if (target === undefined && actions.length === 0) continue;
      targets.push(target?.map(({ id }) => id.replace('call.', '')).join() ?? 'stays, and answers');
    }
    // What comes without a guard leaves nothing to the states around it.
    if (taken.some(({ guard }) => guard === undefined)) break;
  }
  return [...new Set(targets)];
}

function nodesBelow(node: AnyStateNode): AnyStateNode[] {
  return Object.values(node.states).flatMap((child) => [child, ...nodesBelow(child)]);
}

function lineOf(node: AnyStateNode): AnyStateNode[] {
  return node.parent === undefined ? [node] : [node, ...lineOf(node.parent)];
}

function transitionsOf(node: AnyStateNode): AnyTransitionDefinition[] {
  return [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
}

/** The page of a certificate. */
export function writeCertificate({ defined, explored, exits }: Certificate): string {
  const names = Object.keys(EXITS);
  return [
    '# What the dialogue promises',
    '',
    'Computed from the chart of a call (`machines/call.ts`) by `npm run draw`; a test keeps this page equal',
    'to it.',
    '',
    'Whatever guards decide:',
    '',
    ...tableOf(defined),
    '',
    'What follows was seen by sending each kind of event in each situation within reach, by the function that',
    'live calls run: two situations are one where no guard can tell them apart, and numbers that are put',
    'together from parts are taken for one another. There is one clean number, one that has to be read back,',
    `parts of others, and there are ${POLICY.numbersMax} numbers in a call and ${POLICY.triesMax} tries in a row.`,
    ...explored.flatMap(({ under, kinds, situations, steps, promises }) => [
      '',
      `## ${under}`,
      '',
      `${kinds} kinds of event in each of ${situations} situations, ${steps} steps in all.`,
      '',
      ...tableOf(promises),
    ]),
    '',
    '## The ways out',
    '',
    'Where each exit leads, from every state; the first whose guard holds is taken:',
    '',
    `| From | ${names.join(' | ')} |`,
    `|---|${names.map(() => '---|').join('')}`,
    ...exits.map(
      ({ state, to }) =>
        `| ${state.replace('call.', '')} | ${names.map((name) => to[name]?.join(', ') || 'nowhere: it is over').join(' | ')} |`,
    ),
    '',
    'A state that is passed through at once (`confirm.deciding`) hears nothing: its rows are what the states',
    'around it say.',
    '',
  ].join('\n');
}

function tableOf(promises: readonly Promised[]): string[] {
  return [
    '| What holds | | Shown by | Rests on |',
    '|---|---|---|---|',
    ...promises.map(
      ({ what, holds, shown, restsOn }) =>
        `| ${what} | ${holds ? 'holds' : '**does not hold**'} | ${shown} | ${restsOn} |`,
    ),
  ];
}
