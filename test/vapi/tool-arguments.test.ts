import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { en } from '../../machines/languages/en/en.ts';
import { readToolArguments } from '../../src/vapi/tool-arguments.ts';

const NONE = {
  heard: { readable: true, value: null },
  confirmed: null,
  answer: null,
  reason: null,
};

describe('readToolArguments() takes for no arguments', () => {
  for (const wire of [undefined, null, {}, '', ' \n', '{}', 'null', { trackingNumber: null }]) {
    test(String(JSON.stringify(wire)), () => assert.deepEqual(readToolArguments(wire, en), NONE));
  }
});

describe('readToolArguments() cannot read', () => {
  for (const wire of [
    '{',
    'WB123456',
    '[]',
    '"{}"',
    '7',
    [],
    7,
    true,
    `{"a":"${'x'.repeat(20_000)}"}`,
  ]) {
    test(JSON.stringify(wire).slice(0, 20), () => assert.equal(readToolArguments(wire, en), null));
  }
});

describe('readToolArguments() hears the number in', () => {
  const spellings: [unknown, unknown][] = [
    [{ trackingNumber: 'WB 1' }, 'WB 1'],
    [{ tracking_number: 'WB 1' }, 'WB 1'],
    [{ trackingId: 'WB 1' }, 'WB 1'],
    [{ tracking_id: 'WB 1' }, 'WB 1'],
    ['{"tracking_id":"WB 1"}', 'WB 1'],
    [{ tracking_id: 'b', trackingNumber: 'a' }, 'a'],
    [{ tracking_id: 'b', trackingNumber: null }, 'b'],
    [{ trackingNumber: 123456 }, 123456],
    [{ trackingNumber: -0 }, 0],
    [{ trackingNumber: 'x'.repeat(200) }, 'x'.repeat(200)],
    [JSON.parse('{"__proto__":{"trackingNumber":"X"}}'), null],
    [Object.create({ trackingNumber: 'X' }), null],
  ];
  for (const [wire, value] of spellings) {
    test(JSON.stringify(wire).slice(0, 50), () => {
      assert.deepEqual(readToolArguments(wire, en)?.heard, { readable: true, value });
    });
  }
});

describe('readToolArguments() finds unreadable as a number', () => {
  const values = [true, {}, ['WB123456'], 'x'.repeat(501), Number.POSITIVE_INFINITY];
  for (const trackingNumber of values) {
    test(String(trackingNumber).slice(0, 20), () => {
      assert.deepEqual(readToolArguments({ trackingNumber }, en)?.heard, { readable: false });
    });
  }
});

describe('readToolArguments() reads as confirmed', () => {
  const words: [unknown, unknown][] = [
    ...[true, 'true', 'TRUE', ' yes ', 'Yes', 'yeah', 'Yep.', 'correct', 'right', 'confirmed'].map(
      (word) => [word, true] as [unknown, unknown],
    ),
    ...[false, 'false', 'No', ' no', 'Nope', 'wrong', 'incorrect', 'denied'].map(
      (word) => [word, false] as [unknown, unknown],
    ),
    ...['', 'y', 'yes no', 'not wrong', 'correct it', 1, 0, [], [true], {}].map(
      (word) => [word, 'unclear'] as [unknown, unknown],
    ),
    [null, null],
    [undefined, null],
  ];
  for (const [confirmed, expected] of words) {
    test(`${JSON.stringify(confirmed)}: ${expected}`, () => {
      assert.equal(readToolArguments({ confirmed }, en)?.confirmed, expected);
    });
  }
});

describe('readToolArguments() reads as reason', () => {
  const reasons: [string, unknown, string | null][] = [
    ['a text', 'Damaged', 'Damaged'],
    ['lines, as one', 'a\nb\r\nc', 'a b c'],
    ['a blank text as none', ' ', null],
    ['a list as none', ['x'], null],
    ['a long text, cut', 'x'.repeat(5000), `${'x'.repeat(199)}…`],
  ];
  for (const [what, reason, expected] of reasons) {
    test(what, () => assert.equal(readToolArguments({ reason }, en)?.reason, expected));
  }
});
