import type { ClientError, ServerError } from '@sanity/client';
import type { Delivery } from '../../machines/delivery.ts';
import type { Attempt, FailedAttempt as Failed } from '../../machines/lookup.ts';
import type { LookupFailure } from '../../machines/lookup-outcome.ts';
import type { Clock } from '../edges.ts';
import { TransportError } from './bounded-fetch.ts';

/** An attempt that gave no answer. */
export type FailedAttempt = Failed & {
  reason: Exclude<LookupFailure, 'breakerOpen' | 'internal' | 'limited'>;
  /** One line for a log: no token, no tracking number, no phone number. */
  detail: string;
};

/** How one request for one delivery ended. */
export type DeliveryAttempt = Exclude<Attempt, Failed> | FailedAttempt;

/** How one request for the deliveries of a phone number ended; see ListReading. */
export type ListAttempt =
  | { kind: 'found'; deliveries: Delivery[]; leftOut: number }
  | Extract<Attempt, { kind: 'missing' }>
  | FailedAttempt;

/** An attempt whose answer is none of Content Lake's, or not whole; the next one may be. */
export function failMalformed(detail: string): FailedAttempt {
  return { kind: 'failed', reason: 'malformed', retryable: true, retryAfterMs: null, detail };
}

/** An attempt whose answer came whole and does not fit; it will not until an editor mends it. */
export function failInvalid(detail: string): FailedAttempt {
  return { kind: 'failed', reason: 'invalid', retryable: false, retryAfterMs: null, detail };
}

/** An attempt that was given up: by its own time limit, or by the caller, who wants no other. */
export function failTimeout(timeoutMs: number | null): FailedAttempt {
  const retryable = timeoutMs !== null;
  const detail = retryable ? `No answer within ${timeoutMs} ms` : 'Given up by the caller';
  return { kind: 'failed', reason: 'timeout', retryable, retryAfterMs: null, detail };
}

/**
 * Names a known failure of the client; null for an error that is none, which is a fault of ours.
 * `secrets` are blotted out wherever Content Lake repeats them.
 */
export function readFailure(
  error: unknown,
  clock: Pick<Clock, 'now'>,
  secrets: string[],
): FailedAttempt | null {
  if (error instanceof TransportError) {
    if (error.name === 'BodyTooLarge') return failMalformed(error.message);
    const detail = `Connection failed: ${error.message}`;
    return { kind: 'failed', reason: 'network', retryable: true, retryAfterMs: null, detail };
  }
  if (!isRefusal(error)) return null;
  const { statusCode } = error;
  const retryable = statusCode === 408 || statusCode === 429 || statusCode >= 500;
  return {
    kind: 'failed',
    reason: retryable ? 'upstream' : 'rejected',
    retryable,
    retryAfterMs: retryable ? readRetryAfterMs(error.response.headers['retry-after'], clock) : null,
    detail: blotOut(`HTTP ${statusCode}${describeBody(error.response.body)}`, secrets),
  };
}

/** Whether it is the client's own error for a bad status: known by its shape, so as not to load it. */
function isRefusal(error: unknown): error is ClientError | ServerError {
  return error instanceof Error && 'statusCode' in error && 'response' in error;
}

/**
 * Reads a Retry-After header, in seconds or as an HTTP date, as milliseconds from now; null when
 * there is none or it cannot be read. Source: RFC 9110, section 10.2.3.
 */
export function readRetryAfterMs(header: unknown, clock: Pick<Clock, 'now'>): number | null {
  if (typeof header !== 'string') return null;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Date.parse alone takes almost anything for a date.
  const date = /^[A-Z][a-z]{2,8}, .+ GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - clock.now());
}

/** What Sanity's error body says; a page of something else between us and it is not repeated. */
function describeBody(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  const error = 'error' in body ? body.error : undefined;
  const texts = [
    typeof error === 'object' && error !== null && 'description' in error
      ? error.description
      : error,
    'message' in body ? body.message : undefined,
  ];
  const said = texts.filter((text) => typeof text === 'string' && text !== '');
  return said.length === 0 ? '' : `: ${said.join(' - ')}`;
}

function blotOut(text: string, secrets: string[]): string {
  const blotted = secrets
    .filter((secret) => secret !== '')
    .reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
  return blotted.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, 200);
}
