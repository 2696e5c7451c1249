import type { Delivery } from './delivery.ts';

/** Why a lookup, or one attempt of it, could not say anything fresh. */
export type LookupFailure =
  /** An attempt, or all of them together, took too long. */
  | 'timeout'
  /** The connection was refused, reset or never made. */
  | 'network'
  /** The content API answered 408, 429 or 5xx. */
  | 'upstream'
  /** The answer was no answer of the content API: not JSON, cut short, without a result. */
  | 'malformed'
  /** The record does not fit: wrong types, ambiguous, or of another number. */
  | 'unfit'
  /** The content API refused the request itself (400, 401, 403 …): settings are wrong. */
  | 'rejected'
  /** The breaker is open: nothing was sent. */
  | 'breakerOpen'
  /** Waybill itself failed. */
  | 'internal';

/** A record and when it was read; `asOf` is in epoch milliseconds. */
export type Sighting = { delivery: Delivery; asOf: number };

/** How a lookup of one tracking number ended. `asOf` is in epoch milliseconds. */
export type LookupOutcome =
  | { kind: 'found'; delivery: Delivery; source: 'sanity' | 'cache'; asOf: number }
  | { kind: 'missing'; source: 'sanity' | 'cache'; asOf: number }
  | { kind: 'failed'; reason: LookupFailure; stale: Sighting | null };
