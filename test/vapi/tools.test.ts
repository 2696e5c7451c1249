import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ToolName } from '../../machines/call-events.ts';
import { en } from '../../machines/languages/en/en.ts';
import { readToolArguments } from '../../src/vapi/tool-arguments.ts';
import {
  endCallTool,
  type FunctionTool,
  functionTools,
  SERVER_TIMEOUT_SECONDS,
  silentEndCallTool,
  TOOL_NAMES,
  type ToolMessage,
  toToolEvent,
  transferCallTool,
} from '../../src/vapi/tools.ts';

const SERVER = { url: 'https://example.com/webhook', credentialId: 'c', timeoutSeconds: 5 };

function message<Type extends ToolMessage['type']>(tool: FunctionTool, type: Type) {
  const [found, ...others] = tool.messages.filter((one) => one.type === type);
  assert.ok(found && others.length === 0, `${tool.function.name} has one ${type}`);
  return found as Extract<ToolMessage, { type: Type }>;
}

function toolNamed(name: ToolName, transfer = true): FunctionTool {
  const found = functionTools(SERVER, transfer, en, true).find((it) => it.function.name === name);
  assert.ok(found);
  return found;
}

test('functionTools(): has the four tools with the arguments that the contract names', () => {
  const contract = functionTools(SERVER, true, en).map(({ function: { name, parameters } }) => ({
    name,
    types: Object.entries(parameters.properties).map(([key, { type }]) => `${key}: ${type}`),
    required: parameters.required,
  }));
  assert.deepEqual(contract, [
    { name: 'track_delivery', types: ['trackingNumber: string'], required: ['trackingNumber'] },
    {
      name: 'confirm_tracking_number',
      types: ['confirmed: boolean', 'trackingNumber: string'],
      required: ['confirmed'],
    },
    { name: 'get_delivery_issue', types: ['trackingNumber: string'], required: [] },
    { name: 'request_human', types: ['reason: string'], required: [] },
  ]);
});

test('functionTools(): has a tool more where callers are asked who they are', () => {
  const added = functionTools(SERVER, true, en, true).filter(
    ({ function: { name } }) => name === 'verify_caller',
  );
  assert.deepEqual(
    added.map((tool) => tool.function.parameters.required),
    [['answer']],
  );
});

describe('functionTools()', () => {
  for (const tool of functionTools(SERVER, true, en, true)) {
    const { name, description, parameters } = tool.function;

    test(`${name} is understood when it is called with what its schema asks for`, () => {
      const example = (keys: string[]) =>
        Object.fromEntries(
          keys.map((key) => [key, parameters.properties[key]?.type === 'boolean' || 'WB10000001']),
        );
      const all = example(Object.keys(parameters.properties));
      const least = example(parameters.required);
      for (const wire of [all, least, JSON.stringify(all)]) {
        const call = { toolCallId: 't', tool: name, args: readToolArguments(wire, en) };
        assert.notEqual(toToolEvent(call, 0).type, 'tool.misused');
      }
    });

    test(`${name} keeps to the lengths and the pattern that Vapi sets`, () => {
      assert.match(name, /^[a-zA-Z0-9_-]{1,64}$/);
      assert.ok(description.length < 1000);
      for (const { content } of tool.messages) assert.ok(content.length <= 1000);
    });

    test(`${name} announces itself before it is called`, () => {
      const { content, blocking } = message(tool, 'request-start');
      assert.ok(blocking && content !== '');
    });

    test(`${name} has a word for a wait and for a failure, the first before the timeout`, () => {
      const { content, timingMilliseconds } = message(tool, 'request-response-delayed');
      assert.ok(content !== '' && message(tool, 'request-failed').content !== '');
      assert.ok(timingMilliseconds >= 100 && timingMilliseconds < SERVER_TIMEOUT_SECONDS * 1000);
    });

    test(`${name} leaves the words of an answer to the answer`, () => {
      const types = tool.messages.map(({ type }) => type as string);
      assert.ok(!types.includes('request-complete'));
    });

    test(`${name} asks at the server that is given`, () => {
      assert.deepEqual(tool.server, SERVER);
    });
  }
});

/** What the model is told of a tool, or of an argument of it, from one end to the other. */
const TOLD: [tool: ToolName, argument: string | null, told: RegExp][] = [
  ['track_delivery', null, /^Looks up where a parcel is.* a tracking number, .* another try\.$/],
  ['track_delivery', 'trackingNumber', /^The tracking number as .* or in the words.* guessed\.$/],
  ['confirm_tracking_number', null, /^Passes on .* asked about\. Call it .* of the caller deny.*$/],
  [
    'confirm_tracking_number',
    'confirmed',
    /^True after a yes, false after a no or a correction\.$/,
  ],
  ['confirm_tracking_number', 'trackingNumber', /^Only if .*: the number, or the correction in.*$/],
  ['get_delivery_issue', null, /^Looks up what is wrong.* why a parcel is late, held, damaged,.*$/],
  [
    'get_delivery_issue',
    'trackingNumber',
    /^Left out for the parcel that the call is about already\. The tracking number as/,
  ],
  ['verify_caller', null, /^Passes on what .* on a parcel\. Call it only after .* said then\.$/],
  ['verify_caller', 'answer', /^The answer in the words of the caller, .* Never made up\.$/],
  ['request_human', null, /^Asks for a person to take over\. Call it .* accepts the offer\.$/],
  ['request_human', 'reason', /^Why, in a few words of the caller\.$/],
];

test('functionTools(): tells the model what each tool and each argument is for', () => {
  for (const [name, argument, told] of TOLD) {
    const { description, parameters } = toolNamed(name).function;
    const { [argument ?? '']: parameter } = parameters.properties;
    assert.match(argument === null ? description : (parameter?.description ?? ''), told);
  }
});

test('functionTools(): says what becomes of a call, and offers a person where there is one', () => {
  const said = (transfer: boolean, type: 'request-start' | 'request-failed') =>
    TOOL_NAMES.map((name) => message(toolNamed(name, transfer), type).content);
  const starts = (last: string) => [
    'One moment, please.',
    'Thank you.',
    'Let me check.',
    'Thank you.',
    last,
  ];
  assert.deepEqual(said(true, 'request-start'), starts('Of course.'));
  assert.deepEqual(said(false, 'request-start'), starts('One moment, please.'));
  const again = "I'm sorry, that didn't work. Shall I try again";
  const offers = Array.from({ length: 4 }, () => `${again}, or get a person to help you?`);
  const once = "I'm sorry, that didn't work. Shall I try once more to get a person?";
  assert.deepEqual(said(true, 'request-failed'), [...offers, once]);
  assert.deepEqual(
    said(false, 'request-failed'),
    Array.from({ length: 5 }, () => `${again}?`),
  );
});

test("the model is told when to use what is Vapi's own", () => {
  const { endCall, transferCall } = en.tools.builtIn;
  assert.match(endCall, /^Ends the call\. Call it when the caller says goodbye/);
  assert.match(
    transferCall,
    /^Passes the call on to a person\. Call it .* and the result says so\.$/,
  );
});

test('functionTools() without a server leaves it to the phone number', () => {
  for (const tool of functionTools(null, true, en)) assert.ok(!('server' in tool));
});

test('TOOL_NAMES: are the names of the tools', () => {
  const names = functionTools(null, true, en, true).map((tool) => tool.function.name);
  assert.deepEqual(TOOL_NAMES, names);
});

test('endCallTool() says goodbye and lets it be heard', () => {
  const [goodbye] = endCallTool(en).messages;
  assert.match(goodbye?.content ?? '', /Goodbye/);
  assert.equal(goodbye?.blocking, true);
});

test('silentEndCallTool() leaves the goodbye to who has said it', () => {
  const { type, messages } = silentEndCallTool();
  assert.equal(type, endCallTool(en).type);
  assert.deepEqual(messages, [{ type: 'request-start', content: '' }]);
});

test('transferCallTool() is silent and asks Waybill where to', () => {
  const tool = transferCallTool();
  assert.deepEqual(tool.messages, [{ type: 'request-start', content: '' }]);
  assert.ok(!('destinations' in tool));
});
