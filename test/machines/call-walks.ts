import fc from 'fast-check';
import { callMachine } from '../../machines/call.ts';
import type { CallPolicy } from '../../machines/call-context.ts';
import { type CallEvent, type Heard, TalkActSchema } from '../../machines/call-events.ts';
import type { CachedDelivery, LookupOutcome } from '../../machines/lookup-outcome.ts';
import {
  after,
  answered,
  type CallScriptEvent,
  callInput,
  found,
  human,
  issue,
  misused,
  NOON,
  no,
  POLICY,
  type ScriptToolEvent,
  settled,
  talk,
  where,
  yes,
} from './call-script.ts';
import { failed, type Step, start, step } from './play.ts';
import { BAD, CLEAN, DOUBTFUL, LONG, OTHER, TAKEN } from './scenarios/numbers.ts';

/** A call in which anything may happen at any time. */
export type Walk = { policy: CallPolicy; events: CallScriptEvent[] };

/** What was done in one step of a walk. */
export type CallStep = Step<typeof callMachine>;

// An event before it is known when it comes and which tool call or record it is.
type Move = (at: number, index: number) => CallScriptEvent;

/** One character away from the clean number. */
const NEAR_CLEAN = 'WB100002';

/** Like the number that is read with doubt: two of its characters swapped. */
const SWAPPED = 'QX735918';

const HEARD: Heard[] = [
  ...[CLEAN, 'wb-100 001', OTHER, DOUBTFUL, TAKEN, SWAPPED, BAD, LONG, '', null, 1_234_567],
  ...[
    'yes',
    'unknown',
    "I don't have it.",
    '0001',
    '739519',
    'the last digit is 9',
    'Q X, 7 3 9, 5 1 8',
    NEAR_CLEAN,
  ],
];
const KEYS = [CLEAN, OTHER, TAKEN, '1234567', SWAPPED, 'QX739519', '739519'];

/** What the correction below makes of that number. */
const TALKED_TO = 'QX739519';

/** What the caller says of the number on the table, if there is one. */
const SAID: string[][] = [
  ...[['No.'], ['No, that is wrong.'], ['Yes.'], ['Yes, that is right.'], ['Well.']],
  ...[['No, the last digit is 9.'], [TAKEN], ['Q X 7 3 9 5 1 8'], [OTHER], ['No.', 'Yes.']],
];

const heard = fc.constantFrom(...HEARD);
const key = fc.constantFrom(...KEYS);
const said = fc.option(fc.constantFrom(...SAID));

type Ask = (toolCallId: string, heard: Heard, at: number) => ScriptToolEvent;

const asking = (ask: Ask) =>
  fc.tuple(heard, said).map(
    ([it, words]): Move =>
      (at, index) => {
        const event = ask(`${index}`, it, at);
        return words === null ? event : after(words, event);
      },
  );

const toolMove = fc.oneof(
  { weight: 4, arbitrary: asking(where) },
  { weight: 2, arbitrary: asking(issue) },
  { weight: 3, arbitrary: asking(yes) },
  { weight: 3, arbitrary: asking(no) },
  fc.constant<Move>((at, index) => ({ ...human(`${index}`), at })),
  fc.constant<Move>((at, index) => ({ ...misused(`${index}`), at })),
  fc.tuple(fc.constantFrom(...TalkActSchema.enum), fc.integer({ min: 1, max: 3 })).map(
    ([act, times]): Move =>
      (at, index) => ({ ...talk(`${index}`, act, times), at }),
  ),
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
export const arbitraryWalk = walksOf(move);

/** The same where whoever calls is asked who they are, and mostly about their few parcels. */
export const arbitraryVerifiedWalk = walksOf(
  fc.oneof(
    { weight: 4, arbitrary: move },
    {
      weight: 1,
      arbitrary: fc.boolean().map(
        (passed): Move =>
          (at, index) =>
            answered(`${index}`, passed, at),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(CLEAN, OTHER).map(
        (number): Move =>
          (at, index) =>
            where(`${index}`, number, at),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(CLEAN, OTHER).map(
        (number): Move =>
          (at) =>
            found(number, at),
      ),
    },
  ),
).map((walk): Walk => ({ ...walk, policy: { ...walk.policy, verify: 'caller', askOwn: 'on' } }));

function walksOf(moves: fc.Arbitrary<Move>): fc.Arbitrary<Walk> {
  return fc
    .tuple(
      fc.constantFrom<CallPolicy['confirm']>('always', 'when-unsure', 'never'),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.tuple(fc.constantFrom(0, 50, 500, 60_001), moves), { maxLength: 40 }),
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
}

const talkHeard = fc.constantFrom<Heard>(
  ...[TAKEN, TALKED_TO, DOUBTFUL, CLEAN, 'the last digit is 9', '9', null],
);
const talkSaid = fc.constantFrom<string[][]>(
  ...[['No.'], ['Yes.'], ['Well.'], ['No, the last digit is 9.'], []],
);
const talkAsk = fc.constantFrom<Ask>(where, where, yes, yes, yes, no);

/** Calls in which little but one number is talked about, so that its turns come together often. */
export const arbitraryTalk: fc.Arbitrary<Walk> = fc
  .tuple(
    fc.constantFrom<CallPolicy['confirm']>('always', 'when-unsure', 'never'),
    fc.array(
      fc.oneof(
        {
          weight: 8,
          arbitrary: fc.tuple(talkAsk, talkHeard, talkSaid).map(
            ([ask, it, words]): Move =>
              (at, index) =>
                after(words, ask(`${index}`, it, at)),
          ),
        },
        fc.constantFrom(TAKEN, CLEAN, TALKED_TO).map(
          (number): Move =>
            (at) =>
              found(number, at),
        ),
        fc.constant<Move>((at, index) => ({ ...human(`${index}`), at })),
      ),
      { minLength: 3, maxLength: 9 },
    ),
  )
  .map(([confirm, moves]) => ({
    policy: { ...POLICY, confirm, triesMax: 20 },
    events: moves.map((make, index) => make(NOON + index, index)),
  }));

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
