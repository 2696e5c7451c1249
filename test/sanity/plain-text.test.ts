import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { plainText } from '../../src/sanity/plain-text.ts';

const ROWS: [what: string, written: string, plain: string][] = [
  ['emphasis and an entity', '**Held** at customs &amp; waiting', 'Held at customs & waiting'],
  ['single marks', '*Held* _at_ `customs`, ~~lost~~', 'Held at customs, lost'],
  ['a link by its text', 'See [our help](https://example.com/a_(b)) first', 'See our help first'],
  ['a picture by its text', '![A dent](x.png "t") in it', 'A dent in it'],
  ['a bare address by its host', 'See https://www.example.com/a/b?c=1.', 'See example.com.'],
  ['a heading and a quotation', '## Held\n> at customs', 'Held at customs'],
  ['a list by commas', 'Missing:\n- a form\n- a stamp\n', 'Missing: a form, a stamp'],
  ['a numbered list by commas', '1. a form\n2. a stamp', 'a form, a stamp'],
  ['a list of sentences', '* Call us.\n* Bring it.', 'Call us. Bring it.'],
  ['HTML', '<p class="x">A <b>bro</b>ken seal<br/>here</p>', 'A broken seal here'],
  ['a list of HTML', '<ul><li>a form</li><li>a stamp</li></ul>', 'a form, a stamp'],
  ['what HTML does not show', 'Held<!-- by Bo --><script>alert(1)</script>', 'Held'],
  ['entities of entities', '&amp;lt;b&amp;gt;Held&amp;lt;/b&amp;gt; &#39;x&#39;', "Held 'x'"],
  ['the markup of speech', '<speak>Held <break time="9s"/>up</speak>', 'Held up'],
  ['hidden characters', 'He\u200bld\u202e up\u{e0041}\ue000\ufe0f', 'Held up'],
  ['hidden marks', '<\u200bb>Held</b>', 'Held'],
];
for (const [what, written, plain] of ROWS) {
  test(`plainText() reads ${what}`, () => assert.equal(plainText(written), plain));
}

const KEPT = [
  'Left <Gate 4>, weight < 5 kg, height > 2 m',
  '4. Floor, ring twice',
  'Flat 4/B (rear), "call first" & wait #12',
  'Size 2 * 3 * 4, code A_1_B, 5*4=20',
  'R&D, AT&T, 3 &nope; 4',
  'José Ñuñez, 山田太郎, Łódź - again',
  'Note [sic]: (late)',
];
for (const text of KEPT) {
  test(`plainText() leaves ${text} as it is`, () => assert.equal(plainText(text), text));
}

test('plainText() is one line that hides nothing, whatever was written', () => {
  const mark = fc.constantFrom('<', '>', '/', 'b', '*', '_', '`', '[', ']', '(', ')', '-', '\n');
  const odd = fc.constantFrom(' ', '&', ';', 'amp', '#', '\u200b', '\u202e', '\ue000');
  const text = fc.string({
    unit: fc.oneof(mark, odd, fc.string({ unit: 'binary', maxLength: 1 })),
  });
  fc.assert(
    fc.property(text, (written) => {
      const plain = plainText(written);
      assert.doesNotMatch(plain, /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\n]|<\/?b>|^\s|\s$|\s\s/iu);
    }),
  );
});

test('plainText() comes to an end for long hostile text', () => {
  // Each would be slow if a pattern could go back on itself: the test ends at all.
  for (const unit of [
    '<!--',
    '[a](',
    '**',
    '_a',
    '`',
    '<b ',
    '- \n',
    '&amp;',
    'http://',
    '| --- ',
  ]) {
    assert.ok(plainText(unit.repeat(50_000 / unit.length)).length <= 50_000);
  }
});
