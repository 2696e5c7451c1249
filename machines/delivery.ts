import { type Static, Type } from 'typebox';
import { KNOWN_STATUSES, type KnownStatus, STATUSES } from './statuses.ts';

/**
 * The known status that a text spells, in whatever case, with spaces, dashes, underscores or none:
 * "In Transit", "OUT-FOR-DELIVERY", "outForDelivery". Null when it spells none.
 */
export function knownStatus(written: string): KnownStatus | null {
  // Records that were read have it so already.
  if (Object.hasOwn(STATUSES, written)) return written as KnownStatus;
  const bare = bareStatus(written).replace('canceled', 'cancelled');
  return KNOWN_STATUSES.find((known) => bareStatus(known) === bare) ?? null;
}

function bareStatus(written: string): string {
  return written
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\p{Pd}]/gu, '');
}

/**
 * A delivery as a verified record states it: the only source of facts that a sentence may use.
 * Absent means that the record says nothing; there are no nulls and no empty strings.
 */
export const DeliverySchema = Type.Object({
  /** In normalized form. */
  trackingNumber: Type.String({ minLength: 1 }),
  /** One of KNOWN_STATUSES, or another word. */
  status: Type.String({ minLength: 1 }),
  customerName: Type.Optional(Type.String({ minLength: 1 })),
  /** As the record has it; asked for, and never told. */
  postalCode: Type.Optional(Type.String({ minLength: 1 })),
  /** E.164. */
  customerPhone: Type.Optional(Type.String({ minLength: 1 })),
  /** ISO 8601 date or datetime, as the record has it. */
  estimatedDelivery: Type.Optional(Type.String({ minLength: 1 })),
  /** Spoken word for word. */
  issueMessage: Type.Optional(Type.String({ minLength: 1 })),
});

/** A verified delivery record. */
export type Delivery = Static<typeof DeliverySchema>;
