import type { TestContext } from 'node:test';
import {
  type EmbeddedSanity,
  type EmbeddedSanityOptions,
  startEmbeddedSanity,
} from '../../scripts/embedded-sanity/server.ts';
import { type ContentClientOptions, createContentClient } from '../../src/sanity/client.ts';
import { createHandClock } from '../hand-clock.ts';

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
