import type { SanityClient } from '@sanity/client';

/** Where a dataset is and what lets one read it. */
export type ReadClientOptions = {
  projectId: string;
  dataset: string;
  token: string;
  /** As Sanity dates its API, for example `2025-02-19`. */
  apiVersion: string;
  /** Base URL of a host that takes the place of Sanity's, such as `http://127.0.0.1:3333`. */
  apiHost?: string | undefined;
};

/** What carries a request of the client, queries and the live listener alike. */
export type Transport = (url: string, init?: RequestInit) => Promise<Response>;

/**
 * Sanity's own client, narrowed to reading what is published, once per question. Its package is of
 * hundreds of files, and is loaded when the first client is made: a start does not wait for it.
 */
export async function createReadClient(
  options: ReadClientOptions,
  transport: Transport,
): Promise<SanityClient> {
  const { createClient } = await import('@sanity/client');
  const { projectId, dataset, token, apiVersion, apiHost } = options;
  return createClient({
    projectId,
    dataset,
    token,
    apiVersion,
    ...(apiHost === undefined ? {} : readApiHost(apiHost)),
    // The CDN would answer from a cache of its own, of unknown age.
    useCdn: false,
    perspective: 'published',
    // Retries and deadlines are the lookup's, which counts every attempt.
    maxRetries: 0,
    timeout: 0,
    resolveFetch: () => transport,
  });
}

/** Sanity's own host has one name per project; any other is used as it is. */
function readApiHost(apiHost: string) {
  const useProjectHostname = new URL(apiHost).hostname === 'api.sanity.io';
  return { apiHost: apiHost.replace(/\/+$/, ''), useProjectHostname };
}
