import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { EmbeddedService } from '../embedded-service.ts';

/** What the service said to one tool call; `told` is its result, parsed. */
export type Told = {
  trackingNumber: string;
  callId: string;
  httpStatus: number;
  told: ToldResult;
  /** From the first byte sent to the last byte read. */
  tookMs: number;
};

/** The result of a tool call, as the wire has it. */
export type ToldResult = {
  status: string;
  message: string;
  source: string;
  state: string;
  asOf?: string;
  ageSeconds?: number;
  stale?: true;
  delivery?: Record<string, unknown>;
};

/** Asks the service as Vapi does, over kept connections. */
export type WebhookClient = {
  /** Asks for a number in a call of its own. Rejects when no answer comes. */
  track(trackingNumber: string, call?: object): Promise<Told>;
  resetBreaker(): Promise<void>;
  close(): void;
};

/** After this, a request counts as hung. */
const PATIENCE_MS = 10_000;

/** Makes a client of a running service. */
export function createWebhookClient({
  publicUrl,
  adminUrl,
  config,
}: EmbeddedService): WebhookClient {
  const agent = new Agent({ keepAlive: true });
  const headers = {
    'content-type': 'application/json',
    'x-vapi-secret': config.vapi.secrets[0] ?? '',
  };

  async function post(url: string, body: string) {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const outgoing = request(url, { method: 'POST', agent, headers, signal });
    outgoing.end(body);
    const [response] = (await once(outgoing, 'response', { signal })) as [IncomingMessage];
    return { httpStatus: response.statusCode ?? 0, body: await text(response) };
  }

  return {
    async track(trackingNumber, call = {}) {
      const callId = randomUUID();
      const tool = { name: 'track_delivery', arguments: { trackingNumber } };
      const toolCallList = [{ id: `call_${callId}`, type: 'function', function: tool }];
      const message = { type: 'tool-calls', call: { ...call, id: callId }, toolCallList };
      const startedAt = performance.now();
      const { httpStatus, body } = await post(`${publicUrl}/webhook`, JSON.stringify({ message }));
      const tookMs = performance.now() - startedAt;
      return { trackingNumber, callId, httpStatus, told: readTold(httpStatus, body), tookMs };
    },
    async resetBreaker() {
      const { httpStatus } = await post(`${adminUrl}/admin/circuit-breaker/reset`, '{}');
      if (httpStatus !== 200) throw new Error(`Cannot reset the breaker: HTTP ${httpStatus}`);
    },
    close: () => agent.destroy(),
  };
}

function readTold(httpStatus: number, body: string): ToldResult {
  const nothing = { status: '', message: '', source: '', state: '' };
  if (httpStatus !== 200) return nothing;
  const [answer] = JSON.parse(body).results;
  return answer.result === undefined ? nothing : JSON.parse(answer.result);
}
