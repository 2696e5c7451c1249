/*
 * The rules for images that can be seen in the Dockerfile, where there is no Docker to build it.
 * The numbers are those of hadolint (https://github.com/hadolint/hadolint, its list of rules).
 */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, test } from 'node:test';
import { argsOf, copiesOf, findStage, readDockerfile, withBases } from './read-dockerfile.ts';

const ROOT = join(import.meta.dirname, '..');
const stages = readDockerfile();
const service = stages.at(-1) ?? assert.fail('There is no stage');
const embedded = findStage(stages, 'embedded-sanity');
const bundles = findStage(stages, 'bundles');
const everything = stages.flatMap(({ instructions }) => instructions);
const PAGE = 'src/console/page';
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** The files of the repository that a stage copies. */
function filesOf(stage: typeof service): string[] {
  const sources = copiesOf(stage).flatMap((copy) => (copy.from === null ? copy.sources : []));
  return sources.flatMap((source) =>
    statSync(join(ROOT, source)).isDirectory()
      ? globSync(`${source}/**/*.*`, { cwd: ROOT })
      : [normalize(source)],
  );
}

describe('Dockerfile', () => {
  test('every stage starts from another one or from one pinned version (DL3006, DL3007)', () => {
    const names = stages.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
    const bases = stages.map(({ from }) => from).filter((from) => !names.includes(from));
    assert.deepEqual(bases, [`node:${manifest.devDependencies.node}-slim`]);
  });

  test('a build without a target gives the service', () => {
    assert.equal(service.name, 'service');
  });

  test('nothing is added or installed past the lockfile (DL3008, DL3016, DL3020, DL4006)', () => {
    assert.deepEqual(argsOf(everything, 'ADD'), []);
    for (const command of argsOf(everything, 'RUN')) {
      const known = /^(npm ci|rm|install|node scripts\/build-(console|service)\.ts$)/;
      assert.match(command, known, 'the commands that are known to be harmless');
      assert.doesNotMatch(command, /[|;&]|sudo|curl|wget|apt|npm install/);
    }
  });

  test('the packages of the service are those of production, and run no scripts', () => {
    const from = copiesOf(service).filter((copy) => copy.from !== null);
    assert.deepEqual(from, [
      {
        from: 'dependencies',
        sources: ['/app/node_modules'],
        destination: './node_modules',
      },
      {
        from: 'bundles',
        sources: [`/app/${PAGE}/dist`],
        destination: `./${PAGE}/dist`,
      },
      { from: 'bundles', sources: ['/app/dist'], destination: './dist' },
    ]);
    const { instructions } = findStage(stages, 'dependencies');
    assert.match(
      argsOf(instructions, 'RUN').join(),
      /^npm ci --omit=dev --omit=optional --ignore-scripts\b[^,]*$/,
    );
  });

  test('console and service are built as npm runs it, with all packages, in a stage apart', () => {
    assert.equal(bundles.from, 'development-dependencies');
    const { 'build:console': page, 'build:service': server } = manifest.scripts;
    assert.deepEqual(argsOf(bundles.instructions, 'RUN'), [page, server]);
  });

  for (const stage of [service, embedded]) {
    const instructions = withBases(stages, stage);

    test(`${stage.name}: the user is a number and not root (DL3002)`, () => {
      const [, uid] = /^(\d+):\d+$/.exec(argsOf(instructions, 'USER').at(-1) ?? '') ?? [];
      assert.ok(Number(uid) > 0);
      const last = stage.instructions.slice(stage.instructions.findIndex(isUser) + 1);
      assert.ok(!last.some(({ name }) => name === 'RUN' || name === 'COPY'), 'files stay root’s');
    });

    test(`${stage.name}: one CMD and one HEALTHCHECK, without a shell (DL3025, DL4003)`, () => {
      assert.equal(argsOf(instructions, 'CMD').length, 1);
      assert.deepEqual(argsOf(instructions, 'ENTRYPOINT'), []);
      const [, check = ''] = /CMD (.*)$/.exec(argsOf(instructions, 'HEALTHCHECK').join()) ?? [];
      for (const command of [check, ...argsOf(instructions, 'CMD')]) {
        assert.equal(JSON.parse(command)[0], 'node');
      }
    });

    test(`${stage.name}: paths are absolute, and a signal can stop it (DL3000)`, () => {
      assert.deepEqual(argsOf(instructions, 'WORKDIR'), ['/app']);
      assert.deepEqual(argsOf(instructions, 'STOPSIGNAL'), ['SIGTERM']);
    });

    test(`${stage.name}: what is copied finds what it imports`, () => {
      // The page runs in browsers, bundled with what it imports.
      const files = filesOf(stage).filter(
        (file) => file.endsWith('.ts') && !file.startsWith(`${PAGE}/`),
      );
      assert.ok(files.length >= 5);
      assert.deepEqual(
        files.flatMap((file) => findMissing(file, files)),
        [],
      );
    });
  }

  test('the service is what npm start runs, built, without npm', () => {
    const [command = ''] = argsOf(service.instructions, 'CMD');
    assert.equal(JSON.parse(command).join(' '), 'node dist/server.js');
    assert.equal(manifest.scripts.start, 'node src/server.ts');
  });

  test('no secret is set, and the journal has a volume of its own', () => {
    const settings = [...argsOf(everything, 'ENV'), ...argsOf(everything, 'ARG')].join('\n');
    assert.doesNotMatch(settings, /TOKEN|SECRET|PASSWORD/);
    const [, dir] = /TRANSCRIPTS_DIR=(\S+)/.exec(settings) ?? [];
    assert.deepEqual(argsOf(service.instructions, 'VOLUME'), [JSON.stringify([dir])]);
  });

  test('.dockerignore lets in what is copied and nothing beside it', () => {
    const lines = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
    const rules = lines.filter((line) => line !== '' && !line.startsWith('#'));
    const copied = stages
      .flatMap((stage) => copiesOf(stage))
      .flatMap((copy) => (copy.from === null ? copy.sources : []))
      .map((source) => `!${source.split('/')[0]}`);
    // The last rule that fits decides.
    assert.deepEqual([rules[0], rules.at(-1)], ['*', `${PAGE}/dist`]);
    assert.deepEqual(rules.slice(1, -1).toSorted(), [...new Set(copied)].toSorted());
  });
});

const isUser = ({ name }: { name: string }) => name === 'USER';

/** The imports of a file that lead to no file of the image and to no package it may have. */
function findMissing(file: string, files: readonly string[]): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s(?!type\s)[^;]*?from\s+'([^']+)'/gm);
  return [...statements]
    .map(([, target = '']) => target)
    .filter((target) => {
      if (target.startsWith('node:')) return false;
      if (target.startsWith('.')) return !files.includes(normalize(join(dirname(file), target)));
      return !isPackageOf(file, target);
    })
    .map((target) => `${file} imports ${target}`);
}

/** Whether a package is one of production or, for the embedded Sanity, copied for it by name. */
function isPackageOf(file: string, target: string): boolean {
  const parts = target.split('/');
  const name = parts.slice(0, target.startsWith('@') ? 2 : 1).join('/');
  if (!file.startsWith('scripts/embedded-sanity')) return name in manifest.dependencies;
  return copiesOf(embedded).some(({ sources }) => sources.includes(`/app/node_modules/${name}`));
}

test('Dockerfile: a package that is copied by name comes with its own dependencies', () => {
  const copied = copiesOf(embedded).flatMap(({ from, sources }) => (from === null ? [] : sources));
  const names = copied.map((source) => source.replace('/app/node_modules/', ''));
  for (const name of names) {
    const path = join(ROOT, 'node_modules', name, 'package.json');
    assert.ok(existsSync(path), `${name} is installed`);
    const { dependencies = {} } = JSON.parse(readFileSync(path, 'utf8'));
    for (const needed of Object.keys(dependencies)) assert.ok(names.includes(needed), needed);
  }
});
