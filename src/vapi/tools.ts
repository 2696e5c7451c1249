/**
 * The tools that the assistant has, as Vapi takes them.
 * Source: schemas `CreateFunctionToolDTO`, `ToolMessage*` and `Server` of Vapi's OpenAPI file
 * (VapiAI/docs eabfa53, 2026-08-20) and VapiAI/gitops 5b3b5b9, docs/learnings/tools.md.
 */

import type { ToolEvent } from '../../machines/call-events.ts';
import type { ToolArguments } from './tool-arguments.ts';
import type { ToolCall } from './tool-calls.ts';

/** Where and how long Vapi asks Waybill; without a URL it asks whom the phone number names. */
export type ToolServer = {
  url?: string;
  /** What Vapi proves itself with: the ID of a credential that it keeps. */
  credentialId?: string;
  timeoutSeconds: number;
};

/** An argument as the model is told of it. */
export type ToolParameter = { type: 'string' | 'boolean'; description: string };

/** What Vapi says around a tool call, word for word. */
export type ToolMessage =
  | { type: 'request-start'; content: string; blocking: boolean }
  | { type: 'request-response-delayed'; content: string; timingMilliseconds: number }
  | { type: 'request-failed'; content: string };

/** A tool that Waybill answers. */
export type FunctionTool = {
  type: 'function';
  async: false;
  function: {
    name: ToolName;
    description: string;
    parameters: {
      type: 'object';
      properties: Record<string, ToolParameter>;
      required: string[];
    };
  };
  messages: ToolMessage[];
  server?: ToolServer;
};

/** A tool of Vapi's own. */
export type BuiltInTool = {
  type: 'endCall' | 'transferCall';
  messages: { type: 'request-start'; content: string; blocking?: boolean }[];
};

/**
 * How long Vapi waits for an answer. Waybill gives one within REPLY_DEADLINE_MS, so that whatever
 * takes longer is a fault on the way, and a caller should hear of it.
 */
export const SERVER_TIMEOUT_SECONDS = 5;

/** When a caller is told that it takes longer, in milliseconds: well past Waybill's own deadline. */
const DELAYED_MS = 2000;

const DELAYED = 'This is taking a little longer. Thank you for waiting.';

/**
 * Said when no answer came, and when the answer is an error without words of its own: it must be
 * true of both.
 */
const FAILED = {
  transfer: "I'm sorry, that didn't work. Shall I try again, or get a person to help you?",
  stay: "I'm sorry, that didn't work. Shall I try again?",
};

/** Words by whether the call can be passed on to a person. */
type ByPerson = { transfer: string; stay: string };

/** All that there is of a tool: what the model and the caller hear of it, and what comes of a call. */
type Tool = {
  name: string;
  description: string;
  properties: Record<string, ToolParameter>;
  required: readonly string[];
  start: ByPerson;
  failed: ByPerson;
  /** What a call of it is for the chart; null where the arguments cannot be read. */
  toEvent: (asked: Asked, args: ToolArguments) => ToolEvent | null;
};

/** What every event of a tool call carries. */
type Asked = Pick<ToolEvent, 'at' | 'toolCallId' | 'tool'>;

const NUMBER =
  'The tracking number as the caller said or keyed it, every letter and digit in its order. ' +
  'Always text, so that leading zeros stay. Never completed, corrected or guessed.';

const TOOLS = [
  {
    name: 'track_delivery',
    description:
      'Looks up where a parcel is and when it should arrive. Call it when the caller has given a ' +
      'tracking number, wants news of a parcel, or wants another try.',
    properties: { trackingNumber: { type: 'string', description: NUMBER } },
    required: ['trackingNumber'],
    start: { transfer: 'One moment, please.', stay: 'One moment, please.' },
    failed: FAILED,
    toEvent: requestOf('delivery'),
  },
  {
    name: 'confirm_tracking_number',
    description:
      'Passes on what the caller answered to a tracking number that was read back. Call it only ' +
      'after a clear yes or a clear no.',
    properties: {
      confirmed: { type: 'boolean', description: 'True after a yes, false after a no.' },
      trackingNumber: {
        type: 'string',
        description: `Only if the caller gave another number with the answer. ${NUMBER}`,
      },
    },
    required: ['confirmed'],
    start: { transfer: 'Thank you.', stay: 'Thank you.' },
    failed: FAILED,
    toEvent: (asked, { heard, confirmed }) =>
      heard.readable && typeof confirmed === 'boolean'
        ? { ...asked, type: 'confirmation.given', confirmed, heard: heard.value }
        : null,
  },
  {
    name: 'get_delivery_issue',
    description:
      'Looks up what is wrong with a parcel. Call it when the caller asks why a parcel is late, ' +
      'held, damaged, cancelled or not delivered.',
    properties: {
      trackingNumber: {
        type: 'string',
        description: `Left out for the parcel that the call is about already. ${NUMBER}`,
      },
    },
    required: [],
    start: { transfer: 'Let me check.', stay: 'Let me check.' },
    failed: FAILED,
    toEvent: requestOf('issue'),
  },
  {
    name: 'request_human',
    description:
      'Asks for a person to take over. Call it when the caller asks for one or accepts the offer.',
    properties: {
      reason: { type: 'string', description: 'Why, in a few words of the caller.' },
    },
    required: [],
    start: { transfer: 'Of course.', stay: 'One moment, please.' },
    failed: {
      transfer: "I'm sorry, that didn't work. Shall I try once more to get a person?",
      stay: FAILED.stay,
    },
    toEvent: (asked, { reason }) => ({ ...asked, type: 'human.requested', reason }),
  },
] as const satisfies readonly Tool[];

function requestOf(topic: 'delivery' | 'issue'): Tool['toEvent'] {
  return (asked, { heard }) =>
    heard.readable ? { ...asked, type: 'delivery.requested', topic, heard: heard.value } : null;
}

/** The name of a tool that Waybill answers. */
export type ToolName = (typeof TOOLS)[number]['name'];

/** The names of all tools that Waybill answers. */
export const TOOL_NAMES: readonly ToolName[] = TOOLS.map(({ name }) => name);

/**
 * Translates one tool call. What cannot be served becomes `tool.misused`, which the chart answers
 * with an error: a caller hears something either way, and nothing is taken for a yes.
 */
export function toToolEvent({ toolCallId, tool, args }: ToolCall, at: number): ToolEvent {
  const asked = { at, toolCallId, tool };
  const known: Tool | undefined = TOOLS.find(({ name }) => name === tool);
  if (known === undefined) return { ...asked, type: 'tool.misused', problem: 'unknownTool' };
  const event = args === null ? null : known.toEvent(asked, args);
  return event ?? { ...asked, type: 'tool.misused', problem: 'badArguments' };
}

/**
 * The tools that Waybill answers, asking at `server`; `transfer` tells whether calls can be passed on.
 * There is no `request-complete`: the words come with each answer. Nor is there a `backoffPlan`: a
 * second wait would keep the caller in silence for twice the timeout, where the failed message
 * offers the same at once. `strict` is left out: it wants every argument to be required.
 */
export function functionTools(server: ToolServer | null, transfer: boolean): FunctionTool[] {
  const by = transfer ? 'transfer' : 'stay';
  return TOOLS.map(({ name, description, properties, required, start, failed }) => ({
    type: 'function',
    async: false,
    function: {
      name,
      description,
      parameters: { type: 'object', properties: { ...properties }, required: [...required] },
    },
    messages: [
      // Vapi shows an open call to the model, which then tends to make the same call again, and the
      // caller would hear the answer twice. A blocking message keeps the call from being open while
      // something is said; it costs no more than the half second in which Waybill answers.
      { type: 'request-start', content: start[by], blocking: true },
      { type: 'request-response-delayed', content: DELAYED, timingMilliseconds: DELAYED_MS },
      { type: 'request-failed', content: failed[by] },
    ],
    ...(server === null ? {} : { server: { ...server } }),
  }));
}

/** Lets the assistant end the call, with a goodbye that is heard to its end. */
export function endCallTool(): BuiltInTool {
  const content = 'Thank you for calling. Goodbye.';
  return { type: 'endCall', messages: [{ type: 'request-start', content, blocking: true }] };
}

/**
 * Lets the assistant pass the call on. It has no destinations, so that Vapi asks Waybill for one;
 * and it is silent, since the answer to the request for a person has said what happens.
 */
export function transferCallTool(): BuiltInTool {
  return { type: 'transferCall', messages: [{ type: 'request-start', content: '' }] };
}
