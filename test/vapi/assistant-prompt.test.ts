// Goal: the prompt and the chart cannot part. Method: what the prompt names is looked up in the
// chart, the tools and the replies; and a chart that is changed here changes the prompt.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMachine } from 'xstate';
import { callMachine, type StateMeta } from '../../machines/call.ts';
import { en } from '../../machines/languages/en/en.ts';
import { type CallState, plainReply, type ReplyStatus } from '../../machines/reply.ts';
import { type PromptOptions, writePrompt } from '../../src/vapi/assistant-prompt.ts';
import { toToolResult } from '../../src/vapi/results.ts';
import { functionTools, TOOL_NAMES, toolNames } from '../../src/vapi/tools.ts';

const PLAIN: PromptOptions = { speak: 'verbatim', transfer: false, language: en };

const EVERY_WAY: PromptOptions[] = (['verbatim', 'model'] as const).flatMap((speak) =>
  [false, true].flatMap((transfer) =>
    [false, true].map((verify) => ({ speak, transfer, verify, language: en })),
  ),
);

// By key, so that a status that is added or dropped does not compile here.
const STATUSES: Record<ReplyStatus, true> = {
  success: true,
  not_found: true,
  needs_confirmation: true,
  invalid: true,
  unavailable: true,
  handoff: true,
  error: true,
};

const STATES = Object.entries(callMachine.root.states);

const ARGUMENTS = functionTools(null, true, en, true).flatMap((tool) =>
  Object.keys(tool.function.parameters.properties),
);

function resultFields(): string[] {
  const reply = plainReply({}, { toolCallId: 't', tool: 'x' }, 'invalid', 'need', {
    about: 'noNumber',
  });
  return Object.keys(JSON.parse(toToolResult(reply, '', { speak: 'model' }).result ?? ''));
}

/** The part of a prompt under one heading, up to the next one of the same rank. */
function section(prompt: string, heading: string): string {
  const [, after = ''] = `\n${prompt}`.split(`\n${heading}\n`);
  const rank = heading.split(' ')[0];
  return after.split(`\n${rank} `)[0]?.trim() ?? '';
}

test('writePrompt(): its steps are the states of the chart, in their order', () => {
  const steps = section(writePrompt(callMachine, PLAIN), '# Steps');
  const headings = [...steps.matchAll(/^## (.+)$/gm)].map(([, name]) => name);
  assert.deepEqual(headings, Object.keys(callMachine.states));
});

describe('writePrompt()', () => {
  for (const [name, state] of STATES) {
    const meta = state.meta as StateMeta | undefined;

    test(`step ${name} is what the language says of the state`, () => {
      const step = section(writePrompt(callMachine, PLAIN), `## ${name}`);
      const { [name as CallState]: instruction } = en.prompt.steps;
      assert.ok(step.startsWith(`${instruction}\n`));
    });

    test(`step ${name} invites only what the chart hears in that state`, () => {
      const heard: string[] = [...state.events, ...callMachine.root.ownEvents];
      assert.deepEqual(
        meta?.invites.filter((event) => !heard.includes(event)),
        [],
      );
    });

    test(`step ${name} lists each tool that its instruction names`, () => {
      const step = section(writePrompt(callMachine, PLAIN), `## ${name}`);
      const [instruction = '', listed = ''] = step.split('\nTools: ');
      const named = TOOL_NAMES.filter((tool) => instruction.includes(tool));
      assert.deepEqual(
        named.filter((tool) => !listed.includes(tool)),
        [],
      );
    });
  }
});

const INVITES: StateMeta = { invites: ['human.requested'] };

test('writePrompt(): has the steps of the chart that it is given, and no other', () => {
  const chart = createMachine({ initial: 'report', states: { report: { meta: INVITES } } });
  const prompt = writePrompt(chart, PLAIN);
  const step = `${en.prompt.steps.report}\n\nTools: \`request_human\`.`;
  assert.equal(section(prompt, '## report'), step);
  assert.match(prompt, /The call begins in `report`/);
  assert.equal(prompt.match(/^## /gm)?.length, 1);
});

test('writePrompt(): a state that the language says nothing of is refused', () => {
  const chart = createMachine({ initial: 'weighing', states: { weighing: { meta: INVITES } } });
  assert.throws(() => writePrompt(chart, PLAIN), /"weighing": there is no instruction for it/);
});

test('writePrompt(): a state without meta is refused', () => {
  const chart = createMachine({ initial: 'weighing', states: { weighing: {} } });
  assert.throws(() => writePrompt(chart, PLAIN), /"weighing": the state has no meta/);
});

test('writePrompt(): the call begins where the chart does', () => {
  assert.match(writePrompt(callMachine, PLAIN), /The call begins in `need`/);
});

test('writePrompt(): names no tool, argument, status, state or field that does not exist', () => {
  const known = new Set<string>([
    ...TOOL_NAMES,
    ...ARGUMENTS,
    ...Object.keys(STATUSES),
    ...STATES.map(([name]) => name),
    ...resultFields(),
  ]);
  for (const options of EVERY_WAY) {
    const prompt = writePrompt(callMachine, options);
    const quoted = [...prompt.matchAll(/`([^`]*)`/g)].map(([, word = '']) => word);
    const snake = prompt.match(/\b[a-z]+(?:_[a-z]+)+\b/g) ?? [];
    const camel = prompt.match(/\b[A-Za-z]+[a-z][A-Z][A-Za-z]*\b/g) ?? [];
    assert.ok(quoted.length > 20);
    assert.deepEqual(
      [...quoted, ...snake, ...camel].filter((word) => !known.has(word)),
      [],
    );
  }
});

test('writePrompt(): says what to do on every status, and names every tool', () => {
  for (const options of EVERY_WAY) {
    const prompt = writePrompt(callMachine, options);
    const results = section(prompt, '# Results');
    for (const status of Object.keys(STATUSES)) {
      assert.match(results, new RegExp(`^- \`${status}\`: \\w.{20,}$`, 'm'));
    }
    for (const tool of TOOL_NAMES) {
      const isHad = toolNames(options.verify === true).includes(tool);
      assert.equal(prompt.includes(`\`${tool}\``), isHad, tool);
    }
  }
});

/** What stands under a heading, in its order: whatever of it were left out would be missed. */
const INSTRUCTED: [heading: string, options: Partial<PromptOptions>, instructed: RegExp][] = [
  ['# Role', {}, /answer the phone of a parcel service/],
  [
    '# Rules',
    {},
    /say that you do not know\..*no call back, refund, change or date, and no person/s,
  ],
  [
    '# Rules',
    { transfer: true },
    /you do not know, and offer a person\..*refund, change or date\.$/ms,
  ],
  ['# Rules', { verify: true }, /no address, phone number or payment\. Never say, spell or hint/],
  [
    '# Results',
    { verify: true },
    /what shows that the parcel is theirs, and nothing is told before/,
  ],
  ['# Results', {}, /was asked to check it\. Do not say that a parcel is lost or was never sent\./],
  ['# Results', {}, /Call it correctly .*; after a second error, say that it does not work\./],
  ['# Results', { transfer: true }, /after a second error, offer a person\./],
  [
    '# Results',
    {},
    /take it as `unavailable`\. What is told of a delivery between two of your turns/,
  ],
  [
    '## need',
    {},
    /in one short question, .* let the caller finish\. .* what is wrong .* with each part as it is said/,
  ],
  [
    '## confirm',
    {},
    /whether a number is right, .* On a clear yes .* on a clear no .* is neither: ask the question again/,
  ],
  [
    '## confirm',
    { verify: true },
    /exactly as the caller said or spelled it.* Never answer it yourself/,
  ],
  ['## fetch', {}, /what they say will be spoken\. Wait\. Do not ask for the same parcel again/],
  [
    '## report',
    {},
    /Add nothing\. .* asks what is wrong, .* if this is not the parcel that was meant\. .* end the call/,
  ],
  [
    '## fallback',
    {},
    /Wait for what the caller wants\. Another try or .* A person: `request_human`/,
  ],
];

test('writePrompt(): leaves out nothing of what the model is to do', () => {
  for (const [heading, options, instructed] of INSTRUCTED) {
    const prompt = writePrompt(callMachine, { ...PLAIN, ...options });
    assert.match(section(prompt, heading), instructed, heading);
  }
});

test('writePrompt(): tells tools apart, and where there is none', () => {
  assert.equal(en.prompt.tools([]), 'Tools: none.');
  assert.equal(en.prompt.tools(['a', 'b']), 'Tools: a, b.');
});

test('writePrompt(): keeps the model silent where the answer is spoken as it is', () => {
  const verbatim = writePrompt(callMachine, { ...PLAIN, speak: 'verbatim' });
  const model = writePrompt(callMachine, { ...PLAIN, speak: 'model' });
  assert.match(verbatim, /is spoken to the caller, word for word/);
  assert.match(verbatim, /Do not repeat, rephrase or add/);
  assert.match(model, /Say the `message` of a result/);
  assert.doesNotMatch(model, /is spoken to the caller, word for word/);
});

test('writePrompt(): transfers only where there is a way to', () => {
  assert.match(writePrompt(callMachine, { ...PLAIN, transfer: true }), /Transfer the call/);
  assert.doesNotMatch(writePrompt(callMachine, PLAIN), /[Tt]ransfer/);
});

test('writePrompt(): says nothing of who calls where nobody asks that', () => {
  assert.doesNotMatch(writePrompt(callMachine, PLAIN), /last name|postcode|verify/);
  const verify = writePrompt(callMachine, { ...PLAIN, verify: true });
  assert.match(
    section(verify, '## confirm'),
    /asked for a last name or a postcode, call `verify_caller`/,
  );
});

test('writePrompt(): is short, since every event carries it along', () => {
  for (const options of EVERY_WAY) assert.ok(writePrompt(callMachine, options).length < 6000);
});

test('writePrompt(): has no heading twice and no broken line', () => {
  const prompt = writePrompt(callMachine, PLAIN);
  const headings = prompt.match(/^#+ .+$/gm) ?? [];
  assert.equal(new Set(headings).size, headings.length);
  assert.doesNotMatch(prompt, / {2}|undefined| $|\n{3}/m);
});
