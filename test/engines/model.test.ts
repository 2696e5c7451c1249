/*
 * The chart of a call as the model of the engine: every situation that xstate's graph finds, and from
 * each of them every event, is looked at by the chart alone; of those that no guard tells apart one is
 * played through the real engine, which has to come to the same state and the same answers. What of the
 * chart is never met this way is listed here, and the list is held equal.
 */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { getShortestPaths } from 'xstate/graph';
import { callMachine } from '../../machines/call.ts';
import type { CallContext, CallPolicy } from '../../machines/call-context.ts';
import type { CallEvent } from '../../machines/call-events.ts';
import {
  after,
  answered,
  broken,
  callInput,
  clock,
  delivery,
  hangUp,
  human,
  issue,
  missing,
  misused,
  NOON,
  no,
  playCall,
  recognised,
  repliesOf,
  reported,
  settled,
  silence,
  staleFound,
  talk,
  terse,
  where,
  yes,
} from '../machines/call-script.ts';
import { coverageOf } from '../machines/coverage.ts';
import { step } from '../machines/play.ts';
import { BAD, CLEAN, DOUBTFUL, OTHER } from '../machines/scenarios/numbers.ts';
import { type EngineEvent, playThroughEngine } from './play-through-engine.ts';

/** Under which every part of the chart is in use. */
const POLICY: Partial<CallPolicy> = {
  ...{ verify: 'caller', askOwn: 'on', numbersMax: 2, triesMax: 2 },
};

const RIGHT = 'Okafor';
const LATER = NOON + 60_001;

function found(trackingNumber: string): CallEvent {
  const record = { ...delivery(trackingNumber), customerName: `James ${RIGHT}` };
  return settled(trackingNumber, { kind: 'found', delivery: record, source: 'sanity', asOf: NOON });
}

/** What leads from one situation to another. */
const MOVES: readonly CallEvent[] = [
  ...[where('a', CLEAN), where('a', DOUBTFUL), where('a', BAD), where('a', "I don't have it.")],
  ...[yes('a'), no('a'), human('a'), answered('a', false)],
  ...[found(CLEAN), missing(CLEAN), clock(500), recognised(CLEAN, OTHER), hangUp],
];

/** All that may come, each kind in the ways that make a difference. */
const EVENTS: readonly CallEvent[] = [
  ...MOVES,
  ...[where('a', OTHER), where('a'), issue('a', CLEAN), where('a', CLEAN, LATER)],
  ...[yes('a', CLEAN), yes('a', OTHER), no('a', CLEAN), no('a', OTHER), no('a', BAD)],
  ...[after('No.', yes('a')), after('Yes.', no('a')), after('No, the last digit is 9.', no('a'))],
  ...[misused('a'), answered('a', true)],
  ...[talk('a', 'thanks'), talk('a', 'unclear', 3), talk('a', 'another')],
  ...[broken(CLEAN), staleFound(CLEAN, 90_000), silence, reported('Told.')],
  { type: 'transfer.updated', at: NOON, to: null },
  { type: 'call.progressed', at: NOON, status: 'forwarding' },
  { type: 'call.progressed', at: NOON, status: 'in-progress' },
];

/** What no event of this model brings about, and why. */
const NEVER_MET: Record<string, string> = {
  'call.fetch: confirmation.given [maySkipReadBack] → call.confirm':
    'it takes a second clean number, which no move names: a scenario of fetch has it',
  'call.fetch: confirmation.given [namesBadNumber] → (stays)':
    'a no of that kind takes back what is under way; a yes of it no move says, a scenario of fetch does',
  'call.fetch: xstate.error.actor.lookup → (stays)':
    'nobody runs the lookup that the chart names: the session reads of it what is to be looked up',
  'isIdleTooOften false':
    'it is asked only where staysInTalk has failed and nobody is spoken of, which leaves this alone',
};

/** What guards read of a call; beyond the bounds there is nothing new. */
function project({ value, context }: { value: unknown; context: CallContext }): string {
  const { candidate, pendingLookups, currentDelivery, verification, fallbackReason } = context;
  return JSON.stringify([
    ...[value, candidate?.trackingNumber, candidate?.isOwn, Math.min(context.tries, 2)],
    ...[new Set(pendingLookups.map((it) => it.trackingNumber)).size, currentDelivery !== null],
    ...[verification !== null, fallbackReason?.kind, context.triedNumbers.length > 1],
    ...[context.pieces !== null, context.callerNumbers.length, context.wrongAnswers.length],
  ]);
}

let trace: string[] = [];

/** The chart, whose guards tell what they said. */
const traced = callMachine.provide({
  guards: Object.fromEntries(
    Object.entries(callMachine.implementations.guards).map(([name, guard]) => [
      name,
      (...args: unknown[]) => {
        const holds = Reflect.apply(guard as (...args: unknown[]) => boolean, null, args);
        trace.push(`${name} ${holds}`);
        return holds;
      },
    ]),
  ) as never,
});

/** A way to every situation and one event on, one of each kind that the chart tells apart. */
function findPaths(): { paths: CallEvent[][]; situations: number; guards: Set<string> } {
  const guards = new Set<string>();
  const chosen = new Map<string, CallEvent[]>();
  const ways = getShortestPaths(traced, {
    input: callInput(POLICY),
    events: () => [...MOVES],
    filterEvents: (state: { status: string }, event: CallEvent) =>
      state.status === 'active' && traced.getTransitionData(state as never, event).length > 0,
    serializeState: (state: unknown) => project(state as Parameters<typeof project>[0]),
  } as never);
  for (const { state, steps } of ways) {
    const way = steps.map(({ event }) => event as CallEvent);
    const own = way.filter(({ type }) => !type.startsWith('xstate.'));
    for (const event of EVENTS) {
      trace = [];
      step(traced, state as never, event);
      for (const said of trace) guards.add(said);
      const key = JSON.stringify([(state as { value: unknown }).value, event.type, trace]);
      if (!chosen.has(key)) chosen.set(key, [...own, event]);
    }
  }
  return { paths: [...chosen.values()].map(numbered), situations: ways.length, guards };
}

/** The same path, each tool call of which has an ID of its own. */
function numbered(events: readonly CallEvent[]): CallEvent[] {
  return events.map((event, index) =>
    'toolCallId' in event ? { ...event, toolCallId: `t${index}` } : event,
  );
}

/** The same event as an engine is told it: which answer is right, it finds out by the record. */
function toEngineEvent(event: CallEvent): EngineEvent {
  if (event.type !== 'verification.given') return event as EngineEvent;
  const { passed, mark: _, ...asked } = event;
  return { ...asked, answer: passed ? RIGHT : 'Nobody' };
}

describe('model of the engine', () => {
  let found: ReturnType<typeof findPaths>;
  before(() => {
    found = findPaths();
  });

  test('engine: it comes to the state and the answers that the chart comes to, on every kind of path', async (t) => {
    const wrong: string[] = [];
    for (const events of found.paths) {
      const alone = playCall(events, POLICY);
      const { told, state } = await playThroughEngine(events.map(toEngineEvent), POLICY);
      const expected = JSON.stringify([alone.snapshot.value, repliesOf(alone).map(terse)]);
      const seen = JSON.stringify([state, told.map(terse)]);
      if (seen !== expected) wrong.push(`${events.map(tell).join(', ')}: ${seen} not ${expected}`);
    }
    t.diagnostic(`${found.situations} situations, ${found.paths.length} paths`);
    assert.deepEqual(wrong, []);
  });

  test('model: what of the chart it never meets is known, with its reason', () => {
    const scenarios = found.paths.map((events) => ({ input: callInput(POLICY), events }));
    const { missedStates, missedTransitions } = coverageOf(callMachine, scenarios);
    const names = Object.keys(callMachine.implementations.guards);
    const outcomes = names.flatMap((name) => [`${name} true`, `${name} false`]);
    const missedGuards = outcomes.filter((outcome) => !found.guards.has(outcome));
    assert.deepEqual(missedStates, []);
    assert.deepEqual(
      [...missedTransitions, ...missedGuards].toSorted(),
      Object.keys(NEVER_MET).toSorted(),
    );
  });
});

function tell(event: CallEvent): string {
  return 'heard' in event ? `${event.type} ${JSON.stringify(event.heard)}` : event.type;
}
