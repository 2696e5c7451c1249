import {
  after,
  type CallScenario,
  found,
  human,
  issue,
  missing,
  no,
  recognised,
  where,
  yes,
} from '../call-script.ts';
import { CLEAN, DOUBTFUL, LONG, OTHER, TAKEN } from './numbers.ts';

const ASKED = where('a', DOUBTFUL);
const ASKED_LATER = where('b', DOUBTFUL);
const READ_BACK = `a: needs_confirmation @confirm readBack ${TAKEN}`;
const AGAIN = `b: needs_confirmation @confirm readBack ${TAKEN}`;
/** What the number that was read back becomes when its last digit is 9. */
const CORRECTED = 'QX739519';
const DENIED = [TAKEN];

const UNDER_WAY = [where('z', CLEAN), where('a', DOUBTFUL)];
const UNDER_WAY_PATH = 'need confirm fetch';
const READ_BACK_MEANWHILE = `a: needs_confirmation @fetch readBack ${TAKEN}`;

/** Calls in which the caller's own words are heard beside what the model passes on. */
export const HEARD: readonly CallScenario[] = [
  {
    title: 'call in confirm: a yes that the caller denies passes nothing and reads back again',
    events: [ASKED, after('No, that is wrong.', yes('b'))],
    path: 'need confirm',
    replies: [READ_BACK, AGAIN],
    knows: { tries: 1, deniedNumbers: DENIED, passedNumbers: [] },
  },
  {
    title: 'call in confirm: what was denied wants a yes of the caller, not one more of the model',
    events: [ASKED, after('No.', yes('b')), yes('c'), after('Yes.', yes('d'))],
    path: 'need confirm fetch',
    replies: [READ_BACK, AGAIN, `c: needs_confirmation @confirm readBack ${TAKEN}`],
    lookups: [[TAKEN]],
    knows: { deniedNumbers: [] },
  },
  {
    title: 'call in confirm: a yes that the caller denies by a correction reads that back',
    events: [ASKED, after('No, the last digit is 9.', yes('b'))],
    path: 'need confirm',
    replies: [READ_BACK, `b: needs_confirmation @confirm readBack ${CORRECTED} 7-8`],
    knows: { tries: 1, deniedNumbers: DENIED },
  },
  {
    title: 'call in confirm: a no with a correction in the words of the caller reads that back',
    events: [ASKED, after('No, the last digit is 9.', no('b')), after('Yes.', yes('c'))],
    path: 'need confirm fetch',
    replies: [READ_BACK, `b: needs_confirmation @confirm readBack ${CORRECTED} 7-8`],
    lookups: [[CORRECTED]],
  },
  {
    title: 'call in confirm: a yes that the caller says too passes',
    events: [ASKED, after('Yes, that is right.', yes('b'))],
    path: 'need confirm fetch',
    replies: [READ_BACK],
    lookups: [[TAKEN]],
  },
  {
    title: 'call in confirm: of words that are neither, the model is believed',
    events: [ASKED, after('Well, the weather is nice.', yes('b'))],
    path: 'need confirm fetch',
    replies: [READ_BACK],
    lookups: [[TAKEN]],
  },
  {
    title: 'call in confirm: a no where the caller says yes asks again',
    events: [ASKED, after('Yes.', no('b')), after('Yes.', yes('c'))],
    path: 'need confirm fetch',
    replies: [READ_BACK, AGAIN],
    lookups: [[TAKEN]],
  },
  {
    title:
      'call in confirm: the very number beside a yes is that number, be it said in other words',
    events: [ASKED, after('Q X 7 3 9 5 1 8', yes('b', 'Q X, 7 3 9, 5 1 8'))],
    path: 'need confirm fetch',
    replies: [READ_BACK],
    lookups: [[TAKEN]],
  },
  ...['Q X 7 3 9 5 1 8.', 'Right, 518.'].map((said) => ({
    title: `call in confirm: "${said}" denies nothing of it`,
    events: [ASKED, after(said, yes('b'))],
    path: 'need confirm fetch',
    replies: [READ_BACK],
    lookups: [[TAKEN]],
  })),
  ...['No, 518.', '8.', 'No, 8.', 'Wait, 518.', 'The number is wrong, 518'].map((said) => ({
    title: `call in confirm: "${said}" denies it`,
    events: [ASKED, after(said, yes('b'))],
    path: 'need confirm',
    replies: [READ_BACK, AGAIN],
  })),
  {
    title: 'call in confirm: a word in the place of a number changes nothing of it',
    events: [ASKED, where('b', 'unknown'), yes('c', 'correct')],
    path: 'need confirm fetch',
    replies: [READ_BACK, AGAIN],
    lookups: [[TAKEN]],
    knows: { tries: 1 },
  },
  {
    title: 'call in confirm: a correction that the model passes on reads its number back',
    events: [ASKED, where('b', 'the last digit is 9'), yes('c')],
    path: 'need confirm fetch',
    replies: [READ_BACK, `b: needs_confirmation @confirm readBack ${CORRECTED} 7-8`],
    lookups: [[CORRECTED]],
  },
  {
    title: 'call in confirm: a number like the one that was read back is read back',
    events: [ASKED, where('b', 'QX739581')],
    policy: { confirm: 'never' },
    path: 'need confirm',
    replies: [READ_BACK, 'b: needs_confirmation @confirm readBack QX739581 6-8'],
  },
  {
    title: 'call in need: a number that was refused wants a yes, however cleanly it is given again',
    events: [ASKED, no('b'), where('c', TAKEN), yes('d')],
    path: 'need confirm need confirm fetch',
    replies: [
      READ_BACK,
      'b: invalid @need refusal',
      `c: needs_confirmation @confirm readBack ${TAKEN}`,
    ],
    lookups: [[TAKEN]],
    knows: { doubtedNumbers: [] },
  },
  {
    title:
      'call in fallback: a number that was denied wants a yes, however cleanly it is given again',
    events: [ASKED, after('No.', yes('b')), human('c'), where('d', TAKEN), yes('e')],
    path: 'need confirm fallback confirm',
    replies: [
      READ_BACK,
      AGAIN,
      'c: handoff @fallback handoff',
      `d: needs_confirmation @confirm readBack ${TAKEN}`,
      `e: needs_confirmation @confirm readBack ${TAKEN}`,
    ],
  },
  {
    title: 'call in report: the end of the number that was told is no number',
    events: [where('a', 'ZK308117'), found('ZK308117'), where('b', '308119')],
    path: 'need confirm fetch report confirm',
    replies: [
      'a: success @report delivery ZK308117 (sanity, 0 s)',
      'b: needs_confirmation @confirm readBack ZK308119 7-8',
    ],
    lookups: [['ZK308117']],
  },
  {
    title:
      'call in confirm: a number that a correction leads to is read back, though it has passed',
    events: [
      where('a', CORRECTED),
      found(CORRECTED),
      ASKED_LATER,
      where('c', 'the last digit is 9'),
    ],
    path: 'need confirm fetch report confirm',
    replies: [
      `a: success @report delivery ${CORRECTED} (sanity, 0 s)`,
      `b: needs_confirmation @confirm readBack ${TAKEN}`,
      `c: needs_confirmation @confirm readBack ${CORRECTED} 7-8`,
    ],
    lookups: [[CORRECTED]],
  },
  {
    title: 'call in report: a number that has passed and was denied since wants a yes',
    events: [
      ...[where('a', CORRECTED), found(CORRECTED), ASKED_LATER, where('c', 'the last digit is 9')],
      ...[after('No.', yes('d')), where('e', OTHER), found(OTHER), where('f', CORRECTED)],
    ],
    path: 'need confirm fetch report confirm fetch report confirm',
    replies: [
      `a: success @report delivery ${CORRECTED} (sanity, 0 s)`,
      `b: needs_confirmation @confirm readBack ${TAKEN}`,
      `c: needs_confirmation @confirm readBack ${CORRECTED} 7-8`,
      `d: needs_confirmation @confirm readBack ${CORRECTED} 7-8`,
      `e: success @report delivery ${OTHER} (sanity, 0 s)`,
      `f: needs_confirmation @confirm readBack ${CORRECTED}`,
    ],
    lookups: [[CORRECTED], [OTHER]],
  },
  {
    title: 'call in report: a whole other number is one',
    events: [where('a', CLEAN), found(CLEAN), where('b', OTHER)],
    path: 'need confirm fetch report confirm fetch',
    replies: [`a: success @report delivery ${CLEAN} (sanity, 0 s)`],
    lookups: [[CLEAN], [OTHER]],
  },
  {
    title: 'call in need: words in the place of a number are none, and a try',
    events: [where('a', 'unknown'), issue('b', 'N/A')],
    path: 'need need need',
    replies: ['a: invalid @need badNumber noNumber', 'b: invalid @need noNumber'],
    knows: { tries: 1 },
  },
  {
    title: 'call of a known caller: with CONFIRM=never too, every other number is read back',
    policy: { confirm: 'never' },
    events: [recognised(CLEAN), where('a', CLEAN), missing(CLEAN), where('b', OTHER)],
    path: 'need confirm fetch fallback confirm',
    replies: [
      `a: not_found @fallback notFound ${CLEAN} (sanity, 0 s)`,
      `b: needs_confirmation @confirm readBack ${OTHER}`,
    ],
    lookups: [[CLEAN]],
  },
  {
    title: 'call in fetch: a yes that the caller denies passes nothing and reads back again',
    events: [...UNDER_WAY, after('No.', yes('b'))],
    path: UNDER_WAY_PATH,
    replies: [READ_BACK_MEANWHILE, `b: needs_confirmation @fetch readBack ${TAKEN}`],
    lookups: [[CLEAN]],
    knows: { deniedNumbers: DENIED },
  },
  {
    title: 'call in fetch: a no where the caller says yes asks again',
    events: [...UNDER_WAY, after('Yes.', no('b'))],
    path: UNDER_WAY_PATH,
    replies: [READ_BACK_MEANWHILE, `b: needs_confirmation @fetch readBack ${TAKEN}`],
    lookups: [[CLEAN]],
  },
  {
    title: 'call in fetch: what cannot be read keeps the number that was read back',
    events: [...UNDER_WAY, where('b', LONG), yes('c', LONG)],
    path: UNDER_WAY_PATH,
    replies: [
      READ_BACK_MEANWHILE,
      `b: needs_confirmation @fetch whichPart ${TAKEN}`,
      `c: needs_confirmation @fetch whichPart ${TAKEN}`,
    ],
    lookups: [[CLEAN]],
    knows: { candidate: { trackingNumber: TAKEN, interpreted: true, topic: 'delivery' } },
  },
];
