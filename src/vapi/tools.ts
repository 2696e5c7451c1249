/**
 * The tools that the assistant has, as Vapi takes them.
 * Source: schemas `CreateFunctionToolDTO`, `ToolMessage*` and `Server` of Vapi's OpenAPI file
 * (VapiAI/docs eabfa53, 2026-08-20) and VapiAI/gitops 5b3b5b9, docs/learnings/tools.md.
 */

import type { AskedEvent, ToolArgument, ToolName } from '../../machines/call-events.ts';
import type { Language } from '../../machines/languages/language.ts';
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

/** What there is of a tool beside its words: its arguments, and what comes of a call. */
type Tool<Argument extends ToolArgument = ToolArgument> = {
  properties: Record<Argument, ToolParameter['type']>;
  required: readonly Argument[];
  /** What a call of it is for the chart; null where the arguments cannot be read. */
  toEvent: (asked: Asked, args: ToolArguments) => AskedEvent | null;
};

/** What every event of a tool call carries. */
type Asked = Pick<AskedEvent, 'at' | 'toolCallId' | 'tool'>;

const TOOLS: { readonly [Name in ToolName]: Tool<ToolArgument<Name>> } = {
  track_delivery: {
    properties: { trackingNumber: 'string' },
    required: ['trackingNumber'],
    toEvent: requestOf('delivery'),
  },
  confirm_tracking_number: {
    properties: { confirmed: 'boolean', trackingNumber: 'string' },
    required: ['confirmed'],
    toEvent: (asked, { heard, confirmed }) =>
      heard.readable && typeof confirmed === 'boolean'
        ? { ...asked, type: 'confirmation.given', confirmed, heard: heard.value }
        : null,
  },
  get_delivery_issue: {
    properties: { trackingNumber: 'string' },
    required: [],
    toEvent: requestOf('issue'),
  },
  verify_caller: {
    properties: { answer: 'string' },
    required: ['answer'],
    toEvent: (asked, { answer }) =>
      answer === null ? null : { ...asked, type: 'verification.given', answer },
  },
  request_human: {
    properties: { reason: 'string' },
    required: [],
    toEvent: (asked, { reason }) => ({ ...asked, type: 'human.requested', reason }),
  },
};

function requestOf(topic: 'delivery' | 'issue'): Tool['toEvent'] {
  return (asked, { heard }) =>
    heard.readable ? { ...asked, type: 'delivery.requested', topic, heard: heard.value } : null;
}

/** The names of all tools that Waybill answers. */
export const TOOL_NAMES = Object.keys(TOOLS) as ToolName[];

/** The names of those that an assistant has. */
export function toolNames(verify: boolean): ToolName[] {
  return TOOL_NAMES.filter((name) => verify || name !== 'verify_caller');
}

/**
 * Translates one tool call. What cannot be served becomes `tool.misused`, which the chart answers
 * with an error: a caller hears something either way, and nothing is taken for a yes.
 */
export function toToolEvent({ toolCallId, tool, args }: ToolCall, at: number): AskedEvent {
  const asked = { at, toolCallId, tool };
  const name = TOOL_NAMES.find((each) => each === tool);
  if (name === undefined) return { ...asked, type: 'tool.misused', problem: 'unknownTool' };
  const event = args === null ? null : TOOLS[name].toEvent(asked, args);
  return event ?? { ...asked, type: 'tool.misused', problem: 'badArguments' };
}

/**
 * The tools that Waybill answers, asking at `server`, in the words of a language; `transfer` tells
 * whether calls can be passed on, `verify` whether callers are asked who they are.
 * There is no `request-complete`: the words come with each answer. Nor is there a `backoffPlan`: a
 * second wait would keep the caller in silence for twice the timeout, where the failed message
 * offers the same at once. `strict` is left out: it wants every argument to be required.
 */
export function functionTools(
  server: ToolServer | null,
  transfer: boolean,
  { tools }: Language,
  verify = false,
): FunctionTool[] {
  const by = transfer ? 'transfer' : 'stay';
  return toolNames(verify).map((name) => {
    const { description, start, failed } = tools.byName[name];
    return {
      type: 'function',
      async: false,
      function: { name, description, parameters: parametersOf(name, tools) },
      messages: [
        // Vapi shows an open call to the model, which then tends to make the same call again, and the
        // caller would hear the answer twice. A blocking message keeps the call from being open while
        // something is said; it costs no more than the half second in which Waybill answers.
        { type: 'request-start', content: start[by], blocking: true },
        {
          type: 'request-response-delayed',
          content: tools.delayed,
          timingMilliseconds: DELAYED_MS,
        },
        { type: 'request-failed', content: failed[by] },
      ],
      ...(server === null ? {} : { server: { ...server } }),
    };
  });
}

function parametersOf(
  name: ToolName,
  { byName }: Language['tools'],
): FunctionTool['function']['parameters'] {
  const types: Partial<Record<ToolArgument, ToolParameter['type']>> = TOOLS[name].properties;
  const words: Partial<Record<ToolArgument, string>> = byName[name].arguments;
  const properties: Record<string, ToolParameter> = {};
  for (const argument of Object.keys(types) as ToolArgument[]) {
    const { [argument]: type = 'string' } = types;
    properties[argument] = { type, description: words[argument] ?? '' };
  }
  return { type: 'object', properties, required: [...TOOLS[name].required] };
}

/** Lets the assistant end the call, with a goodbye that is heard to its end. */
export function endCallTool({ tools }: Language): BuiltInTool {
  const content = tools.goodbye;
  return { type: 'endCall', messages: [{ type: 'request-start', content, blocking: true }] };
}

/** The same without a word of its own, for an assistant that has said goodbye already. */
export function silentEndCallTool(): BuiltInTool {
  return { type: 'endCall', messages: [{ type: 'request-start', content: '' }] };
}

/**
 * Lets the assistant pass the call on. It has no destinations, so that Vapi asks Waybill for one;
 * and it is silent, since the answer to the request for a person has said what happens.
 */
export function transferCallTool(): BuiltInTool {
  return { type: 'transferCall', messages: [{ type: 'request-start', content: '' }] };
}
