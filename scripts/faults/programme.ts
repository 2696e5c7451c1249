import * as behave from './behaviours.ts';
import type { Behaviour } from './fault-proxy.ts';
import type { Outcome } from './judge-answer.ts';
import type { FaultStage } from './stage.ts';

/** What a caller may be given, by what is known of the number that is asked for. */
export type Allowed = {
  /** It is in the cache, past its time to live. */
  cached: readonly Outcome[];
  /** It is on record and not in the cache. */
  uncached: readonly Outcome[];
  /** It is on no record. */
  unknown: readonly Outcome[];
};

/** One thing that goes wrong with Sanity, and what may come of it. */
export type FaultCase = {
  name: string;
  strike(stage: FaultStage): void | Promise<void>;
  allowed: Allowed;
  /** Whether it opens the breaker; null where that is left to chance. */
  opensBreaker: boolean | null;
  /** The least share of answers that tell what Sanity has just said. */
  freshShareMin: number;
};

/** Where a part of Sanity is well, three attempts find it. */
const FRESH_SHARE_MIN = 0.85;

const WELL: Allowed = { cached: ['fresh'], uncached: ['fresh'], unknown: ['not_found'] };
const CUT_OFF: Allowed = {
  cached: ['stale'],
  uncached: ['unavailable'],
  unknown: ['unavailable'],
};
const INVALID: Allowed = { cached: ['invalid'], uncached: ['invalid'], unknown: ['invalid'] };
const BY_CHANCE: Allowed = {
  cached: ['fresh', 'stale'],
  uncached: ['fresh', 'unavailable'],
  unknown: ['not_found', 'unavailable'],
};

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;

/** Everything that is tried, the healthy case first, to compare with. */
export const FAULT_CASES: readonly FaultCase[] = [
  { ...upstream('nothing', () => behave.slowFirstByte(0)), allowed: WELL, opensBreaker: false },
  {
    ...upstream('slow first byte, 200 ms', () => behave.slowFirstByte(200)),
    allowed: WELL,
    opensBreaker: false,
  },
  upstream('slow first byte, 700 ms', () => behave.slowFirstByte(700)),
  upstream('slow body, 900 ms', () => behave.slowBody(900)),
  upstream('hang', () => behave.hang),
  upstream('connection reset', () => behave.reset),
  { ...upstream('connection refused', () => behave.hang), strike: ({ proxy }) => proxy.refuse() },
  {
    ...upstream('DNS failure', () => behave.hang),
    strike: ({ meters, proxy }) => meters.loseName(proxy.url),
  },
  upstream('429, Retry-After 1 s', () => behave.failWith(429, { 'retry-after': '1' })),
  upstream('429, Retry-After 60 s', () => behave.failWith(429, { 'retry-after': '60' })),
  upstream('500', () => behave.failWith(500)),
  upstream('503', () => behave.failWith(503)),
  upstream('an HTML page under 200', () => behave.page),
  upstream('cut JSON', () => behave.cutJson),
  upstream('body broken off', () => behave.brokenOff),
  // Some of these shapes are no answer at all, and others are one that fits nobody.
  {
    ...upstream('wrong shape', () => behave.wrongShape),
    allowed: {
      cached: ['stale', 'invalid'],
      uncached: ['unavailable', 'invalid'],
      unknown: ['unavailable', 'invalid'],
    },
    opensBreaker: null,
  },
  {
    ...upstream('wrong type in the right shape', () => behave.wrongType),
    // That there is no record is no less true for the records that do not fit.
    allowed: { ...INVALID, unknown: ['not_found'] },
    opensBreaker: false,
  },
  {
    ...upstream("another parcel's record", () => behave.anotherParcel),
    allowed: INVALID,
    opensBreaker: false,
  },
  partly('30 % random failures', behave.nowAndThen(0.3, { seed: 1, faults: behave.ALL_SORTS })),
  partly('one node of three hangs', behave.badNode(behave.hang)),
  partly('one node of three says 503', behave.badNode(behave.failWith(503))),
  {
    ...upstream('clock a year ahead', (now) => behave.clockOff(YEAR_MS, now)),
    allowed: WELL,
    opensBreaker: false,
  },
  upstream('503, clock an hour ahead', (now) => behave.retryByClockOff(HOUR_MS, now)),
  upstream('503, clock an hour behind', (now) => behave.retryByClockOff(-HOUR_MS, now)),
];

/** A case in which every request goes wrong. */
function upstream(name: string, makeBehaviour: (now: () => number) => Behaviour): FaultCase {
  return {
    name,
    strike: ({ proxy, meters }) => proxy.behave(makeBehaviour(meters.edges.clock.now)),
    allowed: CUT_OFF,
    opensBreaker: true,
    freshShareMin: 0,
  };
}

/** A case in which some requests go wrong. */
function partly(name: string, behaviour: Behaviour): FaultCase {
  return {
    ...upstream(name, () => behaviour),
    allowed: BY_CHANCE,
    opensBreaker: null,
    freshShareMin: FRESH_SHARE_MIN,
  };
}
