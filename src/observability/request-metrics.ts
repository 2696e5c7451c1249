import { Counter, Histogram, type Registry } from 'prom-client';
import { LATENCY_BUCKETS } from './buckets.ts';

/** A request that was answered; `route` is a pattern, never the URL that was asked for. */
export type AnsweredRequest = { route: string; method: string; status: number; seconds: number };

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Said on purpose, by a service that is not ready or has too much to do: no failure of its own. */
const UNAVAILABLE = 503;

/** Counts requests and how long they took. */
export function createRequestMetrics(registry: Registry, onFault: (kind: 'http_5xx') => void) {
  const registers = [registry];
  const requests = new Counter({
    name: 'requests_total',
    help: 'Requests answered, by route and class of status',
    labelNames: ['route', 'method', 'status'] as const,
    registers,
  });
  const latency = new Histogram({
    name: 'request_latency_seconds',
    help: 'Time from the arrival of a request to the end of its answer',
    labelNames: ['route', 'method'] as const,
    buckets: LATENCY_BUCKETS,
    registers,
  });
  return ({ route, method, status, seconds }: AnsweredRequest): void => {
    const labels = { route, method: METHODS.includes(method) ? method : 'other' };
    requests.inc({ ...labels, status: `${Math.floor(status / 100)}xx` });
    latency.observe(labels, Math.max(0, seconds));
    if (status >= 500 && status !== UNAVAILABLE) onFault('http_5xx');
  };
}
