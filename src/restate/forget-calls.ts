import type { ConnectHttp } from '../edges.ts';
import { createIngress } from './ingress.ts';

type Options = {
  ingressUrls: readonly string[];
  connectHttp: ConnectHttp;
};

/** Takes away what Restate keeps of calls; gives the IDs of those of which that could not be done. */
export async function forgetCalls(
  { ingressUrls, connectHttp }: Options,
  callIds: readonly string[],
): Promise<string[]> {
  const ingress = createIngress({ urls: ingressUrls, connectHttp, notify: () => {} });
  const left: string[] = [];
  for (const callId of callIds) {
    const { ok } = await ingress.erase(callId);
    if (!ok) left.push(callId);
  }
  ingress.close();
  return left;
}
