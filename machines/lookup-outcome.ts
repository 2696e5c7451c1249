import { type Static, Type } from 'typebox';
import { DeliverySchema } from './delivery.ts';

/** Why a lookup, or one attempt of it, could not say anything fresh. */
export const LookupFailureSchema = Type.Enum([
  /** An attempt, or all of them together, took too long. */
  'timeout',
  /** The connection was refused, reset or never made. */
  'network',
  /** The content API answered 408, 429 or 5xx. */
  'upstream',
  /** The answer was no answer of the content API: not JSON, cut short, without a result. */
  'malformed',
  /** The record does not fit: wrong types, ambiguous, or of another number. */
  'invalid',
  /** The content API refused the request itself (400, 401, 403 …): settings are wrong. */
  'rejected',
  /** The breaker is open: nothing was sent. */
  'breakerOpen',
  /** Nothing was sent: too many numbers were looked up for whoever calls. */
  'limited',
  /** Waybill itself failed. */
  'internal',
]);

/** Why a lookup, or one attempt of it, could not say anything fresh. */
export type LookupFailure = Static<typeof LookupFailureSchema>;

/** A record and when it was read; `asOf` is in epoch milliseconds. */
export const CachedDeliverySchema = Type.Object({ delivery: DeliverySchema, asOf: Type.Number() });

/** A record and when it was read. */
export type CachedDelivery = Static<typeof CachedDeliverySchema>;

const LookupSourceSchema = Type.Enum(['sanity', 'cache']);

/** How a lookup of one tracking number ended. `asOf` is in epoch milliseconds. */
export const LookupOutcomeSchema = Type.Union([
  Type.Object({
    kind: Type.Literal('found'),
    delivery: DeliverySchema,
    source: LookupSourceSchema,
    asOf: Type.Number(),
  }),
  Type.Object({ kind: Type.Literal('missing'), source: LookupSourceSchema, asOf: Type.Number() }),
  Type.Object({
    kind: Type.Literal('failed'),
    reason: LookupFailureSchema,
    stale: Type.Union([CachedDeliverySchema, Type.Null()]),
  }),
]);

/** How a lookup of one tracking number ended. */
export type LookupOutcome = Static<typeof LookupOutcomeSchema>;
