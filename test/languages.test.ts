/*
 * A language is a folder: outside of it stands no word that is said to a caller or to the assistant's
 * model, or understood of them. Method: every string, template and pattern in the rooms of a call is
 * read with a parser, and what looks like English is listed. It does when
 * - a text has two words side by side, or one beside a value that is filled in, or a space at an edge;
 * - a text is one word with a capital, or one of the names of numbers and weekdays;
 * - a pattern, or a text with a bar between words, spells a word that stands in the English folder.
 * Excepted is what only engineers and operators read, by where it stands:
 * - what is thrown: the arguments of an error that is made;
 * - what explains or names something: the value of a property, of a variable or of a parameter of our
 *   own functions, where it has one of the NAMES below;
 * - what is told to the log, or to what closes the process: arguments of methods of the TOLD below.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type AnyNode, type Function as FunctionNode, parse } from 'acorn';
import { en } from '../machines/languages/en/en.ts';

const ROOT = join(import.meta.dirname, '..');

/** Rooms whose every word is for engineers and operators. */
const OPERATED = [
  'config',
  'console',
  'evaluation',
  'observability',
  'recording',
  'replay',
  'config.ts',
  'edges.ts',
  'node-version.ts',
  'opened.ts',
  'server.ts',
  'system-edges.ts',
].map((room) => `src/${room}`);

const NAMES = new Set([
  'detail',
  'why',
  'reason',
  'fault',
  'title',
  'description',
  // Of a route, in the document of both ports.
  'summary',
  // What a claim rests on, as an evaluation reports it.
  'by',
  // Under what a map keeps a value.
  'key',
  'limitKey',
]);
const TOLD = new Set(['logger', 'log', 'opened']);

/** What is left, each with its reason. */
const EXCEPTIONS: { file: string; text: RegExp; why: string }[] = [
  { file: 'src/http/open-docs.ts', text: /./, why: 'what describes the ports to engineers' },
  {
    file: 'src/completions/completion-answer.ts',
    text: /^data: /,
    why: 'how an event is written',
  },
  {
    file: 'src/completions/completions.ts',
    text: /chat completions|place of a model|^Bearer$|^text\/event-stream/,
    why: 'headers, and what the documentation of the route says',
  },
  { file: 'src/http/rate-limits.ts', text: /: try again later$/, why: 'the detail of a problem' },
  { file: 'src/http/shedding.ts', text: /: try again later$/, why: 'the same' },
  { file: 'src/restate/register.ts', text: /^select /, why: 'what Restate is asked' },
  { file: 'src/erasure/print-report.ts', text: /./, why: 'what the program for it prints' },
  {
    file: 'machines/listening/read-number.ts',
    text: /Keypad Entry/,
    why: 'what Vapi writes before keys that were pressed',
  },
  {
    file: 'src/erasure/pseudonyms.ts',
    text: /^(?:Person …|Note …\.)$|\[said /,
    why: 'what stands on record in place of a value',
  },
  { file: 'src/erasure/pseudonymize-call.ts', text: /\[said /, why: 'the same' },
  {
    file: 'src/erasure/pseudonymize-line.ts',
    text: /^\^tracking_/,
    why: 'names of arguments on the wire',
  },
  {
    file: 'src/grounding/trace-values.ts',
    text: /^transfer (?:done|promised)$/,
    why: 'the value of a claim',
  },
  { file: 'src/http/inspect.ts', text: /^Too many viewers$/, why: 'why a WebSocket is closed' },
  { file: 'src/http/admin.ts', text: /^Bearer$/, why: 'a scheme of HTTP' },
  { file: 'src/http/problem.ts', text: /./, why: 'the titles that HTTP gives its statuses' },
  {
    file: 'src/http/request-lifecycle.ts',
    text: /^(?:HTTP\/1\.1|[a-z-]+:) /,
    why: 'lines of an answer of HTTP',
  },
  {
    file: 'src/sanity/live-connection.ts',
    text: /^(?:Connected|Unknown cause|HTTP …: )$/,
    why: 'the state of the listener, for the log',
  },
  { file: 'src/sanity/live-updates.ts', text: /^A query of your own /, why: 'the same' },
  {
    file: 'src/sanity/plain-text.ts',
    text: /^(?:a|form|textarea|audio|ol)\||^\^\(\?:br\|/,
    why: 'names of elements of HTML and SSML',
  },
  { file: 'src/sanity/query.ts', text: /./, why: 'GROQ' },
  { file: 'src/vapi/account.ts', text: /./, why: 'what programs that set Vapi up print' },
  { file: 'src/vapi/set-up.ts', text: /./, why: 'the same' },
  { file: 'src/vapi/assistant.ts', text: /^Waybill$/, why: 'the name of the service' },
  { file: 'src/vapi/assistant-ears.ts', text: /^Elliot$/, why: 'the name of a voice' },
  {
    file: 'src/vapi/assistant.ts',
    text: /^(?:Outcome|Tracking number)$/,
    why: "what Vapi's pages call a structured output",
  },
  { file: 'src/vapi/read-message.ts', text: /transcript/, why: 'the type of a message of Vapi' },
];

type Found = { file: string; line: number; text: string; isPattern: boolean };

/** A value that is filled into a template. */
const VALUE = '…';

const closedWords = new Set([
  ...[...en.numbers.values.keys(), ...Object.keys(en.numbers.digits)].filter(
    (word) => word.length > 2,
  ),
  ...en.dates.weekdays,
]);

function sourcesOf(pattern: string): { file: string; code: string; tree: AnyNode }[] {
  return globSync(pattern, { cwd: ROOT }).map((file) => {
    const code = stripTypeScriptTypes(readFileSync(join(ROOT, file), 'utf8'));
    return { file, code, tree: parse(code, { ecmaVersion: 'latest', sourceType: 'module' }) };
  });
}

function childrenOf(node: AnyNode): AnyNode[] {
  // A key that is written as a text is a name.
  const isKeyed = node.type === 'Property' && !node.computed;
  return Object.entries(node)
    .filter(([field]) => !(isKeyed && field === 'key'))
    .flatMap(([, value]) => value)
    .filter((value): value is AnyNode => typeof value?.type === 'string');
}

/** The names of the parameters of every function that is declared, by its name. */
function parametersIn(nodes: readonly AnyNode[]): Map<string, (string | null)[]> {
  const found = new Map<string, (string | null)[]>();
  const namesOf = ({ params }: FunctionNode) =>
    params.map((param) => (param.type === 'Identifier' ? param.name : null));
  const visit = (node: AnyNode): void => {
    if (node.type === 'FunctionDeclaration') found.set(node.id?.name ?? '', namesOf(node));
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier') {
      if (node.init?.type === 'ArrowFunctionExpression') {
        found.set(node.id.name, namesOf(node.init));
      }
    }
    for (const child of childrenOf(node)) visit(child);
  };
  for (const node of nodes) visit(node);
  return found;
}

function nameOf(node: AnyNode): string {
  if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') return node.name;
  return node.type === 'MemberExpression' ? nameOf(node.property) : '';
}

/** The parts of a node that only engineers and operators read. */
function exceptedIn(node: AnyNode, parameters: Map<string, (string | null)[]>): AnyNode[] {
  switch (node.type) {
    case 'NewExpression':
      return /Error$/.test(nameOf(node.callee)) ? node.arguments : [];
    case 'Property':
      return NAMES.has(nameOf(node.key)) ? [node.value] : [];
    case 'VariableDeclarator':
      return node.init && NAMES.has(nameOf(node.id)) ? [node.init] : [];
    case 'AssignmentExpression':
      return NAMES.has(nameOf(node.left)) ? [node.right] : [];
    case 'CallExpression': {
      const { callee } = node;
      if (callee.type === 'MemberExpression' && TOLD.has(nameOf(callee.object))) {
        return node.arguments;
      }
      const names = parameters.get(nameOf(callee)) ?? [];
      return node.arguments.filter((_, index) => NAMES.has(names[index] ?? ''));
    }
    default:
      return [];
  }
}

function literalOf(node: AnyNode): { text: string; isPattern: boolean } | null {
  if (node.type === 'TemplateLiteral') {
    return { text: node.quasis.map(({ value }) => value.cooked).join(VALUE), isPattern: false };
  }
  if (node.type !== 'Literal') return null;
  if (node.regex) return { text: node.regex.pattern, isPattern: true };
  return typeof node.value === 'string' ? { text: node.value, isPattern: false } : null;
}

/** Every literal of a file that somebody else than engineers and operators may hear or read. */
function literalsIn(
  { file, code, tree }: { file: string; code: string; tree: AnyNode },
  exported: Map<string, (string | null)[]> = new Map(),
): Found[] {
  const parameters = new Map([...exported, ...parametersIn([tree])]);
  const found: Found[] = [];
  const visit = (node: AnyNode): void => {
    const literal = literalOf(node);
    const line = code.slice(0, node.start).split('\n').length;
    if (literal !== null) found.push({ file, line, ...literal });
    const excepted = exceptedIn(node, parameters);
    for (const child of childrenOf(node)) if (!excepted.includes(child)) visit(child);
  };
  visit(tree);
  return found;
}

function wordsOf(pattern: string): string[] {
  // Classes, escapes and the names of groups are no words, and identifiers are one each.
  const bare = pattern.replace(/\\[pP]\{[^}]*\}|\\.|\[[^\]]*\]|\(\?<\w+>|\(\?[:=!<]+/g, ' ');
  return bare.toLowerCase().match(/[a-z_]{2,}/g) ?? [];
}

const vocabulary = new Set(
  sourcesOf('machines/languages/en/*.ts').flatMap((source) =>
    literalsIn(source).flatMap(({ text }) => wordsOf(text)),
  ),
);

function isEnglish({ text, isPattern }: Pick<Found, 'text' | 'isPattern'>): boolean {
  const isAlternative = isPattern || /\p{L}\|\p{L}/u.test(text);
  if (isAlternative) return wordsOf(text).some((word) => vocabulary.has(word));
  if (/\p{Lu}\p{Ll}{2,}/u.exec(text)?.[0] === text || closedWords.has(text)) return true;
  const isSideBySide = /[\p{L}…]['’\p{L}]*[,;:.!?]?\s+[\p{L}…]/u.test(text);
  return (isSideBySide && /\p{L}{2}/u.test(text)) || /^\s+\p{L}|\p{L}{2}\s+$/u.test(text);
}

function exceptionOf({ file, text }: Found): number {
  return EXCEPTIONS.findIndex((each) => each.file === file && each.text.test(text));
}

const sources = sourcesOf('{machines,src}/**/*.ts').filter(
  ({ file }) =>
    !file.startsWith('machines/languages/') &&
    !OPERATED.some((room) => file === room || file.startsWith(`${room}/`)),
);
const exported = parametersIn(sources.map(({ tree }) => tree));
const english = sources.flatMap((source) => literalsIn(source, exported)).filter(isEnglish);

test('languages: no word of English stands outside its folder', () => {
  assert.ok(sources.length > 100 && vocabulary.size > 1000, 'the rooms and the folder are read');
  const left = english.filter((found) => exceptionOf(found) === -1);
  assert.deepEqual(
    left.map(({ file, line, text }) => `${file}:${line} ${text}`),
    [],
  );
});

test('languages: there is no exception without anything to except', () => {
  const used = new Set(english.map(exceptionOf));
  assert.deepEqual(
    EXCEPTIONS.filter((_, index) => !used.has(index)),
    [],
  );
});

describe('languages: English is known by how it is written', () => {
  const samples: [code: string, isFound: boolean][] = [
    ["const a = 'Your parcel is late';", true],
    ['const a = `on $' + '{day}`;', true],
    ["const a = ' and ';", true],
    ["const a = 'Thursday';", true],
    ["const a = ['seven'];", true],
    ['const a = /^(?:arrived|delivered)$/;', true],
    ['const a = /\\blate\\b/;', true],
    ["const a = 'jan|feb|march';", true],
    ["say('One moment');", true],
    ["throw new RangeError('Cannot speak date');", false],
    ["const a = { detail: 'The body is empty' };", false],
    ["logger.info({ at }, 'no such call');", false],
    ["function refuse(why) {} refuse('No secret is given');", false],
    ["const a = 'track_delivery';", false],
    ['const a = /^[A-Z0-9]{6,32}$/;', false],
  ];
  for (const [code, isFound] of samples) {
    test(`${code} is ${isFound ? 'found' : 'left alone'}`, () => {
      const tree = parse(code, { ecmaVersion: 'latest' });
      assert.equal(literalsIn({ file: '', code, tree }).some(isEnglish), isFound);
    });
  }
});
