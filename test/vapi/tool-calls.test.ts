import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { en } from '../../machines/languages/en/en.ts';
import {
  listToolCalls,
  readReplayedCalls,
  readToolCalls,
  type ToolCall,
} from '../../src/vapi/tool-calls.ts';
import { readFixtureOf } from './read-fixture.ts';

describe('readToolCalls() finds the same call in', () => {
  const shapes: [string, string, string, string | null][] = [
    ['tool-calls', 'call_Qx7fV2mLr0aW5yTn8KbZ', 'track_delivery', 'WB 123456'],
    ['tool-calls-json-text', 'call_text_arguments_1', 'track_delivery', 'WB-123456'],
    ['tool-calls-flat', 'toolu_flat_arguments', 'track_delivery', 'WB123456'],
    ['tool-calls-with-tools-only', 'call_only_in_tool', 'confirm_tracking_number', null],
    ['tool-calls-chat', 'call_chat_1', 'track_delivery', 'WB-123456'],
    ['tool-calls-nulls', 'call_nulls_1', 'track_delivery', null],
    ['tool-calls-static-parameters', 'call_static_1', 'track_delivery', 'WB123456'],
    ['tool-calls-2024', 'call_2024_1', 'track_delivery', 'WB123456'],
  ];
  for (const [name, toolCallId, tool, heard] of shapes) {
    test(name, () => {
      const [call] = read(name);
      assert.equal(call?.toolCallId, toolCallId);
      assert.equal(call?.tool, tool);
      assert.deepEqual(call?.args?.heard, { readable: true, value: heard });
    });
  }
});

describe('readToolCalls()', () => {
  test('keeps the order asked', () => {
    assert.deepEqual(
      read('tool-calls-several').map(({ tool }) => tool),
      ['track_delivery', 'confirm_tracking_number', 'request_human', 'open_door'],
    );
  });

  test('reads flat parameters', () => {
    const args = read('tool-calls-flat')[1]?.args;
    assert.deepEqual(args?.heard, { readable: true, value: 'WB123456' });
  });

  test('passes over an empty list and one that is no list', () => {
    const lists = { toolCallList: [], toolCalls: 'x' };
    assert.equal(read('tool-calls', lists).length, 1);
    assert.equal(read('tool-calls', { toolCallList: null }).length, 1);
  });

  test('takes an empty list for no calls', () => {
    const lists = { toolCallList: [], toolCalls: [], toolWithToolCallList: [] };
    assert.deepEqual(read('tool-calls', lists), []);
  });

  test('leaves out a call that no answer could name, and serves the others', () => {
    const toolCallList = [
      {},
      'x',
      { id: '' },
      { id: 'x'.repeat(201) },
      { id: 'a\u2028b' },
      call('b'),
    ];
    assert.deepEqual(
      read('tool-calls', { toolCallList }).map(({ toolCallId }) => toolCallId),
      ['b'],
    );
  });

  test('lists an ID as often as it is asked', () => {
    assert.equal(read('tool-calls', { toolCallList: [call('a'), call('b'), call('a')] }).length, 3);
  });

  test('takes 50 calls', () => {
    const toolCallList = Array.from({ length: 50 }, (_, index) => call(`call_${index}`));
    assert.equal(read('tool-calls', { toolCallList }).length, 50);
  });

  test('keeps a name on one line and within its limit', () => {
    const toolCallList = [
      { id: 'a', name: `x\ny${'z'.repeat(100)}` },
      { id: 'b', name: ' ' },
    ];
    const [long, blank] = read('tool-calls', { toolCallList });
    assert.equal(long?.tool, `x y${'z'.repeat(60)}…`);
    assert.equal(blank?.tool, 'unnamed');
  });

  test('takes the nested name and arguments before the flat ones', () => {
    const nested = { name: 'request_human', arguments: '{"reason":"a"}' };
    const toolCallList = [{ id: 'a', name: 'x', arguments: { reason: 'b' }, function: nested }];
    const [first] = read('tool-calls', { toolCallList });
    assert.equal(first?.tool, 'request_human');
    assert.equal(first?.args?.reason, 'a');
  });
});

describe('readReplayedCalls()', () => {
  const told: [title: string, history: string[], own: string[], earlier: string[]][] = [
    ['gives what stands before its own', ['a', 'b'], ['b'], ['a']],
    ['leaves out its own, several at once', ['a', 'b', 'c'], ['b', 'c'], ['a']],
    ['gives all where its own do not stand there', ['a', 'b'], ['c'], ['a', 'b']],
    ['keeps an earlier one of the same ID', ['a', 'b'], ['a'], ['a', 'b']],
    ['keeps it beside its own', ['a', 'b', 'a'], ['a'], ['a', 'b']],
  ];
  for (const [title, history, own, earlier] of told) {
    test(title, () => {
      const message = readFixtureOf('tool-calls', 'tool-calls', {
        toolCallList: own.map(call),
        artifact: { messages: [{ role: 'tool_calls', toolCalls: history.map(call) }] },
      });
      const ids = readReplayedCalls(message, en).map(({ toolCallId }) => toolCallId);
      assert.deepEqual(ids, earlier);
    });
  }
});

test('readReplayedCalls() keeps an earlier one of the same ID that stands last and asks something else', () => {
  const asking = (trackingNumber: string) => ({
    ...{ id: 'a', type: 'function' },
    function: { name: 'track_delivery', arguments: { trackingNumber } },
  });
  const message = readFixtureOf('tool-calls', 'tool-calls', {
    toolCallList: [asking('WB10000002')],
    artifact: { messages: [{ role: 'tool_calls', toolCalls: [asking('WB10000001')] }] },
  });
  assert.equal(readReplayedCalls(message, en).length, 1);
});

function read(name: string, changes: Record<string, unknown> = {}): ToolCall[] {
  const message = readFixtureOf('tool-calls', name, changes);
  assert.ok(listToolCalls(message).ok);
  return readToolCalls(message, en);
}

function call(id: string): Record<string, unknown> {
  return { id, function: { name: 'track_delivery', arguments: {} } };
}
