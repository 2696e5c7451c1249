import type { FastifyBaseLogger, FastifyPluginAsync } from 'fastify';
import { type CompletionsOptions, completionsRoute } from '../completions/completions.ts';
import { type Edges, nameCause } from '../edges.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Readiness } from '../observability/readiness.ts';
import type { Traces } from '../observability/traces.ts';
import type { Opened } from '../opened.ts';
import { type AdminGuardOptions, adminRoutes, guardAdmin, metricsRoute } from './admin.ts';
import { createAdmission } from './admission.ts';
import { drainTimeoutsWithin, prepareDrain } from './draining.ts';
import { healthRoute, readinessRoute } from './health.ts';
import { INSPECT_PATH } from './inspect.ts';
import { describePorts } from './openapi.ts';
import { createServer } from './server.ts';
import { takeTraces } from './tracing.ts';
import { type WebhookOptions, webhookRoute } from './webhook.ts';

type Options = {
  http: { host: string; port: number };
  admin: AdminGuardOptions & { host: string; port: number };
  logger: FastifyBaseLogger;
  edges: Pick<Edges, 'clock' | 'random'>;
  traces: Traces | null;
  metrics: Metrics;
  /** Whether calls can be served, by what the process knows already. */
  judge: (isDraining: boolean) => Readiness;
  breaker: { reset(): void; state(): string };
  webhook: Omit<WebhookOptions, 'now'>;
  /** A call without a model; null where no key is set for it. */
  completions: Omit<CompletionsOptions, 'openAdmission' | 'clock' | 'random'> | null;
  /** What other rooms serve on the internal port. */
  internal: readonly FastifyPluginAsync[];
  opened: Pick<Opened, 'add'>;
};

/**
 * Fastify's own line about a port, named as every line of the log is, and with its URL: the logger
 * takes what it is given, which is a text by the type alone.
 */
const LISTEN = {
  listenTextResolver: (url: string) => ({ event: 'server.listening', url }) as unknown as string,
};

/** For those who stop the service without a hurry: idle connections are not waited for. */
const AT_LEISURE = { idleMs: 0, totalMs: 10_000 };
/** How long the internal port's answers may take once nothing else is under way. */
const ADMIN_CLOSE_MS = 500;

/** Makes both servers with their routes, not yet listening: the public one closes first. */
export function openPorts(options: Options) {
  const { http, admin, logger, edges, traces, metrics, breaker, opened } = options;
  const { clock, random } = edges;
  const webSockets = [INSPECT_PATH];
  const adminServer = createServer({ logger, newId: random.uuid, webSockets });
  const adminDrain = prepareDrain(adminServer, clock);
  // Probes are answered until the last request is.
  opened.add('internal server', adminServer, () =>
    adminDrain.close({ idleMs: 0, totalMs: ADMIN_CLOSE_MS }),
  );
  const publicServer = createServer({ logger, newId: random.uuid });
  const publicDrain = prepareDrain(publicServer, clock);
  opened.add('public server', publicServer, (graceMs) =>
    publicDrain.close(graceMs === undefined ? AT_LEISURE : drainTimeoutsWithin(graceMs)),
  );
  guardAdmin(adminServer, admin);
  describePorts(adminServer, publicServer);
  adminServer.requests.onEnd(metrics.observeRequest);
  adminServer.register(healthRoute);
  adminServer.register(readinessRoute, { judge: () => options.judge(publicDrain.isDraining()) });
  adminServer.register(adminRoutes, { breaker });
  adminServer.register(metricsRoute, { metrics });
  for (const plugin of options.internal) adminServer.register(plugin);
  takeTraces(publicServer, traces);
  publicServer.requests.onEnd(metrics.observeRequest);
  publicServer.register(healthRoute);
  publicServer.register(webhookRoute, { ...options.webhook, now: clock.now });
  if (options.completions !== null) {
    const { ratePerMinute, shedding, heapBytes, notify } = options.webhook;
    publicServer.register(completionsRoute, {
      ...options.completions,
      clock,
      random,
      openAdmission: (scope, turnAway) => {
        const bounds = { ratePerMinute, shedding, heapBytes };
        return createAdmission(scope, { ...bounds, notify, turnAway, now: clock.now });
      },
    });
  }

  return {
    publicServer,
    adminServer,
    isDraining: publicDrain.isDraining,
    /** Listens on both ports, or rejects; resolves with their URLs. */
    async listen() {
      // One after the other, so that nothing is on its way when one of them fails.
      const adminUrl = await listenOn(adminServer, admin, 'ADMIN_PORT');
      const publicUrl = await listenOn(publicServer, http, 'PORT');
      return { publicUrl, adminUrl };
    },
  };
}

/** Listens, or says in a line why it cannot and which setting is about it. */
async function listenOn(
  server: Pick<ReturnType<typeof createServer>, 'listen'>,
  { host, port }: { host: string; port: number },
  name: 'PORT' | 'ADMIN_PORT',
): Promise<string> {
  try {
    return await server.listen({ ...LISTEN, host, port });
  } catch (cause) {
    const code = nameCause(cause);
    const why =
      code === 'EADDRINUSE'
        ? `it is taken (EADDRINUSE): stop what listens there, or set another ${name}`
        : code;
    throw new Error(`Cannot listen on ${host} port ${port}: ${why}`, { cause });
  }
}
