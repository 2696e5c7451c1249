import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { en } from '../../machines/languages/en/en.ts';
import { readUtterance } from '../../src/grounding/utterance.ts';

const MOODS: [said: string, ...moods: string[]][] = [
  ['It was delivered.', 'stated'],
  ['Was it delivered?', 'asked'],
  ['It was delivered, can I help with anything more?', 'stated', 'asked'],
  ['It is WB10000001, is that right?', 'readBack', 'asked'],
  ['It is WB10000001. Correct?', 'readBack', 'asked'],
  ["If it is late, I'll call.", 'supposed', 'stated'],
  ['It comes when it is ready.', 'stated', 'supposed'],
  ['It comes before noon.', 'stated'],
  ["I'm sorry to hear it is late.", 'stated', 'echoed'],
  ['Let me check your delayed parcel.', 'offered'],
  ['Please say the number.', 'requested'],
  ['Parcels are usually delivered in two days.', 'general'],
  ['Have a great day!', 'social'],
  ['It came at 4 p.m. on Monday.', 'stated'],
  ['It came at 4 pm. on Monday.', 'stated'],
  ['It comes e.g. on Monday.', 'stated'],
  ['It is not. Was it delivered?', 'stated', 'asked'],
  ['It was delivered, Can I help with anything more?', 'stated', 'asked'],
  ['It is late. Please hold.', 'stated', 'requested'],
  ['And  please hold.', 'requested'],
  ['Some say it is late.', 'stated'],
];

for (const [said, ...moods] of MOODS) {
  test(`readUtterance() hears "${said}" as ${moods.join(', then ')}`, () => {
    assert.deepEqual(
      readUtterance(said, en.claims.moods).clauses.map(({ mood }) => mood),
      moods,
    );
  });
}

test('readUtterance() cuts a text without gaps, whatever it is', () => {
  const word = fc.constantFrom(
    'It is',
    '?',
    '. ',
    ', ',
    'if',
    "I'll check",
    '\n',
    'right',
    '’',
    'A',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), (words) => {
      const text = words.join(' ');
      const { clauses } = readUtterance(text, en.claims.moods);
      for (const [index, { start, end }] of clauses.entries()) {
        assert.ok(start < end);
        assert.equal(start, clauses[index - 1]?.end ?? 0);
      }
    }),
  );
});
