import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnswerEvent } from '../../machines/call-events.ts';
import { askIdOf, questionOf, wireIdOf, withMark } from '../../machines/question.ts';
import { after, answered, NOON, where, yes } from './call-script.ts';
import { CLEAN, OTHER } from './scenarios/numbers.ts';

const answer = (words: string): AnswerEvent => ({
  ...{ type: 'verification.given', at: NOON, toolCallId: 'a', tool: 'verify_caller' },
  answer: words,
});

test('questionOf() is the same whenever a question comes, and whatever was said before it', () => {
  const asked = questionOf(where('a', CLEAN));
  assert.equal(questionOf(where('a', CLEAN, NOON + 1)), asked);
  assert.equal(questionOf(after('Hello.', where('a', CLEAN))), asked);
  assert.equal(questionOf(where(askIdOf('a', 1), CLEAN)), asked);
  const unheard = { ...yes('a'), isUnheard: true } as ReturnType<typeof yes>;
  assert.equal(questionOf(unheard), questionOf(yes('a')));
});

test('questionOf() does not depend on the order in which a question is written', () => {
  const fields = Object.entries(where('a', CLEAN));
  const turned = Object.fromEntries(fields.toReversed()) as ReturnType<typeof where>;
  assert.equal(questionOf(turned), questionOf(where('a', CLEAN)));
});

test('questionOf() is a text of its fields in the order of their names, as records keep it', () => {
  const written =
    '[["heard","WB100001"],["tool","track_delivery"],["toolCallId","a"],["topic","delivery"],' +
    '["type","delivery.requested"]]';
  assert.equal(questionOf(where('a', CLEAN)), written);
});

test('questionOf() tells questions apart by ID, tool, arguments and type', () => {
  const asked = [where('a', CLEAN), where('b', CLEAN), where('a', OTHER), yes('a', CLEAN)];
  assert.equal(new Set(asked.map(questionOf)).size, asked.length);
});

test('questionOf() has the mark of an answer, and neither its words nor whether it was right', () => {
  const asked = questionOf(answer('Okafor'));
  assert.doesNotMatch(asked, /Okafor|answer/);
  assert.notEqual(asked, questionOf(answer('Okafur')));
  assert.notEqual(asked, questionOf(answer('fOkaro')));
  assert.equal(questionOf(answered('a', true)), questionOf(answered('a', false)));
});

test('withMark() puts a mark below 256 in the place of the answer', () => {
  assert.deepEqual(withMark({ answer: 'ab', tool: 'x' }), {
    tool: 'x',
    mark: (97 * 31 + 98) % 256,
  });
});

test('askIdOf() numbers the questions of one ID from the second on, and wireIdOf() takes it off', () => {
  assert.deepEqual(
    [0, 1, 2].map((before) => askIdOf('a', before)),
    ['a', 'a\n2', 'a\n3'],
  );
  assert.deepEqual(['a', 'a\n2', ''].map(wireIdOf), ['a', 'a', '']);
});
