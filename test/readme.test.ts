import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

test('README: every npm script that it names exists', () => {
  const named = [...README.matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)].map(
    ([, name]) => name ?? '',
  );
  assert.ok(named.length > 5);
  assert.deepEqual(
    named.filter((name) => !(name in scripts)),
    [],
  );
});

test('README: every file that it links to exists', () => {
  const linked = [...README.matchAll(/\]\(([^)#]+)\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !target.startsWith('http'));
  assert.ok(linked.length > 3);
  assert.deepEqual(
    linked.filter((target) => !existsSync(join(ROOT, target))),
    [],
  );
});

test('docs/configuration.md: is what the schema of the environment says', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['scripts/config-reference.ts', '--check'],
    { cwd: ROOT, encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
});
