import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readConfig } from '../../src/config.ts';
import { type EmbeddedService, startEmbeddedService } from '../embedded-service.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { createMeteredEdges, type MeteredEdges } from './metered-edges.ts';
import { createWebhookClient, type WebhookClient } from './webhook-client.ts';

/** The real service, with a proxy that can do harm between it and its Sanity. */
export type FaultStage = {
  service: EmbeddedService;
  proxy: FaultProxy;
  meters: MeteredEdges;
  client: WebhookClient;
  /** Resolves when nothing is under way any more, with what it took; null if that never came. */
  drain(): Promise<number | null>;
  /** Closes everything; gives what is left open that was not open before. */
  close(): Promise<string[]>;
};

/** How long sockets and timers may take to go once everything is closed. */
const SETTLE_MS = 2000;
/** How much later than its budget a lookup may be seen to end. */
const DRAIN_SLACK_MS = 1000;
/** As src/vapi/live-control.ts has it. */
const SAY_TIMEOUT_MS = 3000;
/** A pause of the runner's own, between two looks at something. */
const LOOK_EVERY_MS = 10;

/** Starts the service with default settings, apart from those given. */
export async function setFaultStage(settings: Record<string, string> = {}): Promise<FaultStage> {
  const before = process.getActiveResourcesInfo();
  const transcripts = await mkdtemp(join(tmpdir(), 'waybill-faults-'));
  const proxy = await startFaultProxy();
  const meters = createMeteredEdges();
  const service = await startEmbeddedService({
    edges: meters.edges,
    configure(environment) {
      const own = {
        SANITY_API_HOST: proxy.url,
        PORT: '0',
        ADMIN_PORT: '0',
        TRANSCRIPTS_DIR: transcripts,
        // Every call comes from this machine.
        RATE_LIMIT_PER_MINUTE: '1000000',
      };
      const reading = readConfig({ ...environment, ...own, ...settings });
      if (!reading.ok) throw new Error(`Cannot configure: ${reading.faults.join('; ')}`);
      return reading.config;
    },
  });
  proxy.forwardTo(service.sanity.url);
  const client = createWebhookClient(service);
  return {
    service,
    proxy,
    meters,
    client,
    drain: () => drain(meters, proxy, service.config.sanity.totalBudgetMs),
    async close() {
      client.close();
      await service.close();
      await proxy.close();
      await rm(transcripts, { recursive: true });
      return findLeaks(before, proxy, meters);
    },
  };
}

/**
 * A lookup holds one timer of its whole budget for as long as it is under way, and so does a late
 * answer of the time that Vapi has to take it.
 */
async function drain(
  meters: MeteredEdges,
  proxy: FaultProxy,
  budgetMs: number,
): Promise<number | null> {
  const startedAt = performance.now();
  const isDrained = () =>
    proxy.underWay() + meters.armed(budgetMs) + meters.armed(SAY_TIMEOUT_MS) === 0;
  const drained = await waitUntil(isDrained, budgetMs + DRAIN_SLACK_MS);
  return drained ? performance.now() - startedAt : null;
}

async function findLeaks(
  before: string[],
  proxy: FaultProxy,
  meters: MeteredEdges,
): Promise<string[]> {
  const extra = () => beyond(process.getActiveResourcesInfo(), before);
  await waitUntil(() => extra().length === 0 && proxy.openSockets() === 0, SETTLE_MS);
  const leaks = [...new Set(extra())].map((name) => `left open: ${name}`);
  if (proxy.openSockets() > 0) leaks.push(`${proxy.openSockets()} sockets to Sanity left open`);
  if (meters.armed() > 0) leaks.push(`${meters.armed()} timers of the service left armed`);
  return leaks;
}

/** What is in `after` more often than in `before`. */
function beyond(after: string[], before: string[]): string[] {
  const rest = [...before];
  return after.filter((name) => {
    const index = rest.indexOf(name);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}

async function waitUntil(isSo: () => boolean, ms: number): Promise<boolean> {
  const until = performance.now() + ms;
  while (!isSo()) {
    if (performance.now() > until) return false;
    await wait(LOOK_EVERY_MS);
  }
  return true;
}
