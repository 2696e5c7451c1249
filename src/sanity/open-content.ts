import type { CacheReading } from '../../machines/lookup.ts';
import type { LookupFailure, LookupOutcome } from '../../machines/lookup-outcome.ts';
import type { Edges } from '../edges.ts';
import type { DeliveryAttempt, ListAttempt } from './attempt.ts';
import { createDeliveryCache, type DeliveryCache } from './cache.ts';
import { type ContentClientOptions, createContentClient } from './client.ts';
import { type Follower, type FollowerState, followDeliveries } from './live-updates.ts';
import type { RecordFlaw } from './read-result.ts';

/** What there is to tell of Sanity, its documents and what is kept of them. */
export type ContentNotice =
  | { type: 'attempt.ended'; result: AttemptEnded; seconds: number }
  | { type: 'record.flawed'; flaw: RecordFlaw }
  | { type: 'cache.read'; kind: CacheReading['kind'] }
  | { type: 'listener.changed'; state: FollowerState; detail: string }
  | { type: 'listener.refreshed'; outcome: LookupOutcome['kind'] };

/** A request to Sanity that has ended; `detail` is safe for a log. */
export type AttemptEnded =
  | { kind: 'found' | 'missing' }
  | { kind: 'failed'; reason: LookupFailure; detail: string };

type Options = {
  sanity: Omit<ContentClientOptions, 'fetch' | 'clock' | 'onFlaw'> & {
    attemptTimeoutMs: number;
    totalBudgetMs: number;
    /** Whether to follow changes as they are made. */
    listen: boolean;
  };
  cache: { ttlMs: number; staleMs: number; maxEntries: number };
  edges: Pick<Edges, 'clock' | 'random' | 'fetch'>;
  /** Makes a request tell Sanity which trace it belongs to. */
  passTraceOn: (fetch: Edges['fetch']) => Edges['fetch'];
  /** Times a request. */
  trace: <Result extends AttemptEnded>(attempt: () => Promise<Result>) => Promise<Result>;
  notify: (notice: ContentNotice) => void;
};

/** Deliveries as Sanity has them, and as they are kept. */
export type Content = {
  cache: DeliveryCache;
  /** One request for one delivery, with when it was asked and ended, in epoch milliseconds. */
  fetchDelivery(
    trackingNumber: string,
    signal: AbortSignal,
  ): Promise<DeliveryAttempt & { askedAt: number; endedAt: number }>;
  /** One request for the deliveries of a phone number. */
  fetchByPhone(phone: string, signal: AbortSignal): Promise<ListAttempt>;
  /** Asks one question, so that it shows whether Sanity takes what is set. */
  probe(signal: AbortSignal): Promise<void>;
  /** Keeps the cache up to date, if that is set; null if not. */
  follow(
    refresh: (trackingNumber: string) => Promise<LookupOutcome>,
    background: (name: string, work: () => Promise<unknown>) => void,
  ): Follower | null;
};

/** A number that fits and that nobody has: what comes of it is whether there is an answer. */
const PROBE_NUMBER = 'WAYBILLPROBE';

/** How long "no such delivery" is believed: it may be entered while the caller waits. */
const MISSING_TTL_MS = 10_000;

/** Opens the way to Sanity. It holds nothing that must be closed, but for what follow() gives. */
export function openContent({ sanity, edges, trace, notify, ...options }: Options): Content {
  const { clock, fetch } = edges;
  const client = createContentClient({
    ...sanity,
    fetch: options.passTraceOn(fetch),
    clock,
    onFlaw: (flaw) => notify({ type: 'record.flawed', flaw }),
  });
  const cache = createDeliveryCache({ ...options.cache, missingTtlMs: MISSING_TTL_MS, clock });
  const readCache = (trackingNumber: string) => {
    const reading = cache.read(trackingNumber);
    notify({ type: 'cache.read', kind: reading.kind });
    return reading;
  };

  async function attempt<Result extends AttemptEnded>(request: () => Promise<Result>) {
    const startedAt = clock.now();
    const result = await trace(request);
    notify({ type: 'attempt.ended', result, seconds: (clock.now() - startedAt) / 1000 });
    return result;
  }

  return {
    cache: { ...cache, read: readCache },
    async fetchDelivery(trackingNumber, signal) {
      const askedAt = clock.now();
      const result = await attempt(() => client.fetchDelivery(trackingNumber, { signal }));
      // A record may have changed while its answer was under way: it is as old as the question.
      return { ...result, askedAt, endedAt: clock.now() };
    },
    fetchByPhone: (phone, signal) =>
      attempt(() =>
        client.fetchDeliveriesByPhone(phone, { signal, timeoutMs: sanity.attemptTimeoutMs }),
      ),
    async probe(signal) {
      // The first request finds no open connection: it may take longer than one for a caller.
      const limits = { signal, timeoutMs: sanity.totalBudgetMs };
      await attempt(() => client.fetchDelivery(PROBE_NUMBER, limits));
    },
    follow(refresh, background) {
      if (!sanity.listen) return null;
      return followDeliveries({
        ...sanity,
        ...edges,
        cache,
        async refresh(trackingNumber) {
          const { kind } = await refresh(trackingNumber);
          notify({ type: 'listener.refreshed', outcome: kind });
        },
        onState: (state, detail) => notify({ type: 'listener.changed', state, detail }),
        background,
      });
    },
  };
}
