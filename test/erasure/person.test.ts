import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHints, createMentions } from '../../src/erasure/person.ts';

const mentions = createMentions({
  numbers: new Set(['WB10000001']),
  phones: new Set(['+12025550101']),
  names: new Set(['Zoë  Lindqvist', 'Maria']),
  callIds: new Set(['call "1"']),
});

const NAMED = [
  'WB10000001',
  'it is wb 1000-0001, please',
  'W B, 1 0 0 0, 0 0 0 1',
  'W.B. 1000–0001',
  'w b one zero zero zero oh oh oh one',
  'WB one triple zero, triple zero one',
  JSON.stringify({ text: JSON.stringify('User:\nWB10000001\nAI: …') }),
  '+12025550101',
  'call (202) 555-0101',
  'two oh two, triple five, oh one oh one',
  'ZOË LINDQVIST',
  '{"call_id":"call \\"1\\""}',
];
const NOT_NAMED = [
  '',
  'WB100000012',
  'XWB10000001',
  'WB10000002',
  '120255501019',
  '202 555 0102',
  'Maria',
  'Zoë Lindqvistson',
  '{"call_id":"call 1"}',
];

describe('createMentions()', () => {
  for (const text of NAMED) test(`finds the person in ${text}`, () => assert.ok(mentions(text)));
  for (const text of NOT_NAMED) {
    test(`does not find the person in "${text}"`, () => assert.equal(mentions(text), false));
  }

  test('finds nobody of whom nothing is known', () => {
    const none = { numbers: [], phones: [], names: [], callIds: [] };
    const sets = Object.entries(none).map(([key]) => [key, new Set<string>()]);
    assert.equal(createMentions(Object.fromEntries(sets))('anything'), false);
  });
});

const hints = createHints({
  numbers: new Set(['WB10000001']),
  phones: new Set(),
  names: new Set(),
  callIds: new Set(),
});

for (const lead of ['end in', 'ends with', 'ended in', 'finish with', 'finishes on', 'last are']) {
  test(`createHints() finds the end of a number after "${lead}"`, () => {
    assert.deepEqual(hints(`it should ${lead} 0 0 0 1`), { hint: 'ending', value: '0001' });
  });
}

test('createHints(): a part of a name is one, and what many names have is none', () => {
  const names = new Set(['Ana de la Cruz']);
  const hints = createHints({ numbers: new Set(), phones: new Set(), callIds: new Set(), names });
  assert.deepEqual(hints('it is for cruz'), { hint: 'name', value: 'cruz' });
  assert.equal(hints('a bottle of cava de la casa'), null);
});
