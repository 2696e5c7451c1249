import type { Ingress as Connection } from '@restatedev/restate-sdk-clients';
import type { CallView } from '../calls/engine.ts';
import { type Clock, type Fetch, nameCause } from '../edges.ts';
import { callKey } from './call-key.ts';
import type { CallReply, CallRequest } from './call-request.ts';
import { type CallHandlers, SERVICE } from './call-service.ts';
import type { RestateHealth, RestateNotice } from './restate-notice.ts';

/** Restate's client, which is loaded only where it is used. */
export type Clients = typeof import('@restatedev/restate-sdk-clients');

/** What came of one try. */
export type Tried<Result> =
  | { ok: true; result: Result }
  /**
   * `unreachable`: it is not known whether it was taken; `failed`: it was, and came to nothing;
   * `refused`: it never will be.
   */
  | { ok: false; why: 'unreachable' | 'failed' | 'refused'; reason: string };

/** The way from this process to the objects of the calls. */
export type Ingress<Answer> = {
  /** Tries once; the same `key` within ten minutes has the same reply, and happens once. */
  apply(request: CallRequest, key: string): Promise<Tried<CallReply<Answer>>>;
  view(callId: string): Promise<Tried<CallView | null>>;
  erase(callId: string): Promise<Tried<void>>;
  health(): RestateHealth;
  close(): void;
};

type Options = {
  clients: Clients;
  /** The name of the objects, where it is another. */
  service?: string;
  /** Restate's nodes: each is tried in turn, the one that answered last first. */
  urls: readonly string[];
  fetch: Fetch;
  clock: Clock;
  notify: (notice: RestateNotice) => void;
};

/** How long one try may take, in milliseconds: then another node is asked for what became of it. */
const TRY_MS_MAX = 2000;

const UNKNOWN = { ok: false, reason: 'unknown: Restate has not answered yet' };

/** Opens the way; nothing is sent before it is used. */
export function createIngress<Answer>(options: Options): Ingress<Answer> {
  const { clients, urls, fetch, clock, notify } = options;
  const connections = urls.map((url) => clients.connect({ url, fetch }));
  const closing = new AbortController();
  const service = { name: options.service ?? SERVICE };
  let health: RestateHealth = UNKNOWN;
  let current = 0;

  function know(ok: boolean, reason: string | null): void {
    const isNews = ok !== health.ok || health === UNKNOWN;
    health = { ok, reason };
    if (isNews) notify({ type: 'restate.changed', ok, reason });
  }

  async function attempt<Result>(
    send: (connection: Connection, signal: AbortSignal) => PromiseLike<Result>,
  ): Promise<Tried<Result>> {
    const connection = connections[current % connections.length];
    if (connection === undefined) throw new Error('Cannot reach Restate: no URL is known');
    const late = new AbortController();
    const timer = clock.setTimeout(() => late.abort(), TRY_MS_MAX);
    try {
      const signal = AbortSignal.any([closing.signal, late.signal]);
      const result = await send(connection, signal);
      know(true, null);
      return { ok: true, result };
    } catch (error) {
      const failure = judge(error, late.signal.aborted);
      if (failure.why === 'unreachable' && !closing.signal.aborted) {
        current += 1;
        know(false, failure.reason);
      }
      return { ok: false, ...failure };
    } finally {
      clock.clearTimeout(timer);
    }
  }

  function judge(error: unknown, isLate: boolean) {
    if (isLate) return { why: 'unreachable', reason: `silent for ${TRY_MS_MAX} ms` } as const;
    if (error instanceof clients.HttpCallError) return judgeStatus(error);
    // What cannot be written as JSON was never sent.
    const isSent = error instanceof TypeError && error.cause !== undefined;
    if (isSent || isAbort(error)) return { why: 'unreachable', reason: nameCause(error) } as const;
    return { why: 'refused', reason: nameCause(error) } as const;
  }

  const of = (connection: Connection, callId: string) =>
    connection.objectClient<CallHandlers<Answer>>(service, callKey(callId));

  return {
    apply: (request, idempotencyKey) =>
      attempt((connection, signal) =>
        of(connection, request.callId).apply(request, clients.rpc.opts({ idempotencyKey, signal })),
      ),
    view: (callId) =>
      attempt((connection, signal) =>
        of(connection, callId).view(callId, clients.rpc.opts({ signal })),
      ),
    erase: (callId) =>
      attempt((connection, signal) =>
        of(connection, callId).erase(callId, clients.rpc.opts({ signal })),
      ),
    health: () => health,
    close: () => closing.abort(),
  };
}

function judgeStatus({ status }: { status: number }) {
  if (status === 404) {
    const reason = 'the service is not registered: npm run restate:register';
    return { why: 'unreachable', reason } as const;
  }
  // A proxy, or a node without its quorum, says nothing about what became of the request.
  if (status === 408 || status === 429 || (status > 500 && status <= 599)) {
    return { why: 'unreachable', reason: `status ${status}` } as const;
  }
  return { why: status === 500 ? 'failed' : 'refused', reason: `status ${status}` } as const;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
