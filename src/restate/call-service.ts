import type { ObjectContext, Serde } from '@restatedev/restate-sdk';
import { conversationOf } from '../calls/conversations.ts';
import type { CallView } from '../calls/engine.ts';
import type { CallHost, CallObject, Membership, Wake } from './call-host.ts';
import { callKey } from './call-key.ts';
import { type CallReply, type CallRequest, WIRE_VERSION } from './call-request.ts';

/** Restate's SDK, which is loaded only where it is used. */
export type Sdk = typeof import('@restatedev/restate-sdk');

/** What the object of a call can be asked over the ingress, by name. */
export type CallHandlers<Answer> = {
  apply: (context: unknown, request: CallRequest) => Promise<CallReply<Answer>>;
  view: (context: unknown, callId: string) => Promise<CallView | null>;
  erase: (context: unknown, callId: string) => Promise<void>;
  conversation: (context: unknown, chatId: string) => Promise<string | null>;
};

/** The name of the objects, one for each call. */
export const SERVICE = 'call';

/** What an object keeps of its call. */
const STATE = 'call';
/** And which conversation goes on with the chat of its ID, where that is another one. */
const MEMBERSHIP = 'membership';

/**
 * A step is tried again quickly, and given up before whoever sent it has: what cannot be done blocks no
 * other step of its call for long.
 */
const STEP_RETRIES = {
  initialInterval: 20,
  exponentiationFactor: 2,
  maxInterval: 1000,
  maxAttempts: 15,
  onMaxAttempts: 'kill',
} as const;

/** Nobody waits for a wake, and a call that is never woken is kept for ever. */
const WAKE_RETRIES = { ...STEP_RETRIES, maxInterval: 30_000, maxAttempts: 1000 };

/**
 * Nothing of a step is kept once it is done, but for its reply: whoever sends it again gets the same.
 */
const KEEPING = { journalRetention: 0, idempotencyRetention: { minutes: 10 } } as const;

/** The state as it is kept: text that only its reader understands. */
const AS_TEXT: Serde<string> = {
  contentType: 'application/json',
  serialize: (text) => new TextEncoder().encode(text),
  deserialize: (bytes) => new TextDecoder().decode(bytes),
};

const asJson = <Value>(): Serde<Value> => ({
  contentType: 'application/json',
  serialize: (value) => AS_TEXT.serialize(JSON.stringify(value)),
  deserialize: (bytes) => JSON.parse(AS_TEXT.deserialize(bytes)),
});
const WAKE = asJson<Wake>();
const AS_MEMBERSHIP = asJson<Membership>();

/** Puts the calls before Restate: one virtual object for each, whose steps come one at a time. */
export function createCallService<Answer>(sdk: Sdk, host: CallHost<Answer>, name = SERVICE) {
  const { exclusive, shared } = sdk.handlers.object;

  /** Refuses for good what is no request for this object: to try it again would change nothing. */
  function checkKey(key: string, callId: unknown): asserts callId is string {
    if (typeof callId === 'string' && callKey(callId) === key) return;
    throw new sdk.TerminalError('Cannot take the request: it is not for this call', {
      errorCode: 400,
    });
  }

  function objectOf(context: ObjectContext): CallObject {
    return {
      read: () => context.get(STATE, AS_TEXT),
      keep: (text) => context.set(STATE, text, AS_TEXT),
      clear: () => context.clearAll(),
      wakeLater: (wake, delayMs) =>
        context.genericSend({
          service: name,
          method: 'wake',
          key: context.key,
          parameter: wake,
          inputSerde: WAKE,
          delay: delayMs,
        }),
      lead: (chatId, membership) =>
        context.genericSend({
          service: name,
          method: 'join',
          key: callKey(conversationOf(chatId)),
          parameter: membership,
          inputSerde: AS_MEMBERSHIP,
        }),
    };
  }

  return sdk.object({
    name,
    handlers: {
      apply: exclusive(async (context: ObjectContext, request: CallRequest) => {
        checkKey(context.key, request?.callId);
        if (request.v !== WIRE_VERSION) {
          throw new sdk.TerminalError(`Cannot take a request of version ${request.v}`, {
            errorCode: 400,
          });
        }
        return host.apply(objectOf(context), request);
      }),
      wake: exclusive(
        { ingressPrivate: true, retryPolicy: WAKE_RETRIES },
        async (context: ObjectContext, wake: Wake) => host.wake(objectOf(context), wake),
      ),
      erase: exclusive(async (context: ObjectContext, callId: string) => {
        checkKey(context.key, callId);
        return host.erase(objectOf(context), callId);
      }),
      join: exclusive(
        { ingressPrivate: true },
        async (context: ObjectContext, membership: Membership) => {
          context.set(MEMBERSHIP, membership, AS_MEMBERSHIP);
          context.genericSend({
            service: name,
            method: 'part',
            key: context.key,
            parameter: membership,
            inputSerde: AS_MEMBERSHIP,
            delay: membership.keptMs,
          });
        },
      ),
      part: exclusive(
        { ingressPrivate: true, retryPolicy: WAKE_RETRIES },
        async (context: ObjectContext, { at }: Membership) => {
          const kept = await context.get(MEMBERSHIP, AS_MEMBERSHIP);
          // It may have joined again since.
          if (kept !== null && kept.at <= at) context.clear(MEMBERSHIP);
        },
      ),
      conversation: shared(async (context, chatId: string) => {
        checkKey(context.key, conversationOf(chatId));
        return (await context.get(MEMBERSHIP, AS_MEMBERSHIP))?.callId ?? null;
      }),
      view: shared(async (context, callId: string) => {
        checkKey(context.key, callId);
        return host.view({ read: () => context.get(STATE, AS_TEXT) }, callId);
      }),
    },
    options: { ...KEEPING, retryPolicy: STEP_RETRIES },
  });
}
