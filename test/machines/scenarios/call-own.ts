import {
  after,
  type CallScenario,
  found,
  human,
  issue,
  no,
  recognised,
  where,
  yes,
} from '../call-script.ts';
import { CLEAN, OTHER } from './numbers.ts';

const policy = { askOwn: 'on' } as const;
const LACKS = "I don't have it.";
const KNOWN = recognised(CLEAN, OTHER);
const ASKED = `a: needs_confirmation @confirm ownParcel ${CLEAN}`;
const FOR_HUMAN = { kind: 'tooManyTries', next: 'human', trackingNumber: null } as const;

/** Calls of somebody who has no number. */
export const OWN: readonly CallScenario[] = [
  {
    title: 'call without a number: a yes to an own parcel looks that up',
    policy,
    events: [KNOWN, where('a', LACKS), yes('b'), found(CLEAN)],
    path: 'need confirm fetch report',
    replies: [ASKED, `b: success @report delivery ${CLEAN} (sanity, 0 s)`],
    lookups: [[CLEAN]],
  },
  {
    title:
      'call without a number: own parcels are asked about one by one, and then there is a person',
    policy,
    events: [KNOWN, issue('a', LACKS), no('b'), no('c'), where('d', 'I lost it')],
    path: 'need confirm fallback fallback',
    replies: [
      ...[ASKED, `b: needs_confirmation @confirm ownParcel ${OTHER}`],
      ...['c: invalid @fallback lacksNumber', 'd: invalid @fallback lacksNumber'],
    ],
    knows: { candidate: null, fallbackReason: FOR_HUMAN },
  },
  {
    title:
      'call without a number: an own parcel that was told, then denied, is read back when it is named',
    policy,
    events: [
      ...[KNOWN, where('z', CLEAN), found(CLEAN), where('a', LACKS), no('b'), no('c')],
      where('d', CLEAN),
    ],
    path: 'need confirm fetch report confirm fallback confirm',
    replies: [
      `z: success @report delivery ${CLEAN} (sanity, 0 s)`,
      ...[ASKED, `b: needs_confirmation @confirm ownParcel ${OTHER}`],
      ...['c: invalid @fallback lacksNumber', `d: needs_confirmation @confirm readBack ${CLEAN}`],
    ],
    lookups: [[CLEAN]],
    knows: { passedNumbers: [], doubtedNumbers: [OTHER, CLEAN] },
  },
  {
    title: 'call without a number: what is asked again never tells more than the end of a number',
    policy,
    events: [
      ...[KNOWN, where('a', LACKS), where('b'), where('c', 'the last digit is nine')],
      ...[after('No, not that.', yes('d')), yes('e', '4217')],
    ],
    path: 'need confirm',
    replies: [
      ...[ASKED, ASKED.replace('a:', 'b:'), ASKED.replace('a:', 'c:')],
      // After three tries in vain, with the way to a person.
      ...['d', 'e'].map((id) => `${ASKED.replace('a:', `${id}:`)} or a human`),
    ],
    knows: { passedNumbers: [] },
  },
  {
    title: 'call without a number: a number that comes after all is taken',
    policy,
    events: [KNOWN, where('a', LACKS), where('b', OTHER)],
    path: 'need confirm fetch',
    replies: [ASKED],
    lookups: [[OTHER]],
  },
  {
    title: 'call without a number: a caller who is not known is offered a person at once',
    policy,
    events: [where('a', "There's no number"), human('b')],
    path: 'need fallback',
    replies: ['a: invalid @fallback lacksNumber', 'b: handoff @fallback handoff'],
  },
  {
    title: 'call without a number: no own parcel is asked about where that is not set',
    events: [KNOWN, where('a', LACKS)],
    path: 'need fallback',
    replies: ['a: invalid @fallback lacksNumber'],
    knows: { fallbackReason: FOR_HUMAN },
  },
];
