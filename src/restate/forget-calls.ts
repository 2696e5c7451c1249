import type { Clock, Fetch } from '../edges.ts';
import { createIngress } from './ingress.ts';

type Options = {
  ingressUrls: readonly string[];
  fetch: Fetch;
  clock: Clock;
};

/** Takes away what Restate keeps of calls; gives the IDs of those of which that could not be done. */
export async function forgetCalls(
  { ingressUrls, fetch, clock }: Options,
  callIds: readonly string[],
): Promise<string[]> {
  const clients = await import('@restatedev/restate-sdk-clients');
  const notify = () => {};
  const ingress = createIngress({ clients, urls: ingressUrls, fetch, clock, notify });
  const left: string[] = [];
  for (const callId of callIds) {
    const { ok } = await ingress.erase(callId);
    if (!ok) left.push(callId);
  }
  ingress.close();
  return left;
}
