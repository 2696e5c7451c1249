import {
  broken,
  type CallScenario,
  cachedDelivery,
  clock,
  found,
  hangUp,
  issue,
  missing,
  misused,
  NOON,
  silence,
  staleFound,
  where,
} from '../call-script.ts';
import { failed } from '../play.ts';
import { CLEAN, DOUBTFUL, OTHER, TAKEN } from './numbers.ts';

const ASKED = where('a', CLEAN);
const LOOKUPS = [[CLEAN]];
const BOTH_LOOKUPS = [[CLEAN], [CLEAN, OTHER]];

/** Calls in which a lookup ends, is late or breaks. */
export const FETCH: readonly CallScenario[] = [
  {
    title: 'call in fetch: a delivery that is found is reported',
    events: [ASKED, found(CLEAN, NOON + 120)],
    path: 'need confirm fetch report',
    replies: [`a: success @report delivery ${CLEAN} (sanity, 0 s)`],
    lookups: LOOKUPS,
    knows: {
      currentDelivery: { ...cachedDelivery(CLEAN), asOf: NOON + 120 },
      pendingLookups: [],
      fallbackReason: null,
    },
  },
  {
    title: 'call in fetch: a number without a delivery is a try, and another one is next',
    events: [ASKED, missing(CLEAN)],
    path: 'need confirm fetch fallback',
    replies: [`a: not_found @fallback notFound ${CLEAN} (sanity, 0 s)`],
    lookups: LOOKUPS,
    knows: {
      tries: 1,
      fallbackReason: { kind: 'notFound', next: 'anotherNumber', trackingNumber: CLEAN },
    },
  },
  {
    title: 'call in fetch: the third number without a delivery brings the offer of a human',
    events: [
      ASKED,
      missing(CLEAN),
      where('b', OTHER),
      missing(OTHER),
      where('c', CLEAN),
      missing(CLEAN),
    ],
    path: 'need confirm fetch fallback confirm fetch fallback confirm fetch fallback',
    replies: [
      `a: not_found @fallback notFound ${CLEAN} (sanity, 0 s)`,
      `b: not_found @fallback notFound ${OTHER} (sanity, 0 s)`,
      `c: not_found @fallback notFound ${CLEAN} or a human (sanity, 0 s)`,
    ],
    lookups: [[CLEAN], [OTHER], [CLEAN]],
    knows: { fallbackReason: { kind: 'tooManyTries', next: 'human', trackingNumber: CLEAN } },
  },
  {
    title: 'call in fetch: a delivery that is found ends the row of tries',
    events: [ASKED, missing(CLEAN), where('b', OTHER), found(OTHER)],
    path: 'need confirm fetch fallback confirm fetch report',
    replies: [
      `a: not_found @fallback notFound ${CLEAN} (sanity, 0 s)`,
      `b: success @report delivery ${OTHER} (sanity, 0 s)`,
    ],
    lookups: [[CLEAN], [OTHER]],
    knows: { tries: 0 },
  },
  {
    title: 'call in fetch: a lookup that fails with nothing at hand leads to fallback',
    events: [ASKED, broken(CLEAN)],
    path: 'need confirm fetch fallback',
    replies: [`a: unavailable @fallback unavailable ${CLEAN}`],
    lookups: LOOKUPS,
    knows: {
      tries: 0,
      currentDelivery: null,
      fallbackReason: { kind: 'unavailable', next: 'tryAgain', trackingNumber: CLEAN },
    },
  },
  {
    title: 'call in fetch: a lookup that fails is answered from the stale record, with its age',
    events: [ASKED, broken(CLEAN, cachedDelivery(CLEAN, 90_000))],
    path: 'need confirm fetch report',
    replies: [`a: success @report delivery ${CLEAN} (cache, 90 s, stale)`],
    lookups: LOOKUPS,
    knows: { currentDelivery: cachedDelivery(CLEAN, 90_000), fallbackReason: null },
  },
  {
    title: 'call in fetch: an overdue question is told that the records are out of reach',
    events: [ASKED, clock(500)],
    path: 'need confirm fetch fallback',
    replies: [`a: unavailable @fallback unavailable ${CLEAN}`],
    lookups: LOOKUPS,
    knows: { pendingLookups: [] },
  },
  {
    title: 'call in fetch: an overdue question is answered from the stale record, with its age',
    events: [ASKED, staleFound(CLEAN, 90_000), clock(500)],
    path: 'need confirm fetch report',
    replies: [`a: success @report delivery ${CLEAN} (cache, 90 s, stale)`],
    lookups: LOOKUPS,
  },
  {
    title: 'call in fetch: a fresh record in time beats the stale one',
    events: [ASKED, staleFound(CLEAN, 90_000), found(CLEAN)],
    path: 'need confirm fetch report',
    replies: [`a: success @report delivery ${CLEAN} (sanity, 0 s)`],
    lookups: LOOKUPS,
  },
  {
    title: 'call in fetch: a question that is asked later shares the stale record',
    events: [
      ASKED,
      staleFound(CLEAN, 90_000),
      issue('b', CLEAN, NOON + 100),
      clock(500),
      clock(600),
    ],
    path: 'need confirm fetch report',
    replies: [
      `a: success @fetch delivery ${CLEAN} (cache, 90 s, stale)`,
      `b: success @report issue ${CLEAN} (cache, 90 s, stale)`,
    ],
    lookups: LOOKUPS,
  },
  {
    title: 'call in fetch: before the deadline the clock changes nothing',
    events: [ASKED, clock(499)],
    path: 'need confirm fetch',
    replies: [],
    lookups: LOOKUPS,
  },
  {
    title: 'call in fetch: what comes of another number changes nothing',
    events: [ASKED, found(OTHER), staleFound(OTHER, 90_000), broken(OTHER)],
    path: 'need confirm fetch',
    replies: [],
    lookups: LOOKUPS,
    knows: { currentDelivery: null },
  },
  {
    title: 'call in fetch: a lookup service that breaks leads to fallback',
    events: [ASKED, failed('lookup')],
    path: 'need confirm fetch fallback',
    replies: [`a: unavailable @fallback unavailable ${CLEAN}`],
    lookups: LOOKUPS,
  },
  {
    title: 'call in fetch: a lookup service that breaks leaves the stale record',
    events: [ASKED, staleFound(CLEAN, 90_000), failed('lookup')],
    path: 'need confirm fetch report',
    replies: [`a: success @report delivery ${CLEAN} (cache, 90 s, stale)`],
    lookups: LOOKUPS,
  },
  {
    title: 'call in fetch: several questions about one number share its lookup',
    events: [ASKED, issue('b', CLEAN), where('c'), found(CLEAN)],
    path: 'need confirm fetch report',
    replies: [
      `a: success @report delivery ${CLEAN} (sanity, 0 s)`,
      `b: success @report issue ${CLEAN} (sanity, 0 s)`,
      `c: success @report delivery ${CLEAN} (sanity, 0 s)`,
    ],
    lookups: LOOKUPS,
  },
  {
    title: 'call in fetch: a number that is not found is one try, however many ask for it',
    events: [ASKED, issue('b', CLEAN), missing(CLEAN)],
    path: 'need confirm fetch fallback',
    replies: [
      `a: not_found @fallback notFound ${CLEAN} (sanity, 0 s)`,
      `b: not_found @fallback notFound ${CLEAN} (sanity, 0 s)`,
    ],
    lookups: LOOKUPS,
    knows: { tries: 1 },
  },
  {
    title: 'call in fetch: each question has its own deadline',
    events: [ASKED, issue('b', CLEAN, NOON + 300), clock(500), found(CLEAN, NOON + 600)],
    path: 'need confirm fetch report',
    replies: [
      `a: unavailable @fetch unavailable ${CLEAN}`,
      `b: success @report issue ${CLEAN} (sanity, 0 s)`,
    ],
    lookups: LOOKUPS,
  },
  {
    title: 'call in fetch: of two numbers each answers those who asked for it',
    events: [ASKED, where('b', OTHER), found(OTHER), found(CLEAN)],
    path: 'need confirm fetch confirm fetch report',
    replies: [
      `b: success @fetch delivery ${OTHER} (sanity, 0 s)`,
      `a: success @report delivery ${CLEAN} (sanity, 0 s)`,
    ],
    lookups: BOTH_LOOKUPS,
  },
  {
    title: 'call in fetch: of two numbers the trouble with the later one remains',
    events: [ASKED, where('b', OTHER), found(CLEAN), broken(OTHER), where('c')],
    path: 'need confirm fetch confirm fetch fallback confirm fetch',
    replies: [
      `a: success @fetch delivery ${CLEAN} (sanity, 0 s)`,
      `b: unavailable @fallback unavailable ${OTHER}`,
    ],
    lookups: [...BOTH_LOOKUPS, [OTHER]],
  },
  {
    title: 'call in fetch: a number that was read back meanwhile is on the table afterwards',
    events: [ASKED, where('b', DOUBTFUL), found(CLEAN)],
    path: 'need confirm fetch confirm',
    replies: [
      `b: needs_confirmation @fetch readBack ${TAKEN}`,
      `a: success @confirm delivery ${CLEAN} (sanity, 0 s)`,
    ],
    lookups: LOOKUPS,
  },
  {
    title: 'call in fetch: a misused tool is answered at once',
    events: [ASKED, misused('b'), found(CLEAN)],
    path: 'need confirm fetch report',
    replies: ['b: error @fetch unknownTool', `a: success @report delivery ${CLEAN} (sanity, 0 s)`],
    lookups: LOOKUPS,
  },
  {
    title: 'call in fetch: hanging up answers all who wait',
    events: [ASKED, issue('b', CLEAN), hangUp],
    path: 'need confirm fetch ended',
    replies: ['a: unavailable @ended callEnded', 'b: unavailable @ended callEnded'],
    lookups: LOOKUPS,
    knows: { pendingLookups: [] },
  },
  {
    title: 'call in fetch: silence answers all who wait',
    events: [ASKED, silence],
    path: 'need confirm fetch ended',
    replies: ['a: unavailable @ended callEnded'],
    lookups: LOOKUPS,
  },
];
