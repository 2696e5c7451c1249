import type { Logger } from 'pino';
import type { Clock } from '../edges.ts';
import { type Background, createBackground } from './background.ts';
import { watchCalls, watchSpoken } from './call-watch.ts';
import { watchBreaker, watchContent } from './content-watch.ts';
import { type Counters, createCounters } from './counters.ts';
import { watchJournal } from './journal-watch.ts';
import { createMetrics, type Metrics, type MetricsOptions } from './metrics.ts';
import type { NoticeBus } from './notices.ts';
import { startTraces, type Traces } from './traces.ts';
import { watchWebhook } from './webhook-watch.ts';

type Options = Omit<MetricsOptions, 'counters' | 'now'> & {
  bus: NoticeBus;
  logger: Logger;
  clock: Clock;
  /** Where spans are sent; undefined for nowhere. */
  tracing: { endpoint?: string | undefined };
};

/** What others need of it. */
export type Observation = {
  counters: Counters;
  metrics: Metrics;
  background: Background;
  traces: Traces | null;
};

/** Logs, counts and times what is told on the bus. Whoever opens it closes its traces. */
export async function openObservation(options: Options): Promise<Observation> {
  const { bus, logger, clock, tracing } = options;
  const counters = createCounters();
  const metrics = createMetrics({ ...options, counters, now: clock.now });
  bus.on('call', watchCalls(counters, logger, clock.now));
  bus.on('call', metrics.observeNotice);
  bus.on('spoken', watchSpoken(counters, logger));
  bus.on('breaker', watchBreaker(counters, logger));
  bus.on('content', watchContent({ counters, logger, clock, metrics }));
  bus.on('webhook', watchWebhook(counters));
  bus.on('journal', watchJournal(logger));
  bus.on('journal', metrics.observeJournal);
  const { endpoint } = tracing;
  const onFault = (detail: string) => logger.warn({ detail }, 'traces.failed');
  const traces = endpoint === undefined ? null : await startTraces({ endpoint, clock, onFault });
  const background = createBackground(logger, metrics.countBackgroundFailure);
  return { counters, metrics, background, traces };
}
