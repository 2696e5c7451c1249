import type { DocumentInput } from '../embedded-sanity/documents.ts';

const STATUSES = ['in_transit', 'out_for_delivery', 'delivered', 'delayed', 'processing'] as const;

/** Deliveries per person, on average; some people wait for several parcels. */
const PER_PERSON = 1.25;

/** Makes so many deliveries, always the same ones, with numbers that no two share. */
export function makeDeliveries(count: number): DocumentInput[] {
  return Array.from({ length: count }, (_, index) => ({
    _id: `delivery-made-${index}`,
    _type: 'delivery',
    // A prime step apart, so that neighbours in the list are no near misses of each other.
    trackingNumber: `MD${String((index * 7_368_787) % 99_999_989).padStart(8, '0')}`,
    status: STATUSES[index % STATUSES.length],
    customerName: `Customer ${index}`,
    customerPhone: `+1202${String(5_000_000 + Math.floor(index / PER_PERSON))}`,
    estimatedDelivery: '2026-11-26',
  }));
}
