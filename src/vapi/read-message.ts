import { Type } from 'typebox';
import {
  MESSAGE_SCHEMAS,
  type MessageType,
  UnknownMessageSchema,
  type VapiMessage,
} from './messages.ts';
import { cutText, singleLine } from './single-line.ts';
import { type Fault, isRecord, readAs } from './tolerant-reader.ts';
import { listToolCalls } from './tool-calls.ts';

/** A message as it was read, or every fault that leaves no sensible reading of it. */
export type MessageReading = { ok: true; message: VapiMessage } | { ok: false; faults: Fault[] };

const WIRE_TYPE_LENGTH_MAX = 64;

const BodySchema = Type.Object({
  message: Type.Object({ type: Type.String({ minLength: 1 }) }),
});

/**
 * Reads a webhook body. It refuses only a body that is no message at all, a status update without
 * a status, and tool calls of which none can be read; whatever else is odd counts as absent.
 */
export function readMessage(body: unknown): MessageReading {
  const outer = readAs(BodySchema, body);
  if (!outer.ok) return outer;
  const wire = isRecord(body) ? body.message : undefined;
  const wireType = outer.value.message.type;
  const type = typeOf(wireType);
  if (type === null) return readUnknown(wire, wireType);

  const reading = readAs(MESSAGE_SCHEMAS[type], wire, '/message');
  if (!reading.ok) return reading;
  // The schema was picked by this very type, which the type system cannot follow.
  const message = { ...reading.value, type } as VapiMessage;
  if (message.type === 'transcript') message.transcriptType ??= impliedTranscriptType(wireType);
  if (message.type === 'tool-calls') {
    const calls = listToolCalls(message);
    if (!calls.ok) return calls;
  }
  return { ok: true, message };
}

function readUnknown(wire: unknown, wireType: string): MessageReading {
  const reading = readAs(UnknownMessageSchema, wire, '/message');
  if (!reading.ok) return reading;
  const label = cutText(singleLine(wireType.slice(0, 1000)), WIRE_TYPE_LENGTH_MAX);
  return { ok: true, message: { ...reading.value, type: 'unknown', wireType: label } };
}

function typeOf(wireType: string): MessageType | null {
  // Vapi's own enum has the literal `transcript[transcriptType="final"]`.
  if (wireType.startsWith('transcript[')) return 'transcript';
  return isMessageType(wireType) ? wireType : null;
}

function isMessageType(wireType: string): wireType is MessageType {
  return Object.hasOwn(MESSAGE_SCHEMAS, wireType);
}

function impliedTranscriptType(wireType: string): string | null {
  return /^transcript\[.*final/.test(wireType) ? 'final' : null;
}
