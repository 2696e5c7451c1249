import type { breakerMachine } from '../../../machines/breaker.ts';
import { after, type ScriptEvent } from '../play.ts';

/** A made-up time in the life of the breaker and what has to come of it. */
export type BreakerScenario = {
  title: string;
  events: readonly ScriptEvent<typeof breakerMachine>[];
  state: unknown;
  /** Each decision in order: the permit, and whether it was granted. */
  decided?: readonly (readonly [string, boolean])[];
  failures: number;
};

export const BREAKER_POLICY = { failuresMax: 5, resetMs: 30_000 };

const pendingLookups = (permit: string) => ({ type: 'permit.requested', permit }) as const;
const fails = (permit: string) => ({ type: 'attempt.failed', permit }) as const;
const succeeds = (permit: string) => ({ type: 'attempt.succeeded', permit }) as const;
const abandons = (permit: string) => ({ type: 'attempt.abandoned', permit }) as const;
const reset = { type: 'breaker.reset' } as const;

const FIVE_FAILURES = ['1', '2', '3', '4', '5'].map(fails);
const RESTED = after('reset', 'breaker.open');
const HALF_OPEN = [...FIVE_FAILURES, RESTED];
const PROBING = [...HALF_OPEN, pendingLookups('p')];

const courts = (permit: string) => ({ ...pendingLookups(permit), isCourtesy: true }) as const;

export const BREAKER: readonly BreakerScenario[] = [
  {
    title: 'breaker: after its rest it leaves the probe to who waits for an answer',
    events: [...HALF_OPEN, courts('c'), pendingLookups('a')],
    state: { halfOpen: 'probing' },
    decided: [
      ['c', false],
      ['a', true],
    ],
    failures: 5,
  },
  {
    title: 'breaker: it starts closed',
    events: [],
    state: 'closed',
    failures: 0,
  },
  {
    title: 'breaker: closed, it grants every permit',
    events: [pendingLookups('a'), pendingLookups('b')],
    state: 'closed',
    decided: [
      ['a', true],
      ['b', true],
    ],
    failures: 0,
  },
  {
    title: 'breaker: four failures leave it closed',
    events: FIVE_FAILURES.slice(1),
    state: 'closed',
    failures: 4,
  },
  {
    title: 'breaker: a success in between starts the row anew',
    events: [...FIVE_FAILURES.slice(1), succeeds('6'), ...FIVE_FAILURES.slice(1)],
    state: 'closed',
    failures: 4,
  },
  {
    title: 'breaker: an attempt without a verdict counts neither way',
    events: [...FIVE_FAILURES.slice(1), abandons('6')],
    state: 'closed',
    failures: 4,
  },
  {
    title: 'breaker: the fifth failure in a row opens it',
    events: FIVE_FAILURES,
    state: 'open',
    failures: 5,
  },
  {
    title: 'breaker: open, it grants nothing',
    events: [...FIVE_FAILURES, pendingLookups('a')],
    state: 'open',
    decided: [['a', false]],
    failures: 5,
  },
  {
    title: 'breaker: open, it does not heed attempts of before',
    events: [...FIVE_FAILURES, succeeds('6'), fails('7'), abandons('8')],
    state: 'open',
    failures: 5,
  },
  {
    title: 'breaker: after its rest it is half-open',
    events: HALF_OPEN,
    state: { halfOpen: 'ready' },
    failures: 5,
  },
  {
    title: 'breaker: half-open, it does not take an attempt of before for the probe',
    events: [...HALF_OPEN, succeeds('1'), fails('2')],
    state: { halfOpen: 'ready' },
    failures: 5,
  },
  {
    title: 'breaker: half-open, it grants one probe and nothing beside it',
    events: [...PROBING, pendingLookups('q')],
    state: { halfOpen: 'probing' },
    decided: [
      ['p', true],
      ['q', false],
    ],
    failures: 5,
  },
  {
    title: 'breaker: a probe that succeeds closes it',
    events: [...PROBING, succeeds('p'), pendingLookups('a')],
    state: 'closed',
    decided: [
      ['p', true],
      ['a', true],
    ],
    failures: 0,
  },
  {
    title: 'breaker: after a probe that succeeded it takes five failures again to open it',
    events: [...PROBING, succeeds('p'), ...FIVE_FAILURES.slice(1)],
    state: 'closed',
    decided: [['p', true]],
    failures: 4,
  },
  {
    title: 'breaker: a probe that fails opens it for another rest',
    events: [...PROBING, fails('p'), pendingLookups('a')],
    state: 'open',
    decided: [
      ['p', true],
      ['a', false],
    ],
    failures: 6,
  },
  {
    title: 'breaker: a probe without a verdict leaves room for another',
    events: [...PROBING, abandons('p'), pendingLookups('q')],
    state: { halfOpen: 'probing' },
    decided: [
      ['p', true],
      ['q', true],
    ],
    failures: 5,
  },
  {
    title: 'breaker: only the probe itself decides',
    events: [...PROBING, succeeds('1'), fails('2'), abandons('3')],
    state: { halfOpen: 'probing' },
    decided: [['p', true]],
    failures: 5,
  },
  {
    title: 'breaker: a probe of an earlier rest does not decide for a later one',
    events: [...PROBING, fails('p'), RESTED, pendingLookups('q'), succeeds('p')],
    state: { halfOpen: 'probing' },
    decided: [
      ['p', true],
      ['q', true],
    ],
    failures: 6,
  },
  {
    title: 'breaker: closed, a reset forgets the failures',
    events: [...FIVE_FAILURES.slice(1), reset],
    state: 'closed',
    failures: 0,
  },
  {
    title: 'breaker: open, a reset closes it',
    events: [...FIVE_FAILURES, reset],
    state: 'closed',
    failures: 0,
  },
  {
    title: 'breaker: half-open, a reset closes it and forgets the probe',
    events: [...PROBING, reset, fails('p')],
    state: 'closed',
    decided: [['p', true]],
    failures: 1,
  },
  {
    title: 'breaker: half-open, a probe without a verdict gives its place to the next',
    events: [...PROBING, after('reset', 'breaker.halfOpen.probing'), pendingLookups('q')],
    state: { halfOpen: 'probing' },
    decided: [
      ['p', true],
      ['q', true],
    ],
    failures: 5,
  },
];
