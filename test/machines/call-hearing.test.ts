// What a call hears, asked outright: the number that an event means and the caller's own words, by what
// is on the table, was told, or is put together.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type CallContext,
  type Candidate,
  initialCallContext,
} from '../../machines/call-context.ts';
import type { CallEvent } from '../../machines/call-events.ts';
import { callersWord, denialIn, heardIn, numberIn } from '../../machines/call-hearing.ts';
import {
  after,
  cachedDelivery,
  callInput,
  hangUp,
  issue,
  NOON,
  no,
  type ScriptToolEvent,
  where,
  yes,
} from './call-script.ts';
import { CLEAN, DOUBTFUL, OTHER, TAKEN } from './scenarios/numbers.ts';

/** One character from the clean number. */
const NEAR = 'WB100002';
const NOTHING = initialCallContext(callInput());

function knowing(known: Partial<CallContext>): CallContext {
  return { ...NOTHING, ...known };
}

function onTable(trackingNumber: string, more: Partial<Candidate> = {}): CallContext {
  const candidate = { trackingNumber, interpreted: false, topic: 'delivery', ...more } as const;
  return knowing({ candidate });
}

const TOLD = knowing({ currentDelivery: cachedDelivery(CLEAN) });
const given = (pieces: string) => knowing({ pieces });

/** A turn that was read, in a call without a model. */
const turn = (event: ScriptToolEvent) => ({ ...event, isTurn: true }) as CallEvent;
const part = (event: ScriptToolEvent) => ({ ...event, isPart: true }) as CallEvent;

/** A number that is meant, in short: what is doubtful with a "?", what was changed with its place. */
function meant(context: CallContext, event: CallEvent): string {
  const number = numberIn(context, event);
  if (!number.ok) return number.fault === 'part' ? `part ${number.given}` : number.fault;
  const { trackingNumber, interpreted, changed } = number;
  const place = changed ? ` ${changed.start}-${changed.end}` : '';
  return `${trackingNumber}${interpreted ? '?' : ''}${place}`;
}

/** What was said of the number on the table, in short. */
function word(context: CallContext, said: string | string[]): string {
  const it = callersWord(context, after(said, yes('a')));
  if (it.says !== 'correction') return it.says;
  const { trackingNumber, changed } = it.number;
  return `${trackingNumber} ${changed?.start}-${changed?.end}`;
}

describe('heardIn()', () => {
  const LAST = 'the last digit is two';
  const WRONG = 'one digit is wrong';
  const WORDS = 'my parcel is late';
  const SWAP = 'swap the last two';
  const MIDDLE = 'the middle is wrong';
  const rows: [string, CallContext, CallEvent, string | null][] = [
    ['an event that hears nothing', NOTHING, hangUp, null],
    ['no number', NOTHING, where('a'), null],
    ['signs', NOTHING, where('a', ' - '), null],
    ['a number', NOTHING, yes('a', CLEAN), CLEAN],
    ['what is too short for one', NOTHING, yes('a', 'WB1'), 'WB1'],
    ['a correction of what was told', TOLD, yes('a', LAST), LAST],
    ['a correction that is not known yet', onTable(CLEAN), where('a', WRONG), WRONG],
    ['a change of what was told', TOLD, yes('a', SWAP), SWAP],
    ['a change of nothing', NOTHING, yes('a', SWAP), null],
    ['another character of nothing', NOTHING, yes('a', 'replace S by V'), null],
    ['a change that is not said yet', onTable(CLEAN), where('a', MIDDLE), MIDDLE],
    ['a change that is not said yet, of what was told', TOLD, yes('a', MIDDLE), null],
    ['words in the place of a number', NOTHING, where('a', WORDS), WORDS],
    ['words beside a yes', NOTHING, yes('a', WORDS), null],
    ['words where an issue is asked for', NOTHING, issue('a', WORDS), null],
    ['words where a number is on the table', onTable(CLEAN), where('a', WORDS), null],
  ];
  for (const [title, context, event, heard] of rows) {
    test(title, () => assert.equal(heardIn(context, event), heard));
  }
});

describe('numberIn()', () => {
  const awaited = { toolCallId: 'a', tool: 'track_delivery', topic: 'delivery' } as const;
  const pending = { ...awaited, trackingNumber: CLEAN, deadlineAt: NOON, stale: null };
  const missed = { kind: 'notFound', next: 'anotherNumber', trackingNumber: CLEAN } as const;
  const failed = { kind: 'unavailable', next: 'tryAgain', trackingNumber: CLEAN } as const;
  const repair = onTable(CLEAN, { instead: NEAR });
  const rows: [string, CallContext, CallEvent, string][] = [
    ['none where nothing is spoken of', NOTHING, where('a'), 'missing'],
    ['the one that is looked up', knowing({ pendingLookups: [pending] }), where('a'), CLEAN],
    ['the one that was told', TOLD, where('a'), CLEAN],
    ['the one that is tried again', knowing({ fallbackReason: failed }), where('a'), CLEAN],
    ['not the one that is not found', knowing({ fallbackReason: missed }), where('a'), 'missing'],

    ['the one on the table, as sure as it was', onTable(CLEAN), where('a', CLEAN), CLEAN],
    ['a doubt stays', onTable(CLEAN, { interpreted: true }), where('a', CLEAN), `${CLEAN}?`],
    ['a doubt comes', onTable(TAKEN), where('a', DOUBTFUL), `${TAKEN}?`],
    ['another beside it', onTable(CLEAN), where('a', OTHER), OTHER],
    ['another behind an "oh"', onTable(CLEAN), where('a', `oh ${OTHER}`), `${OTHER}?`],
    ['one like it', onTable(CLEAN), where('a', NEAR), `${NEAR}? 7-8`],
    ['a change of it', onTable(CLEAN), where('a', 'the last digit is two'), `${NEAR}? 7-8`],
    ['another character', onTable(CLEAN), where('a', 'replace W by V'), 'VB100001? 0-1'],
    [
      'another in its place',
      onTable(CLEAN),
      where('a', 'not WB100001 but KT584206'),
      `${OTHER}? 0-8`,
    ],
    ['a change that is not known', onTable(CLEAN), where('a', 'one digit is wrong'), 'unresolved'],
    [
      'a change that the caller has said',
      onTable(CLEAN),
      after('The last digit is two.', where('a', 'one digit is wrong')),
      `${NEAR}? 7-8`,
    ],
    [
      'no change of a parcel of their own, of which they have heard the end',
      onTable(CLEAN, { isOwn: true }),
      where('a', 'the last digit is two'),
      'tooShort',
    ],

    ['what was heard, after a no to its repair', repair, no('a'), `${NEAR}?`],
    ["what was heard, after the caller's own no", repair, after('No.', yes('a')), `${NEAR}?`],
    ['the repair, where the caller says yes', repair, after('Yes.', no('a')), CLEAN],
    ['the repair, where nothing is confirmed', repair, after('No.', where('a')), CLEAN],
    ['what was heard, once more', repair, where('a', NEAR), NEAR],

    [
      'a turn that goes on with a short one',
      onTable('WB10002'),
      turn(where('a', '0 0 1')),
      'WB10002001? 7-10',
    ],
    ['not what a model passes on', onTable('WB10002'), where('a', '0 0 1'), 'unresolved'],
    ['not with a longer one', onTable('WB100023'), turn(where('a', 'four five six')), 'unresolved'],
    ['not with two characters', onTable('WB1000'), turn(where('a', 'zero one')), 'unresolved'],
    ['not with what is in it', onTable('WB1000'), turn(where('a', 'one zero zero')), 'unresolved'],

    ['a change of what was told', TOLD, where('a', 'the last digit is two'), `${NEAR}? 7-8`],
    ['an end of what was told', TOLD, where('a', 'it ends in 100002'), `${NEAR}? 7-8`],
    ['no change of what was told', TOLD, where('a', 'the last digit is one'), 'tooShort'],
    ['a part of what was told', TOLD, where('a', '100001'), 'ambiguous'],
    ['a shorter one than what was told', TOLD, where('a', '739518'), '739518'],
    [
      'a shorter one that has to be interpreted',
      knowing({ currentDelivery: cachedDelivery('WB1000010') }),
      where('a', DOUBTFUL),
      `${TAKEN}?`,
    ],
    ['one as long as what was told', TOLD, where('a', OTHER), OTHER],
    ['one like what was told', TOLD, where('a', NEAR), NEAR],
    ['a short one after none', NOTHING, where('a', '739518'), '739518'],
    [
      'a change of what is not found',
      knowing({ fallbackReason: missed, triedNumbers: [OTHER] }),
      where('a', 'the last digit is two'),
      `${NEAR}? 7-8`,
    ],
    [
      'a change of what was tried last',
      knowing({ triedNumbers: [OTHER, TAKEN, CLEAN] }),
      where('a', 'the last digit is two'),
      `${NEAR}? 7-8`,
    ],

    ['a part that comes first', NOTHING, part(where('a', 'W B one')), 'part WB1'],
    ['too little without more to come', NOTHING, where('a', 'W B one'), 'tooShort'],
    ['a part after another', given('WB10'), where('a', 'zero zero'), 'part WB1000'],
    ['another number in the place of a part', given('WB1'), where('a', OTHER), `part WB1${OTHER}`],
    ['the whole in the place of a part', given('WB1'), where('a', CLEAN), `${CLEAN}?`],
    ['the whole, of which the end was given', given('001'), where('a', CLEAN), `${CLEAN}?`],
    ['the whole where there is no part', given(''), where('a', CLEAN), CLEAN],
    ['no part', given('WB10'), where('a', 'my parcel is late'), 'noNumber'],
    ['more than a number has', given('WB10'), where('a', '1'.repeat(39)), 'tooLong'],
    ['that it was the last', given('WB1000'), where('a', "that's all"), 'WB1000?'],
    ['a yes to enough', given('WB1000'), yes('a'), 'WB1000?'],
    ['a yes to too little', given('WB1'), yes('a'), 'part WB1'],
    ['a yes to nothing', given(''), yes('a'), 'missing'],
    ['a no to parts', given('WB1000'), no('a'), 'missing'],
    ['nothing beside parts', given('WB1000'), where('a'), 'missing'],
  ];
  for (const [title, context, event, number] of rows) {
    test(title, () => assert.equal(meant(context, event), number));
  }
});

describe('callersWord()', () => {
  const LONG = ' zero zero two'.padStart(282);
  const rows: [string, string | string[], string][] = [
    ['another number', 'It is KT584206', `${OTHER} 0-8`],
    ['one like it beside a yes', 'Yes, WB100002.', `${NEAR} 7-8`],
    ['another parcel beside a yes', 'Yes. Where is KT584206?', 'yes'],
    ['a part of the very number', 'WB1', 'unclear'],
    ['a part of it that is denied', 'That isn’t WB1.', 'no'],
    ['a part of it beside what is no number', ['WB1', 'Thank you.'], 'unclear'],
    ['a part of it, and a yes', ['WB1', 'Yes.'], 'no'],
    ['a part of it, and a character that may be any', ['WB1', 'I said one'], 'no'],
    ['one number in turns of 300 characters', ['W B one zero zero', LONG], `${NEAR} 7-8`],
    ['none in turns of more', ['W B one zero zero', `${LONG} `], 'no'],
    ['the latest of two', ['It is KT584206.', 'It is KX200099.'], 'KX200099 0-8'],
    ['one number in two turns', ['W B one zero zero', 'zero zero two'], `${NEAR} 7-8`],
    ['the very number', 'WB100001', 'unclear'],
    ['a change', 'It ends in seven nine.', 'WB100079 6-8'],
    ['a change that changes nothing', 'The last digit is one.', 'no'],
    ['a change that is not known', ['WB100001', 'The middle is wrong.'], 'no'],
    [
      'no number in turns that are long together',
      [`W B one zero zero${' well'.repeat(70)}`, 'zero zero two'],
      'no',
    ],
  ];
  for (const [title, said, says] of rows) {
    test(title, () => assert.equal(word(onTable(CLEAN), said), says));
  }

  test('the part that was changed, once more', () => {
    const changed = { start: 7, end: 8 };
    assert.equal(word(onTable(CLEAN, { changed }), 'A one.'), 'unclear');
    assert.equal(word(onTable(CLEAN, { changed }), 'One.'), 'unclear');
    assert.equal(word(onTable(CLEAN, { changed }), 'WB1'), 'unclear');
    assert.equal(word(onTable(CLEAN, { changed }), 'Zero.'), 'no');
    assert.equal(word(onTable(CLEAN), 'A one.'), 'no');
  });

  test('nothing where nothing is on the table, or was said', () => {
    assert.equal(word(NOTHING, 'It is KT584206'), 'unclear');
    assert.deepEqual(callersWord(onTable(CLEAN), yes('a')), { says: 'unclear' });
    assert.deepEqual(callersWord(onTable(CLEAN), hangUp), { says: 'unclear' });
  });
});

describe('denialIn()', () => {
  const denied = { ...onTable(CLEAN), deniedNumbers: [CLEAN] };
  const corrects = 'No, the last digit is two.';
  const rows: [string, CallContext, CallEvent, string | null][] = [
    ['a no to which the model says yes', denied, after('No.', yes('a')), 'no'],
    ['a correction to which it says yes', denied, after(corrects, yes('a')), 'correction'],
    ['a yes to what was denied before', denied, yes('a'), 'before'],
    ["the caller's own yes to it", denied, after('Yes.', yes('a')), null],
    ['a no that the model passes on', denied, after('No.', no('a')), null],
    ['a no beside a question', denied, after('No.', where('a', CLEAN)), null],
    ['a yes that nobody denies', onTable(CLEAN), yes('a'), null],
    ['a yes to nothing', { ...NOTHING, deniedNumbers: [CLEAN] }, yes('a'), null],
  ];
  for (const [title, context, event, denial] of rows) {
    test(title, () => assert.equal(denialIn(context, event), denial));
  }
});
