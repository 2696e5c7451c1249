import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readMessage } from '../../src/vapi/read-message.ts';
import { readTurns, turnsIn } from '../../src/vapi/turns.ts';
import { readFixtureOf } from './read-fixture.ts';

describe('readTurns()', () => {
  test('finds the conversation in the artifact of tool calls, without prompts and tools', () => {
    const turns = readTurns(readFixtureOf('tool-calls', 'tool-calls'));
    assert.deepEqual(
      turns.map(({ role }) => role),
      ['assistant', 'caller'],
    );
  });

  test('finds the conversation of an early report, under the role of its time', () => {
    const turns = readTurns(readFixtureOf('end-of-call-report', 'end-of-call-report-2024'));
    assert.deepEqual(turns, [
      { role: 'assistant', text: 'Hello.' },
      { role: 'caller', text: 'My parcel?' },
    ]);
  });

  for (const field of ['messages', 'messagesOpenAIFormatted', 'conversation']) {
    test(`reads ${field} if it is the only list with a turn in it`, () => {
      const changes = {
        messages: [],
        messagesOpenAIFormatted: null,
        conversation: 5,
        artifact: {},
        [field]: [
          { role: 'tool', content: 'x' },
          { role: 'user', content: ' Hello ' },
        ],
      };
      const message = readFixtureOf('conversation-update', 'conversation-update', changes);
      assert.deepEqual(readTurns(message), [{ role: 'caller', text: 'Hello' }]);
    });
  }

  test('has no turns where there are none', () => {
    const changes = { messages: null, conversation: null, artifact: null };
    const message = readFixtureOf('conversation-update', 'conversation-update', changes);
    assert.deepEqual(readTurns(message), []);
  });

  test('cuts a long turn', () => {
    const messages = [{ role: 'user', message: 'x'.repeat(5000) }];
    const message = readFixtureOf('conversation-update', 'conversation-update', { messages });
    assert.equal(readTurns(message)[0]?.text.length, 2000);
  });
});

test('turnsIn(): reads an entry of the history when it is looked at, and not before', () => {
  let reads = 0;
  const messages = Array.from({ length: 300 }, (_, index) => ({
    role: 'user',
    get message() {
      reads += 1;
      return `turn ${index}`;
    },
  }));
  const message = {
    type: 'speech-update',
    role: 'user',
    status: 'started',
    artifact: { messages },
  };
  const reading = readMessage({ message });
  assert.ok(reading.ok);
  assert.equal(reads, 0);
  assert.equal(turnsIn(reading.message).at(299)?.text, 'turn 299');
  assert.ok(reads < 10, String(reads));
});
