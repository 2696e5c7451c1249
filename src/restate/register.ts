import type { Fetch } from '../edges.ts';

/** What Restate knows of a deployment: code at a URL. */
export type Deployment = { id: string; uri: string; isNew: boolean };

/**
 * Tells Restate where the calls are served. To tell it again changes nothing; code at another URL is
 * another deployment, and takes every step from then on. Rejects with what Restate has against it.
 */
export async function registerDeployment(
  fetch: Fetch,
  adminUrl: string,
  uri: string,
): Promise<Deployment> {
  const response = await fetch(new URL('/deployments', adminUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri, force: false }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Cannot register ${uri}: ${response.status} ${text}`);
  const { id } = JSON.parse(text) as { id: string };
  // Restate answers 201 for what it did not know.
  return { id, uri, isNew: response.status === 201 };
}
