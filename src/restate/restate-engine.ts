import type { Session } from '../../machines/session.ts';
import { type Arrival, type CallNotice, type CallView, NoRoomError } from '../calls/engine.ts';
import { viewOf } from '../calls/live-call.ts';
import type { createLocalEngine, LocalEngine } from '../calls/local-engine.ts';
import type { Random } from '../edges.ts';
import { answerAlone } from './answer-alone.ts';
import { type CallHost, createCallHost } from './call-host.ts';
import { CallLine, type LineSurroundings } from './call-line.ts';
import { type ToldDelivery, toSentTurns } from './call-request.ts';
import type { Ingress } from './ingress.ts';
import type { RestateNotice } from './restate-notice.ts';
import { ToldAnswers } from './told-answers.ts';

/** What the local engine takes, and the way to Restate. */
type Options<Answer> = Parameters<typeof createLocalEngine<Answer>>[0] & {
  ingress: Ingress<Answer>;
  random: Random;
  onNotice: (notice: RestateNotice) => void;
};

/** What a process holds of the calls: the way to each, and their steps where Restate sends them here. */
export type RestateEngine<Answer> = {
  engine: LocalEngine<Answer>;
  host: CallHost<Answer>;
  /** How much is on its way to calls. */
  load: () => number;
};

/** How many calls of those that were stepped here are shown, the latest ones. */
const VIEWS_MAX = 5000;
/** How much may be on its way before what tells of no tool call is turned away. */
const LOAD_MAX = 10_000;

/** Of how many conversations in writing a node knows by itself which chats are theirs, the latest ones. */
const CONVERSATIONS_MAX = 5000;
/** How long Restate may take to say whose a chat is, in milliseconds: whoever asks waits for it. */
const ASKING_MS_MAX = 200;

type Seen = { session: Session<unknown>; view: CallView | null; at: number };

/**
 * An engine whose calls are kept by Restate, for any number of processes like this one. It answers
 * whoever asks in time, whatever becomes of Restate and of the other processes.
 */
export function createRestateEngine<Answer>(options: Options<Answer>): RestateEngine<Answer> {
  const { policy, rules, clock, conversations, ingress, random, onNotice } = options;
  const listeners = new Set<(notice: CallNotice) => void>();
  /** In the order in which they were stepped last. */
  const seen = new Map<string, Seen>();
  const lines = new Map<string, CallLine<Answer>>();
  const told = new ToldAnswers<Answer>();
  let isClosed = false;

  function notify(notice: CallNotice): void {
    for (const listener of listeners) listener(notice);
  }

  // Any node may have had the chat before.
  conversations.share((chatId) => within(ASKING_MS_MAX, ingress.conversation(chatId)));

  /** What comes of something in time; null for what does not. */
  async function within<Result>(ms: number, work: Promise<Result | null>): Promise<Result | null> {
    const late = Promise.withResolvers<null>();
    const timer = clock.setTimeout(() => late.resolve(null), ms);
    const result = await Promise.race([work, late.promise]);
    clock.clearTimeout(timer);
    return result;
  }

  const inputFor = (callId: string) => conversations.inputFor(callId, policy);

  const alone = (callId: string, delivery: ToldDelivery & { missedAt: number }) =>
    answerAlone({
      rules,
      input: inputFor(callId),
      delivery,
      record: isClosed ? null : options.record,
      notify,
    });

  function lineOf(callId: string): CallLine<Answer> {
    const known = lines.get(callId);
    if (known !== undefined) return known;
    const line = new CallLine<Answer>(
      {
        ...around,
        answerAlone: (delivery) => alone(callId, delivery),
        recall: ({ events }) => told.recall(callId, askedIn(events)),
      },
      callId,
    );
    lines.set(callId, line);
    return line;
  }

  const around: Omit<LineSurroundings<Answer>, 'answerAlone' | 'recall'> = {
    ingress,
    clock,
    random,
    carryOut: options.carryOut,
    notify: onNotice,
    load: { count: 0 },
    onIdle: (callId) => lines.delete(callId),
  };

  const host = createCallHost<Answer>({
    ...options,
    inputFor,
    notify,
    onStepped(callId, session) {
      seen.delete(callId);
      if (session !== null) seen.set(callId, { session, view: null, at: clock.now() });
      if (seen.size > VIEWS_MAX) for (const [oldest] of seen.entries().take(1)) seen.delete(oldest);
      if (session !== null) return;
      conversations.forget(callId);
      told.forget(callId);
    },
  });

  function deliveryOf({ events, turns, ...arrival }: Arrival): ToldDelivery {
    const { at, correlationId, callerNumber, controlUrl, thread } = arrival;
    const chatId = thread?.chatId ?? null;
    const about = { at, correlationId, callerNumber, controlUrl, ...(chatId && { chatId }) };
    return { type: 'delivery', ref: random.uuid(), events, turns: toSentTurns(turns), ...about };
  }

  /** Waits until a call has heard of it, but no longer than for an answer: it is told all the same. */
  async function tellInTime(line: CallLine<Answer>, delivery: ToldDelivery): Promise<void> {
    const late = Promise.withResolvers<void>();
    const timer = clock.setTimeout(late.resolve, policy.replyDeadlineMs);
    await Promise.race([line.tell(delivery), late.promise]);
    clock.clearTimeout(timer);
  }

  /** The view of a call that was stepped here, the very same until it is stepped again. */
  function viewOfSeen(call: Seen): CallView {
    call.view ??= viewOf(call.session);
    return call.view;
  }

  function forgetOld(): void {
    const { silenceTimeoutMs, lingerMs } = rules.timeouts;
    for (const [callId, { at }] of seen) {
      // It went on elsewhere, and came to its end there.
      if (clock.now() - at > silenceTimeoutMs + lingerMs) seen.delete(callId);
    }
  }

  const engine: LocalEngine<Answer> = {
    async handle(arrival) {
      const { callId, events, turns, at } = arrival;
      const asked = askedIn(events);
      if (events.length === 0 && turns.length === 0) return [];
      const delivery = deliveryOf(arrival);
      if (isClosed) return alone(callId, { ...delivery, missedAt: at });
      if (asked.length === 0 && around.load.count >= LOAD_MAX)
        throw new NoRoomError('Cannot take the event: too many are on their way');
      conversations.noteArrival(arrival);
      conversations.keepLatest(CONVERSATIONS_MAX);
      const line = lineOf(callId);
      if (asked.length > 0) {
        const isTurn = asked.some(({ type }) => type === 'turn.said');
        const { turnDeadlineMs, replyDeadlineMs } = policy;
        const deadlineMs = isTurn ? (turnDeadlineMs ?? replyDeadlineMs) : replyDeadlineMs;
        const answers = await line.ask(delivery, deadlineMs);
        told.note(callId, asked, answers);
        return answers;
      }
      await tellInTime(line, delivery);
      return [];
    },
    async deliver(callId, event) {
      if (!isClosed) await lineOf(callId).tell({ type: 'event', event });
    },
    async look(callId) {
      const tried = await ingress.view(callId);
      if (tried.ok) return tried.result;
      const known = seen.get(callId);
      return known === undefined ? null : viewOfSeen(known);
    },
    async list() {
      forgetOld();
      return [...seen.values()].map(viewOfSeen);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    // Whatever this process knew of calls before it stopped, their objects know.
    resume() {},
    size: () => seen.size,
    async close() {
      for (const line of [...lines.values()]) line.close();
      isClosed = true;
      ingress.close();
    },
  };
  return { engine, host, load: () => around.load.count };
}

function askedIn(events: Arrival['events']) {
  return events.filter((event) => 'toolCallId' in event);
}
