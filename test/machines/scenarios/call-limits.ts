import { type CallScenario, found, no, recognised, settled, where, yes } from '../call-script.ts';
import { CLEAN, DOUBTFUL, OTHER, TAKEN } from './numbers.ts';

const THIRD = 'WB400004';
const ONE = { numbersMax: 1 };
const REFUSED = 'unavailable @fallback tooManyNumbers';
const knows = {
  fallbackReason: { kind: 'tooManyNumbers', next: 'human', trackingNumber: null },
} as const;

/** Calls in which more numbers are tried than may be, or other people's. */
export const LIMITS: readonly CallScenario[] = [
  {
    title: 'call over its limit: one more number is neither read back nor looked up',
    policy: ONE,
    events: [where('a', CLEAN), found(CLEAN), where('b', OTHER), where('c', DOUBTFUL)],
    path: 'need confirm fetch report confirm fallback confirm fallback',
    replies: [
      `a: success @report delivery ${CLEAN} (sanity, 0 s)`,
      `b: ${REFUSED}`,
      `c: ${REFUSED}`,
    ],
    lookups: [[CLEAN]],
    knows,
  },
  {
    title: 'call over its limit: a number that was tried before is still answered',
    policy: ONE,
    events: [where('a', CLEAN), found(CLEAN), where('b', OTHER), where('c', CLEAN), found(CLEAN)],
    path: 'need confirm fetch report confirm fallback confirm fetch report',
    replies: [
      `a: success @report delivery ${CLEAN} (sanity, 0 s)`,
      `b: ${REFUSED}`,
      `c: success @report delivery ${CLEAN} (sanity, 0 s)`,
    ],
    lookups: [[CLEAN], [CLEAN]],
  },
  {
    title: 'call over its limit: a number that was read back and refused counts',
    policy: ONE,
    events: [where('a', DOUBTFUL), no('b', CLEAN)],
    path: 'need confirm fallback',
    replies: [`a: needs_confirmation @confirm readBack ${TAKEN}`, `b: ${REFUSED}`],
    knows,
  },
  {
    title: 'call over its limit in fetch: what is under way goes on',
    policy: ONE,
    events: [where('a', CLEAN), where('b', OTHER), yes('c', THIRD), found(CLEAN)],
    path: 'need confirm fetch report',
    replies: [
      'b: unavailable @fetch tooManyNumbers',
      'c: unavailable @fetch tooManyNumbers',
      `a: success @report delivery ${CLEAN} (sanity, 0 s)`,
    ],
    lookups: [[CLEAN]],
    knows: { fallbackReason: null },
  },
  {
    title: 'call in fetch: whoever calls has had too many numbers looked up',
    events: [where('a', CLEAN), settled(CLEAN, { kind: 'failed', reason: 'limited', stale: null })],
    path: 'need confirm fetch fallback',
    replies: [`a: ${REFUSED}`],
    lookups: [[CLEAN]],
    knows,
  },
  {
    title: 'call of a known caller: an own number passes, and every other is read back',
    events: [recognised(CLEAN), where('a', CLEAN), found(CLEAN), where('b', THIRD), yes('c')],
    path: 'need confirm fetch report confirm fetch',
    replies: [
      `a: success @report delivery ${CLEAN} (sanity, 0 s)`,
      `b: needs_confirmation @confirm readBack ${THIRD}`,
    ],
    lookups: [[CLEAN], [THIRD]],
  },
];
