import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Vapi } from '@vapi-ai/server-sdk';
import { type ServerResponseOptions, toServerResponse } from '../../src/vapi/server-responses.ts';
import { fixtureNames } from './fixtures.ts';
import { readFixture } from './read-fixture.ts';

const SENTENCES = {
  noAssistant: 'We cannot take\nyour call.',
  noDestination: 'Nobody is free.',
  passingOn: 'I pass you on about W B 1.',
  briefing: { spoken: 'About W B 1.', written: 'About WB1\n\u2014 délayed.' },
};

const DESTINATION = { type: 'number', number: '+12025550177' };

// Vapi's own types: a mode or a field of another name does not compile.
const HEADER_PLAN = {
  mode: 'blind-transfer-add-summary-to-sip-header',
  // A header of SIP holds one line of ASCII.
  message: 'About WB1  delayed.',
} satisfies Vapi.TransferPlan;
const SPOKEN_PLAN = {
  mode: 'warm-transfer-say-message',
  message: 'About W B 1.',
} satisfies Vapi.TransferPlan;

const ASSISTANT = { name: 'Parcel hotline' };

const passing = { type: 'request-start', content: SENTENCES.passingOn, blocking: true };

describe('toDueAnswer() answers', () => {
  const rows: [string, ServerResponseOptions, Record<string, unknown>][] = [
    ['assistant-request', { assistantId: 'a' }, { assistantId: 'a' }],
    ['assistant-request', { assistant: ASSISTANT }, { assistant: ASSISTANT }],
    ['assistant-request', { assistantId: 'a', assistant: ASSISTANT }, { assistantId: 'a' }],
    ['assistant-request', { assistantId: '' }, { error: 'We cannot take your call.' }],
    ['assistant-request', {}, { error: 'We cannot take your call.' }],
    [
      'transfer-destination-request',
      { transferDestination: DESTINATION },
      { destination: DESTINATION, message: passing },
    ],
    [
      'transfer-destination-request',
      { transferDestination: DESTINATION, transferSummary: 'header' },
      { destination: { ...DESTINATION, transferPlan: HEADER_PLAN }, message: passing },
    ],
    [
      'transfer-destination-request',
      { transferDestination: DESTINATION, transferSummary: 'spoken' },
      { destination: { ...DESTINATION, transferPlan: SPOKEN_PLAN }, message: passing },
    ],
    ['transfer-destination-request', {}, { error: 'Nobody is free.' }],
    [
      'handoff-destination-request',
      { handoffDestination: DESTINATION },
      { destination: DESTINATION, result: SENTENCES.passingOn },
    ],
    ['handoff-destination-request', {}, { error: 'Nobody is free.' }],
    ['knowledge-base-request', {}, { documents: [] }],
    ['call-endpointing-request', {}, { timeoutSeconds: 1 }],
    ['campaign-predial', {}, { eligible: false }],
  ];
  for (const [name, options, body] of rows) {
    test(`${name} with ${JSON.stringify(options)}`, () => {
      const answer = toServerResponse(readFixture(name), options, () => SENTENCES);
      const passesOn = 'destination' in body ? { passesOn: true } : {};
      assert.deepEqual(answer, { kind: 'json', body, ...passesOn });
    });
  }

  for (const [sampleRate, length] of [
    [24_000, 4800],
    [8000, 1600],
    [null, 4800],
    [1e9, 4800],
  ]) {
    test(`voice-request at ${sampleRate} with a tenth of a second of silence`, () => {
      const answer = toServerResponse(
        readFixture('voice-request', { sampleRate }),
        {},
        () => SENTENCES,
      );
      assert.ok(answer?.kind === 'audio');
      assert.equal(answer.bytes.length, length);
      assert.ok(answer.bytes.every((byte) => byte === 0));
    });
  }
});

describe('toDueAnswer()', () => {
  test('words nothing where nothing is to be said', () => {
    const word = () => assert.fail('worded for nothing');
    assert.equal(toServerResponse(readFixture('tool-calls'), {}, word), null);
    assert.ok(toServerResponse(readFixture('knowledge-base-request'), {}, word));
  });

  test('is due for nothing else', () => {
    const due = fixtureNames().filter((name) =>
      toServerResponse(readFixture(name), {}, () => SENTENCES),
    );
    assert.deepEqual(due.sort(), [
      'assistant-request',
      'call-endpointing-request',
      'campaign-predial',
      'handoff-destination-request',
      'knowledge-base-request',
      'transfer-destination-request',
      'voice-request',
    ]);
  });
});
