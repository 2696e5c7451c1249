import type { Delivery } from '../../machines/delivery.ts';
import { DUPLICATES_MAX } from './query.ts';
import { type FieldFault, isSameDelivery, readDeliveryRecord } from './record.ts';

/** A fault in one document: it may be logged, since it repeats no content. */
export type RecordFlaw = {
  /** The document's `_id`, where the query gives it. */
  document: string | null;
  /** Told without this field, or not told at all. */
  told: boolean;
} & FieldFault;

/** What a query result came to, and what was found wrong in it. */
type Read<Kinds> = Kinds & { flaws: RecordFlaw[] };

/** A query result read as one delivery. */
export type ResultReading = Read<
  { kind: 'found'; delivery: Delivery } | { kind: 'missing' } | { kind: 'invalid'; fault: string }
>;

/** A query result read as several deliveries; `leftOut` counts the records that are not in it. */
export type ListReading = Read<
  | { kind: 'found'; deliveries: Delivery[]; leftOut: number }
  | { kind: 'missing' }
  | { kind: 'invalid'; fault: string }
>;

/**
 * Reads a query result as the one delivery with a tracking number: null, an object or an array, at
 * a moment in epoch milliseconds.
 * Documents that disagree, or that have another number, are a fault: never a wrong parcel.
 */
export function readDeliveryResult(
  result: unknown,
  trackingNumber: string,
  at: number,
): ResultReading {
  const records = toRecords(result);
  const flaws: RecordFlaw[] = [];
  const invalid = (record: unknown, field: string, fault: string): ResultReading => {
    flaws.push({ document: idOf(record), told: false, field, fault });
    return { kind: 'invalid', fault: `${field}: ${fault}`, flaws };
  };
  if (records.length >= DUPLICATES_MAX) return invalid(records[0], 'record', 'ambiguous');
  let found: Delivery | null = null;
  for (const record of records) {
    const reading = readDeliveryRecord(record, at);
    if (!reading.ok) return invalid(record, reading.field, reading.fault);
    flaws.push(...flawsOf(record, reading.leftOut));
    if (reading.delivery.trackingNumber !== trackingNumber) {
      return invalid(record, 'trackingNumber', 'another than asked');
    }
    if (found !== null && !isSameDelivery(found, reading.delivery)) {
      return invalid(record, 'record', 'ambiguous');
    }
    found = reading.delivery;
  }
  return found === null ? { kind: 'missing', flaws } : { kind: 'found', delivery: found, flaws };
}

/**
 * Reads a query result as the deliveries of one phone number, in the order given. A record that
 * does not fit hides only itself; two that disagree on one tracking number are both left out.
 */
export function readDeliveriesResult(
  result: unknown,
  customerPhone: string,
  at: number,
): ListReading {
  const records = toRecords(result);
  const flaws: RecordFlaw[] = [];
  const byNumber = new Map<string, Delivery | null>();
  for (const record of records) {
    const reading = readDeliveryRecord(record, at);
    if (!reading.ok) {
      const { field, fault } = reading;
      flaws.push({ document: idOf(record), told: false, field, fault });
      continue;
    }
    flaws.push(...flawsOf(record, reading.leftOut));
    if (reading.delivery.customerPhone !== customerPhone) continue;
    const { delivery } = reading;
    const known = byNumber.get(delivery.trackingNumber);
    const disagrees = known === null || (known !== undefined && !isSameDelivery(known, delivery));
    byNumber.set(delivery.trackingNumber, disagrees ? null : delivery);
  }
  const deliveries = [...byNumber.values()].filter((delivery) => delivery !== null);
  if (records.length === 0) return { kind: 'missing', flaws };
  if (deliveries.length === 0) return { kind: 'invalid', fault: 'record: none fits', flaws };
  return { kind: 'found', deliveries, leftOut: records.length - deliveries.length, flaws };
}

function flawsOf(record: unknown, leftOut: FieldFault[]): RecordFlaw[] {
  return leftOut.map((fault) => ({ document: idOf(record), told: true, ...fault }));
}

function idOf(record: unknown): string | null {
  if (typeof record !== 'object' || record === null || !('_id' in record)) return null;
  return typeof record._id === 'string' ? record._id : null;
}

function toRecords(result: unknown): unknown[] {
  if (result === null) return [];
  return Array.isArray(result) ? result : [result];
}
