import { LRUMap } from 'mnemonist';
import type { Logger } from 'pino';
import type { BreakerNotice } from '../calls/breaker.ts';
import type { Clock } from '../edges.ts';
import type { ContentNotice } from '../sanity/open-content.ts';
import type { RecordFlaw } from '../sanity/read-result.ts';
import type { Counters } from './counters.ts';
import type { Metrics } from './metrics.ts';

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
  count: (flaw: RecordFlaw) => void,
): (flaw: RecordFlaw) => void {
  const toldAt = new LRUMap<string, number>(DOCUMENTS_MAX);
  return (flaw) => {
    const { document, field, fault, told } = flaw;
    const key = JSON.stringify([document, field]);
    const now = clock.now();
    const before = toldAt.get(key);
    if (before !== undefined && Math.abs(now - before) < REMIND_AFTER_MS) return;
    toldAt.set(key, now);
    count(flaw);
    logger.warn({ document, field, fault }, told ? 'record.field_left_out' : 'record.invalid');
  };
}

type Options = {
  counters: Counters;
  logger: Logger;
  clock: Pick<Clock, 'now'>;
  metrics: Pick<Metrics, 'observeAttempt' | 'observeRecord'>;
};

/** Counts and logs what becomes of Sanity, its documents, the cache and the listener. */
export function watchContent(options: Options): (notice: ContentNotice) => void {
  const { counters, logger, clock, metrics } = options;
  const watchRecord = watchRecords(logger, clock, metrics.observeRecord);
  return (notice) => {
    switch (notice.type) {
      case 'attempt.ended':
        countAttempt(notice, options);
        break;
      case 'record.flawed':
        watchRecord(notice.flaw);
        break;
      case 'cache.read':
        counters.trigger.cacheRead({ kind: notice.kind });
        break;
      case 'listener.changed':
        logger.info({ state: notice.state, detail: notice.detail }, 'sanity.listener');
        break;
      case 'listener.refreshed':
        logger.info({ outcome: notice.outcome }, 'sanity.refreshed');
        break;
      default:
        notice satisfies never;
    }
  };
}

/** A refusal of our settings is an operator's alarm. */
function countAttempt(
  { result, seconds }: Extract<ContentNotice, { type: 'attempt.ended' }>,
  { counters, logger, metrics }: Options,
): void {
  const end = result.kind === 'failed' ? result.reason : result.kind;
  counters.trigger.attemptEnded({ end });
  metrics.observeAttempt(seconds, end);
  if (result.kind !== 'failed') return;
  const { reason, detail } = result;
  if (reason === 'rejected') logger.error({ reason, detail }, 'sanity.rejected');
  else logger.warn({ reason, detail }, 'sanity.attempt_failed');
}

/** Shows and logs the breaker's state. */
export function watchBreaker(counters: Counters, logger: Logger): (notice: BreakerNotice) => void {
  return ({ state, before }) => {
    counters.trigger.breakerChanged({ state });
    logger.warn({ state, before }, 'breaker.changed');
  };
}
