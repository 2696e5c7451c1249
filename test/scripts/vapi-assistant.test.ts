import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { type ResourceFile, toResourceFiles } from '../../scripts/vapi-assistant/gitops.ts';
import { readOptions } from '../../scripts/vapi-assistant/options.ts';
import { type AssistantOptions, toAssistant, toTools } from '../../src/vapi/assistant.ts';
import { runProgram } from './run-program.ts';

const FILLED = ['--url', 'https://example.com', '--credential', 'cred-1'];
const WAYBILL = ['--brain', 'waybill'];
const OPTIONS: AssistantOptions = {
  url: 'https://example.com/webhook',
  credentialId: 'cred-1',
  transfer: false,
};

const run = (args: string[]) => runProgram('vapi-assistant.ts', ...args);

function read(...args: string[]) {
  const reading = readOptions(args);
  assert.ok(reading.ok && reading.do === 'print', JSON.stringify(reading));
  return reading;
}

describe('vapi:assistant', () => {
  test('prints the tools and the assistant, filled in, as one JSON document', async () => {
    const { code, stdout, stderr } = await run(FILLED);
    assert.deepEqual([code, stderr], [0, '']);
    const expected = { tools: toTools(OPTIONS), assistant: toAssistant(OPTIONS) };
    assert.deepEqual(JSON.parse(stdout), expected);
  });

  test('prints what it has without arguments, and says what is left open', async () => {
    const { code, stdout, stderr } = await run([]);
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).assistant.server.url, 'https://waybill.example.com/webhook');
    assert.match(stderr, /^--url is not given: .+\n--credential is not given: .+\n$/);
  });

  test('refuses a flag that it does not know in one line, with exit code 2', async () => {
    const { code, stdout, stderr } = await run(['--ulr', 'https://example.com']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.equal(stderr, "Unknown option '--ulr' (--help tells more)\n");
  });

  test('tells every flag that it takes', async () => {
    const { code, stdout } = await run(['--help']);
    assert.equal(code, 0);
    const flags = [
      'url',
      'credential',
      'gitops',
      'tool-ids',
      'transfer',
      'speak',
      'model',
      'brain',
    ];
    for (const flag of [...flags, 'llm-credential']) {
      assert.match(stdout, new RegExp(`^  --${flag}\\b`, 'm'));
    }
  });

  test('prints the files of the repository convention', async () => {
    const { code, stdout } = await run([...FILLED, '--gitops']);
    assert.equal(code, 0);
    const files = toResourceFiles(OPTIONS).map(({ path, content }) => `==> ${path}\n${content}`);
    assert.equal(stdout, `${files.join('\n')}\n`);
  });

  test('writes the files of the repository convention', async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'waybill-'));
    context.after(() => rm(folder, { recursive: true }));
    const { code } = await run([...FILLED, '--gitops', join(folder, 'resources/my-org')]);
    assert.equal(code, 0);
    const written = await readdir(join(folder, 'resources/my-org'), { recursive: true });
    for (const { path, content } of toResourceFiles(OPTIONS)) {
      assert.ok(written.includes(path));
      assert.equal(await readFile(join(folder, 'resources/my-org', path), 'utf8'), content);
    }
  });

  test('says in one line where it cannot write, with exit code 1', async () => {
    const { code, stderr } = await run([
      ...FILLED,
      '--gitops',
      join(import.meta.filename, 'below'),
    ]);
    assert.equal(code, 1);
    assert.match(stderr, /^Cannot write ".+": .+\n$/);
  });
});

describe('readOptions()', () => {
  const URLS = [
    ['https://example.com', 'https://example.com/webhook'],
    ['https://example.com/', 'https://example.com/webhook'],
    ['https://example.com:8443/vapi/hook', 'https://example.com:8443/vapi/hook'],
  ] as const;
  for (const [given, url] of URLS) {
    test(`takes ${given} as ${url}`, () => assert.equal(read('--url', given).assistant.url, url));
  }

  test('takes every choice', () => {
    const texts = ['--name', 'Post', '--first-message', 'Hi.', '--speak', 'model', '--transfer'];
    const models = ['--model', 'groq/a/b', '--voice', 'vapi/Elliot', '--transcriber', 'x/nova-3'];
    const { assistant } = read(...FILLED, ...texts, ...models, '--tool-ids', 'a, b');
    assert.deepEqual(assistant, {
      ...OPTIONS,
      name: 'Post',
      firstMessage: 'Hi.',
      speak: 'model',
      transfer: true,
      model: { provider: 'groq', model: 'a/b' },
      voice: { provider: 'vapi', voiceId: 'Elliot' },
      transcriber: { provider: 'x', model: 'nova-3' },
      toolIds: ['a', 'b'],
    });
  });

  const BASES = [
    ['https://example.com', 'https://example.com'],
    ['https://example.com/line/webhook', 'https://example.com/line'],
    ['https://example.com:8443/vapi/hook', 'https://example.com:8443'],
  ] as const;
  for (const [given, url] of BASES) {
    test(`asks Waybill beside ${given}`, () => {
      const { assistant } = read('--brain', 'waybill', '--url', given);
      assert.deepEqual(assistant.waybill, { url });
    });
  }

  test('takes Waybill for the model, with its credential and with what is left open', () => {
    const { assistant, notes } = read(...FILLED, ...WAYBILL, '--llm-credential', 'llm-1');
    const waybill = { url: 'https://example.com', credentialId: 'llm-1' };
    assert.deepEqual([assistant, notes], [{ ...OPTIONS, waybill }, []]);
    assert.match(read(...FILLED, ...WAYBILL).notes.join(), /^--llm-credential is not given: /);
  });

  test('takes a model where nothing else is said', () => {
    assert.deepEqual(read(...FILLED, '--brain', 'model'), read(...FILLED));
    assert.ok(!('waybill' in read(...FILLED).assistant));
  });

  test('prints files for a bare --gitops, wherever it stands', () => {
    assert.equal(read('--gitops').gitops, '-');
    assert.equal(read('--gitops', '--transfer').gitops, '-');
    assert.equal(read('--gitops', '-').gitops, '-');
    assert.equal(read('--gitops', 'dir').gitops, 'dir');
    assert.equal(read().gitops, null);
  });

  const REFUSED: [string[], RegExp][] = [
    [['--url', 'http://example.com'], /^--url is "http:\/\/example.com": expected an https URL/],
    [['--url', 'example.com'], /^--url is "example.com": expected/],
    [['--url', 'https://user@example.com'], /^--url .+ expected/],
    [['--url', 'https://example.com/#part'], /^--url .+ expected/],
    [['--url', ''], /^--url is "": expected/],
    [['--url'], /^Option '--url <value>' argument missing$/],
    [['--credential', 'a b'], /^--credential is "a b": expected/],
    [['--credential', ''], /^--credential is "": expected/],
    [['--name', 'Post. '.repeat(7)], /^--name is ".+": expected 1 to 40 characters$/],
    [['--first-message', ' '], /expected 1 to 1000 characters$/],
    [['--model', 'gpt-4.1'], /^--model is "gpt-4.1": expected a provider and a model with a slash/],
    [['--voice', 'Elliot'], /^--voice is "Elliot": expected a provider and a voiceId/],
    [['--speak', 'loud'], /^--speak is "loud": expected verbatim or model$/],
    [['--brain', 'none'], /^--brain is "none": expected model or waybill$/],
    [['--llm-credential', 'a'], /^--llm-credential does not go with --brain model$/],
    [[...WAYBILL, '--llm-credential', 'a b'], /^--llm-credential is "a b": expected/],
    [[...WAYBILL, '--model', 'a/b'], /^--model does not go with --brain waybill$/],
    [[...WAYBILL, '--verify'], /^--verify does not go with --brain waybill$/],
    [[...WAYBILL, '--first-message', 'Hi.'], /^--first-message does not go with/],
    [['--tool-ids', 'a,,b'], /^--tool-ids is "": expected/],
    [['--tool-ids', 'a', '--gitops'], /^--tool-ids does not go with --gitops/],
    [['--gitops='], /^--gitops is empty/],
    [['stray'], /^Unexpected argument 'stray'$/],
    [['--transfer=yes'], /^Option '--transfer' does not take an argument$/],
  ];
  for (const [args, fault] of REFUSED) {
    test(`refuses ${JSON.stringify(args)} in one line`, () => {
      const reading = readOptions(args);
      assert.ok(!reading.ok);
      assert.match(reading.fault, fault);
      assert.doesNotMatch(reading.fault, /\n/);
    });
  }
});

/** Reads a file as Vapi's repository does: YAML, or YAML above a prompt (its src/resources.ts). */
function load({ path, content }: ResourceFile): Record<string, unknown> {
  if (!path.endsWith('.md')) return parse(content);
  const [, matter = '', body = ''] = /^---\n([\s\S]*?)\n---\n?([\s\S]*)$/.exec(content) ?? [];
  const config = parse(matter);
  config.model.messages = [{ role: 'system', content: body.trim() }];
  return config;
}

describe('toResourceFiles()', () => {
  const every = { ...OPTIONS, transfer: true };
  const files = toResourceFiles(every);

  test('has one file for each tool and one for the assistant', () => {
    assert.deepEqual(
      files.map(({ path }) => path),
      [
        'tools/track-delivery.yml',
        'tools/confirm-tracking-number.yml',
        'tools/get-delivery-issue.yml',
        'tools/request-human.yml',
        'tools/end-call.yml',
        'tools/transfer-call.yml',
        'assistants/waybill.md',
      ],
    );
  });

  test('has the tools of the API', () => {
    assert.deepEqual(files.slice(0, 4).map(load), toTools(every));
  });

  test('names the tools of Vapi, so that they are found again', () => {
    for (const file of files.slice(4, 6)) {
      const { type, function: named, messages } = load(file);
      const [builtIn] = toAssistant(every).model.tools.filter((tool) => tool.type === type);
      assert.deepEqual(messages, builtIn?.messages);
      const { name } = named as { name: string };
      assert.equal(file.path, `tools/${name.replace('_', '-')}.yml`);
    }
  });

  test('has the assistant of the API, with its tools by their file names', () => {
    const [file] = files.slice(-1);
    assert.ok(file);
    const { model, ...rest } = load(file);
    const { model: theirs, ...others } = toAssistant(every);
    assert.deepEqual(rest, others);
    const { tools: _, ...choice } = theirs;
    const toolIds = files.slice(0, -1).map(({ path }) => path.replace(/^tools\/|\.yml$/g, ''));
    assert.deepEqual(model, { ...choice, toolIds });
  });

  test('writes YAML that old and new readers take alike', () => {
    for (const { path, content } of files.slice(0, -1)) {
      assert.deepEqual(parse(content, { version: '1.1' }), parse(content), path);
    }
  });

  test('writes YAML without anchors, which the repository does not keep', () => {
    const shared = { provider: 'azure' };
    const written = toResourceFiles({ voice: shared, transcriber: shared }).at(-1)?.content;
    assert.equal(written?.match(/^ {2}provider: azure$/gm)?.length, 2);
  });

  test('has neither a prompt nor tools of Waybill where Waybill is the model', () => {
    const own = toResourceFiles({ ...every, waybill: { url: 'https://example.com' } });
    assert.deepEqual(
      own.map(({ path }) => path),
      ['tools/end-call.yml', 'tools/transfer-call.yml', 'assistants/waybill.md'],
    );
    assert.match(own.at(-1)?.content ?? '', /\n---\n\n\n$/);
  });

  test('names the file of an assistant by its name, whatever that is', () => {
    const path = (name: string) => toResourceFiles({ name }).at(-1)?.path;
    assert.equal(path('Parcel Line (EU)'), 'assistants/parcel-line-eu.md');
    assert.equal(path('邮局'), 'assistants/assistant.md');
  });
});
