import fc from 'fast-check';
import { callMachine } from '../../machines/call.ts';
import type { CallPolicy } from '../../machines/call-context.ts';
import type { CallEvent, Heard } from '../../machines/call-events.ts';
import type { CachedDelivery, LookupOutcome } from '../../machines/lookup-outcome.ts';
import {
  type CallScriptEvent,
  callInput,
  human,
  issue,
  misused,
  NOON,
  no,
  POLICY,
  settled,
  where,
  yes,
} from './call-script.ts';
import { failed, type Step, start, step } from './play.ts';
import { BAD, CLEAN, DOUBTFUL, OTHER, TAKEN } from './scenarios/numbers.ts';

/** A call in which anything may happen at any time. */
export type Walk = { policy: CallPolicy; events: CallScriptEvent[] };

/** What was done in one step of a walk. */
export type CallStep = Step<typeof callMachine>;

// An event before it is known when it comes and which tool call or record it is.
type Move = (at: number, index: number) => CallScriptEvent;

/** One character away from the clean number. */
const NEAR_CLEAN = 'WB100002';

const HEARD: Heard[] = [CLEAN, 'wb-100 001', OTHER, DOUBTFUL, TAKEN, BAD, '', null, 1_234_567];
const KEYS = [CLEAN, OTHER, TAKEN, '1234567'];

const heard = fc.constantFrom(...HEARD);
const key = fc.constantFrom(...KEYS);

const toolMove = fc.oneof(
  {
    weight: 4,
    arbitrary: heard.map(
      (it): Move =>
        (at, index) =>
          where(`${index}`, it, at),
    ),
  },
  {
    weight: 2,
    arbitrary: heard.map(
      (it): Move =>
        (at, index) =>
          issue(`${index}`, it, at),
    ),
  },
  {
    weight: 3,
    arbitrary: heard.map(
      (it): Move =>
        (at, index) =>
          yes(`${index}`, it, at),
    ),
  },
  {
    weight: 3,
    arbitrary: heard.map(
      (it): Move =>
        (at, index) =>
          no(`${index}`, it, at),
    ),
  },
  fc.constant<Move>((at, index) => ({ ...human(`${index}`), at })),
  fc.constant<Move>((at, index) => ({ ...misused(`${index}`), at })),
);

// Every record that is read says something else, so that it can be told which one was spoken.
const record = (trackingNumber: string, asOf: number, index: number): CachedDelivery => ({
  delivery: { trackingNumber, status: `seen ${index}` },
  asOf,
});

type Outcome = (number: string, at: number, index: number) => LookupOutcome;

const outcome = fc.constantFrom<Outcome>(
  (number, at, index) => ({ kind: 'found', source: 'sanity', ...record(number, at, index) }),
  (_, at) => ({ kind: 'missing', source: 'sanity', asOf: at }),
  () => ({ kind: 'failed', reason: 'upstream', stale: null }),
  (number, at, index) => ({
    kind: 'failed',
    reason: 'upstream',
    stale: record(number, at - 90_000, index),
  }),
);

const settledMove = fc.tuple(key, outcome).map(
  ([number, make]): Move =>
    (at, index) =>
      settled(number, make(number, at, index), at),
);

const staleMove = key.map(
  (trackingNumber): Move =>
    (at, index) => {
      const stale = record(trackingNumber, at - 90_000, index);
      return { type: 'lookup.staleFound', at, trackingNumber, stale };
    },
);

const move = fc.oneof(
  { weight: 30, arbitrary: toolMove },
  { weight: 15, arbitrary: settledMove },
  { weight: 4, arbitrary: staleMove },
  { weight: 4, arbitrary: fc.constant<Move>((at) => ({ type: 'time.passed', at })) },
  { weight: 2, arbitrary: fc.constant<Move>(() => failed('lookup')) },
  fc.constant<Move>((at) => ({ type: 'caller.recognised', at, trackingNumbers: [NEAR_CLEAN] })),
  fc.constant<Move>((at) => ({ type: 'call.progressed', at, status: 'in-progress' })),
  fc.constant<Move>((at) => ({ type: 'call.ended', at, reason: null })),
  fc.constant<Move>((at) => ({ type: 'silence.passed', at })),
);

/** Calls of up to forty events, under any policy. */
export const arbitraryWalk: fc.Arbitrary<Walk> = fc
  .tuple(
    fc.constantFrom<CallPolicy['confirm']>('always', 'when-unsure', 'never'),
    fc.integer({ min: 1, max: 4 }),
    fc.array(fc.tuple(fc.constantFrom(0, 50, 500, 60_001), move), { maxLength: 40 }),
  )
  .map(([confirm, triesMax, moves]) => {
    let at = NOON;
    const events = moves.map(([gap, make], index) => {
      at += gap;
      return make(at, index);
    });
    // By then, every question is overdue.
    events.push({ type: 'time.passed', at: at + POLICY.replyDeadlineMs });
    return { policy: { ...POLICY, confirm, triesMax }, events };
  });

/** Walks through the chart; a service that is not running cannot break, so that is left out. */
export function takeWalk({ policy, events }: Walk): CallStep[] {
  const steps = [start(callMachine, callInput(policy))];
  for (const event of events) continueWalk(steps, event);
  return steps;
}

/** Adds the step that an event brings about. */
export function continueWalk(steps: CallStep[], event: CallScriptEvent): void {
  const last = steps.at(-1);
  if (last === undefined) throw new Error('Cannot continue a walk that has not begun');
  if (isOfChart(event) || last.snapshot.value === 'fetch') {
    steps.push(step(callMachine, last.snapshot, event));
  }
}

/** Whether an event is one of the chart's own and not one of xstate's. */
export function isOfChart(event: CallScriptEvent): event is CallEvent {
  return !event.type.startsWith('xstate.');
}

/** The outer state that a step led to. */
export function outerState({ snapshot }: Pick<CallStep, 'snapshot'>): string {
  return typeof snapshot.value === 'string' ? snapshot.value : Object.keys(snapshot.value).join();
}
