import { type Static, Type } from 'typebox';

/** Statuses with a sentence of their own; any other is spoken as it is written. */
export const KNOWN_STATUSES = [
  'pending',
  'processing',
  'in_transit',
  'out_for_delivery',
  'delivered',
  'delayed',
  'failed',
  'cancelled',
] as const;

/**
 * A delivery as a verified record states it: the only source of facts that a sentence may use.
 * Absent means that the record says nothing; there are no nulls and no empty strings.
 */
export const DeliverySchema = Type.Object({
  trackingNumber: Type.String({ minLength: 1, description: 'In normalized form' }),
  status: Type.String({ minLength: 1, description: 'One of KNOWN_STATUSES, or another word' }),
  customerName: Type.Optional(Type.String({ minLength: 1 })),
  customerPhone: Type.Optional(Type.String({ minLength: 1, description: 'E.164' })),
  estimatedDelivery: Type.Optional(
    Type.String({ minLength: 1, description: 'ISO 8601 date or datetime, as the record has it' }),
  ),
  issueMessage: Type.Optional(Type.String({ minLength: 1, description: 'Spoken word for word' })),
});

/** A verified delivery record. */
export type Delivery = Static<typeof DeliverySchema>;
