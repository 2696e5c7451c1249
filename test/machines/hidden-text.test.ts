import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visibleLine, withoutHidden } from '../../machines/hidden-text.ts';

const ROWS: [what: string, text: string, seen: string][] = [
  ['nothing of what nobody sees', 'He\u200bl\ue000\u{e0041}d\ufe0f', 'Held'],
  ['every break of a line', 'a\r\nb\rc\u2028d\u2029e\u0085f\vg\fh\ni', 'a\nb\nc\nd\ne\nf\ng\nh\ni'],
  ['a space for what is broken', 'a\tb\u0000c\ud83d', 'a b c '],
  ['all else as it is', 'Vorsicht,  Glas 📦', 'Vorsicht,  Glas 📦'],
];
for (const [what, text, seen] of ROWS) {
  test(`withoutHidden() leaves ${what}`, () => assert.equal(withoutHidden(text), seen));
}

test('visibleLine() is one line, with single spaces and none at an edge', () => {
  assert.equal(visibleLine(' Left  at\r\n\u200b the\tdoor.\n'), 'Left at the door.');
});
