import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Value } from 'typebox/value';
import { en } from '../../machines/languages/en/en.ts';
import { readEnvelope } from '../../src/vapi/envelope.ts';
import { MESSAGE_SCHEMAS } from '../../src/vapi/messages.ts';
import { readMessage } from '../../src/vapi/read-message.ts';
import { toCallEvents } from '../../src/vapi/to-call-events.ts';
import { turnsIn } from '../../src/vapi/turns.ts';
import { fixture, fixtureNames } from './fixtures.ts';
import { accept, readFixture } from './read-fixture.ts';

describe('readMessage() with every fixture', () => {
  for (const name of fixtureNames()) {
    test(`${name}: is accepted, whole and by its schema`, () => {
      const { message } = fixture(name);
      const read = accept({ message });
      if (read.type === 'unknown') return assert.equal(read.wireType, message.type);
      assert.deepEqual([...Value.Errors(MESSAGE_SCHEMAS[read.type], message)], []);
      assert.ok(String(message.type).startsWith(read.type));
    });

    test(`${name}: no credential in it is kept`, () => {
      const text = JSON.stringify(fixture(name));
      const read = accept(JSON.parse(text));
      const kept = [readEnvelope(read), toCallEvents(read, 0, en)];
      assert.doesNotMatch(JSON.stringify(kept), /not-a-real/);
      // Where the recording is, is read of a report; nobody has it who is not told to keep it.
      const links = /"(stereoR|r)ecording(Url)?":("[^"]*"|\{.*?\}\}?)/g;
      const isReport = read.type === 'end-of-call-report';
      const rest = JSON.stringify(read).replaceAll(isReport ? links : '', '');
      assert.doesNotMatch(rest, /not-a-real/);
    });
  }

  test('the fixtures cover every message type, and the README names each', () => {
    const names = fixtureNames();
    const types = new Set(names.map((name) => readFixture(name).type));
    assert.deepEqual(
      Object.keys(MESSAGE_SCHEMAS).filter((type) => !types.has(type as never)),
      [],
    );
    const index = readFileSync(new URL('../fixtures/vapi/README.md', import.meta.url), 'utf8');
    assert.deepEqual(
      names.filter((name) => !index.includes(`| ${name}.json `)),
      [],
    );
  });
});

describe('readMessage() refuses with the path and the reason', () => {
  const refusals: [string, unknown, string, RegExp][] = [
    ['an array', [], '', /must be object/],
    ['null', null, '', /must be object/],
    ['a text', 'hello', '', /must be object/],
    ['an empty object', {}, '/message', /must be present/],
    ['a null message', { message: null }, '/message', /must be object/],
    ['a list as message', { message: [] }, '/message', /must be object/],
    ['no type', { message: {} }, '/message/type', /must be present/],
    ['a null type', { message: { type: null } }, '/message/type', /must be string/],
    ['an empty type', { message: { type: '' } }, '/message/type', /1 character/],
    ['an object as type', { message: { type: {} } }, '/message/type', /must be string/],
    ['an inherited message', Object.create({ message: {} }), '/message', /must be present/],
    [
      'a status update without status',
      status(undefined),
      '/message/status',
      /must be present|string/,
    ],
    ['a status update with a null status', status(null), '/message/status', /must be string/],
    ['tool calls without a list', calls({}), '/message/toolCallList', /list of tool calls/],
    [
      'tool calls with a text as list',
      calls({ toolCallList: 'x' }),
      '/message/toolCallList',
      /list/,
    ],
    ['a list of rubbish', calls({ toolCallList: [1, null] }), '/message/toolCallList', /list/],
    ['a tool call without ID', calls({ toolCalls: [{}] }), '/message/toolCalls/0/id', /an ID/],
  ];
  for (const [what, body, path, reason] of refusals) {
    test(what, () => {
      const reading = readMessage(body);
      assert.ok(!reading.ok);
      assert.equal(reading.faults.length, 1);
      assert.equal(reading.faults[0]?.path, path);
      assert.match(reading.faults[0]?.reason ?? '', reason);
    });
  }
});

describe('readMessage() takes as harmless', () => {
  test('a field of the wrong type: it counts as absent', () => {
    const wrong = {
      call: 5,
      customer: [],
      timestamp: {},
      artifact: 'x',
      endedReason: 7,
      cost: 'a',
    };
    assert.deepEqual(readFixture('end-of-call-report-bare', wrong), {
      type: 'end-of-call-report',
      assistantVersion: null,
      analysis: {},
      startedAt: '2026-06-08T12:04:55.120Z',
      endedAt: '2026-06-08T12:05:20.120Z',
    });
  });

  test('a type that only the prototype knows: it is unknown', () => {
    const read = ['constructor', '__proto__', 'toString', 'unknown'].map((type) =>
      accept({ message: { type } }),
    );
    assert.deepEqual(new Set(read.map(({ type }) => type)), new Set(['unknown']));
  });

  test('a long unknown type: its label is cut and on one line', () => {
    const read = accept({ message: { type: `a\nb${'x'.repeat(4_000_000)}` } });
    assert.ok(read.type === 'unknown');
    assert.match(read.wireType, /^a bx{60}…$/);
  });

  test('keys that would pollute a prototype: they have no effect', () => {
    const text = `{"message":{"type":"tool-calls","__proto__":{"polluted":1},"constructor":
      {"prototype":{"polluted":1}},"toolCallList":[{"id":"a","__proto__":{"name":"x"},
      "function":{"name":"track_delivery","arguments":{"__proto__":{"trackingNumber":"X"}}}}]}}`;
    const read = accept(JSON.parse(text));
    assert.equal('polluted' in {}, false);
    assert.deepEqual(toCallEvents(read, 1, en), [
      {
        type: 'delivery.requested',
        topic: 'delivery',
        at: 1,
        toolCallId: 'a',
        tool: 'track_delivery',
        heard: null,
      },
    ]);
  });

  test('nesting of 100,000 levels, wherever it stands', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
    for (const name of fixtureNames()) {
      for (const field of Object.keys(fixture(name).message)) {
        if (field !== 'type') readMessage({ message: { ...fixture(name).message, [field]: deep } });
      }
    }
  });

  test('a conversation of 4.9 MB: its last turns are kept', () => {
    const said = { role: 'user', message: 'x'.repeat(100), content: null, time: 1 };
    const messages = Array.from({ length: 30_000 }, () => said).concat({ ...said, message: 'Bye' });
    const message = readFixture('conversation-update', { messages });
    const events = toCallEvents(message, 1, en);
    assert.ok(events[0]?.type === 'conversation.updated');
    assert.equal(events[0].turnCount, 200);
    assert.equal(turnsIn(message).at(-1)?.text, 'Bye');
  });
});

function status(value: unknown): unknown {
  return { message: { type: 'status-update', status: value } };
}

function calls(lists: Record<string, unknown>): unknown {
  return { message: { type: 'tool-calls', ...lists } };
}
