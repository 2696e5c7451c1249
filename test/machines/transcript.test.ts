import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Turn } from '../../machines/call-events.ts';
import {
  forgetSaid,
  hearConversation,
  hearUtterance,
  lastTurn,
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
  assert.ok(looked.every((index) => index >= 294) && looked.length <= 12, `${looked}`);
});

test('transcript: of a conversation that has not grown, its last turns are looked at', () => {
  const once = hear(startTranscript(), tell(100).told);
  const twice = hear(once, tell(100).told);
  const { looked, told } = tell(100);
  const before = recorded(twice);
  assert.equal(hear(before, told), before);
  assert.deepEqual(before.fresh, []);
  assert.ok(looked.length <= 8, `${looked}`);
});

test('transcript: a conversation that has lost its oldest turns is no longer one, whatever is said again', () => {
  const asked = ['WB1?', 'WB2?', 'WB3?'].flatMap((text) => [assistant(text), caller('No.')]);
  const before = recorded(hear(startTranscript(), asked.slice(0, 4)));
  assert.deepEqual(hear(before, asked.slice(2)).fresh, asked.slice(4));
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
const assistant = (text: string): Turn => ({ role: 'assistant', text });

test('transcript: what the caller says is kept once, whoever tells it, until it is answered', () => {
  const heard = hearUtterance(startTranscript(), caller('No.'));
  const told = hear(heard, [assistant('Is that right?'), caller('No.')]);
  const more = hearUtterance(told, caller('It ends in 9.'));
  assert.deepEqual(more.said, ['No.', 'It ends in 9.']);
  assert.deepEqual(told.overheard, []);
  const answered = forgetSaid(more);
  assert.deepEqual(answered, { ...more, said: [] });
  assert.equal(forgetSaid(answered), answered);
});

test('transcript: the latest that the caller says is kept, a long turn in pieces', () => {
  const many = Array.from({ length: 12 }, (_, index) => caller(`${index}`));
  assert.deepEqual(hear(startTranscript(), many).said, '2 3 4 5 6 7 8 9 10 11'.split(' '));
  const long = hearUtterance(startTranscript(), caller(`${'x'.repeat(999)}\nno`)).said;
  assert.deepEqual([long[0]?.length, long[1]?.length, long[2]], [500, 500, 'no']);
  assert.deepEqual(hearUtterance(startTranscript(), caller('')).said, []);
});

test('transcript: a call that is taken up again knows what was said and is not answered', () => {
  const turns = [caller('WB1'), assistant('Is that right?'), caller('No.')];
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
  const turns = [caller('It is Fitzgerald.'), assistant('It is on its way.'), caller('Thanks.')];
  const told = hearConversation(
    startTranscript(),
    { turns, lastAt: 2, isContinued: false },
    'answer',
  );
  assert.deepEqual(told.fresh, [caller(UNTOLD), ...turns.slice(1)]);
});

test('what is said while somebody is asked who they are is an answer, whoever speaks in between', () => {
  const turns = [caller('Who?'), assistant('The name, please.'), caller('Fitzgerald.')];
  const conversation = { turns, lastAt: 2, isContinued: false };
  const { fresh, said } = hearConversation(startTranscript(), conversation, 'all');
  assert.deepEqual(fresh, [caller('[answer]'), turns[1], caller('[answer]')]);
  assert.deepEqual(said, []);
});

test('what is said after the assistant has spoken is no answer any more', () => {
  const turns = [assistant('It is on its way.'), caller('Thanks.')];
  const conversation = { turns, lastAt: 1, isContinued: false };
  assert.deepEqual(hearConversation(startTranscript(), conversation, 'answer').fresh, turns);
});

test('an answer on record stands for no words but those of a caller who gave one', () => {
  const onRecord = [caller('Hello.'), assistant('[answer]'), caller(UNTOLD)];
  const news = [assistant('The name, please.'), caller('Fitzgerald.'), caller('Is it late?')];
  assert.deepEqual(hear(startTranscript(onRecord), news).fresh, [news[0], news[2]]);
  assert.deepEqual(hear(startTranscript(onRecord.slice(0, 2)), news).fresh, news);
});

test('transcript: at the start of a call nothing is known', () => {
  assert.deepEqual(startTranscript(), {
    ...{ fresh: [], said: [] },
    ...{ told: [], lastAt: -1, untranscribed: [], overheard: [] },
  });
});

const hearEach = (heard: Transcript, turn: Turn) => hearUtterance(heard, turn);

test('lastTurn(): the newest of what is known, whoever told it, and null for nothing', () => {
  const told = [assistant('Hello.'), caller('Hi.'), caller('Where is it?')];
  const first = hear(startTranscript(), told);
  assert.deepEqual(lastTurn(first), caller('Where is it?'));
  assert.deepEqual(lastTurn(recorded(first)), caller('Where is it?'));
  const heard = ['My', 'parcel.', 'The blue one.'].map(caller).reduce(hearEach, first);
  assert.deepEqual(lastTurn(heard), caller('The blue one.'));
  assert.deepEqual(lastTurn(recorded(heard)), caller('The blue one.'));
  assert.equal(lastTurn(startTranscript()), null);
});

test('transcript: of a conversation that never ends as much is kept as is needed', () => {
  const before = hear(startTranscript(), tell(300).told);
  const ends = ({ told }: Transcript) => [told.length, told[0]?.text, told.at(-1)?.text];
  assert.deepEqual(ends(before), [200, 'turn 33', 'turn 298']);
  assert.deepEqual(ends(hear(before, tell(302).told)), [200, 'turn 36', 'turn 301']);
});

test('transcript: of what only the transcriber tells, and of what is not on record, the latest stays', () => {
  let heard = startTranscript();
  for (let index = 0; index <= 1000; index += 1) {
    heard = hearUtterance(heard, assistant(`${index}`));
  }
  const ends = (turns: Turn[]) => [turns.length, turns[0]?.text, turns.at(-1)?.text];
  assert.deepEqual(ends(heard.overheard), [20, '981', '1000']);
  assert.deepEqual(ends(heard.fresh), [1000, '1', '1000']);
});

/** What is new of a conversation, in texts, to who was told another one before. */
function newIn(before: readonly Turn[], after: readonly Turn[]): string[] {
  return hear(recorded(hear(startTranscript(), before)), after).fresh.map(({ text }) => text);
}

const TALK = [assistant('One?'), caller('Yes.'), assistant('Two?'), caller('Yes.')];

const TOLD_AGAIN: [what: string, before: Turn[], after: Turn[], news: string[]][] = [
  [
    'whose oldest turns are left out is told from where it was known',
    TALK,
    [...TALK.slice(2), assistant('Three?'), caller('No.')],
    ['Three?', 'No.'],
  ],
  [
    'that is another one altogether has a new last turn',
    TALK.slice(0, 3),
    [caller('Hello?')],
    ['Hello?'],
  ],
  [
    'that is shorter and not the beginning of what was told has a new last turn',
    TALK,
    [assistant('Well?'), caller('Yes.'), assistant('Good.')],
    ['Good.'],
  ],
  [
    'whose last turn is worded anew has in it nothing new',
    [assistant('It is on its w')],
    [assistant('Your parcel comes today.'), caller('Thanks.')],
    ['Thanks.'],
  ],
  [
    'whose last turn has lost its punctuation has in it nothing new',
    [caller('Where is my parcel?')],
    [caller('Where is my parcel'), assistant('Let me look.')],
    ['Let me look.'],
  ],
];

for (const [what, before, after, news] of TOLD_AGAIN) {
  test(`transcript: a conversation ${what}`, () => assert.deepEqual(newIn(before, after), news));
}

test('transcript: a conversation that stands further down by now is known where it stands', () => {
  const before = recorded(hear(startTranscript(), TALK));
  const moved = { length: 5, at: (index: number) => [null, ...TALK][index] };
  const after = hear(before, moved);
  assert.deepEqual([after.fresh, after.lastAt], [[], 4]);
});

const TOLD_TWICE: [what: string, heard: Turn, told: Turn[], fresh: string[]][] = [
  ['a no that comes twice', caller('No'), [caller('No.'), caller('No.')], ['No', 'No.']],
  ['what begins with a space', caller('No.'), [caller('\n No.')], ['No.']],
  [
    'an assistant who says what the caller has said',
    caller('The blue one.'),
    [assistant('The blue one. Right?')],
    ['The blue one.', 'The blue one. Right?'],
  ],
  ['nothing, which is no part of anything', caller(''), [caller('My  own.')], ['', 'My  own.']],
];

for (const [what, heard, told, fresh] of TOLD_TWICE) {
  test(`transcript: told by the transcriber, then by the conversation: ${what}`, () => {
    const turns = hear(hearUtterance(startTranscript(), heard), told).fresh;
    assert.deepEqual(
      turns.map(({ text }) => text),
      fresh,
    );
  });
}
