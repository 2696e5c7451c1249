import { type Static, Type } from 'typebox';
import type { CallContext } from '../../machines/call-context.ts';
import type { LanguageCode } from '../../machines/languages/language.ts';
import { toAssistant as makeAssistant } from './assistant.ts';
import type { VapiMessage } from './messages.ts';
import { SPOKEN_LENGTH_MAX, type Speak } from './results.ts';
import { cutText, singleLine } from './single-line.ts';

/**
 * The answers that Vapi waits for, tool calls apart.
 * Source: schemas `ServerMessageResponse*` in Vapi's OpenAPI file (VapiAI/docs, 2026-08-20).
 */

/** An object of Vapi's, which is passed on as it is. */
const GivenSchema = Type.Record(Type.String(), Type.Unknown());
type Given = Static<typeof GivenSchema>;

/** What is answered from configuration. */
export type ServerResponseOptions = {
  /** The assistant for inbound calls: one that Vapi keeps, which wins, or one made on the spot. */
  assistantId?: string;
  assistant?: Given;
  /** Where a call goes that asks for a person, and where one that is handed off goes. */
  transferDestination?: Given;
  handoffDestination?: Given;
  /** How the person who takes over is told of the call; not at all by default. */
  transferSummary?: TransferSummary;
};

/**
 * How a person is told of the call that they take over: in a header of SIP, with which the call is
 * passed on at once; or spoken to them before the caller is put through.
 */
export type TransferSummary = 'header' | 'spoken' | 'off';

/** What is said with an answer, worded by the speech room. */
export type ServerResponseSentences = {
  /** Spoken to a caller for whom no assistant is configured, before the call ends. */
  noAssistant: string;
  /** Told when nobody can take over. */
  noDestination: string;
  /** Spoken while the call is passed on, with what the call knows. */
  passingOn: string;
  /** What the person who takes over is told; empty where nothing is known. */
  briefing: { spoken: string; written: string };
};

/** Every answer that is JSON. */
export const ServerResponseBodySchema = Type.Union([
  Type.Object({ assistantId: Type.String() }),
  Type.Object({ assistant: GivenSchema }),
  Type.Object({
    destination: GivenSchema,
    message: Type.Object({
      type: Type.Literal('request-start'),
      content: Type.String(),
      blocking: Type.Literal(true),
    }),
  }),
  Type.Object({ destination: GivenSchema, result: Type.String() }),
  Type.Object({ documents: Type.Array(Type.Never()) }),
  Type.Object({ timeoutSeconds: Type.Number({ minimum: 0, maximum: 15 }) }),
  Type.Object({ eligible: Type.Literal(false) }),
  // Spoken, or told to the model, where a call cannot be served.
  Type.Object({ error: Type.String() }),
]);

type ServerResponseBody = Static<typeof ServerResponseBodySchema>;

/** The raw audio that a voice request asks for; it is sent as it is, and not serialised. */
export const AudioSchema = Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' });

/** A response that Vapi waits for. */
export type ServerResponse =
  | {
      kind: 'json';
      body: ServerResponseBody;
      /** The call goes to somebody else with this answer. */
      passesOn?: boolean;
    }
  | { kind: 'audio'; contentType: string; bytes: Static<typeof AudioSchema> };

/** As much as any server of SIP takes of a header. */
const HEADER_LENGTH_MAX = 500;

/**
 * How long Vapi is to wait after the caller's last word. A caller who reads out a tracking number
 * pauses between groups of digits; Vapi's example for conversation is 0.5. It takes 0 to 15.
 */
const ENDPOINTING_SECONDS = 1;

/**
 * Answers a message that waits for more than `{}`; null if this one does not, and for tool calls,
 * which a call's actor answers. `word` is asked only when something is to be said. Every answer is valid and harmless, whatever is configured.
 */
export function toServerResponse(
  message: VapiMessage,
  options: ServerResponseOptions,
  word: () => ServerResponseSentences,
): ServerResponse | null {
  switch (message.type) {
    case 'assistant-request':
      return json(toAssistant(options, word()));
    case 'transfer-destination-request':
      return json(toTransfer(options, word()), options.transferDestination !== undefined);
    case 'handoff-destination-request':
      return json(toHandoff(options, word()), options.handoffDestination !== undefined);
    case 'knowledge-base-request':
      // No documents: the facts come from tool calls, and invented ones must not come from here.
      return json({ documents: [] });
    case 'call.endpointing.request':
      return json({ timeoutSeconds: ENDPOINTING_SECONDS });
    case 'campaign.predial':
      // Waybill only answers calls: a campaign that points here by mistake phones nobody.
      return json({ eligible: false });
    case 'voice-request':
      return { kind: 'audio', contentType: 'application/octet-stream', bytes: silence(message) };
    default:
      return null;
  }
}

type Settings = {
  language: LanguageCode;
  vapi: {
    assistantId?: string | undefined;
    recordingNotice?: string | undefined;
    speak: Speak;
  };
  call: { transferDestination?: string | undefined; transferSummary: TransferSummary };
};

/** Makes the responses, each worded by what its call knows now. */
export function createServerResponses(
  settings: Settings,
  look: (callId: string) => Promise<{ context: CallContext } | null>,
  word: (context: CallContext | null) => ServerResponseSentences,
): (message: VapiMessage, callId: string | null) => Promise<ServerResponse | null> {
  // Made once: the prompt is written from the whole chart.
  const options = optionsOf(settings);
  return async (message, callId) => {
    const call = callId === null ? null : await look(callId);
    return toServerResponse(message, options, () => word(call?.context ?? null));
  };
}

/** A person who takes over is reached alike, whether Vapi transfers the call or hands it off. */
function optionsOf({ vapi, call, language }: Settings): ServerResponseOptions {
  const { transferDestination: target } = call;
  const assistant =
    vapi.assistantId === undefined
      ? {
          assistant: makeAssistant({
            speak: vapi.speak,
            recordingNotice: vapi.recordingNotice,
            transfer: target !== undefined,
            language,
          }),
        }
      : { assistantId: vapi.assistantId };
  if (target === undefined) return assistant;
  const destination = target.startsWith('+')
    ? { type: 'number', number: target }
    : { type: 'sip', sipUri: target };
  const { transferSummary } = call;
  return {
    ...assistant,
    transferDestination: destination,
    handoffDestination: destination,
    transferSummary,
  };
}

function json(body: ServerResponseBody, passesOn = false): ServerResponse {
  return { kind: 'json', body, ...(passesOn ? { passesOn } : {}) };
}

function toAssistant(
  options: ServerResponseOptions,
  sentences: ServerResponseSentences,
): ServerResponseBody {
  if (options.assistantId) return { assistantId: options.assistantId };
  if (options.assistant) return { assistant: options.assistant };
  return { error: spoken(sentences.noAssistant) };
}

function toTransfer(
  options: ServerResponseOptions,
  sentences: ServerResponseSentences,
): ServerResponseBody {
  const destination = options.transferDestination;
  if (!destination) return { error: spoken(sentences.noDestination) };
  // Blocking, so that the transfer does not cut the sentence off.
  const content = spoken(sentences.passingOn);
  return {
    destination: { ...destination, ...planOf(options, sentences) },
    message: { type: 'request-start', content, blocking: true },
  };
}

/** Vapi writes a summary with a model unless it is given the message. */
function planOf(
  { transferSummary = 'off' }: ServerResponseOptions,
  { briefing }: ServerResponseSentences,
): Given {
  if (transferSummary === 'off' || briefing.written === '') return {};
  const transferPlan =
    transferSummary === 'header'
      ? { mode: 'blind-transfer-add-summary-to-sip-header', message: header(briefing.written) }
      : { mode: 'warm-transfer-say-message', message: spoken(briefing.spoken) };
  return { transferPlan };
}

/** What a header of SIP can hold. */
function header(text: string): string {
  const plain = singleLine(text)
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '');
  return plain.slice(0, HEADER_LENGTH_MAX);
}

function toHandoff(
  options: ServerResponseOptions,
  sentences: ServerResponseSentences,
): ServerResponseBody {
  const destination = options.handoffDestination;
  if (!destination) return { error: spoken(sentences.noDestination) };
  // A handoff's answer has no spoken message; its result stays in the history for who takes over.
  return { destination, result: spoken(sentences.passingOn) };
}

function spoken(sentence: string): string {
  return cutText(singleLine(sentence), SPOKEN_LENGTH_MAX);
}

/**
 * A tenth of a second of silence, 16-bit mono PCM at the rate asked for: Waybill has no voice, and
 * an empty body might pass for a failure of the server.
 */
function silence({ sampleRate }: { sampleRate?: number | null }): Uint8Array {
  const taken = sampleRate != null && sampleRate >= 8000 && sampleRate <= 48_000;
  return new Uint8Array(2 * Math.floor((taken ? sampleRate : 24_000) / 10));
}
