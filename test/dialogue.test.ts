import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { certify, writeCertificate } from '../scripts/dialogue-certificate.ts';

const certificate = certify();

for (const { what, holds, shown } of certificate.defined) {
  test(`dialogue: ${what}`, () => assert.ok(holds, shown));
}

for (const { under, promises } of certificate.explored) {
  for (const { what, holds, shown } of promises) {
    test(`dialogue: ${under}: ${what}`, () => assert.ok(holds, shown));
  }
}

test('docs/dialogue.md says what the chart promises', async () => {
  const page = await readFile(new URL('../docs/dialogue.md', import.meta.url), 'utf8');
  const isCurrent = page === writeCertificate(certificate);
  assert.ok(isCurrent, 'docs/dialogue.md is out of date: "npm run draw" writes it');
});
