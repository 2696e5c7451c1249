import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Turn } from '../../machines/call-events.ts';
import {
  forgetSaid,
  hearConversation,
  hearUtterance,
  readConversation,
  startTranscript,
  type ToldTurns,
  type Transcript,
  UNTOLD,
} from '../../machines/transcript.ts';

function hear(transcript: Transcript, all: ToldTurns): Transcript {
  return hearConversation(transcript, readConversation(transcript, all));
}

/** The same once all of it is on record. */
function recorded(transcript: Transcript): Transcript {
  return { ...transcript, fresh: [] };
}

const TURNS = Array.from({ length: 400 }, (_, index): Turn | null =>
  index % 4 === 3 ? null : { role: index % 2 ? 'caller' : 'assistant', text: `turn ${index}` },
);

/** The first entries of a conversation, and which of them were looked at. */
function tell(count: number) {
  const looked: number[] = [];
  const at = (index: number) => {
    looked.push(index);
    return TURNS.slice(0, count).at(index);
  };
  return { looked, told: { length: count, at } };
}

test('transcript: of a conversation that has grown, only what is new is read', () => {
  const before = hear(startTranscript(), tell(300).told);
  assert.equal(before.fresh.at(-1)?.text, 'turn 298');
  const { looked, told } = tell(303);
  assert.deepEqual(
    hear(recorded(before), told).fresh.map(({ text }) => text),
    ['turn 300', 'turn 301', 'turn 302'],
  );
  assert.ok(looked.every((index) => index >= 298) && looked.length <= 6, `${looked}`);
});

test('transcript: of a conversation that has not grown, its last turn is looked at', () => {
  const once = hear(startTranscript(), tell(100).told);
  const twice = hear(once, tell(100).told);
  const { looked, told } = tell(100);
  assert.deepEqual(hear(recorded(twice), told).fresh, []);
  assert.ok(looked.length <= 2, `${looked}`);
});

test('transcript: a conversation that was overtaken by a later one makes nothing new', () => {
  const before = recorded(hear(startTranscript(), tell(20).told));
  const late = hear(before, tell(10).told);
  assert.deepEqual(late.fresh, []);
  assert.deepEqual(
    hear(late, tell(22).told).fresh.map(({ text }) => text),
    ['turn 20', 'turn 21'],
  );
});

test('transcript: what is used up of an utterance stays on record as it was said', () => {
  const say = (text: string): Turn => ({ role: 'caller', text });
  const said = hearUtterance(startTranscript(), say('Where is my parcel?'));
  const told = hear(said, [say('Where is')]);
  assert.deepEqual(
    hear(told, [say('Where is my parcel, please?')]).fresh.map(({ text }) => text),
    ['Where is my parcel?', 'please?'],
  );
});

const caller = (text: string): Turn => ({ role: 'caller', text });

test('transcript: what the caller says is kept once, whoever tells it, until it is answered', () => {
  const heard = hearUtterance(startTranscript(), caller('No.'));
  const asked: Turn = { role: 'assistant', text: 'Is that right?' };
  const told = hear(heard, [asked, caller('No.')]);
  const more = hearUtterance(told, caller('It ends in 9.'));
  assert.deepEqual(more.said, ['No.', 'It ends in 9.']);
  assert.deepEqual(forgetSaid(more), { ...more, said: [] });
});

test('transcript: the latest that the caller says is kept, a long turn in pieces', () => {
  const many = Array.from({ length: 12 }, (_, index) => caller(`${index}`));
  assert.deepEqual(hear(startTranscript(), many).said, '2 3 4 5 6 7 8 9 10 11'.split(' '));
  const long = hearUtterance(startTranscript(), caller(`${'x'.repeat(999)}\nno`)).said;
  assert.deepEqual([long[0]?.length, long[1]?.length, long[2]], [500, 500, 'no']);
});

test('transcript: a call that is taken up again knows what was said and is not answered', () => {
  const assistant = { role: 'assistant', text: 'Is that right?' } as const;
  const turns = [caller('WB1'), assistant, caller('No.')];
  const resumed = startTranscript(turns, turns.slice(1));
  assert.deepEqual(resumed.said, ['No.']);
  assert.deepEqual(hear(resumed, turns).said, ['No.']);
});

test('an answer that is on record as one is not told once more by a process that starts again', () => {
  const onRecord = [
    { role: 'assistant', text: 'What is the last name?' },
    { role: 'caller', text: UNTOLD },
  ] as const;
  const before = startTranscript(onRecord);
  const all = [onRecord[0], caller('It is Fitzgerald.'), caller('And when does it come?')];
  const conversation = readConversation(before, all);
  const { fresh, said } = hearConversation(before, conversation);
  assert.deepEqual(fresh, [caller('And when does it come?')]);
  assert.deepEqual(said, ['And when does it come?']);
});

test('an answer ends where the assistant speaks after it', () => {
  const turns = [
    caller('It is Fitzgerald.'),
    { role: 'assistant', text: 'It is on its way.' } as const,
    caller('Thanks.'),
  ];
  const told = hearConversation(
    startTranscript(),
    { turns, lastAt: 2, isContinued: false },
    'answer',
  );
  assert.deepEqual(told.fresh, [caller(UNTOLD), ...turns.slice(1)]);
});
