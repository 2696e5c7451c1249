// Goal: whatever Vapi sends, reading it never throws and ends in a message or in faults. Method:
// messages are generated from the schemas themselves, then bent: nulls, wrong types, unknown keys,
// fields left out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { en } from '../../machines/languages/en/en.ts';
import { readEnvelope } from '../../src/vapi/envelope.ts';
import { MESSAGE_SCHEMAS, UnknownMessageSchema } from '../../src/vapi/messages.ts';
import { readMessage } from '../../src/vapi/read-message.ts';
import { toCallEvents } from '../../src/vapi/to-call-events.ts';
import { anyBody, plainBody } from './arbitrary-message.ts';

const OUR_EVENTS = new Set([
  'delivery.requested',
  'confirmation.given',
  'human.requested',
  'tool.misused',
  'call.progressed',
  'call.ended',
  'transcript.heard',
  'conversation.updated',
  'speech.updated',
  'caller.interrupted',
  'assistant.delayed',
  'report.received',
  'transfer.updated',
]);

test('readMessage(): 10,000 bent messages end in a message or in faults', () => {
  let accepted = 0;
  fc.assert(
    fc.property(anyBody(), (body) => {
      const reading = readMessage(body);
      if (!reading.ok) return assert.ok(reading.faults.length > 0);
      accepted += 1;
      const { message } = reading;
      const schema =
        message.type === 'unknown' ? UnknownMessageSchema : MESSAGE_SCHEMAS[message.type];
      assert.ok(Value.Check(schema, message));
      readEnvelope(message, { 'x-call-id': 'header-id' });
      const events = toCallEvents(message, 1, en);
      assert.ok(events.every(({ type }) => OUR_EVENTS.has(type)));
      assert.deepEqual(JSON.parse(JSON.stringify(events)), events);
    }),
    { numRuns: 10_000 },
  );
  assert.ok(accepted > 5_000, `only ${accepted} were accepted`);
});

test('readMessage(): messages that fit their schema are all accepted', () => {
  fc.assert(
    fc.property(plainBody(), (body) => {
      const reading = readMessage(body);
      assert.ok(reading.ok, JSON.stringify(reading));
    }),
    { numRuns: 1_000 },
  );
});
