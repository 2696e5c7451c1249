import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { certify, writeCertificate } from '../scripts/dialogue-certificate.ts';

const certificate = certify();

for (const { what, holds, shown } of certificate.promises) {
  test(`dialogue: ${what}`, () => assert.ok(holds, shown));
}

test('docs/dialogue.md says what the chart promises', async () => {
  const page = await readFile(new URL('../docs/dialogue.md', import.meta.url), 'utf8');
  const isCurrent = page === writeCertificate(certificate);
  assert.ok(isCurrent, 'docs/dialogue.md is out of date: "npm run draw" writes it');
});
