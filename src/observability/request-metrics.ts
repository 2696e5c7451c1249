import { Counter, Histogram, type Registry } from 'prom-client';
import { LATENCY_BUCKETS } from './buckets.ts';

/** How a request ended: with an answer, or its client left, or was too slow, before there was one. */
export type RequestOutcome = 'answered' | 'aborted' | 'timed_out';

/** A request that is over. */
export type EndedRequest = {
  outcome: RequestOutcome;
  /** A pattern, never the URL that was asked for. */
  route: string;
  method: string;
  /** What was answered; null when nothing was. */
  statusCode: number | null;
  /** Since its head came; null when it came to none. */
  latencyMs: number | null;
};

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Said on purpose, by a service that is not ready or has too much to do: no failure of its own. */
const UNAVAILABLE = 503;

/** Counts requests and how long they took. */
export function createRequestMetrics(registry: Registry, onFault: (kind: 'http_5xx') => void) {
  const registers = [registry];
  const requests = new Counter({
    name: 'requests_total',
    help: 'Requests by route and class of status, or aborted or timed_out before an answer',
    labelNames: ['route', 'method', 'status'] as const,
    registers,
  });
  const latency = new Histogram({
    name: 'request_latency_seconds',
    help: 'Time from the arrival of a request to its end, answered or not',
    labelNames: ['route', 'method'] as const,
    buckets: LATENCY_BUCKETS,
    registers,
  });
  return ({ outcome, route, method, statusCode, latencyMs }: EndedRequest): void => {
    const labels = { route, method: METHODS.includes(method) ? method : 'other' };
    const status = outcome === 'answered' ? `${Math.floor((statusCode ?? 0) / 100)}xx` : outcome;
    requests.inc({ ...labels, status });
    if (latencyMs !== null) latency.observe(labels, Math.max(0, latencyMs) / 1000);
    if (statusCode !== null && statusCode >= 500 && statusCode !== UNAVAILABLE) onFault('http_5xx');
  };
}
