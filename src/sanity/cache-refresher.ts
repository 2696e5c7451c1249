import type { CacheReading } from '../../machines/lookup.ts';
import type { Clock } from '../edges.ts';
import type { DeliveryCache } from './cache.ts';
import type { DeliveryChange } from './delivery-change.ts';
import { isSameDelivery } from './record.ts';

/** Brings the cache up to what a listener tells of. */
export type CacheRefresher = {
  /** Takes a change in; what the cache does not hold costs nothing. */
  apply(change: DeliveryChange): void;
  close(): void;
};

/** What bringing the cache up to date takes. */
export type CacheRefresherOptions = {
  cache: Pick<DeliveryCache, 'read' | 'invalidate' | 'outdate'>;
  /** Looks a number up as for a caller, which writes what is found into the cache. */
  refresh: (trackingNumber: string) => Promise<unknown>;
  clock: Clock;
  /** How long after a change a query may still give what was before, in milliseconds. */
  recheckMs: number;
  /** Carries out what nobody waits for, and takes its errors, which are faults of ours. */
  background: (name: string, work: () => Promise<unknown>) => void;
};

/** A change, what waits for its second look, and whether another one before it stated something else. */
type Recent = DeliveryChange & { timer: unknown; isContested: boolean };

type Held = Exclude<CacheReading, { kind: 'absent' }>;

/** Most lookups of ours at a time, so that a bulk change in the dataset leaves room for callers. */
const REFRESHES_MAX = 4;

/** Most changes that wait for their second look; beyond, the oldest gets it early. */
const RECENT_MAX = 1000;

/**
 * Makes a refresher. A change never enters the cache itself: two documents may share the number and
 * disagree, which only a query can see. So what is held and no longer true is dropped, and the
 * number looked up again by the way of every lookup.
 *
 * Each change gets a second look `recheckMs` later. By then a query gives what the change made, and
 * a lookup that had begun before it has ended, its old record being in the cache. If what is held
 * then disagrees with the change, it is looked up once more and believed. So it is where several
 * changes were told in that time: they may have come in another order than they were made.
 */
export function createCacheRefresher(options: CacheRefresherOptions): CacheRefresher {
  const { cache, refresh, clock, recheckMs, background } = options;
  const recent = new Map<string, Recent>();
  const refreshing = new Set<string>();

  function settle({ trackingNumber, now }: DeliveryChange, isContested = false): void {
    const reading = cache.read(trackingNumber);
    if (reading.kind === 'absent') return;
    const isAgreed = agrees(reading, now);
    if (isAgreed && !isContested) return;
    // A stale record is looked up in any case, and of use meanwhile should Sanity be out of reach;
    // of a delivery that is gone nothing is told.
    const isStated = typeof now === 'object';
    if (!isAgreed && (reading.kind === 'fresh' || !isStated)) cache.invalidate(trackingNumber);
    else cache.outdate(trackingNumber);
    if (isStated) background('sanity.refresh', () => renew({ trackingNumber, now }));
  }

  async function renew({ trackingNumber, now }: DeliveryChange): Promise<void> {
    if (refreshing.has(trackingNumber) || refreshing.size >= REFRESHES_MAX) return;
    refreshing.add(trackingNumber);
    try {
      await refresh(trackingNumber);
    } finally {
      refreshing.delete(trackingNumber);
    }
    const latest = recent.get(trackingNumber);
    if (latest !== undefined && latest.now !== now) settle(latest);
  }

  function remember(change: DeliveryChange): void {
    const { trackingNumber } = change;
    const known = recent.get(trackingNumber);
    if (known !== undefined) forget(known);
    // A timer for each, and no times to compare: the time of day may be set meanwhile.
    const timer = clock.setTimeout(() => recheck(looked), recheckMs);
    const isContested =
      known !== undefined && (known.isContested || !isSameStatement(known.now, change.now));
    const looked = { ...change, timer, isContested };
    recent.set(trackingNumber, looked);
    const [oldest] = recent.values();
    if (recent.size > RECENT_MAX && oldest !== undefined) recheck(oldest);
  }

  function recheck(change: Recent): void {
    forget(change);
    settle(change, change.isContested);
  }

  function forget({ trackingNumber, timer }: Recent): void {
    clock.clearTimeout(timer);
    recent.delete(trackingNumber);
  }

  return {
    apply(change) {
      settle(change);
      remember(change);
    },
    close() {
      for (const change of [...recent.values()]) forget(change);
    },
  };
}

function isSameStatement(one: DeliveryChange['now'], other: DeliveryChange['now']): boolean {
  const areStated = typeof one === 'object' && typeof other === 'object';
  return areStated ? isSameDelivery(one, other) : one === other;
}

/** Whether what is held says what a document states, by facts. */
function agrees(reading: Held, now: DeliveryChange['now']): boolean {
  const held = reading.kind === 'fresh' ? reading.outcome : reading.stale;
  if (!('delivery' in held)) return held.kind === 'missing' && now === 'gone';
  return typeof now === 'object' && isSameDelivery(held.delivery, now);
}
