import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { knownStatus } from '../machines/delivery.ts';
import { DELIVERY_QUERY } from '../src/sanity/query.ts';
import { readQueryShape } from '../src/sanity/query-shape.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'AGENTS.md',
  'llms.txt',
  ...docsPages(),
];
const texts = new Map(PAGES.map((page) => [page, readFileSync(join(ROOT, page), 'utf8')]));
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

function docsPages(): string[] {
  const names = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
}

for (const [page, text] of texts) {
  test(`${page}: every npm script that it names exists`, () => {
    const named = [...text.matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)].map(
      ([, name]) => name ?? '',
    );
    assert.deepEqual(
      named.filter((name) => !(name in scripts)),
      [],
    );
  });

  test(`${page}: every file that it links to or names exists`, () => {
    const linked = [...text.matchAll(/\]\(([^)#]+)\)/g)]
      .map(([, target]) => target ?? '')
      .filter((target) => !target.startsWith('http'))
      .map((target) => join(dirname(page), target));
    const named = [...text.matchAll(/`((?:src|machines|test|scripts)\/[\w./-]+)`/g)].map(
      ([, path]) => path ?? '',
    );
    assert.deepEqual(
      [...linked, ...named].filter((path) => !existsSync(join(ROOT, path))),
      [],
    );
  });
}

test('docs/studio/delivery.ts: has the fields that are read, and the statuses that are known', () => {
  const schema = readFileSync(join(ROOT, 'docs/studio/delivery.ts'), 'utf8');
  const fields = [...schema.matchAll(/name: '([a-z]\w+)',\s+type:/gi)].map(([, name]) => name);
  const read = readQueryShape(DELIVERY_QUERY).fields?.filter((name) => name !== '_id');
  assert.deepEqual(fields.slice(1).toSorted(), read?.toSorted());
  const [, list = ''] = /list: \[([^\]]+)\]/.exec(schema) ?? [];
  const statuses = [...list.matchAll(/'(\w+)'/g)].map(([, status = '']) => status);
  assert.equal(statuses.length, 8);
  for (const status of statuses) assert.equal(knownStatus(status), status);
});

test('docs/invariants.md: every test that it names is in the file that it names', () => {
  const text = texts.get('docs/invariants.md') ?? '';
  const named = [...text.matchAll(/`(test\/[\w./-]+)` "([^"]+)"/g)];
  assert.ok(named.length > 15);
  for (const [, file = '', title = ''] of named) {
    assert.ok(readFileSync(join(ROOT, file), 'utf8').includes(title), `${file}: ${title}`);
  }
});

test('docs/configuration.md: is what the schema of the environment says', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['scripts/config-reference.ts', '--check'],
    { cwd: ROOT, encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
});
