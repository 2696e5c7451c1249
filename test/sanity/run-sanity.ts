import type { TestContext } from 'node:test';
import {
  type EmbeddedSanity,
  type EmbeddedSanityOptions,
  startEmbeddedSanity,
} from '../../scripts/embedded-sanity/server.ts';
import type { Clock } from '../../src/edges.ts';
import { type ContentClientOptions, createContentClient } from '../../src/sanity/client.ts';

/** A clock that moves when it is told to. */
export type HandClock = Clock & { advance(ms: number): void };

/** Starts an embedded Sanity that lives as long as the test. */
export async function runSanity(
  context: TestContext,
  options: EmbeddedSanityOptions = {},
): Promise<EmbeddedSanity> {
  const sanity = await startEmbeddedSanity({ token: 'read-token', ...options });
  context.after(() => sanity.close());
  return sanity;
}

/** Makes the room's client for a host, with settings that the embedded Sanity lets in. */
export function connect(apiHost: string, options: Partial<ContentClientOptions> = {}) {
  return createContentClient({
    projectId: 'embedded',
    dataset: 'production',
    token: 'read-token',
    apiVersion: '2025-02-19',
    apiHost,
    fetch: globalThis.fetch,
    clock: createHandClock(),
    ...options,
  });
}

/** Limits that never give an attempt up. */
export function noLimits() {
  return { signal: new AbortController().signal };
}

/** Makes a clock that stands still at `start` until it is advanced. */
export function createHandClock(start = Date.parse('2026-11-23T12:00:00Z')): HandClock {
  let now = start;
  const timers = new Map<number, { at: number; fn: () => void }>();
  let made = 0;
  return {
    now: () => now,
    setTimeout(fn, ms) {
      made += 1;
      timers.set(made, { at: now + ms, fn });
      return made;
    },
    clearTimeout: (id) => void timers.delete(id as number),
    advance(ms) {
      now += ms;
      for (const [id, { at, fn }] of timers) {
        if (at <= now && timers.delete(id)) fn();
      }
    },
  };
}
