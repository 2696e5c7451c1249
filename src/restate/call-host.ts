import type { CallInput, CallPolicy } from '../../machines/call-context.ts';
import type { Session, SessionRules } from '../../machines/session.ts';
import { conversationOf } from '../calls/conversations.ts';
import type { CallNotice, CallObserver, CallStep, CallView, CarryOut } from '../calls/engine.ts';
import { viewOf } from '../calls/live-call.ts';
import type { Clock } from '../edges.ts';
import { type CallReply, type CallRequest, WIRE_VERSION } from './call-request.ts';
import { readKept, shapeOf } from './kept-call.ts';
import { eraseCall, type Stepped, stepCall, wakeCall } from './step-call.ts';

/** What wakes an object, and which call it holds. */
export type Wake = { callId: string; generation: number; dueAt: number };

/** The object of one call, as Restate keeps it while one request after the other is at it. */
export type CallObject = {
  read(): Promise<string | null>;
  keep(text: string): void;
  clear(): void;
  /** Wakes it so many milliseconds from now. */
  wakeLater(wake: Wake, delayMs: number): void;
  /** Whoever asks for the conversation of a chat is told this one. */
  lead(chatId: string, membership: Membership): void;
};

/** The conversation that a chat belongs to, since when, in epoch milliseconds, and for how long. */
export type Membership = { callId: string; at: number; keptMs: number };

/** What the calls do whose requests come to this process. */
export type CallHost<Answer> = {
  /** One request: its answers are on record when it resolves. Never rejects by itself. */
  apply(object: CallObject, request: CallRequest): Promise<CallReply<Answer>>;
  wake(object: CallObject, wake: Wake): Promise<void>;
  /** Takes away what is kept of a call. */
  erase(object: CallObject, callId: string): Promise<void>;
  /** What a call knows now; null for one that is not known. */
  view(object: Pick<CallObject, 'read'>, callId: string): Promise<CallView | null>;
};

type Options<Answer> = {
  policy: CallPolicy;
  rules: SessionRules<Answer>;
  clock: Pick<Clock, 'now'>;
  inputFor: (callId: string) => CallInput;
  record: (step: CallStep<Answer>) => Promise<void>;
  carryOut: CarryOut;
  observer?: CallObserver | undefined;
  notify: (notice: CallNotice) => void;
  /** Told of each call that was stepped here; null for one that does not go on. */
  onStepped: (callId: string, session: Session<Answer> | null) => void;
};

/**
 * Does what a call's object decides: it is read, stepped, recorded and kept, in that order. Whatever
 * stops it on the way, Restate begins it again from the same state with the same request, on this node
 * or another: what it comes to is the same, and a line that was written before is written once more.
 */
export function createCallHost<Answer>(options: Options<Answer>): CallHost<Answer> {
  const { policy, rules, clock, inputFor, record, carryOut, observer, notify } = options;
  const unknown = { at: clock.now(), correlationId: '' };
  const shape = shapeOf({ rules, input: { callId: '', policy }, beginning: unknown });

  async function given(object: Pick<CallObject, 'read'>, callId: string, at: number) {
    const input = inputFor(callId);
    const beginning = { at, correlationId: callId };
    const reading = readKept(await object.read(), shape, { rules, input, beginning });
    return { rules, input, shape, ...reading };
  }

  /** Tells, records and keeps. What is decided depends on nothing that happens here. */
  async function settle(object: CallObject, callId: string, at: number, stepped: Stepped<Answer>) {
    const { text, session, steps, moves, notices, arm } = stepped;
    if (moves.length > 0) observer?.moved(callId, moves);
    const now = clock.now();
    for (const notice of notices) notify({ ...notice, callId, at: now });
    const recorded = steps.map(({ since, ...step }) =>
      record({ ...step, at: now, latencyMs: Math.max(0, now - since) }),
    );
    await Promise.all(recorded);
    if (text === null) object.clear();
    else object.keep(text);
    if (arm !== null) object.wakeLater({ callId, ...arm }, Math.max(0, arm.dueAt - at));
    const { silenceTimeoutMs, lingerMs } = rules.timeouts;
    for (const chatId of steps.flatMap(({ chats }) => chats)) {
      // The first one names its conversation.
      if (conversationOf(chatId) === callId) continue;
      object.lead(chatId, { callId, at, keptMs: silenceTimeoutMs + lingerMs });
    }
    if (session === null) observer?.stopped(callId);
    options.onStepped(callId, session);
  }

  /** A fault of ours would come again at every try: the call begins anew, and who waits is told. */
  function step(state: Awaited<ReturnType<typeof given>>, request: CallRequest): Stepped<Answer> {
    try {
      return stepCall(state, request);
    } catch (error) {
      return {
        text: null,
        session: null,
        reply: {
          v: WIRE_VERSION,
          answered: [],
          pending: [],
          lost: refsIn(request),
          commands: [],
          lookingUp: [],
        },
        steps: [],
        moves: [],
        notices: [{ type: 'call.broken', error }],
        arm: null,
      };
    }
  }

  return {
    async apply(object, request) {
      const { callId, at } = request;
      const stepped = step(await given(object, callId, at), request);
      await settle(object, callId, at, stepped);
      return stepped.reply;
    },
    async wake(object, { callId, generation, dueAt }) {
      const state = await given(object, callId, dueAt);
      // Another one is on its way, or the call is gone.
      if (state.kept?.armed?.generation !== generation) return;
      const stepped = wakeCall(state, { generation, dueAt });
      await settle(object, callId, dueAt, stepped);
      for (const command of stepped.reply.commands) carryOut(callId, command);
    },
    async erase(object, callId) {
      const at = clock.now();
      await settle(object, callId, at, eraseCall(await given(object, callId, at), at));
    },
    async view(object, callId) {
      const { kept } = await given(object, callId, clock.now());
      return kept?.call.kind === 'live' ? viewOf(kept.call.session) : null;
    },
  };
}

function refsIn({ told, awaited }: CallRequest): string[] {
  const refs = told.flatMap((each) => (each.type === 'delivery' ? each.ref : []));
  return [...refs, ...awaited.map(({ ref }) => ref)];
}
