import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'scripts/sbom.ts');
const run = promisify(execFile);

type Locked = { version: string; dev?: boolean };
type Component = { name: string; version: string; hashes?: unknown[] };

/** Name and version of what the lockfile holds, production and development apart. */
async function readLockfile(): Promise<{ production: string[]; development: string[] }> {
  const { packages } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'));
  const [production, development]: [string[], string[]] = [[], []];
  for (const [path, { version, dev }] of Object.entries<Locked>(packages)) {
    if (path === '') continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    (dev ? development : production).push(`${name}@${version}`);
  }
  return { production, development };
}

test('sbom: the bill names what production runs, with hashes, and nothing else', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'bill.json');
  await run(process.execPath, [PROGRAM, '--out', file], { cwd: folder });
  const bill = JSON.parse(await readFile(file, 'utf8'));
  assert.equal(bill.bomFormat, 'CycloneDX');
  const { name, type } = bill.metadata.component;
  assert.deepEqual([name, type], ['waybill', 'application']);
  const components: Component[] = bill.components;
  const listed = components.map(({ name, version }) => `${name}@${version}`);
  const { production, development } = await readLockfile();
  assert.deepEqual(listed.toSorted(), [...new Set(production)].toSorted());
  assert.ok(development.some((one) => one.startsWith('typescript@')));
  for (const { name, hashes = [] } of components) assert.equal(hashes.length, 1, name);
  const named = new Set([bill.metadata.component, ...components].map((one) => one['bom-ref']));
  for (const { ref, dependsOn } of bill.dependencies) {
    for (const one of [ref, ...dependsOn]) assert.ok(named.has(one), `${one} is in the bill`);
  }
});

test('sbom: the program refuses what it does not know in one line', async () => {
  await assert.rejects(run(process.execPath, [PROGRAM, '--format', 'spdx']), {
    code: 2,
    stdout: '',
    stderr: "Unknown option '--format' (--help tells more)\n",
  });
});

test('sbom: without an npm that can make it, the program says why', async () => {
  const env = { PATH: join(ROOT, 'nowhere') };
  await assert.rejects(run(process.execPath, [PROGRAM], { env }), {
    code: 1,
    stderr: /^Cannot make the bill: npm sbom says ".*ENOENT.*"\n$/,
  });
});
