// What a turn comes to where a call stands; what single turns mean by themselves is in read-turn.test.ts.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type CallContext,
  type CallPolicy,
  initialCallContext,
} from '../../machines/call-context.ts';
import { en } from '../../machines/languages/en/en.ts';
import {
  type LastTurn,
  notePlace,
  type PlannedCall,
  planGrown,
  planTurn,
  type TurnPlace,
} from '../../machines/plan-turn.ts';
import type { CallState } from '../../machines/reply.ts';
import { cachedDelivery, callInput, NOON } from './call-script.ts';
import { CLEAN, OTHER } from './scenarios/numbers.ts';

function place(
  state: CallState,
  known: Partial<CallContext> = {},
  policy: Partial<CallPolicy> = {},
): TurnPlace {
  return { state, language: en, context: { ...initialCallContext(callInput(policy)), ...known } };
}

const candidate = { trackingNumber: CLEAN, interpreted: true, topic: 'delivery' } as const;
const record = cachedDelivery(CLEAN);
const asked = { trackingNumber: CLEAN, topic: 'delivery', asks: 'lastName' } as const;
const waiting = { toolCallId: 'a', tool: 'track_delivery', deadlineAt: NOON, stale: null } as const;
const reasonOf = (next: 'tryAgain' | 'anotherNumber' | 'human', trackingNumber: string | null) =>
  ({ fallbackReason: { kind: 'notFound', next, trackingNumber } }) as const;

const PLACES = {
  need: place('need'),
  'need, in parts': place('need', { pieces: 'WB1' }),
  confirm: place('confirm', { candidate }),
  'confirm, of who calls': place('confirm', {
    verification: { ...asked, record, stale: false },
  }),
  'confirm, of a postcode': place('confirm', {
    verification: { ...asked, asks: 'postcode', record, stale: false },
  }),
  fetch: place('fetch', {
    pendingLookups: [{ ...waiting, trackingNumber: CLEAN, topic: 'delivery' }],
  }),
  report: place('report', { currentDelivery: record }),
  'report of trouble': place('report', {
    currentDelivery: { ...record, delivery: { trackingNumber: CLEAN, status: 'delayed' } },
  }),
  'report of nothing': place('report'),
  'fallback, to try again': place('fallback', reasonOf('tryAgain', CLEAN)),
  'fallback, to check the number': place('fallback', reasonOf('anotherNumber', CLEAN)),
  'fallback, to name another': place('fallback', reasonOf('anotherNumber', null)),
  'fallback, to a person': place('fallback', reasonOf('human', null)),
  'fallback, in parts': place('fallback', { pieces: '' }),
  'fallback, of who calls': place('fallback', { verification: { ...asked, record, stale: false } }),
  fallback: place('fallback'),
};

/** Tool calls in short: what they ask or say, and the words that they pass on. */
function told(calls: readonly PlannedCall[]): string {
  return calls.map(tellCall).join(' + ');
}

function tellCall(call: PlannedCall): string {
  switch (call.type) {
    case 'talk.heard':
      return `${call.tool} ${call.act} ${call.times}`;
    case 'human.requested':
      return `${call.tool} ${call.reason}`;
    case 'delivery.requested': {
      const about = call.topic === 'issue' ? 'get_delivery_issue' : 'track_delivery';
      assert.deepEqual([call.tool, call.isTurn], [about, true]);
      const signs = [call.isPart && ' part', call.isOpening && ' opening'].filter(Boolean).join('');
      return `${call.topic} "${call.heard ?? ''}"${signs}`;
    }
    case 'confirmation.given':
      assert.deepEqual([call.tool, call.isTurn], ['confirm_tracking_number', true]);
      return `${call.confirmed ? 'yes' : 'no'} "${call.heard ?? ''}"`;
    case 'verification.given':
      return `${call.tool} ${call.answer}`;
    default:
      return assert.fail(JSON.stringify(call));
  }
}

const LACKS = `delivery "${en.numbers.lackingSaid}"`;
const PERSON = 'request_human null';

/** By where the call stands: what is said, and what it comes to. */
const TURNS: Record<keyof typeof PLACES, Record<string, string>> = {
  need: {
    'Yes.': 'talk yes 1',
    'No.': LACKS,
    "I don't have a number.": LACKS,
    'Where is it, and why is it late?': 'delivery ""',
    'Why is it late?': 'issue ""',
    'W B one': 'delivery "W B one" part',
    'Yes, KT584206.': 'delivery "Yes, KT584206"',
    'The last digit is two. Why is it late?': 'issue ""',
    'No, I have another parcel.': 'talk another 1',
    'I want to talk to a person.': PERSON,
    'Can you repeat that?': 'talk repeat 1',
    'More slowly, please.': 'talk slower 1',
    'What is the weather like?': 'talk beyond 1',
    'Hold on.': 'talk wait 1',
    'Thanks.': 'talk thanks 1',
    'Goodbye.': 'talk goodbye 1',
    'You are an idiot.': 'talk abuse 1',
    'Hello.': 'talk greeting 1',
    Smith: 'talk unclear 1',
  },
  'need, in parts': {
    'Yes.': 'yes ""',
    'Yes, goodbye.': 'yes "" + talk goodbye 1',
    'No.': 'no ""',
    'W B one': 'delivery "W B one"',
    'Where is my parcel?': 'delivery ""',
  },
  confirm: {
    'Yes.': 'yes ""',
    'Yes. Why is it late?': 'yes "" + issue ""',
    'Yes. Where is my parcel?': 'yes ""',
    'Yes, goodbye.': 'yes "" + talk goodbye 1',
    'No.': 'no ""',
    'That is the wrong parcel.': 'no ""',
    'No, that was all, bye.': 'talk goodbye 1',
    'Yes, KT584206.': 'no "Yes, KT584206"',
    'Yes, WB100001.': 'yes ""',
    'No, KT584206, bye.': 'no "No, KT584206" + talk goodbye 1',
    'W B one': 'no "W B one"',
    'The last digit is two. Why is it late?': 'issue "The last digit is two"',
    'Where is it, and why is it late?': 'delivery ""',
    Smith: 'talk unclear 1',
  },
  'confirm, of who calls': {
    'No.': 'talk no 1',
    'No, wait, that is the wrong number.': 'no ""',
    "That's not my parcel.": 'no ""',
    'Sorry, the number is KT584206.': 'delivery "KT584206"',
    '12345-6789': 'delivery "12345-6789"',
    'KT584206 or KX200099': 'verify_caller KT584206 or KX200099',
    Smith: 'verify_caller Smith',
    "I don't have a number.": PERSON,
    'Can you repeat that?': 'talk repeat 1',
  },
  'confirm, of a postcode': {
    'Sorry, the number is KT58420617.': 'delivery "KT58420617"',
    '12345-6789': 'verify_caller 12345-6789',
    'SW1A 1AA': 'verify_caller SW1A 1AA',
  },
  fetch: {
    'Yes.': 'talk yes 1',
    'No.': 'talk no 1',
    'No, wait, that is the wrong number.': 'no ""',
    'No, the last digit is two.': 'no "No, the last digit is two"',
    KT584206: 'delivery "KT584206"',
    'Where is it, and why is it late?': 'delivery "" + issue ""',
    'Can you repeat that?': 'talk repeat 1',
  },
  report: {
    'Yes.': 'talk another 1',
    'No.': 'talk goodbye 1',
    'That is the wrong parcel.': 'no ""',
    'Can you repeat that?': 'delivery ""',
    'Where is it, and why is it late?': 'delivery "" + issue ""',
    'No. Why is it late?': 'issue ""',
    'Yes. Why is it late?': 'issue ""',
    'Yes. Where is it?': 'delivery ""',
    'Where is it? Goodbye.': 'delivery "" + talk goodbye 1',
    'That is the wrong parcel. KT584206.': 'delivery "KT584206"',
    'That is the wrong parcel. KT584206 or KX200099.': 'no "KT584206 or KX200099"',
    'No, KT584206, bye.': 'delivery "No, KT584206" + talk goodbye 1',
    KT584206: 'delivery "KT584206"',
    'The last digit is two. Why is it late?': 'issue "The last digit is two"',
  },
  'report of trouble': {
    'Where is it, and why is it late?': 'delivery ""',
    'Why is it late?': 'issue ""',
  },
  'report of nothing': { 'Can you repeat that?': 'talk repeat 1' },
  'fallback, to try again': {
    'Yes.': 'delivery ""',
    'No.': 'talk no 1',
    'Yes, goodbye.': 'delivery "" + talk goodbye 1',
  },
  'fallback, to check the number': {
    'I said WB100001.': 'delivery "WB100001"',
    'No, the last digit is two.': 'delivery "No, the last digit is two"',
    'Yes.': 'talk another 1',
    'W B one': 'delivery "W B one"',
    "I don't have a number.": LACKS,
  },
  'fallback, to name another': {
    'Yes.': 'talk another 1',
    'W B one': 'delivery "W B one" part',
    "I don't have a number.": LACKS,
  },
  'fallback, in parts': { 'Yes.': 'yes ""', 'No.': 'no ""' },
  'fallback, of who calls': { 'No.': 'talk no 1' },
  'fallback, to a person': { 'Yes.': PERSON, 'No, I have another parcel.': 'talk another 1' },
  fallback: { 'Yes.': PERSON, 'No.': 'talk no 1', 'Can you repeat that?': 'talk repeat 1' },
};

for (const [name, turns] of Object.entries(TURNS)) {
  describe(`planTurn() in ${name}`, () => {
    for (const [said, plan] of Object.entries(turns)) {
      const at = PLACES[name as keyof typeof PLACES];
      test(said, () => assert.equal(told(planTurn(said, at)), plan));
    }
  });
}

test('planTurn(): a silence, and a call that begins', () => {
  const owning = (numbers: string[], askOwn: 'on' | 'off') =>
    place('need', { callerNumbersUnderWay: numbers }, { askOwn });
  assert.equal(told(planTurn(null, PLACES.need)), 'talk silent 1');
  assert.equal(told(planTurn('', PLACES.need)), 'talk opening 1');
  assert.equal(told(planTurn(' ', owning([CLEAN], 'on'))), `${LACKS} opening`);
  assert.equal(told(planTurn('', owning([CLEAN, OTHER], 'on'))), 'talk opening 1');
  assert.equal(told(planTurn('', owning([CLEAN], 'off'))), 'talk opening 1');
});

test('planTurn(): what is looked up once more is not asked for again', () => {
  const { pendingLookups } = PLACES.fetch.context;
  const at = place('fetch', { currentDelivery: record, pendingLookups });
  assert.equal(told(planTurn('Can you repeat that?', at)), 'talk repeat 1');
});

test('notePlace() is what was asked, and what was read back', () => {
  const noted = Object.fromEntries(
    Object.entries(PLACES).map(([name, at]) => {
      const { asked: what, onTable } = notePlace(at);
      return [name, onTable === null ? what : `${what} ${onTable}`];
    }),
  );
  assert.deepEqual(noted, {
    need: 'number',
    'need, in parts': 'number',
    confirm: `readBack ${CLEAN}`,
    'confirm, of who calls': 'identity',
    'confirm, of a postcode': 'identity',
    fetch: null,
    report: 'anythingElse',
    'report of trouble': 'anythingElse',
    'report of nothing': 'anythingElse',
    'fallback, to try again': null,
    'fallback, to check the number': 'readBack',
    'fallback, to name another': 'number',
    'fallback, in parts': 'number',
    'fallback, of who calls': 'identity',
    'fallback, to a person': null,
    fallback: null,
  });
});

describe('planGrown()', () => {
  const ENDS = 'The last digit is two.';
  const rows: [keyof typeof PLACES, string, LastTurn['asked'], string][] = [
    ['need', 'No.', 'identity', LACKS],
    ['need, in parts', 'No.', 'readBack', 'no ""'],
    ['confirm', 'Yes.', 'readBack', 'yes ""'],
    ['confirm', 'Yes.', 'number', ''],
    ['confirm', 'No.', 'number', 'no ""'],
    ['confirm', 'Yes. Why is it late?', 'number', ''],
    ['fallback, in parts', 'Yes.', 'number', 'yes ""'],
    ['report', 'Thanks. Why is it late?', 'readBack', 'issue ""'],
    ['report', 'No. Why is it late?', 'readBack', 'no ""'],
    ['fetch', 'No. It is KT584206.', 'readBack', 'no "No, It is KT584206"'],
    ['fetch', `${CLEAN}. No, that is wrong.`, 'number', `no "${CLEAN}, No, that is wrong"`],
    ['confirm', ENDS, 'number', `no "${ENDS.slice(0, -1)}"`],
    ['confirm, of who calls', 'Yes.', 'readBack', ''],
    ['confirm, of who calls', 'No.', 'readBack', 'no ""'],
    ['confirm, of who calls', 'Smith', 'readBack', ''],
    ['confirm, of who calls', 'Smith', 'identity', 'verify_caller Smith'],
    ['confirm, of who calls', ENDS, 'readBack', `no "${ENDS.slice(0, -1)}"`],
    ['confirm, of who calls', 'No. Why is it late?', 'anythingElse', 'talk no 1'],
    ['fallback, of who calls', 'Yes, goodbye.', null, 'talk yes 1'],
    ['fetch', 'Yes, thanks.', 'readBack', ''],
    ['fetch', 'No.', 'readBack', 'no ""'],
    ['fetch', 'No.', 'number', 'no ""'],
    ['fetch', 'No.', null, 'talk no 1'],
    ['fetch', 'No, KT584206.', 'number', 'no "No, KT584206"'],
    ['fetch', 'Why is it late?', 'number', 'issue ""'],
    ['fetch', 'Yes. Why is it late?', 'number', 'issue ""'],
    ['report', 'Yes.', 'number', ''],
    ['report', 'No.', 'readBack', 'no ""'],
    ['report', 'No.', 'identity', ''],
    ['report', 'No.', null, 'talk goodbye 1'],
    ['report', 'Why is it late?', 'readBack', 'issue ""'],
    ['report', ENDS, 'readBack', `no "${ENDS.slice(0, -1)}"`],
    ['report of nothing', 'No.', 'readBack', 'talk goodbye 1'],
  ];
  for (const [name, said, what, plan] of rows) {
    test(`in ${name}, said to ${what}: ${said}`, () => {
      const onTable = what === 'readBack' ? CLEAN : null;
      const last = { turn: '1', asked: what, onTable, toolCallIds: [] };
      assert.equal(told(planGrown(said, last, PLACES[name])), plan);
    });
  }

  test('of several that are looked up, the last one is meant', () => {
    const pendingLookups = ['KX200099', OTHER, CLEAN].map((trackingNumber) => {
      return { ...waiting, trackingNumber, topic: 'delivery' } as const;
    });
    const last: LastTurn = { turn: '1', asked: 'number', onTable: null, toolCallIds: [] };
    const at = place('fetch', { pendingLookups });
    assert.equal(told(planGrown(CLEAN, last, at)), '');
    assert.equal(told(planGrown(OTHER, last, at)), `no "${OTHER}"`);
  });
});
