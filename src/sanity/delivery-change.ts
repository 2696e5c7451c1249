import type { MutationEvent } from '@sanity/client';
import type { Delivery } from '../../machines/delivery.ts';
import { readDeliveryRecord, readRecordNumber } from './record.ts';

/** What a listener's event says of one tracking number; a document that was renumbered says two. */
export type DeliveryChange = {
  /** In normalized form. */
  trackingNumber: string;
  /** What the document states now; `gone` when it has left this number, or the dataset. */
  now: Delivery | 'gone' | 'invalid';
};

/**
 * Reads which tracking numbers a mutation of one document is about. Without `previous`, of which
 * the number before is known, only the number after is told; numbers that no caller can name are
 * left out. `at` is in epoch milliseconds.
 */
export function readDeliveryChanges(
  mutation: Pick<MutationEvent, 'transition' | 'result' | 'previous'>,
  at: number,
): DeliveryChange[] {
  const before = readNumber(mutation.previous);
  // A document that no longer matches may still be told, as something other than a delivery.
  const after = mutation.transition === 'disappear' ? null : readNumber(mutation.result);
  const changes: DeliveryChange[] = [];
  if (before !== null && before !== after) changes.push({ trackingNumber: before, now: 'gone' });
  if (after !== null) {
    const reading = readDeliveryRecord(mutation.result, at);
    changes.push({ trackingNumber: after, now: reading.ok ? reading.delivery : 'invalid' });
  }
  return changes;
}

/** The tracking number of a document of which nothing else needs to fit. */
function readNumber(document: unknown): string | null {
  if (typeof document !== 'object' || document === null) return null;
  const reading = readRecordNumber('trackingNumber' in document ? document.trackingNumber : null);
  return 'fault' in reading ? null : reading.trackingNumber;
}
