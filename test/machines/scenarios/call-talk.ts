import {
  answered,
  type CallScenario,
  found,
  hangUp,
  human,
  missing,
  NOON,
  no,
  talk,
  where,
  yes,
} from '../call-script.ts';
import { BAD, CLEAN, DOUBTFUL, TAKEN } from './numbers.ts';

const VERIFIED = { verify: 'caller' } as const;
const PASSED_ON = { person: { reach: 'transfer' } } as const;
const FOR_HUMAN = { kind: 'tooManyTries', next: 'human', trackingNumber: null } as const;

/** Turns of calls without a model that ask for nothing on record. */
export const TALK: readonly CallScenario[] = [
  {
    title: 'talk: a call opens with a question for the number, and asks again in other words',
    events: [
      talk('a', 'opening'),
      talk('b', 'unclear'),
      talk('c', 'unclear', 2),
      talk('d', 'wait'),
      where('e', 'Q X 7'),
    ],
    path: 'need need',
    replies: [
      'a: invalid @need opening noNumber',
      'b: invalid @need unclear noNumber',
      'c: invalid @need unclear pieces',
      'd: invalid @need wait -',
      'e: invalid @need pieces QX7',
    ],
  },
  {
    title: 'talk: what leads nowhere for the third time leads to a person',
    policy: PASSED_ON,
    events: [talk('a', 'unclear'), talk('b', 'abuse', 2), talk('c', 'beyond', 3), talk('d', 'no')],
    path: 'need fallback',
    replies: [
      'a: invalid @need unclear noNumber',
      'b: invalid @need abuse noNumber',
      'c: unavailable @fallback beyond offer human',
      'd: unavailable @fallback no anythingElse',
    ],
    knows: { fallbackReason: FOR_HUMAN },
  },
  {
    title: 'talk: where calls are not passed on, the number is asked for once more, and heard',
    policy: { person: { reach: 'contact', words: 'Call the office.' } },
    events: [talk('a', 'unclear', 3), talk('b', 'thanks'), where('c', CLEAN)],
    path: 'need fallback confirm fetch',
    replies: [
      'a: unavailable @fallback unclear offer anotherNumber',
      'b: unavailable @fallback thanks offer anotherNumber',
    ],
    lookups: [[CLEAN]],
  },
  {
    title: 'talk: the number on the table is read back again, slower for whoever asks for that',
    events: [where('a', DOUBTFUL), talk('b', 'repeat'), talk('c', 'slower'), talk('d', 'thanks')],
    path: 'need confirm',
    replies: [
      `a: needs_confirmation @confirm readBack ${TAKEN}`,
      `b: needs_confirmation @confirm repeat readBack ${TAKEN}`,
      `c: needs_confirmation @confirm slower readBack ${TAKEN}`,
      `d: needs_confirmation @confirm thanks readBack ${TAKEN}`,
    ],
  },
  {
    title: 'talk: another parcel takes the number off the table, a person after three times too',
    policy: PASSED_ON,
    events: [
      where('a', DOUBTFUL),
      talk('b', 'another'),
      where('c', DOUBTFUL),
      talk('d', 'silent', 3),
    ],
    path: 'need confirm need confirm fallback',
    replies: [
      `a: needs_confirmation @confirm readBack ${TAKEN}`,
      'b: invalid @need another noNumber',
      `c: needs_confirmation @confirm readBack ${TAKEN}`,
      'd: unavailable @fallback silent offer human',
    ],
    knows: { candidate: null, fallbackReason: FOR_HUMAN },
  },
  {
    title: 'talk: a no after another parcel was asked for is to the one before',
    events: [where('a', CLEAN), found(CLEAN), talk('b', 'another'), no('c'), where('d', CLEAN)],
    path: 'need confirm fetch report need need confirm',
    replies: [
      `a: success @report delivery ${CLEAN} (sanity, 0 s)`,
      'b: invalid @need another noNumber',
      'c: invalid @need refusal',
      `d: needs_confirmation @confirm readBack ${CLEAN}`,
    ],
    lookups: [[CLEAN]],
    knows: { passedNumbers: [] },
  },
  {
    title: 'talk: while a parcel is looked up nothing is lost',
    events: [where('a', CLEAN), talk('b', 'another'), talk('c', 'unclear', 3), found(CLEAN)],
    path: 'need confirm fetch report',
    replies: [
      'b: needs_confirmation @fetch another -',
      'c: needs_confirmation @fetch unclear -',
      `a: success @report delivery ${CLEAN} (sanity, 0 s)`,
    ],
    lookups: [[CLEAN]],
  },
  {
    title: 'talk: after a report it is asked what else there is',
    events: [where('a', CLEAN), found(CLEAN), talk('b', 'thanks'), talk('c', 'goodbye')],
    path: 'need confirm fetch report',
    replies: [
      `a: success @report delivery ${CLEAN} (sanity, 0 s)`,
      'b: needs_confirmation @report thanks anythingElse',
      'c: needs_confirmation @report goodbye -',
    ],
    lookups: [[CLEAN]],
  },
  {
    title: 'talk: what was offered is offered again',
    events: [
      where('a', CLEAN),
      missing(CLEAN),
      talk('b', 'repeat'),
      human('c'),
      talk('d', 'thanks'),
    ],
    path: 'need confirm fetch fallback',
    replies: [
      `a: not_found @fallback notFound ${CLEAN} (sanity, 0 s)`,
      'b: unavailable @fallback repeat offer anotherNumber',
      'c: handoff @fallback handoff',
      'd: unavailable @fallback thanks offer human',
    ],
    lookups: [[CLEAN]],
  },
  {
    title: 'talk: whoever is asked who they are is asked again, and told nothing',
    policy: VERIFIED,
    events: [
      ...[where('a', CLEAN), found(CLEAN), talk('b', 'unclear'), talk('c', 'repeat')],
      answered('d', true),
    ],
    path: 'need confirm fetch confirm report',
    replies: [
      'a: needs_confirmation @confirm verification lastName',
      'b: needs_confirmation @confirm unclear verification lastName',
      'c: needs_confirmation @confirm repeat verification lastName',
      `d: success @report delivery ${CLEAN} (cache, 0 s)`,
    ],
    lookups: [[CLEAN]],
  },
  {
    title: 'talk: a part of a number is one at once, and a yes says that it was all',
    events: [
      { ...where('a', 'Q X 7'), isPart: true } as ReturnType<typeof where>,
      where('b', '39518'),
      yes('c'),
    ],
    path: 'need need need confirm',
    replies: [
      'a: invalid @need pieces QX7',
      'b: invalid @need pieces QX739518',
      `c: needs_confirmation @confirm readBack ${TAKEN}`,
    ],
  },
  {
    title: 'talk: whoever goes on after a pause has not corrected the number',
    events: [
      { ...where('a', 'Q X seven three nine five'), isTurn: true } as ReturnType<typeof where>,
      { ...no('b', 'one eight two'), isTurn: true } as ReturnType<typeof no>,
    ],
    path: 'need confirm',
    replies: [
      'a: needs_confirmation @confirm readBack QX7395',
      'b: needs_confirmation @confirm readBack QX7395182 6-9',
    ],
  },
  {
    title: 'talk: a turn may wait longer than a tool call',
    policy: { turnDeadlineMs: 9000 },
    events: [
      { ...where('a', CLEAN), isTurn: true } as ReturnType<typeof where>,
      { type: 'time.passed', at: NOON + 8999 },
      found(CLEAN, NOON + 8999),
    ],
    path: 'need confirm fetch report',
    replies: [`a: success @report delivery ${CLEAN} (sanity, 0 s)`],
    lookups: [[CLEAN]],
  },
  {
    title: 'talk: a call that is over says so',
    events: [where('a', BAD), hangUp, talk('b', 'greeting')],
    path: 'need need ended',
    replies: ['a: invalid @need badNumber tooShort', 'b: unavailable @ended callEnded'],
  },
];
