import { callMachine } from '../../machines/call.ts';
import { type LanguageCode, languageOf } from '../../machines/languages/language.ts';
import { type Ears, toEars } from './assistant-ears.ts';
import { writePrompt } from './assistant-prompt.ts';
import type { MessageType } from './messages.ts';
import type { Speak } from './results.ts';
import {
  type BuiltInTool,
  endCallTool,
  type FunctionTool,
  functionTools,
  SERVER_TIMEOUT_SECONDS,
  silentEndCallTool,
  type ToolServer,
  transferCallTool,
} from './tools.ts';

/** What an assistant is made from, beside what is the same for all. */
export type AssistantOptions = {
  /** Where Vapi posts. Without it, Vapi posts where the phone number or the organization says. */
  url?: string;
  /** The credential that Vapi proves itself with. */
  credentialId?: string;
  /** At most 40 characters. */
  name?: string;
  firstMessage?: string;
  /** Said before it: that the call is recorded. */
  recordingNotice?: string | undefined;
  /** What is spoken with callers; see languageOf() for a choice that is left out. */
  language?: LanguageCode;
  model?: ModelChoice;
  /** Waybill itself in the place of a model: then there are neither a prompt nor tools of Waybill. */
  waybill?: WaybillChoice;
  /** In Vapi's words, in place of ours; see toEars(). */
  voice?: Record<string, unknown>;
  transcriber?: Record<string, unknown>;
  speak?: Speak;
  /** Whether Waybill knows where a call goes that asks for a person. */
  transfer?: boolean;
  /** As VERIFY=caller of Waybill. */
  verify?: boolean;
  /** Tools that Vapi keeps, in place of those that Waybill answers. */
  toolIds?: string[];
};

/** What Vapi is to make of a call when it is over, by its own model. */
type StructuredOutput = {
  name: string;
  type: 'ai';
  description: string;
  schema: { type: 'string'; enum?: string[] };
};

/** A language model, in Vapi's words. */
export type ModelChoice = { provider: string; model: string };

/** Where Waybill is asked what to say. */
export type WaybillChoice = {
  /** Without the /chat/completions that Vapi adds. */
  url: string;
  /** The credential that holds one of COMPLETIONS_KEY. */
  credentialId?: string;
};

/** A message that Vapi is asked to post. */
export type Subscription = (typeof SUBSCRIPTIONS)[number] | (typeof TRANSFER_SUBSCRIPTIONS)[number];

/** An assistant as Vapi takes it: to create one, to update one, or for one call. */
export type Assistant = Ears & {
  name: string;
  /** Nothing where the first message is asked for like any other. */
  firstMessage?: string;
  firstMessageMode:
    | 'assistant-speaks-first'
    | 'assistant-speaks-first-with-model-generated-message';
  model: LanguageModel | WaybillModel;
  credentialIds?: string[];
  serverMessages: Subscription[];
  server?: ToolServer & { backoffPlan: typeof REPORT_BACKOFF };
  monitorPlan: { controlEnabled: boolean };
  artifactPlan: { structuredOutputs: StructuredOutput[] };
};

/** A model that is told what Waybill is for, and asks it by tool calls. */
export type LanguageModel = ModelChoice & { temperature: number } & ModelInput;

/** Waybill, to which Vapi talks as it would to a model. */
export type WaybillModel = {
  provider: 'custom-llm';
  model: 'waybill';
  url: string;
  metadataSendMode: 'variable';
  timeoutSeconds: number;
} & ModelInput;

type ModelInput = {
  messages: { role: 'system'; content: string }[];
  tools: (FunctionTool | BuiltInTool)[];
  toolIds?: string[];
};

/** An exact model, so that calls of different weeks compare; one that answers without reasoning. */
export const DEFAULT_MODEL = { provider: 'openai', model: 'gpt-4.1-2025-04-14' } as const;

/**
 * What Waybill needs to be told: the tool calls, that and how a call ended, and what was said.
 * - `conversation-update` repeats the whole conversation with every turn; the final transcripts
 *   hold the same, once.
 * - `speech-update`, `hang`, `user-interrupted` and `transfer-update` are understood, but no chart
 *   heeds them, and each carries the assistant and the conversation along.
 * - `assistant-request` is not subscribed to: it goes to the phone number's server.
 */
const SUBSCRIPTIONS = [
  'tool-calls',
  'status-update',
  'end-of-call-report',
  'transcript[transcriptType="final"]',
] as const satisfies (MessageType | `transcript[${string}]`)[];

/** What a transfer without a set destination needs on top. */
const TRANSFER_SUBSCRIPTIONS = ['transfer-destination-request'] as const satisfies MessageType[];

/**
 * A report or a status that is lost never comes again, so these are sent anew, unless Waybill has
 * refused them. None of it is a tool call: those go by their tools' servers.
 */
const REPORT_BACKOFF = {
  type: 'exponential',
  maxRetries: 3,
  baseDelaySeconds: 1,
  excludedStatusCodes: [400, 401, 403, 404, 413, 422],
} as const;

/**
 * What Vapi makes of a call for its own pages, after it: for dashboards there. What Waybill knows of a
 * call is on its record.
 */
const STRUCTURED_OUTPUTS: StructuredOutput[] = [
  {
    name: 'Outcome',
    type: 'ai',
    description: 'What became of the call, by what the assistant said',
    schema: {
      type: 'string',
      enum: ['told', 'not_found', 'no_number', 'passed_to_person', 'unavailable', 'other'],
    },
  },
  {
    name: 'Tracking number',
    type: 'ai',
    description: 'The tracking number of the last tool call, without spaces and dashes',
    schema: { type: 'string' },
  },
];

/**
 * The assistant that Waybill is the server of.
 * Source: schema `CreateAssistantDTO` of Vapi's OpenAPI file (VapiAI/docs eabfa53, 2026-08-20).
 */
export function toAssistant(options: AssistantOptions = {}): Assistant {
  const language = languageOf(options.language);
  const { name = 'Waybill', transfer = false, waybill } = options;
  const server = toServer(options);
  return {
    name,
    ...(waybill === undefined ? modelBrain(options) : waybillBrain(options, waybill)),
    ...toEars(language, options),
    serverMessages: [...SUBSCRIPTIONS, ...(transfer ? TRANSFER_SUBSCRIPTIONS : [])],
    ...(server === null ? {} : { server: { ...server, backoffPlan: REPORT_BACKOFF } }),
    // What is found after its answer was due is told over the call's control URL.
    monitorPlan: { controlEnabled: true },
    artifactPlan: { structuredOutputs: STRUCTURED_OUTPUTS },
  };
}

/** Who answers, and how a call begins. */
type Brain = Pick<Assistant, 'firstMessage' | 'firstMessageMode' | 'model' | 'credentialIds'>;

function modelBrain(options: AssistantOptions): Brain {
  const language = languageOf(options.language);
  const { firstMessage = language.sentences.greeting, model = DEFAULT_MODEL, toolIds } = options;
  const { speak = 'verbatim', transfer = false, verify = false, recordingNotice } = options;
  const content = writePrompt(callMachine, { speak, transfer, verify, language });
  return {
    firstMessage:
      recordingNotice === undefined ? firstMessage : `${recordingNotice} ${firstMessage}`,
    firstMessageMode: 'assistant-speaks-first',
    model: {
      ...model,
      // The prompt leaves nothing to invention; Vapi's own default is told differently by its pages.
      temperature: 0,
      messages: [{ role: 'system', content }],
      ...(toolIds === undefined ? {} : { toolIds }),
      tools: [...(toolIds === undefined ? toTools(options) : []), ...builtInTools(options)],
    },
  };
}

/** Waybill greets by itself, so that a greeting is on record and set in one place (GREETING). */
function waybillBrain(options: AssistantOptions, waybill: WaybillChoice): Brain {
  const { credentialId, toolIds } = options;
  const { url, credentialId: ownId } = waybill;
  return {
    firstMessageMode: 'assistant-speaks-first-with-model-generated-message',
    model: {
      provider: 'custom-llm',
      model: 'waybill',
      url,
      // With the call, by which it is known, and the caller.
      metadataSendMode: 'variable',
      timeoutSeconds: SERVER_TIMEOUT_SECONDS,
      // Not left out: where an assistant is updated, a prompt that stood there goes.
      messages: [],
      ...(toolIds === undefined ? {} : { toolIds }),
      tools: builtInTools(options),
    },
    // Vapi takes a model's credential from these, and uses no other for anything in the call.
    ...(ownId === undefined
      ? {}
      : { credentialIds: [ownId, ...(credentialId === undefined ? [] : [credentialId])] }),
  };
}

/** The tools that Waybill answers, each by itself; none where it is the model. */
export function toTools(options: AssistantOptions = {}): FunctionTool[] {
  const language = languageOf(options.language);
  const { transfer = false, verify = false, waybill } = options;
  if (waybill !== undefined) return [];
  return functionTools(toServer(options), transfer, language, verify);
}

/** The tools of Vapi's own that the assistant has. Waybill as the model says goodbye itself. */
export function builtInTools({ language, transfer, waybill }: AssistantOptions): BuiltInTool[] {
  return [
    waybill === undefined ? endCallTool(languageOf(language)) : silentEndCallTool(),
    ...(transfer === true ? [transferCallTool()] : []),
  ];
}

function toServer({ url, credentialId }: AssistantOptions): ToolServer | null {
  if (url === undefined) return null;
  return {
    url,
    ...(credentialId === undefined ? {} : { credentialId }),
    timeoutSeconds: SERVER_TIMEOUT_SECONDS,
  };
}
