import type { ObjectContext, Serde } from '@restatedev/restate-sdk';
import type { CallView } from '../calls/engine.ts';
import type { CallHost, CallObject, Wake } from './call-host.ts';
import { callKey } from './call-key.ts';
import { type CallReply, type CallRequest, WIRE_VERSION } from './call-request.ts';

/** Restate's SDK, which is loaded only where it is used. */
export type Sdk = typeof import('@restatedev/restate-sdk');

/** What the object of a call can be asked over the ingress, by name. */
export type CallHandlers<Answer> = {
  apply: (context: unknown, request: CallRequest) => Promise<CallReply<Answer>>;
  view: (context: unknown, callId: string) => Promise<CallView | null>;
  erase: (context: unknown, callId: string) => Promise<void>;
};

/** The name of the objects, one for each call. */
export const SERVICE = 'call';

/** The one thing that an object keeps. */
const STATE = 'call';

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

const AS_JSON: Serde<Wake> = {
  contentType: 'application/json',
  serialize: (wake) => AS_TEXT.serialize(JSON.stringify(wake)),
  deserialize: (bytes) => JSON.parse(AS_TEXT.deserialize(bytes)),
};

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
          inputSerde: AS_JSON,
          delay: delayMs,
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
      view: shared(async (context, callId: string) => {
        checkKey(context.key, callId);
        return host.view({ read: () => context.get(STATE, AS_TEXT) }, callId);
      }),
    },
    options: { ...KEEPING, retryPolicy: STEP_RETRIES },
  });
}
