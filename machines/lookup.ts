/**
 * One lookup of one tracking number: cache, then breaker, then at most three attempts with a
 * growing pause between them, all within one budget of time.
 *
 * It decides what to ask next and when to give up; it ends as found, missing or failed, with a
 * LookupOutcome as its output. The lookup service runs one per tracking number, however many calls
 * wait for it, and provides three actors, each of which resolves and never rejects in earnest:
 * `readCache`, `requestPermit` (the breaker's word, the time and the random part of the pause) and
 * `attempt` (one request, aborted when its state is left). What it emits the service passes on:
 * `attempt.ended` to the breaker, `stale.found` to the calls.
 */
import { assign, emit, enqueueActions, fromPromise, setup } from 'xstate';
import type { Delivery } from './delivery.ts';
import type { CachedDelivery, LookupFailure, LookupOutcome } from './lookup-outcome.ts';
import { addStep, type StepEnd, stepBegan, type TrailStep } from './lookup-trail.ts';

/** Bounds on one lookup, in milliseconds where the name says so. */
export type LookupPolicy = {
  attemptsMax: number;
  attemptTimeoutMs: number;
  totalBudgetMs: number;
  /** The first pause; each further one is twice as long, up to the longest. */
  backoffMs: number;
  backoffMsMax: number;
};

export type LookupInput = { trackingNumber: string; startedAt: number; policy: LookupPolicy };

/** What the cache knows of a number. */
export type CacheReading =
  | { kind: 'fresh'; outcome: LookupOutcome }
  | { kind: 'stale'; stale: CachedDelivery }
  | { kind: 'absent' };

/** The same and when it was read. */
export type TimedReading = CacheReading & { at: number };

/** The breaker's word on one attempt; `jitter`, in [0, 1), stretches the pause after it. */
export type Permit = {
  granted: boolean;
  permit: string;
  /** Whether the breaker decides by the outcome of this attempt. */
  isProbe: boolean;
  jitter: number;
  at: number;
};

/** A request that gave no answer. */
export type FailedAttempt = {
  kind: 'failed';
  reason: LookupFailure;
  /** Whether the fault can pass by itself. */
  retryable: boolean;
  /** What the content API asked us to wait, in milliseconds. */
  retryAfterMs: number | null;
};

/** How one request ended. */
export type Attempt = { kind: 'found'; delivery: Delivery } | { kind: 'missing' } | FailedAttempt;

/** The same, and when it was asked and ended; what it says is as old as the question. */
export type AttemptResult = Attempt & { askedAt: number; endedAt: number };

export type LookupEmitted =
  | { type: 'stale.found'; stale: CachedDelivery }
  | { type: 'attempt.ended'; permit: string; verdict: Verdict['verdict'] };

/** What an attempt tells of the content API; `abandoned` is nothing. */
type Verdict = { verdict: 'succeeded' | 'failed' | 'abandoned' };

export type LookupContext = LookupInput & {
  attempts: number;
  /** When the latest attempt was permitted. */
  permittedAt: number;
  /** The permit of an attempt that the breaker has had no verdict on yet. */
  permit: string | null;
  isProbe: boolean;
  jitter: number;
  /** The pause before the next attempt. */
  pauseMs: number;
  stale: CachedDelivery | null;
  /** What it went through so far; it decides nothing. */
  trail: TrailStep[];
  outcome: LookupOutcome | null;
};

const NO_INPUT: LookupInput = {
  trackingNumber: '',
  startedAt: 0,
  policy: {
    attemptsMax: 0,
    attemptTimeoutMs: 0,
    totalBudgetMs: 0,
    backoffMs: 0,
    backoffMsMax: 0,
  },
};

/** An actor that broke tells no time: its step ends where it began. */
const BROKEN: StepEnd = { result: 'internal', at: null };

const unprovided = () => {
  throw new Error('Cannot look up: the actor is not provided');
};

export const lookupMachine = setup({
  types: {
    context: {} as LookupContext,
    emitted: {} as LookupEmitted,
    input: {} as LookupInput,
    output: {} as LookupOutcome,
  },
  actors: {
    readCache: fromPromise<TimedReading, { trackingNumber: string }>(unprovided),
    requestPermit: fromPromise<Permit, { trackingNumber: string }>(unprovided),
    attempt: fromPromise<AttemptResult, { trackingNumber: string }>(unprovided),
  },
  guards: {
    isFresh: (_, reading: CacheReading) => reading.kind === 'fresh',
    isStale: (_, reading: CacheReading) => reading.kind === 'stale',
    isGranted: (_, permit: Permit) => permit.granted,
    isAnswer: (_, result: AttemptResult) => result.kind !== 'failed',
    canPass: ({ context }, result: AttemptResult) => mayTryAgain(context, result),
    attemptsRemain: ({ context }) => mayTryAgain(context, timedOut(context)),
    isMissing: ({ context }) => context.outcome?.kind === 'missing',
    isFound: ({ context }) => context.outcome?.kind === 'found',
  },
  actions: {
    note: assign(({ context }, end: StepEnd) => ({ trail: addStep(context, end) })),
    takeFresh: assign((_, reading: CacheReading) =>
      reading.kind === 'fresh' ? { outcome: reading.outcome } : {},
    ),
    takeStale: assign((_, reading: CacheReading) =>
      reading.kind === 'stale' ? { stale: reading.stale } : {},
    ),
    announceStale: emit((_, reading: CacheReading) => {
      if (reading.kind !== 'stale') throw new Error('Cannot announce: the reading is not stale');
      return { type: 'stale.found' as const, stale: reading.stale };
    }),
    takePermit: assign(({ context }, permit: Permit) => ({
      permit: permit.permit,
      isProbe: permit.isProbe,
      permittedAt: permit.at,
      jitter: permit.jitter,
      attempts: context.attempts + 1,
    })),
    takeAnswer: assign((_, result: AttemptResult) => ({ outcome: answered(result) })),
    pause: assign(({ context }, result: AttemptResult) => ({
      pauseMs: pauseAfter(context, result),
    })),
    pauseAfterTimeout: assign(({ context }) => ({
      pauseMs: pauseAfter(context, timedOut(context)),
    })),
    fail: assign(({ context }, params: { reason: LookupFailure }) => ({
      outcome: { kind: 'failed' as const, reason: params.reason, stale: context.stale },
    })),
    // Every attempt is reported once, also one that the budget cut off: a probe without a
    // verdict would keep the breaker half-open for ever.
    reportVerdict: enqueueActions(({ context, enqueue }, params: Verdict) => {
      if (context.permit === null) return;
      enqueue.emit({ type: 'attempt.ended', permit: context.permit, verdict: params.verdict });
      enqueue.assign({ permit: null });
    }),
  },
  delays: {
    attemptTimeout: ({ context }) => context.policy.attemptTimeoutMs,
    totalBudget: ({ context }) => context.policy.totalBudgetMs,
    pause: ({ context }) => context.pauseMs,
  },
}).createMachine({
  id: 'lookup',
  // xstate calls this once more without input on every pure transition.
  context: ({ input }) => ({
    ...(input ?? NO_INPUT),
    attempts: 0,
    permittedAt: 0,
    permit: null,
    isProbe: false,
    jitter: 0,
    pauseMs: 0,
    stale: null,
    trail: [],
    outcome: null,
  }),
  initial: 'working',
  states: {
    working: {
      initial: 'cache',
      after: {
        totalBudget: {
          target: 'failed',
          actions: [
            { type: 'note', params: endByBudget },
            { type: 'fail', params: { reason: 'timeout' } },
            { type: 'reportVerdict', params: { verdict: 'failed' } },
          ],
        },
      },
      states: {
        cache: {
          invoke: {
            id: 'readCache',
            src: 'readCache',
            input: ({ context }) => ({ trackingNumber: context.trackingNumber }),
            onDone: [
              {
                guard: { type: 'isFresh', params: ({ event }) => event.output },
                target: '#lookup.settling',
                actions: [
                  { type: 'note', params: ({ event }) => endOfReading(event.output) },
                  { type: 'takeFresh', params: ({ event }) => event.output },
                ],
              },
              {
                guard: { type: 'isStale', params: ({ event }) => event.output },
                target: 'breaker',
                actions: [
                  { type: 'note', params: ({ event }) => endOfReading(event.output) },
                  { type: 'takeStale', params: ({ event }) => event.output },
                  { type: 'announceStale', params: ({ event }) => event.output },
                ],
              },
              {
                target: 'breaker',
                actions: { type: 'note', params: ({ event }) => endOfReading(event.output) },
              },
            ],
            onError: { target: 'breaker', actions: { type: 'note', params: BROKEN } },
          },
        },
        breaker: {
          invoke: {
            id: 'requestPermit',
            src: 'requestPermit',
            input: ({ context }) => ({ trackingNumber: context.trackingNumber }),
            onDone: [
              {
                guard: { type: 'isGranted', params: ({ event }) => event.output },
                target: 'attempt',
                actions: [
                  { type: 'note', params: ({ event }) => endOfPermit(event.output) },
                  { type: 'takePermit', params: ({ event }) => event.output },
                ],
              },
              {
                target: '#lookup.failed',
                actions: [
                  { type: 'note', params: ({ event }) => endOfPermit(event.output) },
                  { type: 'fail', params: { reason: 'breakerOpen' } },
                ],
              },
            ],
            onError: { target: '#lookup.failed', actions: { type: 'note', params: BROKEN } },
          },
        },
        attempt: {
          invoke: {
            id: 'attempt',
            src: 'attempt',
            input: ({ context }) => ({ trackingNumber: context.trackingNumber }),
            onDone: [
              {
                guard: { type: 'isAnswer', params: ({ event }) => event.output },
                target: '#lookup.settling',
                actions: [
                  { type: 'note', params: ({ event }) => endOfAttempt(event.output) },
                  { type: 'takeAnswer', params: ({ event }) => event.output },
                  { type: 'reportVerdict', params: { verdict: 'succeeded' } },
                ],
              },
              {
                guard: { type: 'canPass', params: ({ event }) => event.output },
                target: 'backOff',
                actions: [
                  { type: 'note', params: ({ event }) => endOfAttempt(event.output) },
                  { type: 'pause', params: ({ event }) => event.output },
                  { type: 'reportVerdict', params: retryVerdict },
                ],
              },
              {
                target: '#lookup.failed',
                actions: [
                  { type: 'note', params: ({ event }) => endOfAttempt(event.output) },
                  { type: 'fail', params: ({ event }) => ({ reason: reasonOf(event.output) }) },
                  {
                    type: 'reportVerdict',
                    params: ({ event }) => ({ verdict: verdictOn(event.output) }),
                  },
                ],
              },
            ],
            onError: {
              target: '#lookup.failed',
              actions: [
                { type: 'note', params: BROKEN },
                { type: 'reportVerdict', params: { verdict: 'failed' } },
              ],
            },
          },
          after: {
            attemptTimeout: [
              {
                guard: 'attemptsRemain',
                target: 'backOff',
                actions: [
                  { type: 'note', params: endByTimeout },
                  'pauseAfterTimeout',
                  { type: 'reportVerdict', params: retryVerdict },
                ],
              },
              {
                target: '#lookup.failed',
                actions: [
                  { type: 'note', params: endByTimeout },
                  { type: 'fail', params: { reason: 'timeout' } },
                  { type: 'reportVerdict', params: { verdict: 'failed' } },
                ],
              },
            ],
          },
        },
        backOff: {
          after: {
            pause: { target: 'breaker', actions: { type: 'note', params: endOfPause } },
          },
        },
      },
    },
    settling: {
      always: [
        { guard: 'isMissing', target: 'missing' },
        { guard: 'isFound', target: 'found' },
        { target: 'failed' },
      ],
    },
    found: { type: 'final' },
    missing: { type: 'final' },
    failed: { type: 'final' },
  },
  // Where an actor broke there is none: that is a fault of ours.
  output: ({ context }) =>
    context.outcome ?? { kind: 'failed', reason: 'internal', stale: context.stale },
});

/** What the content API would have said, had the attempt not been cut off by its own timeout. */
function timedOut(context: LookupContext): AttemptResult {
  return {
    kind: 'failed',
    reason: 'timeout',
    retryable: true,
    retryAfterMs: null,
    askedAt: context.permittedAt,
    endedAt: context.permittedAt + context.policy.attemptTimeoutMs,
  };
}

/** The pause after a failed attempt: doubled each time, stretched by chance, or as asked for. */
function pauseAfter({ policy, attempts, jitter }: LookupContext, result: AttemptResult): number {
  const doubled = Math.min(policy.backoffMs * 2 ** (attempts - 1), policy.backoffMsMax);
  const asked = result.kind === 'failed' ? (result.retryAfterMs ?? 0) : 0;
  // A fifth at most: enough to part the callers of one bad second, too little to lose the budget.
  return Math.max(Math.round(doubled * (1 + jitter / 5)), asked);
}

function mayTryAgain(context: LookupContext, result: AttemptResult): boolean {
  if (result.kind !== 'failed' || !result.retryable) return false;
  if (context.attempts >= context.policy.attemptsMax) return false;
  const nextAt = result.endedAt + pauseAfter(context, result);
  return nextAt < context.startedAt + context.policy.totalBudgetMs;
}

function answered(result: AttemptResult): LookupOutcome | null {
  switch (result.kind) {
    case 'found':
      return { kind: 'found', delivery: result.delivery, source: 'sanity', asOf: result.askedAt };
    case 'missing':
      return { kind: 'missing', source: 'sanity', asOf: result.askedAt };
    case 'failed':
      return null;
    default:
      return result satisfies never;
  }
}

function reasonOf(result: AttemptResult): LookupFailure {
  return result.kind === 'failed' ? result.reason : 'internal';
}

/**
 * A failure that is tried again is none yet: among random ones five in a row are soon together, and
 * would keep the breaker open for a Sanity that answers most of the time. A probe decides at once.
 */
function retryVerdict({ context }: { context: LookupContext }): Verdict {
  return { verdict: context.isProbe ? 'failed' : 'abandoned' };
}

/** A record that does not fit is the editors' fault: the content API itself has answered well. */
function verdictOn(result: AttemptResult): 'succeeded' | 'failed' {
  return result.kind === 'failed' && result.reason !== 'invalid' ? 'failed' : 'succeeded';
}

function endOfReading({ kind, at }: TimedReading): StepEnd {
  return { result: kind, at };
}

function endOfPermit({ granted, isProbe, at }: Permit): StepEnd {
  if (!granted) return { result: 'refused', at };
  return { result: isProbe ? 'probe' : 'granted', at };
}

function endOfAttempt(result: AttemptResult): StepEnd {
  return { result: result.kind === 'failed' ? result.reason : result.kind, at: result.endedAt };
}

function endByTimeout({ context }: { context: LookupContext }): StepEnd {
  return endOfAttempt(timedOut(context));
}

function endOfPause({ context }: { context: LookupContext }): StepEnd {
  return { result: 'waited', at: stepBegan(context) + context.pauseMs };
}

/** Whatever was under way is cut off. */
function endByBudget({ context }: { context: LookupContext }): StepEnd {
  return { result: 'timeout', at: context.startedAt + context.policy.totalBudgetMs };
}
