import { computed, signal } from '@preact/signals';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { LiveCall, State, StreamEvent } from '../schema.ts';
import { ApiFault, send } from './api.ts';

const BACKOFF_MS = 500;
const BACKOFF_MS_MAX = 15_000;
/** The service sends its state once a second: after so long without, the connection is dead. */
const SILENCE_MS_MAX = 10_000;

/** How the page is connected; `reason` says why it is not. */
export type Connection = { is: 'connecting' | 'open' | 'lost'; reason: string | null };

/** How the page is connected. */
export const connection = signal<Connection>({ is: 'connecting', reason: null });
/** What the service last told of itself; null before it did. */
export const state = signal<State | null>(null);
/** The time, once a second, by the service's clock as far as it is known. */
export const now = signal(Date.now());

const held = new Map<string, LiveCall>();
const version = signal(0);

/** The calls that are held now, the latest first. */
export const liveCalls = computed<readonly LiveCall[]>(() => {
  version.value;
  return [...held.values()].sort(
    (one, other) => other.startedAt - one.startedAt || (one.callId < other.callId ? -1 : 1),
  );
});

/** One call, as far as it is held now. */
export function liveCall(callId: string): LiveCall | undefined {
  version.value;
  return held.get(callId);
}

/** Follows the service's stream for as long as the page is open, and connects again when it ends. */
export function followCalls(): void {
  setInterval(() => {
    now.value = Date.now() + skew;
  }, 1_000);
  follow().catch((error: unknown) => lose(error));
}

/** How far the service's clock is ahead of the browser's. */
let skew = 0;

async function follow(): Promise<never> {
  for (let failures = 0; ; failures += 1) {
    try {
      await readStream(() => {
        failures = 0;
      });
      lose(new ApiFault(0, 'The service ended the connection'));
    } catch (error) {
      lose(error);
    }
    // By chance up to half as much again, so that ten pages do not come back at once.
    const pause = Math.min(BACKOFF_MS * 2 ** failures, BACKOFF_MS_MAX);
    await new Promise((resolve) => setTimeout(resolve, pause * (1 + Math.random() / 2)));
  }
}

async function readStream(onEvent: () => void): Promise<void> {
  const abort = new AbortController();
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  const watch = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => {
      abort.abort(new ApiFault(0, 'The service has gone silent'));
    }, SILENCE_MS_MAX);
  };
  try {
    const response = await send('/api/stream', { signal: abort.signal });
    if (response.body === null) throw new ApiFault(0, 'The service sent no stream');
    watch();
    const events = response.body
      .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
      .pipeThrough(new EventSourceParserStream());
    for await (const { data } of events) {
      watch();
      onEvent();
      take(JSON.parse(data) as StreamEvent);
    }
  } finally {
    clearTimeout(watchdog);
    abort.abort();
  }
}

function take(event: StreamEvent): void {
  connection.value = { is: 'open', reason: null };
  if (event.type === 'state') {
    skew = event.state.at - Date.now();
    state.value = event.state;
    return;
  }
  if (event.isWhole) held.clear();
  for (const call of event.changed) held.set(call.callId, call);
  for (const callId of event.gone) held.delete(callId);
  version.value += 1;
}

function lose(error: unknown): void {
  const reason = error instanceof Error ? error.message : `${error}`;
  connection.value = { is: 'lost', reason };
}
