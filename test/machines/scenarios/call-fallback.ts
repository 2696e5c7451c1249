import {
  broken,
  type CallScenario,
  cachedDelivery,
  found,
  hangUp,
  human,
  issue,
  missing,
  misused,
  NOON,
  no,
  silence,
  where,
  yes,
} from '../call-script.ts';
import { BAD, CLEAN, DOUBTFUL, OTHER, TAKEN } from './numbers.ts';

const UNREACHED = [where('a', CLEAN), broken(CLEAN)];
const OUT_OF_REACH = `a: unavailable @fallback unavailable ${CLEAN}`;
const UNFOUND = [where('a', CLEAN), missing(CLEAN)];
const NOT_FOUND = `a: not_found @fallback notFound ${CLEAN} (sanity, 0 s)`;
const PATH = 'need confirm fetch fallback';
const LOOKUPS = [[CLEAN]];

/** Calls in which something is missing or broken. */
export const FALLBACK: readonly CallScenario[] = [
  {
    title: 'call in fallback: a question without a number tries the unreached one again',
    policy: { confirm: 'always' },
    events: [where('z', CLEAN), yes('a'), broken(CLEAN), where('b')],
    path: `${PATH} confirm fetch`,
    replies: [`z: needs_confirmation @confirm readBack ${CLEAN}`, OUT_OF_REACH],
    lookups: [[CLEAN], [CLEAN]],
    knows: { fallbackReason: null },
  },
  {
    title: 'call in fallback: a yes tries the unreached number again',
    events: [...UNREACHED, yes('b')],
    path: `${PATH} confirm fetch`,
    replies: [OUT_OF_REACH],
    lookups: [[CLEAN], [CLEAN]],
  },
  {
    title: 'call in fallback: a no to another try means the unreached number no more',
    events: [...UNREACHED, no('b'), where('c')],
    path: `${PATH} need need`,
    replies: [OUT_OF_REACH, 'b: invalid @need refusal', 'c: invalid @need noNumber'],
    lookups: LOOKUPS,
    knows: { fallbackReason: null },
  },
  {
    title: 'call in fallback: a no that repeats the unreached number is a no to it',
    events: [...UNREACHED, no('b', CLEAN), where('c', CLEAN)],
    path: `${PATH} need confirm`,
    replies: [
      OUT_OF_REACH,
      'b: invalid @need refusal',
      `c: needs_confirmation @confirm readBack ${CLEAN}`,
    ],
    lookups: LOOKUPS,
    knows: { fallbackReason: null, passedNumbers: [] },
  },
  {
    title:
      'call in fallback: a no that names the unreached number is no wish for it once a person is',
    policy: { confirm: 'never' },
    events: [...UNREACHED, human('b'), no('c', CLEAN), no('d', OTHER)],
    path: `${PATH} confirm fetch`,
    replies: [
      OUT_OF_REACH,
      'b: handoff @fallback handoff',
      `c: needs_confirmation @confirm readBack ${CLEAN}`,
    ],
    lookups: [[CLEAN], [OTHER]],
    knows: { passedNumbers: [OTHER] },
  },
  {
    title: 'call in fallback: a no to a number that was not found is about that number',
    events: [...UNFOUND, no('b'), where('c', CLEAN)],
    path: `${PATH} need confirm`,
    replies: [
      NOT_FOUND,
      'b: invalid @need refusal',
      `c: needs_confirmation @confirm readBack ${CLEAN}`,
    ],
    lookups: LOOKUPS,
    knows: { doubtedNumbers: [CLEAN], passedNumbers: [] },
  },
  {
    title: 'call in fallback: a delivery that comes late is kept and told when asked for',
    events: [...UNREACHED, found(CLEAN, NOON + 2_000), issue('b', null, NOON + 5_000)],
    path: `${PATH} report`,
    replies: [OUT_OF_REACH, `b: success @report issue ${CLEAN} (cache, 3 s)`],
    lookups: LOOKUPS,
    knows: {
      fallbackReason: null,
      currentDelivery: { ...cachedDelivery(CLEAN), asOf: NOON + 2_000 },
    },
  },
  {
    title: 'call in fallback: what comes late of another number, or is no delivery, is left',
    events: [...UNREACHED, found(OTHER), missing(CLEAN), broken(CLEAN)],
    path: PATH,
    replies: [OUT_OF_REACH],
    lookups: LOOKUPS,
    knows: { currentDelivery: null, tries: 0 },
  },
  {
    title: 'call in fallback: a late delivery does not take back the wish for a human',
    events: [...UNREACHED, human('b'), found(CLEAN)],
    path: PATH,
    replies: [OUT_OF_REACH, 'b: handoff @fallback handoff'],
    lookups: LOOKUPS,
    knows: { fallbackReason: { kind: 'humanRequested', next: 'human', trackingNumber: null } },
  },
  {
    title: 'call in fallback: a number that was not found is not meant again',
    events: [...UNFOUND, where('b')],
    path: `${PATH} need`,
    replies: [NOT_FOUND, 'b: invalid @need noNumber'],
    lookups: LOOKUPS,
  },
  {
    title: 'call in fallback: another number starts over at confirm',
    events: [...UNFOUND, where('b', OTHER)],
    path: `${PATH} confirm fetch`,
    replies: [NOT_FOUND],
    lookups: [[CLEAN], [OTHER]],
    knows: { tries: 1, fallbackReason: null },
  },
  {
    title: 'call in fallback: another doubtful number is read back',
    events: [...UNFOUND, where('b', DOUBTFUL)],
    path: `${PATH} confirm`,
    replies: [NOT_FOUND, `b: needs_confirmation @confirm readBack ${TAKEN}`],
    lookups: LOOKUPS,
  },
  {
    title: 'call in fallback: a number that cannot be read is a try',
    events: [...UNFOUND, where('b', BAD), yes('c', BAD)],
    path: `${PATH} need need fallback`,
    replies: [
      NOT_FOUND,
      'b: invalid @need badNumber tooShort',
      'c: invalid @fallback pieces or a human',
    ],
    lookups: LOOKUPS,
    knows: {
      tries: 3,
      fallbackReason: { kind: 'tooManyTries', next: 'human', trackingNumber: null },
    },
  },
  {
    title: 'call in fallback: after too many tries a number is still welcome',
    events: [no('a'), no('b'), no('c'), where('d', CLEAN), found(CLEAN)],
    path: 'need need need need fallback confirm fetch report',
    replies: [
      'a: invalid @need refusal',
      'b: invalid @need refusal',
      'c: invalid @fallback refusal or a human',
      `d: success @report delivery ${CLEAN} (sanity, 0 s)`,
    ],
    lookups: LOOKUPS,
    knows: { tries: 0, fallbackReason: null },
  },
  {
    title: 'call in fallback: the wish for a human can be repeated',
    events: [human('a'), human('b')],
    path: 'need fallback',
    replies: ['a: handoff @fallback handoff', 'b: handoff @fallback handoff'],
  },
  {
    title: 'call in fallback: a misused tool leaves the trouble as it is',
    events: [...UNFOUND, misused('b')],
    path: PATH,
    replies: [NOT_FOUND, 'b: error @fallback unknownTool'],
    lookups: LOOKUPS,
    knows: { fallbackReason: { kind: 'notFound', next: 'anotherNumber', trackingNumber: CLEAN } },
  },
  {
    title: 'call in fallback: hanging up ends the call',
    events: [human('a'), hangUp],
    path: 'need fallback ended',
    replies: ['a: handoff @fallback handoff'],
  },
  {
    title: 'call in fallback: silence ends the call',
    events: [human('a'), silence],
    path: 'need fallback ended',
    replies: ['a: handoff @fallback handoff'],
  },
];
