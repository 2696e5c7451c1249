import type { Arrival, CallEngine } from '../calls/engine.ts';
import type { Lookups } from '../calls/lookups.ts';
import { withTraceContext } from './trace-context.ts';
import type { Traces } from './traces.ts';

// Without traces, each of these gives back what it was given.

/** Times what a delivery does to its call. */
export function traceEngine<Answer>(
  traces: Traces | null,
  engine: CallEngine<Answer>,
): CallEngine<Answer> {
  if (traces === null) return engine;
  return {
    ...engine,
    handle: (arrival: Arrival) =>
      traces.within(
        'call event',
        () => engine.handle(arrival),
        (answers) => ({
          attributes: {
            'call.id': arrival.callId,
            'correlation.id': arrival.correlationId,
            'event.types': arrival.events.map(({ type }) => type),
            'answers.count': answers.length,
          },
        }),
      ),
  };
}

/** Times how long each who asks waits for a lookup; attempts belong to whoever asked first. */
export function traceLookups(traces: Traces | null, lookups: Lookups): Lookups {
  if (traces === null) return lookups;
  return {
    ...lookups,
    ask(trackingNumber, askerId, asker) {
      const span = traces.open('lookup');
      withTraceContext(span.context, () =>
        lookups.ask(trackingNumber, askerId, {
          ...asker,
          onSettled(outcome) {
            span.end({ outcome: outcome.kind }, outcome.kind === 'failed');
            asker.onSettled(outcome);
          },
        }),
      );
    },
  };
}

/** Times a request to Sanity. */
export function traceAttempt<Result extends { kind: string; reason?: string }>(
  traces: Traces | null,
  attempt: () => Promise<Result>,
): Promise<Result> {
  if (traces === null) return attempt();
  return traces.within('attempt', attempt, ({ kind, reason }) => ({
    attributes: { outcome: kind, ...(reason === undefined ? {} : { reason }) },
    isFailed: kind === 'failed',
  }));
}
