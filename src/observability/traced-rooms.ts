import type { Arrival, CallEngine } from '../calls/engine.ts';
import type { LookupEvent, Lookups } from '../calls/lookups.ts';
import { withTraceContext } from './trace-context.ts';
import type { OpenSpan, Traces } from './traces.ts';

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

/** What a lookup is asked by, and what brings its end to the call that waits. */
type Asking = { ask: Lookups['ask']; deliver: (callId: string, event: LookupEvent) => void };

/** Times how long each call waits for a lookup; attempts belong to whoever asked first. */
export function traceLookups(traces: Traces | null, { ask, deliver }: Asking): Asking {
  if (traces === null) return { ask, deliver };
  const open = new Map<string, OpenSpan>();
  const keyOf = (callId: string, trackingNumber: string) =>
    JSON.stringify([callId, trackingNumber]);
  return {
    ask(trackingNumber, callId) {
      const key = keyOf(callId, trackingNumber);
      const span = open.get(key) ?? traces.open('lookup');
      open.set(key, span);
      withTraceContext(span.context, () => ask(trackingNumber, callId));
    },
    deliver(callId, event) {
      const key = keyOf(callId, event.trackingNumber);
      if (event.type === 'lookup.settled') {
        open.get(key)?.end({ outcome: event.outcome.kind }, event.outcome.kind === 'failed');
        open.delete(key);
      }
      deliver(callId, event);
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
