import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as collecting from '../../scripts/mutants/collect.ts';
import { TARGETS } from '../../scripts/mutants/targets.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The files that a file of tests is made of, as far as they stand below test/. */
function withImports(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, path = ''] of read(file).matchAll(/^(?:import|} from|export).*'(\.[^']+)';$/gm)) {
    const imported = join(file, '..', path);
    if (imported.startsWith('test/')) withImports(imported, seen);
  }
  return seen;
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

test('mutants: each file that is judged is there, and so are its judges, once each', () => {
  for (const { file, judges } of TARGETS) {
    assert.ok(read(file) !== '' && judges.every((judge) => read(judge) !== ''), file);
    assert.equal(new Set(judges).size, judges.length, file);
  }
});

test('mutants: what tests take from node:test is there where they are collected', () => {
  const known = new Set(Object.keys(collecting));
  const judges = [...new Set(TARGETS.flatMap((target) => target.judges))];
  for (const file of new Set(judges.flatMap((judge) => [...withImports(judge)]))) {
    const taken = /^import \{([^}]*)\} from 'node:test';$/m.exec(read(file))?.[1] ?? '';
    for (const name of taken.split(',').map((each) => each.trim())) {
      const isType = name === '' || name.startsWith('type ');
      assert.ok(isType || known.has(name), `${file}: "${name}"`);
    }
  }
});
