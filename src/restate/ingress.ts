import { conversationOf } from '../calls/conversations.ts';
import type { CallView } from '../calls/engine.ts';
import { type ConnectHttp, nameCause } from '../edges.ts';
import { callKey } from './call-key.ts';
import type { CallReply, CallRequest } from './call-request.ts';
import { type CallHandlers, SERVICE } from './call-service.ts';
import type { RestateHealth, RestateNotice } from './restate-notice.ts';

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
  /** The conversation that a chat belongs to; null where that is not known, or cannot be asked. */
  conversation(chatId: string): Promise<string | null>;
  health(): RestateHealth;
  close(): void;
};

type Options = {
  /** The name of the objects, where it is another. */
  service?: string;
  /** Restate's nodes: each is tried in turn, the one that answered last first. */
  urls: readonly string[];
  connectHttp: ConnectHttp;
  notify: (notice: RestateNotice) => void;
};

/** How long one try may take, in milliseconds: then another node is asked for what became of it. */
const TRY_MS_MAX = 2000;

const JSON_TYPE = { 'content-type': 'application/json' };
const UNKNOWN = { ok: false, reason: 'unknown: Restate has not answered yet' };

/** Opens the way; nothing is sent before it is used. */
export function createIngress<Answer>(options: Options): Ingress<Answer> {
  const { urls, connectHttp, notify, service = SERVICE } = options;
  const connections = connectHttp();
  const roots = urls.map((url) => url.replace(/\/+$/, ''));
  let isClosed = false;
  let health: RestateHealth = UNKNOWN;
  let current = 0;

  function know(ok: boolean, reason: string | null): void {
    const isNews = ok !== health.ok || health === UNKNOWN;
    health = { ok, reason };
    if (isNews) notify({ type: 'restate.changed', ok, reason });
  }

  function urlOf(callId: string, handler: keyof CallHandlers<Answer>): string {
    const path = `${service}/${encodeURIComponent(callKey(callId))}/${handler}`;
    return `${roots[current % roots.length]}/${path}`;
  }

  async function attempt<Result>(
    callId: string,
    handler: keyof CallHandlers<Answer>,
    asked: unknown,
    key: Record<string, string> = {},
  ): Promise<Tried<Result>> {
    let body: string;
    try {
      body = JSON.stringify(asked);
    } catch (error) {
      return { ok: false, why: 'refused', reason: nameCause(error) };
    }
    const asks = current;
    const tried = await post<Result>(urlOf(callId, handler), { ...JSON_TYPE, ...key }, body);
    if (tried.ok) know(true, null);
    else if (tried.why === 'unreachable' && !isClosed) {
      // Of many that were on their way to a node that died, one moves on.
      if (current === asks) current += 1;
      know(false, tried.reason);
    }
    return tried;
  }

  async function post<Result>(
    url: string,
    headers: Record<string, string>,
    body: string,
  ): Promise<Tried<Result>> {
    try {
      const { status, text } = await connections.post(url, headers, body, TRY_MS_MAX);
      if (status < 200 || status > 299) return { ok: false, ...judgeStatus(status) };
      return { ok: true, result: (text === '' ? undefined : JSON.parse(text)) as Result };
    } catch (error) {
      return { ok: false, why: 'unreachable', reason: nameCause(error) };
    }
  }

  return {
    apply: (request, key) => attempt(request.callId, 'apply', request, { 'idempotency-key': key }),
    view: (callId) => attempt(callId, 'view', callId),
    erase: (callId) => attempt(callId, 'erase', callId),
    async conversation(chatId) {
      const url = urlOf(conversationOf(chatId), 'conversation');
      // That a release before this one has no such handler is no trouble of Restate's.
      const tried = await post<string | null>(url, JSON_TYPE, JSON.stringify(chatId));
      return tried.ok ? (tried.result ?? null) : null;
    },
    health: () => health,
    close() {
      isClosed = true;
      connections.close();
    },
  };
}

function judgeStatus(status: number) {
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
