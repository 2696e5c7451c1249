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
  /** Bit 0 says that the trace is being recorded, bit 1 that its ID is random. */
  flags: number;
  /** `tracestate`: other systems' own, passed on as it is. */
  state: string | null;
};

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const TRACEPARENT =
  /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})/;
const TRACEPARENT_LENGTH = 55;

/** Bits that are defined: the trace is recorded, and its ID is random (level 2). */
const KNOWN_FLAGS = 0b11;

const MEMBERS_MAX = 32;
const KEY_CHARACTER = '[a-z\\d_*/-]';
const KEY = `(?:[a-z\\d]${KEY_CHARACTER}{0,255}|[a-z\\d]${KEY_CHARACTER}{0,240}@[a-z]${KEY_CHARACTER}{0,13})`;
// Printable, but for what sets members and values apart; a blank at the end is no part of it.
const MEMBER = new RegExp(`^${KEY}=(?=[^=]{1,256}$)[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]*$`);
const EDGE_BLANKS = /^[ \t]+|[ \t]+$/g;

const store = new AsyncLocalStorage<TraceContext>();

/** The trace that a request's headers name; null if they name none that is valid. */
export function readTraceContext({ traceparent, tracestate }: Headers): TraceContext | null {
  if (typeof traceparent !== 'string') return null;
  const parent = traceparent.replace(EDGE_BLANKS, '');
  const match = TRACEPARENT.exec(parent);
  if (match === null) return null;
  const [, version, traceId = '', spanId = '', flags = ''] = match;
  // A later version may have more fields, after a dash.
  const rest = parent.slice(TRACEPARENT_LENGTH);
  if (version === '00' ? rest !== '' : rest !== '' && !rest.startsWith('-')) return null;
  return { traceId, spanId, flags: Number.parseInt(flags, 16), state: readState(tracestate) };
}

/** What other systems have added, as one list; null where any of it is not as it should be. */
function readState(tracestate: Headers[string]): string | null {
  if (tracestate === undefined) return null;
  const members = [tracestate]
    .flat()
    .flatMap((header) => header.split(','))
    .map((member) => member.replace(EDGE_BLANKS, ''))
    .filter((member) => member !== '');
  if (members.length === 0 || members.length > MEMBERS_MAX) return null;
  return members.every((member) => MEMBER.test(member)) ? members.join(',') : null;
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
    const known = (flags & KNOWN_FLAGS).toString(16).padStart(2, '0');
    headers.set('traceparent', `00-${traceId}-${spanId}-${known}`);
    if (state !== null) headers.set('tracestate', state);
    return fetch(input, { ...init, headers });
  };
}
