import { after, type CallScenario, found, no, recognised, where, yes } from '../call-script.ts';
import { CLEAN } from './numbers.ts';

/** S10 numbers: one that is right, and the same with another digit in one place. */
const RIGHT = 'EE473724828US';
const MISKEYED = 'EE473124828US';
/** Wrong, and right in no number that is like it in but one place. */
const WRONG = 'RB123456786GB';

const ON = { checkDigits: 'on' } as const;
const ASKED = where('a', MISKEYED);
const REPAIR = `a: needs_confirmation @confirm repair ${MISKEYED} to ${RIGHT}`;

/** Calls about numbers of couriers, whose check digits say that something was misheard. */
export const CHECK_DIGITS: readonly CallScenario[] = [
  {
    title: 'call of a courier: a number with a right check digit passes',
    policy: ON,
    events: [where('a', RIGHT)],
    path: 'need confirm fetch',
    replies: [],
    lookups: [[RIGHT]],
  },
  {
    title: 'call of a courier: a wrong check digit is read back, however clean the number is',
    policy: { ...ON, confirm: 'never' },
    events: [where('a', WRONG), yes('b')],
    path: 'need confirm fetch',
    replies: [`a: needs_confirmation @confirm readBack ${WRONG}`],
    lookups: [[WRONG]],
  },
  {
    title: 'call of a courier: the one repair is asked about, and looked up after a yes',
    policy: ON,
    events: [ASKED, yes('b')],
    path: 'need confirm fetch',
    replies: [REPAIR],
    lookups: [[RIGHT]],
    knows: { affirmedNumber: RIGHT },
  },
  {
    title: 'call of a courier: after a no to the repair, what was heard is read back',
    policy: ON,
    events: [ASKED, no('b'), yes('c')],
    path: 'need confirm fetch',
    replies: [REPAIR, `b: needs_confirmation @confirm readBack ${MISKEYED}`],
    lookups: [[MISKEYED]],
  },
  {
    title: 'call of a courier: a repair that the caller denies is not passed by a yes of the model',
    policy: ON,
    events: [ASKED, after('No.', yes('b')), yes('c')],
    path: 'need confirm fetch',
    replies: [REPAIR, `b: needs_confirmation @confirm readBack ${MISKEYED}`],
    lookups: [[MISKEYED]],
    knows: { deniedNumbers: [RIGHT] },
  },
  ...['Yes, a seven.', 'Seven.', 'Right, seven.'].map((said) => ({
    title: `call of a courier: "${said}" denies no repair by a seven`,
    policy: ON,
    events: [ASKED, after(said, yes('b'))],
    path: 'need confirm fetch',
    replies: [REPAIR],
    lookups: [[RIGHT]],
  })),
  ...['No, one.', 'One.', "No, it's a one.", 'Not seven.'].map((said) => ({
    title: `call of a courier: "${said}" denies a repair by a seven`,
    policy: ON,
    events: [ASKED, after(said, yes('b'))],
    path: 'need confirm',
    replies: [REPAIR, `b: needs_confirmation @confirm readBack ${MISKEYED}`],
  })),
  {
    title: 'call of a courier: what was heard and is given again is read back, and not repaired',
    policy: ON,
    events: [ASKED, where('b', MISKEYED), no('c'), where('d', MISKEYED)],
    path: 'need confirm need confirm',
    replies: [
      REPAIR,
      `b: needs_confirmation @confirm readBack ${MISKEYED}`,
      'c: invalid @need refusal',
      `d: needs_confirmation @confirm readBack ${MISKEYED}`,
    ],
  },
  {
    title: 'call of a courier: whoever calls has a parcel by this number, whatever its check digit',
    policy: ON,
    events: [recognised(CLEAN, MISKEYED), where('a', MISKEYED)],
    path: 'need confirm fetch',
    replies: [],
    lookups: [[MISKEYED]],
  },
  {
    title: 'call of a courier: a number that got a yes is not doubted again',
    policy: ON,
    events: [where('a', WRONG), yes('b'), found(WRONG), where('c', CLEAN), where('d', WRONG)],
    path: 'need confirm fetch report confirm fetch confirm fetch',
    replies: [
      `a: needs_confirmation @confirm readBack ${WRONG}`,
      `b: success @report delivery ${WRONG} (sanity, 0 s)`,
    ],
    lookups: [[WRONG], [CLEAN], [CLEAN, WRONG]],
  },
  {
    title: 'call of a courier: where check digits are not looked at, none is doubted',
    policy: { checkDigits: 'off' },
    events: [ASKED],
    path: 'need confirm fetch',
    replies: [],
    lookups: [[MISKEYED]],
  },
];
