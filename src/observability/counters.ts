import { createStore } from '@xstate/store';
import type { LookupFailure } from '../../machines/lookup-outcome.ts';
import type { ReplySource, ReplyStatus } from '../../machines/reply.ts';
import type { BreakerState } from '../calls/breaker.ts';

/** What the whole process knows of itself, for probes, metrics and the operator's page. */
export type CountersSnapshot = {
  calls: Record<'live' | 'opened' | 'ended' | 'broken' | 'dropped' | 'missed', number>;
  answers: {
    byStatus: Partial<Record<ReplyStatus, number>>;
    bySource: Partial<Record<ReplySource, number>>;
    repeated: number;
  };
  /** Messages taken by type; requests turned away by what they were. */
  webhook: {
    byType: Partial<Record<string, number>>;
    refused: number;
    shed: Partial<Record<string, number>>;
    limited: Partial<Record<string, number>>;
  };
  /** Facts that the assistant stated and no record does. */
  ungrounded: number;
  lateAnswers: Partial<Record<string, number>>;
  cache: { hits: number; misses: number; stale: number };
  breaker: { state: BreakerState; changes: number };
  /**
   * Attempts at Sanity by how they ended, whether it has answered at all, and whether its last answer
   * refused our settings.
   */
  sanity: {
    byEnd: Partial<Record<AttemptEnd, number>>;
    hasAnswered: boolean;
    isRejected: boolean;
  };
};

/** How one request to Sanity ended: with an answer, or why not. */
export type AttemptEnd = 'found' | 'missing' | LookupFailure;

const initial: CountersSnapshot = {
  calls: { live: 0, opened: 0, ended: 0, broken: 0, dropped: 0, missed: 0 },
  answers: { byStatus: {}, bySource: {}, repeated: 0 },
  webhook: { byType: {}, refused: 0, shed: {}, limited: {} },
  ungrounded: 0,
  lateAnswers: {},
  cache: { hits: 0, misses: 0, stale: 0 },
  breaker: { state: 'closed', changes: 0 },
  sanity: { byEnd: {}, hasAnswered: false, isRejected: false },
};

/**
 * Makes the store. It counts what the actors and the cache report and decides nothing: the state of
 * a call is its actor's, and the breaker's is the breaker's.
 */
export function createCounters() {
  return createStore({
    context: initial,
    on: {
      callOpened: (context) => {
        const { live, opened } = context.calls;
        return { ...context, calls: { ...context.calls, live: live + 1, opened: opened + 1 } };
      },
      callEnded: (context) => {
        const { live, ended } = context.calls;
        return { ...context, calls: { ...context.calls, live: live - 1, ended: ended + 1 } };
      },
      callDropped: (context, { wasOver }: { wasOver: boolean }) => {
        const { live, dropped } = context.calls;
        const left = wasOver ? live : live - 1;
        return { ...context, calls: { ...context.calls, live: left, dropped: dropped + 1 } };
      },
      callMissed: (context) => ({
        ...context,
        calls: { ...context.calls, missed: context.calls.missed + 1 },
      }),
      callBroken: (context) => ({
        ...context,
        calls: { ...context.calls, broken: context.calls.broken + 1 },
      }),
      toolAnswered: (context, event: { status: ReplyStatus; source: ReplySource }) => ({
        ...context,
        answers: {
          ...context.answers,
          byStatus: countOne(context.answers.byStatus, event.status),
          bySource: countOne(context.answers.bySource, event.source),
        },
      }),
      toolRepeated: (context) => ({
        ...context,
        answers: { ...context.answers, repeated: context.answers.repeated + 1 },
      }),
      messageReceived: (context, event: { messageType: string }) => ({
        ...context,
        webhook: {
          ...context.webhook,
          byType: countOne(context.webhook.byType, event.messageType),
        },
      }),
      senderRefused: (context) => ({
        ...context,
        webhook: { ...context.webhook, refused: context.webhook.refused + 1 },
      }),
      requestShed: (context, event: { kind: string }) => ({
        ...context,
        webhook: { ...context.webhook, shed: countOne(context.webhook.shed, event.kind) },
      }),
      requestLimited: (context, event: { kind: string }) => ({
        ...context,
        webhook: { ...context.webhook, limited: countOne(context.webhook.limited, event.kind) },
      }),
      ungroundedSaid: (context, event: { claims: number }) => ({
        ...context,
        ungrounded: context.ungrounded + event.claims,
      }),
      lateAnswered: (context, event: { outcome: string }) => ({
        ...context,
        lateAnswers: countOne(context.lateAnswers, event.outcome),
      }),
      cacheRead: (context, event: { kind: 'fresh' | 'stale' | 'absent' }) => {
        const { hits, misses, stale } = context.cache;
        const cache = {
          hits: hits + (event.kind === 'fresh' ? 1 : 0),
          misses: misses + (event.kind === 'fresh' ? 0 : 1),
          stale: stale + (event.kind === 'stale' ? 1 : 0),
        };
        return { ...context, cache };
      },
      attemptEnded: (context, event: { end: AttemptEnd }) => ({
        ...context,
        sanity: {
          byEnd: countOne(context.sanity.byEnd, event.end),
          hasAnswered: context.sanity.hasAnswered || isAnswer(event.end),
          // A timeout says nothing about the settings; only an answer does.
          isRejected:
            event.end === 'rejected' || (context.sanity.isRejected && !isAnswer(event.end)),
        },
      }),
      breakerChanged: (context, event: { state: BreakerState }) => ({
        ...context,
        breaker: { state: event.state, changes: context.breaker.changes + 1 },
      }),
    },
  });
}

/** The process's one store. */
export type Counters = ReturnType<typeof createCounters>;

function isAnswer(end: AttemptEnd): boolean {
  return end === 'found' || end === 'missing' || end === 'invalid';
}

function countOne<Key extends string>(
  counts: Partial<Record<Key, number>>,
  key: Key,
): Partial<Record<Key, number>> {
  return { ...counts, [key]: (counts[key] ?? 0) + 1 };
}
