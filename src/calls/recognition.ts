import type { Delivery } from '../../machines/delivery.ts';
import type { LookupFailure, LookupOutcome } from '../../machines/lookup-outcome.ts';
import { isUnderWay } from '../../machines/statuses.ts';
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

/** The tracking numbers of a caller's deliveries, and of those of them that are under way. */
export type Recognised = { trackingNumbers: string[]; underWay: string[] };

/** Knows callers by their phone number. */
export interface Recognition {
  /**
   * Looks up the deliveries of a phone number, so that they are at hand when one is asked for, and
   * gives their tracking numbers, none for a stranger; null when that cannot be told. One attempt, and
   * never rejects.
   */
  recognise(phone: string): Promise<Recognised | null>;
  /** Gives up every request under way. */
  close(): void;
}

const E164 = /^\+[1-9]\d{6,14}$/;

/** Requests under way at a time, so that those who wait for an answer have the connections. */
const REQUESTS_MAX = 4;
/** Callers who wait for their turn; beyond, the longest waiting is let go unrecognised. */
const WAITING_MAX = 100;
/** Whoever has waited this long, in milliseconds, is well into the call and better left alone. */
const WAIT_MS_MAX = 30_000;

type Turn = { since: number; go: (isTurn: boolean) => void };

/**
 * Makes the service; askers of one number at the same time share a request. It is a courtesy: while
 * the breaker is not closed it waits, and never takes the probe from a caller who wants an answer.
 */
export function createRecognition(options: Options): Recognition {
  const { breaker, clock } = options;
  const underWay = new Map<string, Promise<Recognised | null>>();
  const waiting: Turn[] = [];
  const closing = new AbortController();
  let requests = 0;
  const stopWatching = breaker.subscribe(takeTurns);

  function takeTurns(): void {
    while (requests < REQUESTS_MAX && breaker.state() === 'closed') {
      const next = waiting.shift();
      if (next === undefined) return;
      const isTurn = clock.now() - next.since <= WAIT_MS_MAX;
      if (isTurn) requests += 1;
      next.go(isTurn);
    }
  }

  async function recogniseInTurn(phone: string): Promise<Recognised | null> {
    const turn = new Promise<boolean>((go) => waiting.push({ since: clock.now(), go }));
    if (waiting.length > WAITING_MAX) waiting.shift()?.go(false);
    takeTurns();
    if (!(await turn)) return null;
    try {
      return await ask(phone, options, closing.signal);
    } finally {
      requests -= 1;
      takeTurns();
    }
  }

  return {
    async recognise(phone) {
      if (!E164.test(phone) || closing.signal.aborted) return null;
      const asked = underWay.get(phone) ?? recogniseInTurn(phone);
      underWay.set(phone, asked);
      try {
        return await asked;
      } finally {
        underWay.delete(phone);
      }
    },
    close() {
      stopWatching();
      closing.abort();
      for (const { go } of waiting.splice(0)) go(false);
    },
  };
}

async function ask(
  phone: string,
  { fetchByPhone, cache, breaker, clock }: Options,
  signal: AbortSignal,
): Promise<Recognised | null> {
  const { granted, permit } = breaker.requestPermit({ isCourtesy: true });
  if (!granted) return null;
  let verdict: 'succeeded' | 'abandoned' = 'abandoned';
  try {
    const asOf = clock.now();
    const result = await fetchByPhone(phone, signal);
    if (signal.aborted) return null;
    // One attempt that nobody waits for says little of a failure.
    if (result.kind !== 'failed' || result.reason === 'invalid') verdict = 'succeeded';
    if (result.kind === 'failed') return null;
    const deliveries = result.kind === 'found' ? result.deliveries : [];
    for (const delivery of deliveries) {
      cache.write(delivery.trackingNumber, { kind: 'found', delivery, source: 'sanity', asOf });
    }
    const numberOf = ({ trackingNumber }: Delivery) => trackingNumber;
    return {
      trackingNumbers: deliveries.map(numberOf),
      underWay: deliveries.filter(isUnderWay).map(numberOf),
    };
  } finally {
    breaker.report(permit, verdict);
  }
}
