import { Counter, Histogram, Registry } from 'prom-client';
import type { CallNotice } from '../calls/engine.ts';
import type { JournalNotice } from '../recording/journal-notice.ts';
import type { RestateHealth, RestateNotice } from '../restate/restate-notice.ts';
import type { RecordFlaw } from '../sanity/read-result.ts';
import { LATENCY_BUCKETS } from './buckets.ts';
import { type CallMetricsOptions, createCallMetrics } from './call-metrics.ts';
import { type CounterSources, showCounters } from './counter-metrics.ts';
import type { AttemptEnd } from './counters.ts';
import { processRegistry } from './process-metrics.ts';
import { createRequestMetrics, type EndedRequest } from './request-metrics.ts';
import { createRestateMetrics } from './restate-metrics.ts';

/** What the metrics are made from and read from. */
export type MetricsOptions = CounterSources & Omit<CallMetricsOptions, 'onFault'>;

/** One service's metrics. Nothing in a label comes from the wire, but for what is on a list. */
export type Metrics = {
  contentType: string;
  /** All metrics, and those of the process, in Prometheus' text format. */
  render(): Promise<string>;
  observeRequest(request: EndedRequest): void;
  /** A request to Sanity that ended. */
  observeAttempt(seconds: number, end: AttemptEnd): void;
  observeNotice(notice: CallNotice): void;
  observeJournal(notice: Pick<JournalNotice, 'type'>): void;
  /** Work that nobody waits for and that failed, by its name. */
  countBackgroundFailure(work: string): void;
  observeRecord(flaw: RecordFlaw): void;
  /** Shows the way to Restate too, from then on; gives what takes its notices. */
  addRestate(health: () => RestateHealth): (notice: RestateNotice) => void;
};

const FAULTS = ['http_5xx', 'internal_fault', 'call_broken'] as const;
const JOURNAL_ERRORS: JournalNotice['type'][] = [
  'journal.failed',
  'lines.lost',
  'lines.damaged',
  'calls.unreadable',
  'file.unreadable',
  'checkpoint.failed',
  'checkpoint.refused',
];

/**
 * Makes the metrics of one service, in a registry of its own. They hold no timer and no socket, so
 * there is nothing to close. What the process counts anyway is read at each scrape; only durations,
 * and what is known at the moment of a notice alone, is kept here.
 */
export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  const countFault = createFaultCounter(registry);
  const observeRequest = createRequestMetrics(registry, countFault);
  const sanityLatency = new Histogram({
    name: 'sanity_latency_seconds',
    help: 'Time that one request to Sanity took, by how it ended',
    labelNames: ['end'] as const,
    buckets: LATENCY_BUCKETS,
    registers: [registry],
  });
  const observeNotice = createCallMetrics(registry, { ...options, onFault: countFault });
  const observeJournal = createJournalCounter(registry);
  showCounters(registry, options);
  const all = Registry.merge([registry, processRegistry()]);
  return {
    contentType: all.contentType,
    render: () => all.metrics(),
    observeRequest,
    observeAttempt: (seconds, end) => sanityLatency.observe({ end }, Math.max(0, seconds)),
    observeNotice,
    observeJournal,
    countBackgroundFailure: createBackgroundCounter(registry),
    observeRecord: createRecordCounter(registry),
    addRestate: (health) => createRestateMetrics(all, health),
  };
}

function createFaultCounter(registry: Registry) {
  const errors = new Counter({
    name: 'errors_total',
    help: 'Faults of Waybill itself: answers of 5xx but 503, callers told of a fault, broken calls',
    labelNames: ['kind'] as const,
    registers: [registry],
  });
  for (const kind of FAULTS) errors.inc({ kind }, 0);
  return (kind: (typeof FAULTS)[number]) => errors.inc({ kind });
}

function createJournalCounter(registry: Registry): Metrics['observeJournal'] {
  const errors = new Counter({
    name: 'journal_errors_total',
    help: 'What went wrong with recording, by what it was',
    labelNames: ['kind'] as const,
    registers: [registry],
  });
  for (const kind of JOURNAL_ERRORS) errors.inc({ kind }, 0);
  return ({ type }) => {
    if (JOURNAL_ERRORS.includes(type)) errors.inc({ kind: type });
  };
}

function createBackgroundCounter(registry: Registry): Metrics['countBackgroundFailure'] {
  const failures = new Counter({
    name: 'background_failures_total',
    help: 'Work that nobody waits for and that failed, by its name',
    labelNames: ['work'] as const,
    registers: [registry],
  });
  return (work) => failures.inc({ work });
}

const FIELDS = [
  'record',
  'trackingNumber',
  'status',
  'customerName',
  'postalCode',
  'customerPhone',
  'estimatedDelivery',
  'issueMessage',
];

function createRecordCounter(registry: Registry): Metrics['observeRecord'] {
  const flaws = new Counter({
    name: 'record_faults_total',
    help: 'Documents of Sanity that do not fit, each at most once an hour, by field; told without it or not at all',
    labelNames: ['field', 'told'] as const,
    registers: [registry],
  });
  for (const field of FIELDS) for (const told of ['yes', 'no']) flaws.inc({ field, told }, 0);
  return ({ field, told }) => flaws.inc({ field, told: told ? 'yes' : 'no' });
}
