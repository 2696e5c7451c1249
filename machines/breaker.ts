/**
 * The circuit breaker before the content API: whether an attempt may be sent.
 *
 * It decides by counting: enough failures in a row open it, and while it is open nothing is sent.
 * After a rest one attempt may probe, and its outcome alone closes it or opens it again. One actor
 * per process, shared by every lookup; the lookup service sends each event. A permit is the name
 * under which an attempt asks and reports, so that an attempt of an earlier time cannot pass for
 * the probe. No actor has to be provided.
 */
import { assign, emit, setup } from 'xstate';

/** When the breaker opens, and for how long it rests. */
export type BreakerPolicy = { failuresMax: number; resetMs: number };

/** What the lookup service, or an operator, tells the breaker. */
export type BreakerEvent =
  /** `isCourtesy`: nobody waits for it, and it must not take the probe from somebody who does. */
  | { type: 'permit.requested'; permit: string; isCourtesy?: boolean }
  | { type: 'attempt.succeeded'; permit: string }
  | { type: 'attempt.failed'; permit: string }
  /** The attempt ended without a verdict on the content API. */
  | { type: 'attempt.abandoned'; permit: string }
  | { type: 'breaker.reset' };

/** The breaker's answer to `permit.requested`, in the same step. */
export type BreakerEmitted = {
  type: 'permit.decided';
  permit: string;
  granted: boolean;
  /** Whether the outcome of this very attempt decides. */
  isProbe: boolean;
  /** Whether a probe is under way, for whose verdict it is worth waiting. */
  isProbed: boolean;
};

export type BreakerContext = {
  policy: BreakerPolicy;
  /** Failures since the last success. */
  failures: number;
  /** The permit of the attempt that probes. */
  probe: string | null;
};

export const breakerMachine = setup({
  types: {
    context: {} as BreakerContext,
    events: {} as BreakerEvent,
    emitted: {} as BreakerEmitted,
    input: {} as BreakerPolicy,
  },
  guards: {
    isLastFailure: ({ context }) => context.failures + 1 >= context.policy.failuresMax,
    isCourtesy: ({ event }) => event.type === 'permit.requested' && event.isCourtesy === true,
    isProbe: ({ context, event }) => 'permit' in event && event.permit === context.probe,
  },
  actions: {
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
    forgetFailures: assign({ failures: 0, probe: null }),
    rememberProbe: assign({
      probe: ({ event }) => ('permit' in event ? event.permit : null),
    }),
    decide: emit(
      ({ event }, params: { granted: boolean; isProbe?: boolean; isProbed?: boolean }) => ({
        type: 'permit.decided' as const,
        permit: 'permit' in event ? event.permit : '',
        granted: params.granted,
        isProbe: params.isProbe ?? false,
        isProbed: params.isProbed ?? false,
      }),
    ),
  },
  delays: {
    reset: ({ context }) => context.policy.resetMs,
  },
}).createMachine({
  id: 'breaker',
  // xstate calls this once more without input on every pure transition.
  context: ({ input }) => ({
    policy: input ?? { failuresMax: 1, resetMs: 0 },
    failures: 0,
    probe: null,
  }),
  initial: 'closed',
  on: {
    'breaker.reset': { target: '.closed' },
  },
  states: {
    closed: {
      entry: 'forgetFailures',
      on: {
        'permit.requested': { actions: { type: 'decide', params: { granted: true } } },
        'attempt.succeeded': { actions: 'forgetFailures' },
        'attempt.failed': [
          { guard: 'isLastFailure', target: 'open', actions: 'countFailure' },
          { actions: 'countFailure' },
        ],
      },
    },
    open: {
      after: { reset: { target: 'halfOpen' } },
      on: {
        'permit.requested': { actions: { type: 'decide', params: { granted: false } } },
      },
    },
    halfOpen: {
      initial: 'ready',
      states: {
        ready: {
          on: {
            'permit.requested': [
              { guard: 'isCourtesy', actions: { type: 'decide', params: { granted: false } } },
              {
                target: 'probing',
                actions: [
                  'rememberProbe',
                  { type: 'decide', params: { granted: true, isProbe: true } },
                ],
              },
            ],
          },
        },
        probing: {
          // A probe whose verdict never comes must not keep the breaker half-open for ever.
          after: { reset: { target: 'ready' } },
          on: {
            'permit.requested': {
              actions: { type: 'decide', params: { granted: false, isProbed: true } },
            },
            'attempt.succeeded': { guard: 'isProbe', target: '#breaker.closed' },
            'attempt.failed': {
              guard: 'isProbe',
              target: '#breaker.open',
              actions: 'countFailure',
            },
            'attempt.abandoned': { guard: 'isProbe', target: 'ready' },
          },
        },
      },
    },
  },
});
