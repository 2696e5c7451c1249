import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { en } from '../../machines/languages/en/en.ts';
import {
  type Conversation,
  readConversations,
  type WrittenTurn,
} from '../../scripts/bench-talk/conversations.ts';
import { judgeReplies } from '../../scripts/bench-talk/judge-replies.ts';
import { judgeTurn } from '../../scripts/bench-talk/judge-turn.ts';

const DIRECTORY = join(import.meta.dirname, '../fixtures/talk');

const CONVERSATION: Conversation = {
  family: 'a',
  onTable: 'WB10447291',
  isAside: false,
  turns: [],
};

const judge = (at: WrittenTurn['at'], said: string, meant: string) =>
  judgeTurn({ at, said, meant }, CONVERSATION, en);

test('bench:talk: what callers say in our conversations is understood', () => {
  const conversations = readConversations(DIRECTORY);
  assert.ok(conversations.length >= 150);
  const judged = conversations.flatMap((conversation) =>
    conversation.turns.map((turn) => ({ turn, ...judgeTurn(turn, conversation, en) })),
  );
  const told = (rows: typeof judged) => rows.map(({ turn, read }) => `${turn.said}: ${read}`);
  assert.deepEqual(told(judged.filter(({ isWrongNumber }) => isWrongNumber)), []);
  assert.deepEqual(told(judged.filter(({ isUnbidden }) => isUnbidden)), []);
  const missed = judged.filter(({ isRight }) => !isRight);
  // Of those that are set aside nothing is shown: rules are not to be made by them.
  assert.ok(missed.length <= judged.length * 0.03, `${missed.length} of ${judged.length}`);
});

test('judgeReplies() counts what is taken for a yes and for a no', () => {
  const rows = [
    { dialogue: 'a', reply: 'Yes, thanks.', acts: ['AFFIRM'] },
    { dialogue: 'b', reply: 'Not a yes at all', acts: ['AFFIRM'] },
    { dialogue: 'c', reply: 'No, the blue one', acts: ['NEGATE'] },
    { dialogue: 'd', reply: 'I like trains', acts: ['NEGATE'] },
  ];
  assert.deepEqual(judgeReplies(rows, en), {
    yeses: { rows: 2, yes: 1, denied: 1 },
    noes: { rows: 2, yes: 0, denied: 1 },
  });
});

test('judgeTurn() holds kinds, characters and order against what is meant', () => {
  assert.equal(judge('need', 'WB10447291', 'number WB10447291').isRight, true);
  assert.equal(judge('need', 'WB10447291', 'number WB10447295').isRight, false);
  assert.equal(judge('need', 'WB10447291', 'no|number').isRight, true);
  assert.equal(judge('confirm', 'yes, when does it come?', 'yes + ask when').isRight, true);
  assert.equal(judge('confirm', 'yes, when does it come?', 'ask when + yes').isRight, false);
  assert.equal(judge('confirm', 'it ends in five', 'correction WB10447295').isRight, true);
});

test('judgeTurn() tells numbers that nobody said, and what nobody asked', () => {
  assert.equal(judge('need', 'WB10447291', 'offTopic').isWrongNumber, true);
  assert.equal(judge('need', 'WB10447291', 'number WB10447291').isWrongNumber, false);
  assert.equal(judge('confirm', 'yes', 'no').isUnbidden, true);
  assert.equal(judge('report', 'when does it come', 'offTopic').isUnbidden, true);
  assert.equal(judge('confirm', 'yes', 'yes').isUnbidden, false);
});
