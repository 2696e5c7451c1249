import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readEnvelope } from '../../src/vapi/envelope.ts';
import { accept, readFixture } from './read-fixture.ts';

const CALL_ID = '019e8c41-5d2b-7aa6-9c3f-2f6b1d0e4a11';

test('readEnvelope(): tells the call, the caller, the control URL and the time, and no more', () => {
  assert.deepEqual(readEnvelope(readFixture('tool-calls')), {
    ok: true,
    value: {
      key: CALL_ID,
      thread: null,
      callerNumber: '+12025550123',
      controlUrl: `https://phone-call-websocket.aws-us-west-2-backend-production1.vapi.ai/${CALL_ID}/control`,
      sentAt: 1780920301214,
    },
  });
});

describe('readEnvelope() keys', () => {
  const keys: [string, Record<string, unknown>, string | undefined, string | null][] = [
    ['a call by its ID', { call: { id: 'a' }, chat: { id: 'b' } }, 'c', 'a'],
    ['a chat by no call', { chat: { id: 'b' } }, 'c', null],
    ['a body without either by the header', {}, 'c', 'c'],
    ['a call without ID by the header', { call: { id: null } }, 'c', 'c'],
    ['a call with an empty ID by the header', { call: { id: '' } }, 'c', 'c'],
    ['a call with a number as ID by the header', { call: { id: 7 } }, 'c', 'c'],
    ['nothing by an empty header', {}, '', null],
    ['nothing by no header', { call: null, chat: null }, undefined, null],
    ['the longest ID', { call: { id: 'x'.repeat(200) } }, undefined, 'x'.repeat(200)],
    ['an ID that names the prototype', { call: { id: '__proto__' } }, undefined, '__proto__'],
  ];
  for (const [what, fields, header, key] of keys) {
    test(what, () => {
      const headers = { 'x-call-id': header };
      const reading = readEnvelope(accept({ message: { type: 'hang', ...fields } }), headers);
      assert.ok(reading.ok);
      assert.equal(reading.value.key, key);
    });
  }
});

describe('readEnvelope() tells the thread of', () => {
  const none = { sessionId: null, chatId: null, previousChatId: null };
  const chat = { id: 'b', sessionId: 's', previousChatId: 'a' };
  const rows: [string, Record<string, unknown>, Record<string, string>, object | null][] = [
    ['a chat', { chat }, {}, { sessionId: 's', chatId: 'b', previousChatId: 'a' }],
    ['a chat with a session beside it', { chat: { id: 'b' } }, session('s'), inSession('s', 'b')],
    [
      'headers alone',
      {},
      { ...session('s'), 'x-chat-id': 'b', cookie: 'callId=' },
      inSession('s', 'b'),
    ],
    ['a session alone', {}, session('s'), { ...none, sessionId: 's' }],
    [
      'a chat with unusable others',
      { chat: { ...chat, sessionId: '', previousChatId: 'a\nb' } },
      {},
      {
        ...none,
        chatId: 'b',
      },
    ],
    ['a call: none', { call: { id: 'x' }, chat }, session('s'), null],
    ['nothing: none', {}, {}, null],
  ];
  for (const [what, fields, headers, thread] of rows) {
    test(what, () => {
      const reading = readEnvelope(accept({ message: { type: 'hang', ...fields } }), headers);
      assert.ok(reading.ok);
      assert.deepEqual(reading.value.thread, thread);
    });
  }

  function session(id: string): Record<string, string> {
    return { 'x-session-id': id };
  }

  function inSession(sessionId: string, chatId: string) {
    return { ...none, sessionId, chatId };
  }
});

describe('readEnvelope() refuses', () => {
  const refusals: [string, Record<string, unknown>, string | undefined, string][] = [
    ['a long call ID', { call: { id: 'x'.repeat(201) } }, 'c', '/message/call/id'],
    ['a call ID with a line break', { call: { id: 'a\nb' } }, 'c', '/message/call/id'],
    ['a long chat ID', { chat: { id: 'x'.repeat(201) } }, 'c', '/message/chat/id'],
    ['a long header', {}, 'x'.repeat(201), '/headers/x-call-id'],
  ];
  for (const [what, fields, header, path] of refusals) {
    test(what, () => {
      const headers = { 'x-call-id': header };
      const reading = readEnvelope(accept({ message: { type: 'hang', ...fields } }), headers);
      assert.ok(!reading.ok);
      assert.equal(reading.faults[0]?.path, path);
    });
  }

  for (const name of ['status-update', 'end-of-call-report']) {
    test(`${name} that belongs to no call`, () => {
      const reading = readEnvelope(readFixture(name, { call: null }));
      assert.ok(!reading.ok);
      assert.equal(reading.faults[0]?.path, '/message/call/id');
    });
  }
});

describe('readEnvelope() reads', () => {
  const fields: [string, Record<string, unknown>, Record<string, unknown>][] = [
    ['an ISO time', { timestamp: '2024-07-18T15:22:09.417Z' }, { sentAt: 1721316129417 }],
    ['a time that is none as null', { timestamp: 'soon' }, { sentAt: null }],
    ['the customer beside the call', { customer: { number: '+12025550144' } }, numbered(44)],
    ['an empty customer of the call', { call: { customer: {} }, ...top(45) }, numbered(45)],
    ['the call’s customer first', { call: { customer: number(46) }, ...top(47) }, numbered(46)],
    ['no number as null', {}, { callerNumber: null }],
    [
      'a number in another form',
      { customer: { number: 'sip:12025550148@carrier.example' } },
      numbered(48),
    ],
    [
      'a number that is withheld as null',
      { customer: { number: 'anonymous' } },
      { callerNumber: null },
    ],
    [
      'an overlong number as null',
      { customer: { number: '1'.repeat(51) } },
      { callerNumber: null },
    ],
    ['a control URL in brackets', control('<https://x.vapi.ai/c>'), url('https://x.vapi.ai/c')],
    ['an empty control URL as null', control(''), url(null)],
  ];
  for (const [what, given, expected] of fields) {
    test(what, () => {
      const reading = readEnvelope(accept({ message: { type: 'hang', ...given } }));
      assert.ok(reading.ok);
      assert.partialDeepStrictEqual(reading.value, expected);
    });
  }
});

function number(last: number): { number: string } {
  return { number: `+120255501${last}` };
}

function top(last: number): { customer: { number: string } } {
  return { customer: number(last) };
}

function numbered(last: number): { callerNumber: string } {
  return { callerNumber: number(last).number };
}

function control(controlUrl: string): Record<string, unknown> {
  return { call: { monitor: { controlUrl } } };
}

function url(controlUrl: string | null): Record<string, unknown> {
  return { controlUrl };
}
