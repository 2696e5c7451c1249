import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { en } from '../../machines/languages/en/en.ts';
import { cutAtWord, endSentence, spokenText } from '../../src/speech/spoken-text.ts';

const rows: [what: string, text: string, spoken: string][] = [
  ['leaves ordinary text as it is', 'Flat 4/B (rear), "call first"', ''],
  ['says symbols as words', 'Gate #4 & door -> desk|left', 'Gate number 4 and door to desk, left'],
  ['leaves other scripts as they are', 'José Ñuñez, 山田太郎, Łódź', ''],
  ['leaves a lone comparison as it is', 'Weight > 5 kg, height < 2 m', ''],
  ['brings lines together', ' Gate\r\nlocked\u2028\t today\u0000 ', 'Gate locked today'],
  ['takes emoji out', 'Left 📦 at door 👩‍🚀 5️⃣ 🇩🇪!', 'Left at door 5 !'],
  ['keeps the words of a tag', 'A <b>broken</b> seal', 'A b broken /b seal'],
  ['opens a tag that is never closed', 'A <break time', 'A break time'],
  ['opens a tag around a tag', '<<b>b>x', '< b b>x'],
  ['opens a tag hidden by a character without width', '<\u200bb>', 'b'],
  ['opens template placeholders', 'Call {{customer.number}} {% now %}', 'Call customer.number now'],
  ['drops halves of a character', 'a\ud83d b\udce6', 'a b'],
  ['drops marks that turn the line around', 'a\u202eb', 'ab'],
];

for (const [what, text, spoken] of rows) {
  test(`spokenText() ${what}`, () => {
    assert.equal(spokenText(text, en), spoken === '' ? text : spoken);
  });
}

test('spokenText() is one line without tags, and nothing changes the second time', () => {
  const piece = fc.constantFrom('<', '>', '/', 'b', '{', '{', '%', '}', ' ', '\n', '📦', '\u200b');
  const text = fc.string({ unit: fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 1 })) });
  fc.assert(
    fc.property(text, (raw) => {
      const spoken = spokenText(raw, en);
      assert.doesNotMatch(spoken, /[\p{Cc}\u2028\u2029]|<[a-z/!?]|\{\{|\{%|%\}|\}\}/iu);
      assert.equal(spokenText(spoken, en), spoken);
      assert.ok(spoken.isWellFormed());
    }),
  );
});

const cuts: [text: string, lengthMax: number, cut: string][] = [
  ['gate locked', 11, 'gate locked'],
  ['gate locked', 10, 'gate'],
  ['a gate locked', 6, 'a gate'],
  ['gate, locked', 8, 'gate'],
  ['locked', 3, 'loc'],
  ['a📦', 2, 'a'],
];
for (const [text, lengthMax, cut] of cuts) {
  test(`cutAtWord() cuts "${text}" at ${lengthMax} to "${cut}"`, () => {
    assert.equal(cutAtWord(text, lengthMax), cut);
  });
}

for (const ended of ['Locked.', 'Locked!', 'Locked?', 'He said "no."', 'Locked…']) {
  test(`endSentence() leaves ${ended} as it is`, () => {
    assert.equal(endSentence(ended), ended);
  });
}

test('endSentence() adds a full stop where there is none', () => {
  assert.equal(endSentence('Gate locked (rear)'), 'Gate locked (rear).');
});
