import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A message that is sent; its name is that of a fixture. */
export type BodyKind = 'tool-calls' | 'speech-update' | 'conversation-update' | 'transcript-final';

/** A request as bytes, and where in them stands what each has of its own. */
export type RequestForm = { bytes: Buffer; places: Record<keyof Blanks, number[]> };

/** What each request has of its own, as numbers. */
export type Blanks = { call: number; toolCall: number; caller: number; parcel: number };

/** The secret that every target compares. */
export const SECRET = 'embedded-secret';

const FIXTURES = join(import.meta.dirname, '../../test/fixtures/vapi');
const DIGITS = 8;
const MARKS: Record<keyof Blanks, string> = {
  call: '#call###',
  toolCall: '#tool###',
  caller: '#caller#',
  parcel: '#parcel#',
};
const CALL_ID = `019e8c41-5d2b-7aa6-9c3f-2f6b${MARKS.call}`;
const TOOL_CALL = {
  id: `call_Qx7fV2mLr0aW${MARKS.toolCall}`,
  type: 'function',
  function: { name: 'track_delivery', arguments: { trackingNumber: `WB${MARKS.parcel}` } },
};
/** What is said in turns until a history is as long as it shall be. */
const SAID = [
  'Hello, this is the parcel hotline. How can I help?',
  'Yes, hi. I have been waiting for a parcel since Monday, and nobody could tell me where it is.',
  'I am sorry to hear that. Could you tell me the tracking number, please?',
  'One moment, I have to look for it. It must be somewhere in the mail that I was sent.',
  'Of course, take your time.',
  'Here it is. Will it come today, do you think? Somebody has to be at home for it.',
];

/**
 * A body of about so many bytes, as Vapi posts it: captured, with a history that fills it. A small
 * one has no more than what every message has.
 */
export function makeBody(kind: BodyKind, bytes: number): object {
  const { message } = JSON.parse(readFileSync(join(FIXTURES, `${kind}.json`), 'utf8'));
  const toolCalls =
    kind === 'tool-calls' ? { toolCalls: [TOOL_CALL], toolCallList: [TOOL_CALL] } : {};
  const { call } = message;
  const customer = { number: `+49151${MARKS.caller}` };
  const { assistant, phoneNumber, toolWithToolCallList: _, ...rest } = message;
  const artifact = { messages: [], messagesOpenAIFormatted: [] };
  const small = {
    message: { ...rest, ...toolCalls, artifact, call: { id: CALL_ID, type: call.type, customer } },
  };
  const whole = {
    message: { ...message, ...toolCalls, call: { ...call, id: CALL_ID, customer }, customer },
  };
  return withHistory(JSON.stringify(whole).length > bytes ? small : whole, bytes);
}

/** The same body with so many turns in its history. */
export function makeBodyOfTurns(kind: BodyKind, turns: number): object {
  return withTurns(makeBody(kind, 10_000) as { message: object }, turns);
}

/** Some messages tell the conversation at their top level as well. */
function withTurns({ message }: { message: object }, turns: number): { message: object } {
  const artifact = historyOf(turns);
  const { messages, messagesOpenAIFormatted: conversation } = artifact;
  const isToldTwice = 'conversation' in message;
  return { message: { ...message, ...(isToldTwice ? { messages, conversation } : {}), artifact } };
}

function withHistory(body: { message: object }, bytes: number): object {
  const sizeOf = (value: object) => Buffer.byteLength(JSON.stringify(value));
  const made = (turns: number) => withTurns(body, turns);
  const perTurn = (sizeOf(made(60)) - sizeOf(made(0))) / 60;
  return made(Math.max(0, Math.round((bytes - sizeOf(made(0))) / perTurn)));
}

function historyOf(turns: number): { messages: object[]; messagesOpenAIFormatted: object[] } {
  const start = 1780920281214;
  const system = 'You answer calls about parcels. Never state a fact that no tool gave you.';
  const messages: object[] = [
    { role: 'system', message: system, time: start, secondsFromStart: 0 },
  ];
  const formatted: object[] = [{ role: 'system', content: system }];
  for (let turn = 0; turn < turns; turn += 1) {
    const isCaller = turn % 2 === 1;
    const text = SAID[turn % SAID.length] ?? '';
    const time = start + turn * 4000;
    const timing = { time, endTime: time + 2500, secondsFromStart: 4 * turn, duration: 2500.5 };
    messages.push({ role: isCaller ? 'user' : 'bot', message: text, ...timing, source: '' });
    formatted.push({ role: isCaller ? 'user' : 'assistant', content: text });
  }
  return { messages, messagesOpenAIFormatted: formatted };
}

/** The request that posts a body to the webhook, its blanks to be filled. */
export function toForm(body: object): RequestForm {
  const text = JSON.stringify(body);
  const bytes = Buffer.from(
    [
      'POST /webhook HTTP/1.1',
      'host: localhost',
      'content-type: application/json',
      `x-vapi-secret: ${SECRET}`,
      `content-length: ${Buffer.byteLength(text)}`,
      '',
      text,
    ].join('\r\n'),
  );
  const places = Object.fromEntries(
    Object.entries(MARKS).map(([name, mark]) => [name, placesOf(bytes, mark)]),
  );
  return { bytes, places: places as RequestForm['places'] };
}

/** A request of that form, all of its own. */
export function fill({ bytes, places }: RequestForm, blanks: Blanks): Buffer {
  const filled = Buffer.from(bytes);
  for (const name of Object.keys(places) as (keyof Blanks)[]) {
    const digits = `${blanks[name]}`.padStart(DIGITS, '0');
    for (const place of places[name]) filled.write(digits, place, 'latin1');
  }
  return filled;
}

function placesOf(bytes: Buffer, mark: string): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + 1)) places.push(at);
  return places;
}
