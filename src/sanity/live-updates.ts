/**
 * The cache follows Sanity's live listener: what changes there is replaced here as it changes. The
 * listener only ever shortens how long a record is believed. The time to live rules as it does
 * without one, because a listener may miss events: while it connects again, and sometimes anyway.
 * Source: https://www.sanity.io/docs/http-reference/listen, read 2026-11-23.
 */
import type { Random } from '../edges.ts';
import type { DeliveryCache } from './cache.ts';
import { createCacheRefresher } from './cache-refresher.ts';
import type { ContentClientOptions } from './client.ts';
import { readDeliveryChanges } from './delivery-change.ts';
import { keepConnected } from './live-connection.ts';

/** Whether changes are heard; `connecting` only until the first time that they are, or are not. */
export type FollowerState = 'connecting' | 'following' | 'down';

/** A listener that keeps the cache up to date. */
export type Follower = {
  state(): FollowerState;
  /** Closes the connection; nothing is looked up any more. */
  close(): void;
};

/** What following takes, beside where the deliveries are. */
export type FollowOptions = ContentClientOptions & {
  cache: Pick<DeliveryCache, 'read' | 'invalidate' | 'outdate'>;
  /** Looks a number up as for a caller, which writes what is found into the cache. */
  refresh: (trackingNumber: string) => Promise<unknown>;
  random: Pick<Random, 'next'>;
  /** How long one attempt of a lookup may take, in milliseconds. */
  attemptTimeoutMs: number;
  /** Told of every change of state, and why; `detail` may be logged. */
  onState?: (state: FollowerState, detail: string) => void;
  /** Carries out what nobody waits for, and takes its errors, which are faults of ours. */
  background: (name: string, work: () => Promise<unknown>) => void;
};

/** A change may be told before queries see it; for that, Sanity's own Studio waits 1200 ms. */
const INDEXING_MS = 1500;

/**
 * Starts to follow. With a query of the user's own it does not, and says so: the listener knows
 * only documents of Waybill's shape.
 */
export function followDeliveries(options: FollowOptions): Follower {
  const { onState = () => {} } = options;
  if (options.query !== undefined) {
    onState('down', 'A query of your own reads another shape of documents: they are not followed');
    return { state: () => 'down', close() {} };
  }
  let state: FollowerState = 'connecting';
  const refresher = createCacheRefresher({
    ...options,
    recheckMs: options.attemptTimeoutMs + INDEXING_MS,
  });
  const connection = keepConnected(options, {
    event(event) {
      if (event.type !== 'mutation') return;
      readDeliveryChanges(event, options.clock.now()).forEach(refresher.apply);
    },
    state(next, detail) {
      if (next === state) return;
      state = next;
      onState(next, detail);
    },
  });
  return {
    state: () => state,
    close() {
      connection.close();
      refresher.close();
      state = 'down';
    },
  };
}
