import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callMachine } from '../../machines/call.ts';
import { en } from '../../machines/languages/en/en.ts';
import { toAssistant, toTools } from '../../src/vapi/assistant.ts';
import { writePrompt } from '../../src/vapi/assistant-prompt.ts';
import { toServerResponse } from '../../src/vapi/server-responses.ts';
import { toCallEvents } from '../../src/vapi/to-call-events.ts';
import { readFixture } from './read-fixture.ts';

const OPTIONS = { url: 'https://example.com/webhook', credentialId: 'cred-1' };

test('toAssistant(): has the prompt that is written from the chart, and nothing else to say', () => {
  const { messages } = toAssistant(OPTIONS).model;
  const content = writePrompt(callMachine, { speak: 'verbatim', transfer: false, language: en });
  assert.deepEqual(messages, [{ role: 'system', content }]);
});

test('toAssistant(): hands on who words the answers and whether it transfers', () => {
  const [message] = toAssistant({ speak: 'model', transfer: true }).model.messages;
  assert.equal(
    message?.content,
    writePrompt(callMachine, { speak: 'model', transfer: true, language: en }),
  );
});

test('toAssistant(): greets the caller and asks for the number', () => {
  const { firstMessage, name } = toAssistant();
  assert.match(firstMessage ?? '', /tracking number, please\?$/);
  assert.ok(name.length <= 40);
});

test('toAssistant(): takes digits from the keypad', () => {
  const { keypadInputPlan } = toAssistant();
  assert.equal(keypadInputPlan.enabled, true);
  assert.equal(keypadInputPlan.delimiters, '#');
  // 0 waits for the # for ever; 10 is the most that Vapi takes.
  assert.ok(keypadInputPlan.timeoutSeconds > 0 && keypadInputPlan.timeoutSeconds <= 10);
});

describe('toAssistant() subscribes', () => {
  const fixtureOf = (subscription: string) =>
    subscription.startsWith('transcript[') ? 'transcript-final' : subscription;

  test('to tool calls, the end of a call and what was said', () => {
    assert.deepEqual(toAssistant().serverMessages, [
      'tool-calls',
      'status-update',
      'end-of-call-report',
      'transcript[transcriptType="final"]',
    ]);
  });

  for (const subscription of toAssistant().serverMessages) {
    test(`to ${subscription}, which tells a call something`, () => {
      assert.notDeepEqual(toCallEvents(readFixture(fixtureOf(subscription)), 0, en), []);
    });
  }

  test('to the request for a destination if it transfers, which is answered', () => {
    const { serverMessages } = toAssistant({ transfer: true });
    const added = serverMessages.filter((one) => !toAssistant().serverMessages.includes(one));
    assert.deepEqual(added, ['transfer-destination-request']);
    const words = {
      noAssistant: 'a',
      noDestination: 'b',
      passingOn: 'c',
      briefing: { spoken: '', written: '' },
    };
    assert.ok(toServerResponse(readFixture('transfer-destination-request'), {}, () => words));
  });
});

describe('toAssistant() has', () => {
  test('the four tools itself, and can end the call', () => {
    const { tools, toolIds } = toAssistant(OPTIONS).model;
    assert.deepEqual(tools.slice(0, -1), toTools(OPTIONS));
    assert.equal(tools.at(-1)?.type, 'endCall');
    assert.equal(toolIds, undefined);
  });

  test('a tool to transfer only where it transfers', () => {
    const types = (transfer: boolean) => toAssistant({ transfer }).model.tools.map((t) => t.type);
    assert.ok(types(true).includes('transferCall'));
    assert.ok(!types(false).includes('transferCall'));
  });

  test('the tools that Vapi keeps in place of the four', () => {
    const { tools, toolIds } = toAssistant({ ...OPTIONS, toolIds: ['a', 'b'] }).model;
    assert.deepEqual(toolIds, ['a', 'b']);
    assert.deepEqual(
      tools.map(({ type }) => type),
      ['endCall'],
    );
  });
});

describe('toAssistant() posts', () => {
  test('to the URL with the credential, tools and all', () => {
    const { server, model } = toAssistant(OPTIONS);
    const { backoffPlan, ...rest } = server ?? {};
    assert.deepEqual(rest, { ...OPTIONS, timeoutSeconds: 5 });
    for (const tool of model.tools) {
      if ('function' in tool) assert.deepEqual(tool.server, rest);
    }
  });

  test('again what got lost, unless it was refused', () => {
    const { backoffPlan } = toAssistant(OPTIONS).server ?? {};
    assert.ok(backoffPlan && backoffPlan.maxRetries > 0);
    for (const status of [400, 401, 413, 422] as const) {
      assert.ok(backoffPlan.excludedStatusCodes.includes(status));
    }
  });

  test('where the phone number says if no URL is given', () => {
    const assistant = toAssistant({ credentialId: 'cred-1' });
    assert.ok(!('server' in assistant));
    assert.ok(!JSON.stringify(assistant.model.tools).includes('"server"'));
  });
});

test('toAssistant(): leaves model, voice and transcriber to who gives them', () => {
  const voice = { provider: 'vapi', voiceId: 'Kylie' };
  const transcriber = { provider: 'deepgram', model: 'nova-2' };
  const model = { provider: 'groq', model: 'some/model' };
  const given = toAssistant({ voice, transcriber, model, name: 'Post', firstMessage: 'Hi.' });
  assert.deepEqual([given.voice.voiceId, given.transcriber], ['Kylie', transcriber]);
  assert.deepEqual([given.model.provider, given.model.model], ['groq', 'some/model']);
  assert.deepEqual([given.name, given.firstMessage], ['Post', 'Hi.']);
});

describe('toAssistant() with Waybill in the place of a model', () => {
  const waybill = { url: 'https://example.com', credentialId: 'llm-1' };
  const own = toAssistant({ ...OPTIONS, waybill });

  test('is asked where it is said, with the call', () => {
    const { tools: _, ...model } = own.model;
    assert.deepEqual(model, {
      provider: 'custom-llm',
      model: 'waybill',
      url: 'https://example.com',
      metadataSendMode: 'variable',
      timeoutSeconds: 5,
      messages: [],
    });
  });

  test('greets by itself', () => {
    assert.ok(!('firstMessage' in own));
    assert.equal(own.firstMessageMode, 'assistant-speaks-first-with-model-generated-message');
  });

  test('has no tools of its own, and says goodbye itself before it ends the call', () => {
    const options = { ...OPTIONS, waybill, transfer: true };
    assert.deepEqual(toTools(options), []);
    const { tools } = toAssistant(options).model;
    assert.deepEqual(
      tools.map(({ type, messages }) => [type, messages.map(({ content }) => content)]),
      [
        ['endCall', ['']],
        ['transferCall', ['']],
      ],
    );
    assert.deepEqual(
      own.model.tools.map(({ type }) => type),
      ['endCall'],
    );
  });

  test('has both credentials, since no other is used in the call', () => {
    assert.deepEqual(own.credentialIds, ['llm-1', 'cred-1']);
    const { url } = OPTIONS;
    assert.deepEqual(toAssistant({ url, waybill }).credentialIds, ['llm-1']);
    const unnamed = { url: waybill.url };
    assert.ok(!('credentialIds' in toAssistant({ ...OPTIONS, waybill: unnamed })));
  });

  test('hears, waits and posts as with a model', () => {
    const { model: _, firstMessage, firstMessageMode, ...rest } = toAssistant(OPTIONS);
    const { model, credentialIds, firstMessageMode: mode, ...ownRest } = own;
    assert.deepEqual(ownRest, rest);
    assert.notEqual(mode, firstMessageMode);
  });
});

test('toAssistant(): answers an assistant-request as it is', () => {
  const assistant = toAssistant();
  const words = {
    noAssistant: 'a',
    noDestination: 'b',
    passingOn: 'c',
    briefing: { spoken: '', written: '' },
  };
  const answer = toServerResponse(readFixture('assistant-request'), { assistant }, () => words);
  assert.deepEqual(answer, { kind: 'json', body: { assistant } });
  assert.deepEqual(JSON.parse(JSON.stringify(assistant)), assistant);
});

test('toAssistant(): gives each caller a copy of its own', () => {
  const spoilt = toAssistant(OPTIONS);
  const whole = structuredClone(spoilt);
  spoilt.serverMessages.pop();
  for (const tool of spoilt.model.tools) {
    tool.messages.pop();
    if ('function' in tool) tool.function.parameters.required.push('reason');
  }
  assert.deepEqual(toAssistant(OPTIONS), whole);
});
