import { type CallScenario, found, human, issue, missing, no, where, yes } from '../call-script.ts';
import { BAD, CLEAN, DOUBTFUL, OTHER, TAKEN } from './numbers.ts';

const ASKED = where('a', CLEAN);
const LOOKUPS = [[CLEAN]];
/** The doubtful number with another last digit. */
const LIKE_TAKEN = 'QX739519';
const READ_BACK = `b: needs_confirmation @fetch readBack ${TAKEN}`;
const REPORTED = `a: success @report delivery ${CLEAN} (sanity, 0 s)`;

/** Calls in which the caller or the assistant goes on talking during a lookup. */
export const FETCH_MEANWHILE: readonly CallScenario[] = [
  {
    title: 'call in fetch: a number that cannot be read is answered at once',
    events: [ASKED, where('b', BAD), found(CLEAN)],
    path: 'need confirm fetch report',
    replies: ['b: invalid @fetch badNumber tooShort', REPORTED],
    lookups: LOOKUPS,
  },
  {
    title: 'call in fetch: a clean number passes through confirm and joins the lookups',
    events: [ASKED, issue('b', OTHER)],
    path: 'need confirm fetch confirm fetch',
    replies: [],
    lookups: [[CLEAN], [CLEAN, OTHER]],
    knows: { passedNumbers: [CLEAN, OTHER] },
  },
  {
    title: 'call in fetch: a doubtful number is looked up only after its yes',
    events: [ASKED, where('b', DOUBTFUL), yes('c')],
    path: 'need confirm fetch confirm fetch',
    replies: [READ_BACK],
    lookups: [[CLEAN], [CLEAN, TAKEN]],
    knows: { candidate: null },
  },
  {
    title: 'call in fetch: a no takes the number that was read back off the table',
    events: [ASKED, where('b', DOUBTFUL), no('c'), found(CLEAN)],
    path: 'need confirm fetch report',
    replies: [READ_BACK, 'c: invalid @fetch refusal', REPORTED],
    lookups: LOOKUPS,
    knows: { candidate: null, passedNumbers: [CLEAN] },
  },
  {
    title: 'call in fetch: a number that is corrected to the one under way waits for that',
    events: [
      where('a', LIKE_TAKEN),
      where('b', DOUBTFUL),
      no('c', 'the last digit is 9'),
      yes('d', TAKEN),
    ],
    path: 'need confirm fetch',
    replies: [READ_BACK, `d: needs_confirmation @fetch readBack ${TAKEN}`],
    lookups: [[LIKE_TAKEN]],
  },
  {
    title: 'call in fetch: a question about a number under way leaves the other on the table',
    events: [ASKED, where('b', DOUBTFUL), issue('c', CLEAN), found(CLEAN)],
    path: 'need confirm fetch confirm',
    replies: [
      READ_BACK,
      `a: success @confirm delivery ${CLEAN} (sanity, 0 s)`,
      `c: success @confirm issue ${CLEAN} (sanity, 0 s)`,
    ],
    lookups: LOOKUPS,
    knows: { candidate: { trackingNumber: TAKEN, interpreted: true, topic: 'delivery' } },
  },
  {
    title: 'call in fetch: a yes with a number that cannot be read is answered at once',
    events: [ASKED, yes('b', BAD), found(CLEAN)],
    path: 'need confirm fetch report',
    replies: ['b: invalid @fetch badNumber tooShort', REPORTED],
    lookups: LOOKUPS,
  },
  {
    title: 'call in fetch: a yes to the number under way waits for it too',
    events: [ASKED, yes('b'), yes('c', CLEAN), found(CLEAN)],
    path: 'need confirm fetch report',
    replies: [
      REPORTED,
      `b: success @report delivery ${CLEAN} (sanity, 0 s)`,
      `c: success @report delivery ${CLEAN} (sanity, 0 s)`,
    ],
    lookups: LOOKUPS,
  },
  {
    title: 'call in fetch: a yes to a number that was never read back reads it back',
    events: [ASKED, yes('b', OTHER)],
    path: 'need confirm fetch',
    replies: [`b: needs_confirmation @fetch readBack ${OTHER}`],
    lookups: LOOKUPS,
  },
  {
    title: 'call in fetch: a number that came with a yes stays doubtful while it is on the table',
    events: [ASKED, yes('b', OTHER), issue('c')],
    path: 'need confirm fetch',
    replies: [
      `b: needs_confirmation @fetch readBack ${OTHER}`,
      `c: needs_confirmation @fetch readBack ${OTHER}`,
    ],
    lookups: LOOKUPS,
  },
  {
    title: 'call in fetch: a yes to a new number is enough where nothing is read back',
    policy: { confirm: 'never' },
    events: [ASKED, yes('b', OTHER)],
    path: 'need confirm fetch confirm fetch',
    replies: [],
    lookups: [[CLEAN], [CLEAN, OTHER]],
  },
  {
    title:
      'call in fetch: a no with another number takes the one under way back, and reads that back',
    events: [ASKED, no('b', OTHER), found(CLEAN)],
    path: 'need confirm fetch confirm',
    replies: [
      `a: needs_confirmation @confirm readBack ${OTHER}`,
      `b: needs_confirmation @confirm readBack ${OTHER}`,
    ],
    lookups: LOOKUPS,
    knows: { currentDelivery: null, passedNumbers: [], doubtedNumbers: [CLEAN, OTHER] },
  },
  {
    title:
      'call in fetch: a no with a number that had passed reads it back, and the others still wait',
    events: [
      ...[ASKED, found(CLEAN), where('b', OTHER), where('c', DOUBTFUL), no('d', CLEAN)],
      found(OTHER),
    ],
    path: 'need confirm fetch report confirm fetch confirm',
    replies: [
      `a: success @report delivery ${CLEAN} (sanity, 0 s)`,
      `c: needs_confirmation @fetch readBack ${TAKEN}`,
      `d: needs_confirmation @fetch readBack ${CLEAN}`,
      `b: success @confirm delivery ${OTHER} (sanity, 0 s)`,
    ],
    lookups: [[CLEAN], [OTHER]],
    knows: { passedNumbers: [OTHER] },
  },
  {
    title:
      'call in fetch: a no with a third number takes back the one asked for last, and no other',
    events: [ASKED, where('b', OTHER), no('c', TAKEN), found(OTHER), found(CLEAN)],
    path: 'need confirm fetch confirm fetch confirm',
    replies: [
      `b: needs_confirmation @fetch readBack ${TAKEN}`,
      `c: needs_confirmation @fetch readBack ${TAKEN}`,
      `a: success @confirm delivery ${CLEAN} (sanity, 0 s)`,
    ],
    lookups: [[CLEAN], [CLEAN, OTHER]],
    knows: { passedNumbers: [CLEAN] },
  },
  {
    title: 'call in fetch: a no with another number reads that back also where nothing else is',
    policy: { confirm: 'never' },
    events: [ASKED, no('b', OTHER), found(CLEAN)],
    path: 'need confirm fetch confirm',
    replies: [
      `a: needs_confirmation @confirm readBack ${OTHER}`,
      `b: needs_confirmation @confirm readBack ${OTHER}`,
    ],
    lookups: LOOKUPS,
    knows: { passedNumbers: [] },
  },
  {
    title: 'call in fetch: a no with one number too many takes the one under way back all the same',
    policy: { numbersMax: 1 },
    events: [ASKED, no('b', OTHER), found(CLEAN)],
    path: 'need confirm fetch fallback',
    replies: ['a: unavailable @fallback tooManyNumbers', 'b: unavailable @fallback tooManyNumbers'],
    lookups: LOOKUPS,
    knows: { currentDelivery: null, passedNumbers: [] },
  },
  {
    title: 'call in fetch: a no with what is to be changed in the number under way makes another',
    policy: { confirm: 'never' },
    events: [ASKED, no('b', 'the last digit is two'), found(CLEAN)],
    path: 'need confirm fetch confirm',
    replies: [
      'a: needs_confirmation @confirm readBack WB100002 7-8',
      'b: needs_confirmation @confirm readBack WB100002 7-8',
    ],
    lookups: LOOKUPS,
  },
  {
    title: 'call in fetch: a no with a number that cannot be read takes the one under way back',
    events: [ASKED, no('b', BAD), found(CLEAN)],
    path: 'need confirm fetch need',
    replies: ['a: invalid @need badNumber tooShort', 'b: invalid @need badNumber tooShort'],
    lookups: LOOKUPS,
    knows: { currentDelivery: null, passedNumbers: [] },
  },
  {
    title: 'call in fetch: a no to the number under way withdraws its questions',
    events: [ASKED, issue('b', CLEAN), no('c', CLEAN), found(CLEAN)],
    path: 'need confirm fetch need',
    replies: ['a: invalid @need refusal', 'b: invalid @need refusal', 'c: invalid @need refusal'],
    lookups: LOOKUPS,
    knows: { tries: 1, currentDelivery: null, passedNumbers: [] },
  },
  {
    title: 'call in fetch: a bare no withdraws the number asked for last, and no other',
    events: [ASKED, where('b', OTHER), no('c'), found(CLEAN)],
    path: 'need confirm fetch confirm fetch report',
    replies: ['b: invalid @fetch refusal', 'c: invalid @fetch refusal', REPORTED],
    lookups: [[CLEAN], [CLEAN, OTHER]],
    knows: { passedNumbers: [CLEAN] },
  },
  {
    title: 'call in fetch: the wish for a human is answered at once and outlasts a delivery',
    events: [ASKED, human('b'), found(CLEAN)],
    path: 'need confirm fetch fallback',
    replies: ['b: handoff @fetch handoff', `a: success @fallback delivery ${CLEAN} (sanity, 0 s)`],
    lookups: LOOKUPS,
    knows: { fallbackReason: { kind: 'humanRequested', next: 'human', trackingNumber: null } },
  },
  {
    title: 'call in fetch: the wish for a human outlasts a number without a delivery',
    events: [ASKED, human('b'), missing(CLEAN)],
    path: 'need confirm fetch fallback',
    replies: [
      'b: handoff @fetch handoff',
      `a: not_found @fallback notFound ${CLEAN} (sanity, 0 s)`,
    ],
    lookups: LOOKUPS,
    knows: { fallbackReason: { kind: 'humanRequested', next: 'human', trackingNumber: null } },
  },
];
