import { LRUMapWithDelete } from 'mnemonist';
import type { CacheReading } from '../../machines/lookup.ts';
import type { LookupOutcome } from '../../machines/lookup-outcome.ts';
import type { Clock } from '../edges.ts';

/** How long and how much is kept. */
export type DeliveryCacheOptions = {
  /** A record younger than this answers without a lookup. */
  ttlMs: number;
  /** A record younger than this answers when Content Lake cannot. */
  staleMs: number;
  /** "No such delivery" younger than this answers without a lookup; older, it is forgotten. */
  missingTtlMs: number;
  maxEntries: number;
  clock: Pick<Clock, 'now'>;
};

/** Deliveries as they were read, the least recently used making room. Failures never enter. */
export type DeliveryCache = {
  read(trackingNumber: string): CacheReading;
  /**
   * Keeps what was found, or that nothing was, which drops the record kept so far. An outcome that
   * is older than what is kept, or a failure, changes nothing.
   */
  write(trackingNumber: string, outcome: LookupOutcome): void;
  invalidate(trackingNumber: string): void;
  /** Lets what is kept never be fresh again: it has changed, whatever the clock will be set to. */
  outdate(trackingNumber: string): void;
  clear(): void;
  size(): number;
};

type Entry = Exclude<LookupOutcome, { kind: 'failed' }>;

/** Makes a cache. Its keys are tracking numbers in normalized form. */
export function createDeliveryCache(options: DeliveryCacheOptions): DeliveryCache {
  // The map variant: keys come from callers, and the others keep theirs in a plain object.
  let entries = new LRUMapWithDelete<string, Entry>(options.maxEntries);
  const outdated = new WeakSet<Entry>();

  return {
    read(trackingNumber) {
      const entry = entries.get(trackingNumber);
      const reading = judge(entry, entry !== undefined && outdated.has(entry), options);
      if (reading.kind === 'absent' && entry !== undefined) entries.delete(trackingNumber);
      return reading;
    },
    write(trackingNumber, outcome) {
      if (outcome.kind === 'failed') return;
      const known = entries.peek(trackingNumber);
      // Lookups may end in another order than they began. What claims to be from the future, after
      // the clock was set back, is no newer for it.
      const isLate = known !== undefined && known.asOf > outcome.asOf;
      if (isLate && known.asOf <= options.clock.now()) return;
      const entry: Entry = { ...outcome, source: 'cache' };
      entries.set(trackingNumber, entry);
    },
    invalidate(trackingNumber) {
      entries.delete(trackingNumber);
    },
    outdate(trackingNumber) {
      const entry = entries.peek(trackingNumber);
      if (entry !== undefined) outdated.add(entry);
    },
    clear() {
      // A new map, because clearing one leaves its values reachable until they are overwritten.
      entries = new LRUMapWithDelete(options.maxEntries);
    },
    size: () => entries.size,
  };
}

function judge(
  entry: Entry | undefined,
  isOutdated: boolean,
  options: DeliveryCacheOptions,
): CacheReading {
  if (entry === undefined) return { kind: 'absent' };
  const ageMs = options.clock.now() - entry.asOf;
  const freshMs = entry.kind === 'found' ? options.ttlMs : options.missingTtlMs;
  // A clock that was set back makes ages negative, and what is of unknown age is not fresh.
  if (ageMs >= 0 && ageMs < freshMs && !isOutdated) return { kind: 'fresh', outcome: entry };
  if (entry.kind === 'missing' || ageMs >= options.staleMs) return { kind: 'absent' };
  return { kind: 'stale', stale: { delivery: entry.delivery, asOf: entry.asOf } };
}
