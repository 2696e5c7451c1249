import assert from 'node:assert/strict';
import type { MessageOf, MessageType, VapiMessage } from '../../src/vapi/messages.ts';
import { readMessage } from '../../src/vapi/read-message.ts';
import { fixture } from './fixtures.ts';

/** The message that a body holds; fails the test if it is refused. */
export function accept(body: unknown): VapiMessage {
  const reading = readMessage(body);
  assert.ok(reading.ok, JSON.stringify(reading));
  return reading.message;
}

/** The message of a fixture, with some of its fields replaced. */
export function readFixture(name: string, changes: Record<string, unknown> = {}): VapiMessage {
  const { message } = fixture(name);
  return accept({ message: { ...message, ...changes } });
}

/** The same, known to be of one type. */
export function readFixtureOf<T extends MessageType>(
  type: T,
  name: string,
  changes: Record<string, unknown> = {},
): MessageOf<T> {
  const message = readFixture(name, changes);
  assert.equal(message.type, type);
  return message as MessageOf<T>;
}
