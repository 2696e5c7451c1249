// Goal: what we make is what Vapi takes. Method: `Checks` does not compile (npm run typecheck) once
// our types and Vapi's own part, be it in a value or in a key that Vapi does not know.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Vapi } from '@vapi-ai/server-sdk';
import {
  type Assistant,
  type DEFAULT_MODEL,
  type LanguageModel,
  toAssistant,
  type WaybillModel,
} from '../../src/vapi/assistant.ts';
import type {
  ChunkPlan,
  DEFAULT_VOICE,
  SilenceHook,
  TimeHook,
  Transcriber,
} from '../../src/vapi/assistant-ears.ts';
import type { BuiltInTool, FunctionTool } from '../../src/vapi/tools.ts';

type IsTrue<T extends true> = T;

/** Keys of ours, at any depth, that theirs does not have. */
type Unknown<Ours, Theirs> = Ours extends readonly (infer Item)[]
  ? Unknown<Item, ItemOf<Theirs>>
  : Ours extends object
    ? { [Key in keyof Ours]-?: UnknownAt<Ours, Theirs, Key> }[keyof Ours]
    : never;

type UnknownAt<Ours, Theirs, Key extends keyof Ours> =
  Key extends KeyOf<Theirs> ? Unknown<NonNullable<Ours[Key]>, At<Theirs, Key>> : Key;

type ItemOf<T> = T extends readonly (infer Item)[] ? Item : never;
type KeyOf<T> = T extends object ? keyof T : never;
type At<T, Key> = T extends object ? (Key extends keyof T ? NonNullable<T[Key]> : never) : never;

type Fits<Ours, Theirs> = Ours extends Theirs
  ? [Unknown<Ours, Theirs>] extends [never]
    ? true
    : { unknown: Unknown<Ours, Theirs> }
  : { ours: Ours; does: 'not fit'; theirs: Theirs };

type None<T> = [T] extends [never] ? true : T;

type Server = NonNullable<Assistant['server']>;
type Openai = Vapi.CreateAssistantDtoModel.Openai;
type CustomLlm = Vapi.CreateAssistantDtoModel.CustomLlm;
type CustomLlmTool = Vapi.CustomLlmModelToolsItem;
type Hook = Vapi.CallHookCustomerSpeechTimeout;

// The generated type of a backoff plan is broken, as is the OpenAPI file: it takes objects for what
// is a word, and for the numbers in its list. Only its keys can be compared.
type BackoffPlan = Server['backoffPlan'];

/** The parts that have a line of their own: any model, any voice and so on may be given. */
type Open = 'model' | 'server' | 'voice' | 'transcriber' | 'hooks';

export type Checks = [
  IsTrue<Fits<FunctionTool, Vapi.OpenAiModelToolsItem.Function>>,
  IsTrue<Fits<BuiltInTool & { type: 'endCall' }, Vapi.OpenAiModelToolsItem.EndCall>>,
  IsTrue<Fits<BuiltInTool & { type: 'transferCall' }, Vapi.OpenAiModelToolsItem.TransferCall>>,
  IsTrue<None<Exclude<BuiltInTool['type'], Vapi.OpenAiModelToolsItem['type']>>>,
  IsTrue<Fits<Omit<Server, 'backoffPlan'>, Vapi.Server>>,
  IsTrue<None<Exclude<keyof BackoffPlan, keyof Vapi.BackoffPlan>>>,
  IsTrue<
    Fits<
      Omit<LanguageModel, 'tools' | keyof typeof DEFAULT_MODEL>,
      Omit<Openai, 'model' | 'provider'>
    >
  >,
  IsTrue<Fits<typeof DEFAULT_MODEL, Pick<Openai, 'model' | 'provider'>>>,
  IsTrue<None<Exclude<keyof LanguageModel, keyof Openai>>>,
  IsTrue<Fits<Omit<WaybillModel, 'tools'>, CustomLlm>>,
  IsTrue<None<Exclude<keyof WaybillModel, keyof CustomLlm>>>,
  IsTrue<Fits<BuiltInTool & { type: 'endCall' }, Extract<CustomLlmTool, { type: 'endCall' }>>>,
  IsTrue<
    Fits<BuiltInTool & { type: 'transferCall' }, Extract<CustomLlmTool, { type: 'transferCall' }>>
  >,
  IsTrue<Fits<Transcriber, Vapi.CreateAssistantDtoTranscriber.Deepgram>>,
  IsTrue<Fits<typeof DEFAULT_VOICE & { chunkPlan: ChunkPlan }, Vapi.CreateAssistantDtoVoice.Vapi>>,
  // Every voice has the plan, so that one of somebody's own can be given it.
  IsTrue<Fits<{ chunkPlan: ChunkPlan }, Pick<Vapi.CreateAssistantDtoVoice, 'chunkPlan'>>>,
  IsTrue<Fits<SilenceHook, Hook>>,
  // The pages and the servers of Vapi know of `call.timeElapsed`; the package does not yet. Once it
  // does, the second line does not compile, and the first gives way to its type.
  IsTrue<Fits<Pick<TimeHook, 'do'>, Pick<Hook, 'do'>>>,
  IsTrue<None<Extract<Vapi.CreateAssistantDtoHooksItem, { on: 'call.timeElapsed' }>>>,
  IsTrue<Fits<Omit<Assistant, Open>, Vapi.CreateAssistantDto>>,
  IsTrue<None<Exclude<keyof Assistant, keyof Vapi.CreateAssistantDto>>>,
];

test('toAssistant(): has no value that JSON would drop', () => {
  const options = { url: 'https://example.com/webhook', transfer: true };
  const waybill = { url: 'https://example.com' };
  for (const assistant of [toAssistant(options), toAssistant({ ...options, waybill })]) {
    assert.deepEqual(JSON.parse(JSON.stringify(assistant)), assistant);
  }
});
