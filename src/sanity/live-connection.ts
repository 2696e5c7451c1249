import type { ListenEvent, ListenEventName } from '@sanity/client';
import type { Clock, Fetch, Random } from '../edges.ts';
import { PUBLISHED_DELIVERY } from './query.ts';
import { createReadClient, type ReadClientOptions, type Transport } from './read-client.ts';

/** Who hears what comes over the connection. */
export type Listening = {
  event(event: ListenEvent): void;
  /** Told of every welcome and every fault; `detail` may be logged. */
  state(state: 'following' | 'down', detail: string): void;
};

/** What holding a connection takes. */
export type LiveConnectionOptions = ReadClientOptions & {
  fetch: Fetch;
  clock: Clock;
  random: Pick<Random, 'next'>;
};

/** The published deliveries. A listener heeds nothing of a query but its filter. */
const LISTEN_QUERY = `*[${PUBLISHED_DELIVERY}]`;

const EVENTS: ListenEventName[] = ['welcome', 'mutation', 'reconnect'];

/** Pauses before connecting again: doubled each time, and shortened by chance to half at most. */
const BACKOFF_MS = 1000;
const BACKOFF_MS_MAX = 60_000;

/** A connection that lasted this long was a good one: the pauses begin anew after it. */
const STEADY_MS = 60_000;

/** Sanity sends a comment "occasionally" to show that it is there; this much silence is a fault. */
const SILENCE_MS = 120_000;

/**
 * Holds one connection to Sanity's listener and makes another when it ends. The client would do so
 * by itself, but at a fixed pace, and not after a refusal; so it is taken down at every fault.
 */
export function keepConnected(options: LiveConnectionOptions, listening: Listening) {
  const { clock, random } = options;
  let events: Awaited<ReturnType<typeof listen>> | undefined;
  let isOpen = false;
  let isClosed = false;
  let welcomedAt: number | null = null;
  let failures = 0;
  let hangUp = () => {};
  // For silence while there is a connection, for the next one while there is none.
  let timer: unknown;

  function startTimer(fn: () => void, ms: number) {
    clock.clearTimeout(timer);
    timer = clock.setTimeout(fn, ms);
  }

  function watchSilence() {
    startTimer(() => drop(`Nothing heard for ${SILENCE_MS} ms`), SILENCE_MS);
  }

  function connect() {
    isOpen = true;
    watchSilence();
    const subscription = events?.subscribe({
      next(event) {
        if (event.type === 'reconnect') return drop('No connection');
        if (event.type === 'welcome') welcome();
        listening.event(event);
      },
      error: (error) => drop(describe(error, options.token)),
      complete: () => drop('Ended by the client'),
    });
    hangUp = () => subscription?.unsubscribe();
  }

  function welcome() {
    welcomedAt = clock.now();
    listening.state('following', 'Connected');
  }

  function drop(detail: string) {
    isOpen = false;
    hangUp();
    if (welcomedAt !== null && clock.now() - welcomedAt >= STEADY_MS) failures = 0;
    welcomedAt = null;
    const doubled = Math.min(BACKOFF_MS * 2 ** failures, BACKOFF_MS_MAX);
    failures += 1;
    startTimer(connect, Math.round(doubled * (1 - random.next() / 2)));
    listening.state('down', detail);
  }

  listen(options, () => isOpen && watchSilence()).then(
    (loaded) => {
      events = loaded;
      if (!isClosed) connect();
    },
    (error) => listening.state('down', describe(error, options.token)),
  );
  return {
    close() {
      isClosed = true;
      isOpen = false;
      clock.clearTimeout(timer);
      hangUp();
    },
  };
}

/** The events of one connection each time that they are subscribed to. */
async function listen(options: LiveConnectionOptions, onBytes: () => void) {
  const client = await createReadClient(options, watchBytes(options.fetch, onBytes));
  return client.listen(
    LISTEN_QUERY,
    {},
    {
      events: EVENTS,
      // Once queries see the change, as far as Sanity can tell: what is asked next shall see it.
      visibility: 'query',
      includeResult: true,
      includePreviousRevision: true,
      includeMutations: false,
      tag: 'waybill.listen',
    },
  );
}

/** Lets an answer pass as it comes, unlike a query's, and tells of every part of it. */
function watchBytes(fetch: Fetch, onBytes: () => void): Transport {
  return async (url, init) => {
    // The token shall go nowhere else.
    const response = await fetch(url, { ...init, redirect: 'error' });
    const { status, statusText, headers } = response;
    const watch = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, onward) {
        onBytes();
        onward.enqueue(chunk);
      },
    });
    const body = response.body?.pipeThrough(watch) ?? null;
    return new Response(body, { status, statusText, headers });
  };
}

/** One line for a log, of what Sanity's client says of a listener that ended. */
function describe(error: unknown, token: string): string {
  if (!(error instanceof Error)) return 'Unknown cause';
  const status = 'status' in error && error.status !== undefined ? `HTTP ${error.status}: ` : '';
  const text = `${status}${error.message}`.replaceAll(token, '…');
  return text.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, 200);
}
