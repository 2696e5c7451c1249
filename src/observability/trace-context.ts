import { AsyncLocalStorage } from 'node:async_hooks';
import type { Fetch } from '../edges.ts';

/**
 * Which trace the work at hand belongs to, as other services tell it and are told.
 * Source: W3C Trace Context, https://www.w3.org/TR/trace-context/ (read 2026-11-25).
 */
export type TraceContext = {
  traceId: string;
  /** The span that the work was asked for in. */
  spanId: string;
  /** Bit 0 says that the trace is being recorded. */
  flags: number;
  /** `tracestate`: other systems' own, passed on as it is. */
  state: string | null;
};

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const TRACEPARENT =
  /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})/;
const TRACEPARENT_LENGTH = 55;
const TRACESTATE = /^[\x20-\x7e]{1,512}$/;

const store = new AsyncLocalStorage<TraceContext>();

/** The trace that a request's headers name; null if they name none that is valid. */
export function readTraceContext({ traceparent, tracestate }: Headers): TraceContext | null {
  const match = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent) : null;
  if (match === null || typeof traceparent !== 'string') return null;
  const [, version, traceId = '', spanId = '', flags = ''] = match;
  // A later version may have more fields, after a dash.
  const rest = traceparent.slice(TRACEPARENT_LENGTH);
  if (version === '00' ? rest !== '' : rest !== '' && !rest.startsWith('-')) return null;
  const isPassedOn = typeof tracestate === 'string' && TRACESTATE.test(tracestate);
  const state = isPassedOn ? tracestate : null;
  return { traceId, spanId, flags: Number.parseInt(flags, 16), state };
}

/** Runs `fn`; all that it starts, awaited or not, belongs to the trace. */
export function withTraceContext<Result>(context: TraceContext, fn: () => Result): Result {
  return store.run(context, fn);
}

/** The trace that the work at hand belongs to; undefined if it belongs to none. */
export function traceContext(): TraceContext | undefined {
  return store.getStore();
}

/** Makes a `fetch` that tells whom it asks which trace the request belongs to. */
export function passTraceOn(fetch: Fetch): Fetch {
  return (input, init) => {
    const context = store.getStore();
    if (context === undefined) return fetch(input, init);
    const headers = new Headers(init?.headers);
    const { traceId, spanId, flags, state } = context;
    const recorded = (flags & 1).toString(16).padStart(2, '0');
    headers.set('traceparent', `00-${traceId}-${spanId}-${recorded}`);
    if (state !== null) headers.set('tracestate', state);
    return fetch(input, { ...init, headers });
  };
}
