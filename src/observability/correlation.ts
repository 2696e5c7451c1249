import { AsyncLocalStorage } from 'node:async_hooks';

const store = new AsyncLocalStorage<string>();

/** Runs `fn`; all that it starts, awaited or not, has `id` as its correlation ID. */
export function withCorrelation<Result>(id: string, fn: () => Result): Result {
  return store.run(id, fn);
}

/** The correlation ID of the request that is being served; undefined outside of one. */
export function correlationId(): string | undefined {
  return store.getStore();
}

/**
 * The correlation ID that a request's header names, or null if it names none that may stand in
 * headers, log lines and journal lines: 1 to 128 characters, and a header that was sent once.
 */
export function saneCorrelationId(header: unknown): string | null {
  return typeof header === 'string' && /^[A-Za-z0-9._:-]{1,128}$/.test(header) ? header : null;
}
