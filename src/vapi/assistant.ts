import { callMachine } from '../../machines/call.ts';
import { type Language, type LanguageCode, languageOf } from '../../machines/languages/language.ts';
import { writePrompt } from './assistant-prompt.ts';
import type { MessageType } from './messages.ts';
import type { Speak } from './results.ts';
import {
  type BuiltInTool,
  endCallTool,
  type FunctionTool,
  functionTools,
  SERVER_TIMEOUT_SECONDS,
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
  /** Passed on as they are; without them Vapi chooses. */
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

/** A message that Vapi is asked to post. */
export type Subscription = (typeof SUBSCRIPTIONS)[number] | (typeof TRANSFER_SUBSCRIPTIONS)[number];

/** An assistant as Vapi takes it: to create one, to update one, or for one call. */
export type Assistant = {
  name: string;
  firstMessage: string;
  model: ModelChoice & {
    temperature: number;
    messages: { role: 'system'; content: string }[];
    tools: (FunctionTool | BuiltInTool)[];
    toolIds?: string[];
  };
  voice?: Record<string, unknown>;
  transcriber?: Record<string, unknown>;
  serverMessages: Subscription[];
  server?: ToolServer & { backoffPlan: typeof REPORT_BACKOFF };
  keypadInputPlan: { enabled: boolean; delimiters: '#'; timeoutSeconds: number };
  monitorPlan: { controlEnabled: boolean };
  artifactPlan: { structuredOutputs: StructuredOutput[] };
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

/** Long enough to look at the next digits of a label; whoever forgets the # waits this long. */
const KEYPAD_TIMEOUT_SECONDS = 5;

/**
 * The assistant that Waybill is the server of.
 * Source: schema `CreateAssistantDTO` of Vapi's OpenAPI file (VapiAI/docs eabfa53, 2026-08-20).
 */
export function toAssistant(options: AssistantOptions = {}): Assistant {
  const language = languageOf(options.language);
  const { greeting } = language.sentences;
  const { name = 'Waybill', firstMessage = greeting, model = DEFAULT_MODEL } = options;
  const { speak = 'verbatim', transfer = false, verify = false } = options;
  const { toolIds, voice, transcriber, recordingNotice } = options;
  const server = toServer(options);
  const content = writePrompt(callMachine, { speak, transfer, verify, language });
  return {
    name,
    firstMessage:
      recordingNotice === undefined ? firstMessage : `${recordingNotice} ${firstMessage}`,
    model: {
      ...model,
      // The prompt leaves nothing to invention; Vapi's own default is told differently by its pages.
      temperature: 0,
      messages: [{ role: 'system', content }],
      ...(toolIds === undefined ? {} : { toolIds }),
      tools: [
        ...(toolIds === undefined ? functionTools(server, transfer, language, verify) : []),
        ...builtInTools(transfer, language),
      ],
    },
    ...(voice === undefined ? {} : { voice }),
    ...(transcriber === undefined ? {} : { transcriber }),
    serverMessages: [...SUBSCRIPTIONS, ...(transfer ? TRANSFER_SUBSCRIPTIONS : [])],
    ...(server === null ? {} : { server: { ...server, backoffPlan: REPORT_BACKOFF } }),
    keypadInputPlan: { enabled: true, delimiters: '#', timeoutSeconds: KEYPAD_TIMEOUT_SECONDS },
    // What is found after its answer was due is told over the call's control URL.
    monitorPlan: { controlEnabled: true },
    artifactPlan: { structuredOutputs: STRUCTURED_OUTPUTS },
  };
}

/** The tools that Waybill answers, each by itself. */
export function toTools(options: AssistantOptions = {}): FunctionTool[] {
  const language = languageOf(options.language);
  const { transfer = false, verify = false } = options;
  return functionTools(toServer(options), transfer, language, verify);
}

/** The tools of Vapi's own that the assistant has. */
export function builtInTools(transfer: boolean, language: Language): BuiltInTool[] {
  return [endCallTool(language), ...(transfer ? [transferCallTool()] : [])];
}

function toServer({ url, credentialId }: AssistantOptions): ToolServer | null {
  if (url === undefined) return null;
  return {
    url,
    ...(credentialId === undefined ? {} : { credentialId }),
    timeoutSeconds: SERVER_TIMEOUT_SECONDS,
  };
}
