/*
 * Every program says what it does when it is asked, and does nothing; what it does not know, it
 * refuses in one line. Run on a copy, which has to be as it was afterwards.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { COMPILED } from '../preload.ts';
import { type Ran, startPrograms } from '../start-programs.ts';

const ROOT = join(import.meta.dirname, '../..');
const COPIED = ['machines', 'src', 'scripts', 'docs', 'deploy', 'test/fixtures', 'package.json'];

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const programs = Object.values<string>(scripts)
  .flatMap((command) => /^node (?:--\S+ )*(scripts\/[\w-]+\.ts)$/.exec(command)?.[1] ?? [])
  .concat('scripts/embedded-sanity/main.ts');

/** Of every file below a folder, its name and what is in it. */
function fingerprint(dir: string): string {
  const hash = createHash('sha256');
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((it) => join(it.parentPath, it.name));
  for (const file of files.toSorted()) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

/** Whether a program is imported by others, too, and runs in a process of its own alone. */
function isModuleToo(program: string): boolean {
  return readFileSync(join(ROOT, program), 'utf8').includes('import.meta.main');
}

function run(cwd: string, program: string, ...args: string[]) {
  return new Promise<Ran>((resolve) => {
    const options = { cwd, env: { ...COMPILED, PATH: process.env.PATH ?? '' }, timeout: 60_000 };
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    });
  });
}

describe('every program', { concurrency: 2 }, () => {
  let copy: string;
  let was: string;
  const helped = new Map<string, Ran>();
  before(async () => {
    copy = mkdtempSync(join(tmpdir(), 'waybill-help-'));
    for (const path of COPIED) cpSync(join(ROOT, path), join(copy, path), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    was = fingerprint(copy);
    const host = startPrograms(copy);
    for (const program of programs) {
      const args = [program, '--help'] as const;
      helped.set(program, await (isModuleToo(program) ? run(copy, ...args) : host.run(...args)));
    }
    // Which it could not, had one of them begun anything.
    assert.equal(await host.close(), 0);
  });
  after(() => {
    const isChanged = fingerprint(copy) !== was;
    rmSync(copy, { recursive: true });
    assert.ok(!isChanged, 'the copy is as it was');
  });

  test('is one that npm runs, and there are many', () => assert.ok(programs.length >= 18));

  for (const program of programs) {
    test(`${program} --help says what it does, and does nothing`, () => {
      const { code, stdout, stderr } = helped.get(program) ?? assert.fail();
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /^(?:npm run|node scripts\/)[^\n]+\n/);
      assert.match(stdout, /-h, --help +this/);
      assert.match(stdout, /Exits? /i);
    });

    test(`${program} is run by the frame that all are run by`, () => {
      assert.match(readFileSync(join(copy, program), 'utf8'), /\bawait run(?:Simple|Command)\(/);
    });
  }

  test('--help ends a process that was asked for nothing else', async () => {
    const { code, stdout, stderr } = await run(copy, 'scripts/record-corpus.ts', '--help');
    assert.deepEqual({ code, stdout, stderr }, helped.get('scripts/record-corpus.ts'));
  });

  for (const program of ['scripts/demo.ts', 'scripts/record-corpus.ts', 'scripts/eval.ts']) {
    test(`${program} refuses what it does not know, in one line`, async () => {
      const { code, stdout, stderr } = await run(copy, program, '--no-such-thing');
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^Unknown option '--no-such-thing' \(--help tells more\)\n$/);
    });
  }
});
