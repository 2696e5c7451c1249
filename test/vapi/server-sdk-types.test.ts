// Goal: our reading of the messages keeps up with Vapi's own types. Method: `Checks` does not
// compile (npm run typecheck) once they part; at run time only the count is left to compare.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Vapi } from '@vapi-ai/server-sdk';
import { MESSAGE_SCHEMAS, type MessageOf, type MessageType } from '../../src/vapi/messages.ts';
import type { ToolResult } from '../../src/vapi/results.ts';

/** What we read, as it may stand on the wire: anything may be away, null or undefined. */
type OnWire<T> = T extends readonly (infer Item)[]
  ? OnWire<Item>[]
  : T extends object
    ? { [Key in keyof T]?: OnWire<T[Key]> | null | undefined }
    : T;

type Ours<Type extends MessageType> = OnWire<Omit<MessageOf<Type>, 'type'>>;

type IsTrue<T extends true> = T;

type Fits<Theirs, Type extends MessageType> =
  Omit<Theirs, 'type'> extends Ours<Type> ? true : { theirs: Theirs; do: 'not fit'; ours: Type };

type Equal<A, B> = [A] extends [B]
  ? [B] extends [A]
    ? true
    : { missing: Exclude<B, A> }
  : { extra: Exclude<A, B> };

/** Vapi's 29 message types, each under the literal that it is sent with. */
type Theirs = {
  'assistant-request': Vapi.ServerMessageAssistantRequest;
  'tool-calls': Vapi.ServerMessageToolCalls;
  'transfer-destination-request': Vapi.ServerMessageTransferDestinationRequest;
  'handoff-destination-request': Vapi.ServerMessageHandoffDestinationRequest;
  'knowledge-base-request': Vapi.ServerMessageKnowledgeBaseRequest;
  'voice-request': Vapi.ServerMessageVoiceRequest;
  'call.endpointing.request': Vapi.ServerMessageCallEndpointingRequest;
  'campaign.predial': Vapi.ServerMessageCampaignPredial;
  'status-update': Vapi.ServerMessageStatusUpdate;
  'end-of-call-report': Vapi.ServerMessageEndOfCallReport;
  'conversation-update': Vapi.ServerMessageConversationUpdate;
  'speech-update': Vapi.ServerMessageSpeechUpdate;
  transcript: Vapi.ServerMessageTranscript;
  'model-output': Vapi.ServerMessageModelOutput;
  'user-interrupted': Vapi.ServerMessageUserInterrupted;
  hang: Vapi.ServerMessageHang;
  'transfer-update': Vapi.ServerMessageTransferUpdate;
  'phone-call-control': Vapi.ServerMessagePhoneCallControl;
  'language-change-detected': Vapi.ServerMessageLanguageChangeDetected;
  'voice-input': Vapi.ServerMessageVoiceInput;
  'assistant.speechStarted': Vapi.ServerMessageAssistantSpeech;
  'chat.created': Vapi.ServerMessageChatCreated;
  'chat.deleted': Vapi.ServerMessageChatDeleted;
  'session.created': Vapi.ServerMessageSessionCreated;
  'session.updated': Vapi.ServerMessageSessionUpdated;
  'session.deleted': Vapi.ServerMessageSessionDeleted;
  'call.deleted': Vapi.ServerMessageCallDeleted;
  'call.delete.failed': Vapi.ServerMessageCallDeleteFailed;
  'call.artifact.upload': Vapi.ServerMessageCallArtifactUpload;
};

/** Each type has its name, each of theirs fits ours, and there are no others. */
export type Checks = [
  IsTrue<Equal<Theirs[keyof Theirs], Vapi.ServerMessageMessage>>,
  IsTrue<{ [Type in keyof Theirs]: Fits<Theirs[Type], Type> }[keyof Theirs]>,
  IsTrue<{ [Type in keyof Theirs]: Named<Theirs[Type], Type> }[keyof Theirs]>,
  IsTrue<Equal<MessageType, keyof Theirs | Undocumented>>,
  IsTrue<Equal<UndocumentedField, { [Type in keyof Theirs]: Extra<Type> }[keyof Theirs]>>,
  IsTrue<Equal<Exclude<Listed, `transcript[${string}`>, Extract<Listed, MessageType>>>,
  IsTrue<ToolResult extends Vapi.ToolCallResult ? true : false>,
];

/** In the list of what can be subscribed to, yet without a schema. */
type Undocumented = 'assistant.started' | 'function-call' | 'language-changed';

/** Fields that we read because the wire has them, or had them in 2024. */
type UndocumentedField =
  | `toolCalls of tool-calls`
  | `conversation of conversation-update`
  | `${'summary' | 'transcript' | 'messages' | 'messagesOpenAIFormatted'} of end-of-call-report`
  | `${'recordingUrl' | 'stereoRecordingUrl'} of end-of-call-report`
  | `duration${'Ms' | 'Seconds' | 'Minutes'} of end-of-call-report`;

type Extra<Type extends keyof Theirs> =
  `${Exclude<keyof MessageOf<Type>, keyof Theirs[Type]> & string} of ${Type}`;

type Listed = Vapi.AssistantServerMessagesItem;

type Named<Theirs, Type extends string> = Theirs extends { type?: infer Literal }
  ? Type extends Literal
    ? true
    : { named: Literal; not: Type }
  : false;

test('MESSAGE_SCHEMAS: has the 29 documented types and the three undocumented ones', () => {
  assert.equal(Object.keys(MESSAGE_SCHEMAS).length, 29 + 3);
});
