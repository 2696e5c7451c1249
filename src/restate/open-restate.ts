import type { createLocalEngine, LocalEngine } from '../calls/local-engine.ts';
import {
  type Clock,
  type Edges,
  type Http2Listener,
  type ListenHttp2,
  nameCause,
} from '../edges.ts';
import type { Opened } from '../opened.ts';
import { createCallService } from './call-service.ts';
import { createIngress, type Ingress } from './ingress.ts';
import { createRestateEngine } from './restate-engine.ts';
import type { RestateHealth, RestateNotice } from './restate-notice.ts';

type Options = {
  restate: {
    ingressUrls: readonly string[];
    serviceHost: string;
    servicePort: number;
    identityKeys: readonly string[];
  };
  edges: Pick<Edges, 'clock' | 'random' | 'connectHttp' | 'listenHttp2'>;
  notify: (notice: RestateNotice) => void;
  /** What Restate's SDK has to say, which is about tries that failed. */
  log: (level: string, message: string) => void;
  /** Does what nobody waits for, and tells of it when it fails. */
  background: (name: string, work: () => Promise<unknown>) => void;
  opened: Pick<Opened, 'add'>;
};

/** The way to Restate, and the steps of calls that Restate sends here. */
export type Restate = {
  /** Makes the engine, as the local one is made. */
  createEngine: <Answer>(
    options: Parameters<typeof createLocalEngine<Answer>>[0],
  ) => LocalEngine<Answer>;
  /** Listens for steps; resolves with the port. */
  listen(): Promise<number>;
  /** Whether Restate takes steps, by what is known of it already. */
  health(): RestateHealth;
};

/** How long a step that is under way may still take when the process stops, in milliseconds. */
const CLOSE_MS = 1000;
/** How often it is asked whether all is well: while it is, and while it is not. */
const PROBE_MS = 5000;
const PROBE_MS_IN_TROUBLE = 1000;
/** A call that is none; to look at it shows that Restate reaches a process which serves calls. */
const PROBE = 'probe';

/** Loads Restate's SDK and makes what the engine needs. Nothing is sent, and nothing listens yet. */
export async function openRestate(options: Options): Promise<Restate> {
  const { restate, edges, notify, log, background, opened } = options;
  const { clock, random, connectHttp, listenHttp2 } = edges;
  if (connectHttp === undefined || listenHttp2 === undefined)
    throw new Error('Cannot serve Restate: nothing connects to it, or listens');
  const sdk = await import('@restatedev/restate-sdk');
  const ingress = createIngress<never>({ urls: restate.ingressUrls, connectHttp, notify });
  let service: ReturnType<typeof createCallService> | null = null;
  const probe = createProbe(ingress, clock, background);
  opened.add('restate.probe', probe, () => probe.close());

  return {
    createEngine<Answer>(given: Parameters<typeof createLocalEngine<Answer>>[0]) {
      const { engine, host } = createRestateEngine<Answer>({
        ...given,
        ingress: ingress as Ingress<Answer>,
        random,
        onNotice: notify,
      });
      service = createCallService(sdk, host);
      return engine;
    },
    async listen() {
      if (service === null) throw new Error('Cannot serve Restate: there is no engine');
      const handler = sdk.createEndpointHandler({
        services: [service],
        logger: ({ level }, message) => log(level, String(message)),
        ...(restate.identityKeys.length > 0 && { identityKeys: [...restate.identityKeys] }),
      });
      const listener = await listenOn(listenHttp2, handler, restate);
      opened.add('restate.service', listener, () => listener.close(CLOSE_MS));
      probe.start();
      return listener.port;
    },
    health: ingress.health,
  };
}

/** Asks again and again: a Restate that nobody needed for a while may be gone, or back. */
function createProbe(
  ingress: Pick<Ingress<unknown>, 'view'>,
  clock: Clock,
  background: Options['background'],
) {
  let timer: unknown = null;
  let isClosed = false;
  async function ask(): Promise<void> {
    const { ok } = await ingress.view(PROBE);
    if (!isClosed) timer = clock.setTimeout(begin, ok ? PROBE_MS : PROBE_MS_IN_TROUBLE);
  }
  const begin = () => background('restate.probe', ask);
  return {
    start: begin,
    close() {
      isClosed = true;
      clock.clearTimeout(timer);
    },
  };
}

async function listenOn(
  listenHttp2: ListenHttp2,
  handler: Parameters<ListenHttp2>[0],
  { serviceHost: host, servicePort: port }: { serviceHost: string; servicePort: number },
): Promise<Http2Listener> {
  try {
    return await listenHttp2(handler, { host, port });
  } catch (cause) {
    const why = `${nameCause(cause)}: see RESTATE_SERVICE_PORT`;
    throw new Error(`Cannot listen on ${host} port ${port}: ${why}`, { cause });
  }
}
