/** What is sent, as the bytes of whole HTTP requests. */

const SECRET = 'embedded-secret';

/** Stands for the assistant's definition, which Vapi sends with every event. */
const ASSISTANT = { name: 'Parcel line', model: { messages: 'You help callers. '.repeat(500) } };

/** One event of each of so many calls, 10 KB as on the wire. */
export function eventRequests(calls: number): Buffer[] {
  return Array.from({ length: calls }, (_, number) => {
    const call = { id: `flood-${number}`, type: 'inboundPhoneCall', status: 'ringing' };
    const said = { type: 'speech-update', status: 'started', role: 'user', turn: 1 };
    const heard = { type: 'transcript', role: 'user', transcriptType: 'partial' };
    const message =
      number % 2 === 0 ? said : { ...heard, transcript: 'Where is my parcel, please?' };
    return postRequest({ message: { ...message, timestamp: 1, call, assistant: ASSISTANT } });
  });
}

/** A tool call, each with an ID of its own, in one of so many calls. */
export function toolCallRequest(number: number): Buffer {
  const trackingNumber = 'WB10000001';
  const tool = { name: 'track_delivery', arguments: { trackingNumber } };
  const toolCallList = [{ id: `bench-${number}`, type: 'function', function: tool }];
  const call = { id: `bench-call-${number % 50}` };
  return postRequest({ message: { type: 'tool-calls', call, toolCallList, assistant: ASSISTANT } });
}

/** A health probe. */
export function probeRequest(path: string): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
}

/** A message to the webhook. */
export function postRequest(body: object): Buffer {
  const bytes = JSON.stringify(body);
  return Buffer.from(
    [
      'POST /webhook HTTP/1.1',
      'host: localhost',
      'content-type: application/json',
      `x-vapi-secret: ${SECRET}`,
      `content-length: ${Buffer.byteLength(bytes)}`,
      '',
      bytes,
    ].join('\r\n'),
  );
}
