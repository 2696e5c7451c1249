import { LRUMap } from 'mnemonist';
import type { Logger } from 'pino';
import type { Clock } from '../edges.ts';

/** A fault in one document, without its content; see the room that reads documents. */
export type FlawedRecord = {
  document: string | null;
  field: string;
  fault: string;
  told: boolean;
};

/** How long an operator who was told of a document is left alone about it. */
const REMIND_AFTER_MS = 3_600_000;
/** How many documents and fields are kept in mind; beyond, the longest unseen is told again. */
const DOCUMENTS_MAX = 10_000;

/**
 * Tells the operator which field of which document does not fit: once per document, field and hour,
 * however often it is read. `count` is told of the same.
 */
export function watchRecords(
  logger: Logger,
  clock: Pick<Clock, 'now'>,
  count: (flaw: FlawedRecord) => void,
): (flaw: FlawedRecord) => void {
  const toldAt = new LRUMap<string, number>(DOCUMENTS_MAX);
  return (flaw) => {
    const { document, field, fault, told } = flaw;
    const key = JSON.stringify([document, field]);
    const now = clock.now();
    const before = toldAt.get(key);
    if (before !== undefined && Math.abs(now - before) < REMIND_AFTER_MS) return;
    toldAt.set(key, now);
    count(flaw);
    logger.warn({ document, field, fault }, told ? 'record.field_left_out' : 'record.unfit');
  };
}
