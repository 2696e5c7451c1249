import type { Delivery } from '../../machines/delivery.ts';
import type { LookupFailure, LookupOutcome } from '../../machines/lookup-outcome.ts';
import type { Clock } from '../edges.ts';
import type { Breaker } from './breaker.ts';

/** What came of asking for the deliveries of a phone number. */
export type PhoneResult =
  | { kind: 'found'; deliveries: Delivery[] }
  | { kind: 'missing' }
  | { kind: 'failed'; reason: LookupFailure };

type Options = {
  /** One request to the content API; resolves with whatever came of it. */
  fetchByPhone(phone: string, signal: AbortSignal): Promise<PhoneResult>;
  cache: { write(trackingNumber: string, outcome: LookupOutcome): void };
  breaker: Breaker;
  clock: Clock;
};

/** Knows callers by their phone number. */
export interface Recognition {
  /**
   * Looks up the deliveries of a phone number, so that they are at hand when one is asked for, and
   * gives their tracking numbers; null when that cannot be told. One attempt, and never rejects.
   */
  recognise(phone: string): Promise<string[] | null>;
  /** Gives up every request under way. */
  close(): void;
}

const E164 = /^\+[1-9]\d{6,14}$/;

/** Makes the service; askers of one number at the same time share a request. */
export function createRecognition(options: Options): Recognition {
  const underWay = new Map<string, Promise<string[] | null>>();
  const closing = new AbortController();
  return {
    async recognise(phone) {
      if (!E164.test(phone)) return null;
      const asked = underWay.get(phone) ?? ask(phone, options, closing.signal);
      underWay.set(phone, asked);
      try {
        return await asked;
      } finally {
        underWay.delete(phone);
      }
    },
    close: () => closing.abort(),
  };
}

async function ask(
  phone: string,
  { fetchByPhone, cache, breaker, clock }: Options,
  signal: AbortSignal,
): Promise<string[] | null> {
  const { granted, permit, isProbe } = breaker.requestPermit();
  if (!granted) return null;
  let verdict: 'succeeded' | 'failed' | 'abandoned' = 'abandoned';
  try {
    const asOf = clock.now();
    const result = await fetchByPhone(phone, signal);
    if (signal.aborted) return null;
    // One attempt that nobody waits for says little; a probe decides all the same.
    const isFailure = result.kind === 'failed' && result.reason !== 'unfit';
    verdict = isFailure ? (isProbe ? 'failed' : 'abandoned') : 'succeeded';
    if (result.kind === 'failed') return null;
    const deliveries = result.kind === 'found' ? result.deliveries : [];
    for (const delivery of deliveries) {
      cache.write(delivery.trackingNumber, { kind: 'found', delivery, source: 'sanity', asOf });
    }
    return deliveries.map(({ trackingNumber }) => trackingNumber);
  } finally {
    breaker.report(permit, verdict);
  }
}
