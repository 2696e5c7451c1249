import type {
  Attempt,
  CacheReading,
  LookupInput,
  lookupMachine,
  Permit,
} from '../../../machines/lookup.ts';
import type { LookupFailure, LookupOutcome } from '../../../machines/lookup-outcome.ts';
import { cachedDelivery, delivery, NOON } from '../call-script.ts';
import { after, done, failed, type ScriptEvent } from '../play.ts';
import { CLEAN } from './numbers.ts';

/** A made-up lookup and what has to come of it. */
export type LookupScenario = {
  title: string;
  policy?: Partial<LookupInput['policy']>;
  events: readonly ScriptEvent<typeof lookupMachine>[];
  /** The state it ends in, or rests in. */
  state: unknown;
  /** Its output; undefined while it goes on. */
  outcome?: LookupOutcome;
  /** What was started, in order. */
  started: readonly string[];
  /** What was emitted: verdicts for the breaker, and the word that a stale record is at hand. */
  told?: readonly string[];
  /** Its trail, each step with when it began and ended, in milliseconds since the lookup did. */
  trail?: readonly string[];
};

export const LOOKUP_POLICY = {
  attemptsMax: 3,
  attemptTimeoutMs: 500,
  totalBudgetMs: 5_000,
  backoffMs: 100,
  backoffMsMax: 400,
};

const RECORD = delivery(CLEAN);
const STALE = cachedDelivery(CLEAN, 90_000);
const FOUND: LookupOutcome = { kind: 'found', delivery: RECORD, source: 'sanity', asOf: NOON };
const MISSING: LookupOutcome = { kind: 'missing', source: 'sanity', asOf: NOON };
const CACHED: LookupOutcome = { kind: 'found', delivery: RECORD, source: 'cache', asOf: NOON };

const read = (reading: CacheReading) => done('readCache', { ...reading, at: NOON });
const absent = read({ kind: 'absent' });
const stale = read({ kind: 'stale', stale: STALE });
const fresh = (outcome: LookupOutcome) => read({ kind: 'fresh', outcome });
/** How an attempt ended, fifty milliseconds after it was asked unless that is told. */
const attempted = (result: Attempt, endedAt = NOON + 50) =>
  done('attempt', { ...result, askedAt: endedAt - 50, endedAt });
const cutOff = after('attemptTimeout', 'lookup.working.attempt');
const paused = after('pause', 'lookup.working.backOff');
const budgetSpent = after('totalBudget', 'lookup.working');
const permitted = (permit: Permit) => done('requestPermit', permit);
const denied = permitted({ granted: false, permit: '0', isProbe: false, jitter: 0, at: NOON });

function granted(permit: string, at = NOON, isProbe = false) {
  return permitted({ granted: true, permit, isProbe, jitter: 0, at });
}

function faulty(reason: LookupFailure, retryAfterMs: number | null = null, at = NOON + 50) {
  return attempted({ kind: 'failed', reason, retryable: true, retryAfterMs }, at);
}

function hopeless(reason: LookupFailure) {
  return attempted({ kind: 'failed', reason, retryable: false, retryAfterMs: null });
}

function gaveUp(reason: LookupFailure, left: typeof STALE | null = null): LookupOutcome {
  return { kind: 'failed', reason, stale: left };
}

const CACHE = ['readCache', 'requestPermit'];
const ONE = [...CACHE, 'attempt'];
const TWO = [...ONE, 'requestPermit', 'attempt'];
const THREE = [...TWO, 'requestPermit', 'attempt'];
const FIRST = [absent, granted('1')];
const SECOND = [...FIRST, faulty('upstream'), paused, granted('2', NOON + 150)];
const THIRD = [...SECOND, faulty('network', null, NOON + 200), paused, granted('3', NOON + 400)];

export const LOOKUP: readonly LookupScenario[] = [
  {
    title: 'lookup: it reads the cache first',
    events: [],
    state: { working: 'cache' },
    started: ['readCache'],
  },
  {
    title: 'lookup: a fresh record from the cache is the answer',
    events: [fresh(CACHED)],
    state: 'found',
    outcome: CACHED,
    started: ['readCache'],
    trail: ['cache fresh 0 0'],
  },
  {
    title: 'lookup: the cache remembers for a while that there is no delivery',
    events: [fresh({ kind: 'missing', source: 'cache', asOf: NOON })],
    state: 'missing',
    outcome: { kind: 'missing', source: 'cache', asOf: NOON },
    started: ['readCache'],
  },
  {
    title: 'lookup: a failure handed on by the cache is a failure',
    events: [fresh(gaveUp('internal'))],
    state: 'failed',
    outcome: gaveUp('internal'),
    started: ['readCache'],
  },
  {
    title: 'lookup: with nothing in the cache it asks the breaker',
    events: [absent],
    state: { working: 'breaker' },
    started: CACHE,
  },
  {
    title: 'lookup: a stale record is announced while a fresh one is looked for',
    events: [stale],
    state: { working: 'breaker' },
    started: CACHE,
    told: [`stale ${STALE.asOf}`],
  },
  {
    title: 'lookup: a cache that breaks is passed over',
    events: [failed('readCache')],
    state: { working: 'breaker' },
    started: CACHE,
    trail: ['cache internal 0 0'],
  },
  {
    title: 'lookup: an open breaker ends it at once',
    events: [absent, denied],
    state: 'failed',
    outcome: gaveUp('breakerOpen'),
    started: CACHE,
  },
  {
    title: 'lookup: an open breaker leaves the stale record',
    events: [stale, denied],
    state: 'failed',
    outcome: gaveUp('breakerOpen', STALE),
    started: CACHE,
    told: [`stale ${STALE.asOf}`],
    trail: ['cache stale 0 0', 'permit refused 0 0'],
  },
  {
    title: 'lookup: a breaker that breaks ends it',
    events: [absent, failed('requestPermit')],
    state: 'failed',
    outcome: gaveUp('internal'),
    started: CACHE,
    trail: ['cache absent 0 0', 'permit internal 0 0'],
  },
  {
    title: 'lookup: with a permit it makes an attempt',
    events: FIRST,
    state: { working: 'attempt' },
    started: ONE,
  },
  {
    title: 'lookup: a delivery is found as of the attempt, and the breaker hears of success',
    events: [...FIRST, attempted({ kind: 'found', delivery: RECORD })],
    state: 'found',
    outcome: FOUND,
    started: ONE,
    told: ['1 succeeded'],
  },
  {
    title: 'lookup: that there is no delivery is an answer too',
    events: [...FIRST, attempted({ kind: 'missing' })],
    state: 'missing',
    outcome: MISSING,
    started: ONE,
    told: ['1 succeeded'],
    trail: ['cache absent 0 0', 'permit granted 0 0', 'attempt missing 0 50'],
  },
  {
    title: 'lookup: a fault that can pass is waited out',
    events: [...FIRST, faulty('upstream')],
    state: { working: 'backOff' },
    started: ONE,
    told: ['1 abandoned'],
  },
  {
    title: 'lookup: after the pause the breaker is asked again',
    events: [...FIRST, faulty('upstream'), paused],
    state: { working: 'breaker' },
    started: [...ONE, 'requestPermit'],
    told: ['1 abandoned'],
  },
  {
    title: 'lookup: a breaker that opened meanwhile ends it',
    events: [...FIRST, faulty('upstream'), paused, denied],
    state: 'failed',
    outcome: gaveUp('breakerOpen'),
    started: [...ONE, 'requestPermit'],
    told: ['1 abandoned'],
  },
  {
    title: 'lookup: a later attempt can find what an earlier one could not',
    events: [...SECOND, attempted({ kind: 'found', delivery: RECORD }, NOON + 200)],
    state: 'found',
    outcome: { ...FOUND, asOf: NOON + 150 },
    started: TWO,
    told: ['1 abandoned', '2 succeeded'],
    trail: [
      'cache absent 0 0',
      'permit granted 0 0',
      'attempt upstream 0 50',
      'pause waited 50 150',
      'permit granted 150 150',
      'attempt found 150 200',
    ],
  },
  {
    title: 'lookup: the third fault ends it, with the reason of the last',
    events: [...THIRD, faulty('malformed')],
    state: 'failed',
    outcome: gaveUp('malformed'),
    started: THREE,
    told: ['1 abandoned', '2 abandoned', '3 failed'],
  },
  {
    title: 'lookup: a fault that cannot pass ends it at once',
    events: [...FIRST, hopeless('rejected')],
    state: 'failed',
    outcome: gaveUp('rejected'),
    started: ONE,
    told: ['1 failed'],
    trail: ['cache absent 0 0', 'permit granted 0 0', 'attempt rejected 0 50'],
  },
  {
    title: 'lookup: a record that does not fit is no fault of the content API',
    events: [...FIRST, hopeless('invalid')],
    state: 'failed',
    outcome: gaveUp('invalid'),
    started: ONE,
    told: ['1 succeeded'],
  },
  {
    title: 'lookup: a record that does not fit, and may be mended, is no fault either',
    events: [...FIRST, faulty('invalid')],
    state: { working: 'backOff' },
    started: ONE,
    told: ['1 abandoned'],
  },
  {
    title: 'lookup: an attempt that breaks ends it',
    events: [...FIRST, failed('attempt')],
    state: 'failed',
    outcome: gaveUp('internal'),
    started: ONE,
    told: ['1 failed'],
    trail: ['cache absent 0 0', 'permit granted 0 0', 'attempt internal 0 0'],
  },
  {
    title: 'lookup: an attempt that takes too long is cut off and made again',
    events: [...FIRST, cutOff],
    state: { working: 'backOff' },
    started: ONE,
    told: ['1 abandoned'],
  },
  {
    title: 'lookup: the third attempt that takes too long ends it',
    events: [...THIRD, cutOff],
    state: 'failed',
    outcome: gaveUp('timeout'),
    started: THREE,
    told: ['1 abandoned', '2 abandoned', '3 failed'],
    trail: [
      'cache absent 0 0',
      'permit granted 0 0',
      'attempt upstream 0 50',
      'pause waited 50 150',
      'permit granted 150 150',
      'attempt network 150 200',
      'pause waited 200 400',
      'permit granted 400 400',
      'attempt timeout 400 900',
    ],
  },
  {
    title: 'lookup: it does not wait for what the budget cannot pay',
    events: [absent, granted('1', NOON + 4_400), cutOff],
    state: 'failed',
    outcome: gaveUp('timeout'),
    started: ONE,
    told: ['1 failed'],
  },
  {
    title: 'lookup: a wait that the content API asks for is kept if the budget allows',
    events: [...FIRST, faulty('upstream', 4_900)],
    state: { working: 'backOff' },
    started: ONE,
    told: ['1 abandoned'],
  },
  {
    title: 'lookup: a wait that the budget does not allow ends it',
    events: [...FIRST, faulty('upstream', 4_950)],
    state: 'failed',
    outcome: gaveUp('upstream'),
    started: ONE,
    told: ['1 failed'],
  },
  {
    title: 'lookup: the budget ends it while the cache is read',
    events: [budgetSpent],
    state: 'failed',
    outcome: gaveUp('timeout'),
    started: ['readCache'],
    trail: ['cache timeout 0 5000'],
  },
  {
    title: 'lookup: the budget ends it during an attempt, which the breaker hears of once',
    events: [stale, granted('1'), budgetSpent],
    state: 'failed',
    outcome: gaveUp('timeout', STALE),
    started: ONE,
    told: [`stale ${STALE.asOf}`, '1 failed'],
    trail: ['cache stale 0 0', 'permit granted 0 0', 'attempt timeout 0 5000'],
  },
  {
    title: 'lookup: the budget ends it during a pause, of which the breaker knows already',
    events: [...FIRST, faulty('upstream'), budgetSpent],
    state: 'failed',
    outcome: gaveUp('timeout'),
    started: ONE,
    told: ['1 abandoned'],
    trail: [
      'cache absent 0 0',
      'permit granted 0 0',
      'attempt upstream 0 50',
      'pause timeout 50 5000',
    ],
  },
  {
    title: 'lookup: a probe that fails is told at once, though another attempt may follow',
    events: [absent, granted('1', NOON, true), faulty('upstream')],
    state: { working: 'backOff' },
    started: ONE,
    told: ['1 failed'],
    trail: ['cache absent 0 0', 'permit probe 0 0', 'attempt upstream 0 50'],
  },
  {
    title: 'lookup: a probe that takes too long is told at once, too',
    events: [absent, granted('1', NOON, true), cutOff],
    state: { working: 'backOff' },
    started: ONE,
    told: ['1 failed'],
  },
  {
    title: 'lookup: with one attempt allowed there is no second',
    policy: { attemptsMax: 1 },
    events: [...FIRST, faulty('network')],
    state: 'failed',
    outcome: gaveUp('network'),
    started: ONE,
    told: ['1 failed'],
  },
];
