import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../../machines/languages/en/en.ts';
import { spokenName } from '../../src/speech/spoken-name.ts';

const rows: [name: string | undefined, spoken: string | null][] = [
  ['Maria Lopez', 'Maria Lopez'],
  ["Seán O'Brien-Ruiz", "Seán O'Brien-Ruiz"],
  ['Maria\n Lopez 📦', 'Maria Lopez'],
  [undefined, null],
  ['📦', null],
];

for (const [name, spoken] of rows) {
  test(`spokenName() says ${JSON.stringify(name)} as ${JSON.stringify(spoken)}`, () => {
    assert.equal(spokenName(name, en), spoken);
  });
}

test('spokenName() leaves out whole a name too long to say', () => {
  assert.equal(spokenName('N'.repeat(200), en), 'N'.repeat(200));
  assert.equal(spokenName('N'.repeat(201), en), null);
});
