// How a call speaks of a parcel: as little as tells it apart, and the name to whom it belongs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CallPolicy, initialCallContext } from '../../machines/call-context.ts';
import { noteTold } from '../../machines/call-manner.ts';
import type { Manner } from '../../machines/reply.ts';
import {
  type CallScriptEvent,
  cachedDelivery,
  callInput,
  found,
  issue,
  missing,
  playCall,
  recognised,
  repliesOf,
  where,
  yes,
} from './call-script.ts';
import { CLEAN, DOUBTFUL, OTHER, TAKEN } from './scenarios/numbers.ts';

/** Ends like CLEAN. */
const TWIN = 'XY100001';

function mannersOf(events: CallScriptEvent[], policy: Partial<CallPolicy> = {}) {
  return repliesOf(playCall(events, policy)).map(({ utterance }) =>
    'manner' in utterance ? mark(utterance.manner) : utterance.about,
  );
}

function mark({ naming, speakName, isTold, closes }: Manner): string {
  const marks = [speakName && 'name', isTold && 'told', closes && 'closes'].filter(Boolean);
  return [naming, ...marks].join(' ');
}

const ROWS: [what: string, events: CallScriptEvent[], manners: string[]][] = [
  ['a number that was not read back', [where('a', CLEAN), found(CLEAN)], ['ending closes']],
  [
    'a number that got a yes',
    [where('a', DOUBTFUL), yes('b'), found(TAKEN)],
    ['readBack', 'none closes'],
  ],
  [
    'the only parcel of whoever calls',
    [recognised(CLEAN), where('a', CLEAN), found(CLEAN)],
    ['none closes'],
  ],
  [
    'one of the parcels of whoever calls',
    [recognised(CLEAN, OTHER), where('a', CLEAN), found(CLEAN)],
    ['ending closes'],
  ],
  [
    'the parcel that was told before',
    [where('a', CLEAN), found(CLEAN), issue('b'), where('c')],
    ['ending closes', 'none told', 'none told'],
  ],
  [
    'a second parcel and the first again',
    [where('a', CLEAN), found(CLEAN), where('b', OTHER), found(OTHER), where('c', CLEAN)],
    ['ending closes', 'ending'],
  ],
  [
    'two at once',
    [where('a', CLEAN), where('b', OTHER), found(CLEAN), found(OTHER)],
    ['ending', 'ending closes'],
  ],
  [
    'two that end alike',
    [where('a', CLEAN), where('b', TWIN), found(CLEAN), found(TWIN)],
    ['number', 'number closes'],
  ],
  [
    'a question that is left open while another is asked',
    [where('a', CLEAN), where('b', DOUBTFUL), found(CLEAN), yes('c'), found(TAKEN)],
    ['readBack', 'ending', 'ending closes'],
  ],
  ['a parcel that is not there', [where('a', CLEAN), missing(CLEAN)], ['notFound']],
];

for (const [what, events, manners] of ROWS) {
  test(`call: speaks of ${what} as it should`, () => assert.deepEqual(mannersOf(events), manners));
}

const NAMED: [speakName: CallPolicy['speakName'], stranger: boolean, owner: boolean][] = [
  ['recognised', false, true],
  ['always', true, true],
  ['never', false, false],
  [undefined, false, false],
];
for (const [speakName, stranger, owner] of NAMED) {
  test(`call: SPEAK_NAME ${speakName} gives a name to a stranger ${stranger}, its owner ${owner}`, () => {
    const asked = [where('a', CLEAN), found(CLEAN)];
    const policy = speakName === undefined ? {} : { speakName };
    assert.equal(mannersOf(asked, policy)[0]?.includes('name'), stranger);
    assert.equal(mannersOf([recognised(CLEAN), ...asked], policy)[0]?.includes('name'), owner);
  });
}

test('call: a name is spoken once', () => {
  const events = [where('a', CLEAN), found(CLEAN), issue('b')];
  assert.deepEqual(mannersOf(events, { speakName: 'always' }), ['ending name closes', 'none told']);
});

test('a longer number with the same end is told apart by the whole of both', () => {
  const events = [where('a', CLEAN), found(CLEAN), where('b', 'XYZ9900001'), found('XYZ9900001')];
  assert.deepEqual(mannersOf(events), ['ending closes', 'number']);
});

test('noteTold() keeps one record of each parcel, the latest last, and so many', () => {
  const context = initialCallContext(callInput());
  const tell = (numbers: string[], number: string) => {
    const told = numbers.map((it) => cachedDelivery(it, 1_000));
    return noteTold({ ...context, told }, cachedDelivery(number)).told;
  };
  assert.deepEqual(tell([CLEAN, OTHER], CLEAN), [
    cachedDelivery(OTHER, 1_000),
    cachedDelivery(CLEAN),
  ]);
  const many = Array.from({ length: 20 }, (_, index) => `KT${index + 100_000}`);
  const kept = tell(many, CLEAN).map(({ delivery }) => delivery.trackingNumber);
  assert.deepEqual(kept, [...many.slice(1), CLEAN]);
});
