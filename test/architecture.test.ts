/*
 * The rules of the house that a reader cannot see in one file: who imports whom, and who reaches
 * for the environment, time, randomness and sockets.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '..');

/** What each room may import, beside itself: rooms, and packages where they are restricted. */
const ARROWS: Record<string, string[]> = {
  machines: [],
  'src/edges.ts': [],
  'src/system-edges.ts': ['src/edges.ts'],
  'src/config': [],
  'src/config.ts': ['src/config', 'src/edges.ts'],
  'src/opened.ts': [],
  'src/node-version.ts': [],
  'src/vapi': ['machines', 'src/edges.ts'],
  'src/sanity': ['machines', 'src/edges.ts'],
  'src/speech': ['machines'],
  'src/grounding': ['machines', 'src/speech'],
  'src/recording': ['machines', 'src/edges.ts', 'src/calls'],
  'src/calls': ['machines', 'src/edges.ts', 'src/opened.ts'],
  'src/restate': ['machines', 'src/edges.ts', 'src/opened.ts', 'src/calls'],
  'src/observability': [
    'machines',
    'src/edges.ts',
    'src/calls',
    'src/http',
    'src/recording',
    'src/restate',
    'src/sanity',
  ],
  'src/replay': [
    'machines',
    'src/edges.ts',
    'src/calls',
    'src/recording',
    'src/speech',
    // A thread is a process of its own, with a disk of its own.
    'src/system-edges.ts',
    'src/vapi',
  ],
  'src/evaluation': [
    'machines',
    'src/edges.ts',
    'src/calls',
    'src/config',
    'src/grounding',
    'src/recording',
    'src/replay',
    'src/speech',
    'src/vapi',
  ],
  'src/erasure': [
    'machines',
    'src/edges.ts',
    'src/recording',
    'src/replay',
    'src/speech',
    'src/vapi',
  ],
  'src/http': [
    'machines',
    'src/edges.ts',
    'src/opened.ts',
    'src/calls',
    'src/completions',
    'src/vapi',
    'src/observability',
  ],
  'src/completions': ['machines', 'src/edges.ts', 'src/calls', 'src/vapi'],
  'src/console': [
    'machines',
    'src/edges.ts',
    'src/opened.ts',
    // A worker is a process of its own, with a disk of its own.
    'src/system-edges.ts',
    'src/calls',
    'src/evaluation',
    'src/grounding',
    'src/http',
    'src/observability',
    'src/recording',
    'src/replay',
    'src/speech',
    'src/vapi',
  ],
  'src/server.ts': [
    'src/app.ts',
    'src/config.ts',
    'src/edges.ts',
    'src/node-version.ts',
    'src/observability',
    'src/system-edges.ts',
  ],
};

/** The only packages that charts may know. */
const MACHINE_PACKAGES = ['xstate', 'typebox'];

/** The composition root imports every room; programs import whatever they run. */
const FREE = ['src/app.ts', 'scripts', 'test'];

type Import = { file: string; target: string; isTypeOnly: boolean };

/** The console's page runs in a browser, where time and fetch are nobody's arguments. */
const PAGE = 'src/console/page/';

const files = globSync('{machines,src,scripts,test}/**/*.ts', {
  cwd: ROOT,
  exclude: [`${PAGE}**`],
});
const pageFiles = globSync(`${PAGE}**/*.{ts,tsx}`, { cwd: ROOT, exclude: [`${PAGE}dist*/**`] });
const imports = files.flatMap(readImports);

function readImports(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)'/gm);
  return [...statements].map(([, type, target = '']) => ({
    file,
    target: target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
    isTypeOnly: type !== undefined,
  }));
}

function roomOf(file: string): string {
  const [top = '', next = ''] = file.split('/');
  return top === 'src' ? `${top}/${next}` : top;
}

test('architecture: every room is listed with its arrows', () => {
  const rooms = new Set(files.map(roomOf));
  const unlisted = [...rooms].filter((room) => !(room in ARROWS) && !FREE.includes(room));
  assert.deepEqual(unlisted, []);
});

test('architecture: rooms import only along the arrows', () => {
  const ours = imports.filter(({ target }) => /^(machines|src|scripts|test)\//.test(target));
  assert.ok(ours.length > 50, 'the imports are read at all');
  const wrong = ours.filter(({ file, target }) => {
    const [from, to] = [roomOf(file), roomOf(target)];
    return !FREE.includes(from) && from !== to && !ARROWS[from]?.includes(to);
  });
  assert.deepEqual(wrong, []);
});

test('architecture: who watches or records the calls imports only their types', () => {
  const watched = ['src/calls', 'src/http', 'src/recording', 'src/restate', 'src/sanity'];
  const watching = ['src/observability', 'src/recording'];
  const wrong = imports.filter(
    ({ file, target, isTypeOnly }) =>
      roomOf(file) !== roomOf(target) &&
      watching.includes(roomOf(file)) &&
      watched.includes(roomOf(target)) &&
      !isTypeOnly,
  );
  assert.deepEqual(wrong, []);
});

test('architecture: nothing imports the tests, and only tests import scripts', () => {
  const wrong = imports.filter(({ file, target }) => {
    const [from, to] = [roomOf(file), roomOf(target)];
    return (to === 'test' && from !== 'test') || (to === 'scripts' && !FREE.includes(from));
  });
  assert.deepEqual(wrong, []);
});

test('architecture: machines import no package but xstate and typebox', () => {
  const wrong = imports.filter(
    ({ file, target }) =>
      roomOf(file) === 'machines' &&
      !target.startsWith('machines/') &&
      !MACHINE_PACKAGES.includes(target),
  );
  assert.deepEqual(wrong, []);
});

test("architecture: the console's page takes nothing of the server but types", () => {
  const packages = ['preact', 'preact/compat', 'preact/hooks', '@preact/signals', 'uplot'];
  const known = [...packages, 'eventsource-parser/stream', 'charts:all'];
  const taken = pageFiles.flatMap(readImports);
  assert.ok(taken.length > 50, 'the imports are read at all');
  const wrong = taken.filter(({ target, isTypeOnly }) => {
    if (target.startsWith(PAGE) || known.includes(target)) return false;
    return !isTypeOnly || !(target === 'src/console/schema.ts' || target.startsWith('machines/'));
  });
  assert.deepEqual(wrong, []);
});

test("architecture: nothing of the server imports the console's page", () => {
  const wrong = imports.filter(
    ({ file, target }) => target.startsWith(PAGE) && !file.startsWith('test/'),
  );
  assert.deepEqual(wrong, []);
});

/** Each thing that only one file may reach for, and that file. */
const RESERVED: { what: string; pattern: RegExp; only: string[] }[] = [
  { what: 'the environment', pattern: /process\.env|loadEnvFile/, only: ['src/config.ts'] },
  {
    what: 'time',
    pattern: /Date\.now\(|new Date\(\)|performance\.now\(|(?<![.\w])set(Timeout|Interval)\(/,
    only: ['src/system-edges.ts'],
  },
  {
    what: 'random',
    pattern: /Math\.random\(|randomUUID\(|randomBytes\(/,
    only: ['src/system-edges.ts'],
  },
  {
    what: 'sockets',
    // A file that names the type Fetch takes its fetch as an argument.
    pattern: /^(?![\s\S]*\bFetch\b)[\s\S]*(?<![.\w])fetch\(|from 'node:(net|http)/,
    only: ['src/system-edges.ts'],
  },
];

for (const { what, pattern, only } of RESERVED) {
  test(`architecture: only ${only.join(', ')} reaches for ${what}`, () => {
    const reaching = files.filter(
      (file) =>
        /^(machines|src)\//.test(file) &&
        pattern.test(stripComments(readFileSync(join(ROOT, file), 'utf8'))),
    );
    assert.deepEqual(reaching, only);
  });
}

function stripComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

test('architecture: nothing is begun without anybody to take its failure', () => {
  // A promise thrown away with `void` ends the process when it rejects: see background.ts.
  const careless = files.filter(
    (file) =>
      /^(machines|src)\//.test(file) &&
      /\bvoid\s+[\w#.]+\s*\(/.test(stripComments(readFileSync(join(ROOT, file), 'utf8'))),
  );
  assert.deepEqual(careless, []);
});

test('architecture: test files mirror the rooms', () => {
  const rooms = globSync('test/*/', { cwd: ROOT }).map((dir) => relative('test', dir));
  const known = [
    ...Object.keys(ARROWS).map((room) => room.replace('src/', '')),
    'fixtures',
    'scripts',
    // One suite for every engine.
    'engines',
  ];
  assert.deepEqual(
    rooms.filter((room) => !known.includes(room)),
    [],
  );
});

test('architecture: no test file is left out of its room', () => {
  const tests = globSync('test/*/**/*.test.ts', { cwd: ROOT });
  const rooms = new Set(tests.map((file) => file.split('/').slice(0, 2).join('/')));
  assert.ok(rooms.size > 10, 'the rooms are found at all');
  const text = readFileSync(join(ROOT, 'test/http/all.ts'), 'utf8');
  for (const room of rooms) {
    assert.equal(readFileSync(join(ROOT, room, 'all.ts'), 'utf8'), text, room);
  }
});

test("architecture: Restate's SDK is loaded only where it is chosen", () => {
  const restate = imports.filter(
    ({ file, target }) => file.startsWith('src/') && target.startsWith('@restatedev/'),
  );
  assert.ok(restate.length > 0, 'the imports are read at all');
  assert.deepEqual(
    restate.filter(({ isTypeOnly }) => !isTypeOnly),
    [],
  );
  // The root imports the room by name, and in the process of the local engine never.
  assert.deepEqual(
    imports.filter(
      ({ file, target, isTypeOnly }) =>
        file === 'src/app.ts' && target.startsWith('src/restate/') && !isTypeOnly,
    ),
    [],
  );
});
