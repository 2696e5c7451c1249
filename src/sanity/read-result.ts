import type { Delivery } from '../../machines/delivery.ts';
import { DUPLICATES_MAX } from './query.ts';
import { isSameDelivery, readDeliveryRecord } from './record.ts';

/** A query result read as one delivery. `fault` may be logged: it repeats no content. */
export type ResultReading =
  | { kind: 'found'; delivery: Delivery }
  | { kind: 'missing' }
  | { kind: 'unfit'; fault: string };

/** A query result read as several deliveries; `leftOut` counts the records that are not in it. */
export type ListReading =
  | { kind: 'found'; deliveries: Delivery[]; leftOut: number }
  | { kind: 'missing' }
  | { kind: 'unfit'; fault: string };

/**
 * Reads a query result as the one delivery with a tracking number: null, an object or an array.
 * Documents that disagree, or that have another number, are a fault: never a wrong parcel.
 */
export function readDeliveryResult(result: unknown, trackingNumber: string): ResultReading {
  const records = toRecords(result);
  if (records.length >= DUPLICATES_MAX) return { kind: 'unfit', fault: 'record: ambiguous' };
  let found: Delivery | null = null;
  for (const record of records) {
    const reading = readDeliveryRecord(record);
    if (!reading.ok) return { kind: 'unfit', fault: reading.fault };
    if (reading.delivery.trackingNumber !== trackingNumber) {
      return { kind: 'unfit', fault: 'trackingNumber: another than asked' };
    }
    if (found !== null && !isSameDelivery(found, reading.delivery)) {
      return { kind: 'unfit', fault: 'record: ambiguous' };
    }
    found = reading.delivery;
  }
  return found === null ? { kind: 'missing' } : { kind: 'found', delivery: found };
}

/**
 * Reads a query result as the deliveries of one phone number, in the order given. A record that
 * does not fit hides only itself; two that disagree on one tracking number are both left out.
 */
export function readDeliveriesResult(result: unknown, customerPhone: string): ListReading {
  const records = toRecords(result);
  const byNumber = new Map<string, Delivery | null>();
  for (const record of records) {
    const reading = readDeliveryRecord(record);
    if (!reading.ok || reading.delivery.customerPhone !== customerPhone) continue;
    const { delivery } = reading;
    const known = byNumber.get(delivery.trackingNumber);
    const disagrees = known === null || (known !== undefined && !isSameDelivery(known, delivery));
    byNumber.set(delivery.trackingNumber, disagrees ? null : delivery);
  }
  const deliveries = [...byNumber.values()].filter((delivery) => delivery !== null);
  if (records.length === 0) return { kind: 'missing' };
  if (deliveries.length === 0) return { kind: 'unfit', fault: 'record: none fits' };
  return { kind: 'found', deliveries, leftOut: records.length - deliveries.length };
}

function toRecords(result: unknown): unknown[] {
  if (result === null) return [];
  return Array.isArray(result) ? result : [result];
}
