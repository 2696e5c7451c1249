import {
  type CallScenario,
  clock,
  found,
  hangUp,
  human,
  issue,
  misused,
  NOON,
  no,
  recognised,
  reported,
  silence,
  staleFound,
  where,
  yes,
} from '../call-script.ts';
import { BAD, CLEAN } from './numbers.ts';

const OVER = [where('a', CLEAN), hangUp];
const TOLD = 'a: unavailable @ended callEnded';
const PATH = 'need confirm fetch ended';
const LOOKUPS = [[CLEAN]];

/** Calls that are over. */
export const ENDED: readonly CallScenario[] = [
  {
    title: 'call: that it went to somebody else is known, and changes nothing after its end',
    events: [
      { type: 'call.progressed', at: NOON, status: 'in-progress' },
      { type: 'call.progressed', at: NOON, status: 'forwarding' },
      hangUp,
      { type: 'call.progressed', at: NOON, status: 'ended' },
    ],
    path: 'need ended',
    replies: [],
    knows: { passedOn: true },
  },
  {
    title: 'call in ended: a transfer that is told late changes nothing',
    events: [hangUp, { type: 'transfer.updated', at: NOON, to: 'Returns' }],
    path: 'need ended',
    replies: [],
    knows: { passedOn: false },
  },
  {
    title: 'call: a transfer is known wherever the call is',
    events: [{ type: 'transfer.updated', at: NOON, to: 'Returns' }],
    path: 'need',
    replies: [],
    knows: { passedOn: true },
  },
  {
    title: 'call in ended: every late tool call is answered and starts nothing',
    events: [
      ...OVER,
      where('b', CLEAN),
      where('c', BAD),
      issue('d'),
      yes('e'),
      no('f'),
      human('g'),
      misused('h'),
    ],
    path: PATH,
    replies: [
      TOLD,
      'b: unavailable @ended callEnded',
      'c: unavailable @ended callEnded',
      'd: unavailable @ended callEnded',
      'e: unavailable @ended callEnded',
      'f: unavailable @ended callEnded',
      'g: unavailable @ended callEnded',
      'h: error @ended unknownTool',
    ],
    lookups: LOOKUPS,
    knows: { tries: 0, fallbackReason: null, candidate: null },
  },
  {
    title: 'call in ended: a second end changes nothing',
    events: [...OVER, silence, { ...hangUp, at: NOON + 1_000, reason: 'other' }],
    path: PATH,
    replies: [TOLD],
    lookups: LOOKUPS,
    knows: { ended: { at: NOON, reason: 'customer-ended-call' } },
  },
  {
    title: 'call in ended: the report adds to what is known, and a reason where none was told',
    events: [{ ...hangUp, reason: null }, reported('Asked for a parcel.', 'silence-timed-out')],
    path: 'need ended',
    replies: [],
    knows: {
      ended: { at: NOON, reason: 'silence-timed-out' },
      review: { summary: 'Asked for a parcel.', successEvaluation: 'true' },
    },
  },
  {
    title: 'call in ended: who called is not remembered any more',
    events: [hangUp, recognised(CLEAN)],
    path: 'need ended',
    replies: [],
    knows: { callerNumbers: [] },
  },
  {
    title: 'call in ended: a lookup that ends late says nothing',
    events: [...OVER, staleFound(CLEAN, 90_000), found(CLEAN), clock(60_000)],
    path: PATH,
    replies: [TOLD],
    lookups: LOOKUPS,
    knows: { currentDelivery: null },
  },
];
