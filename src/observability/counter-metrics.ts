import { Counter, Gauge, type Registry } from 'prom-client';
import type { BreakerState } from '../calls/breaker.ts';
import type { JournalHealth } from '../recording/journal.ts';
import type { CountersSnapshot } from './counters.ts';

/** Where the numbers stand that are read at each scrape; nothing of them is counted twice. */
export type CounterSources = {
  counters: { getSnapshot(): { context: CountersSnapshot } };
  journal: () => JournalHealth;
  /** Calls in memory, ended ones included. */
  heldCalls: () => number;
  /** Epoch milliseconds. */
  now: () => number;
};

type Counts = Partial<Record<string, number>>;

const BREAKER_STATES: Record<BreakerState, number> = { closed: 0, halfOpen: 1, open: 2 };
const LATE_OUTCOMES = ['said', 'gone', 'refused', 'failed'];
const SHED_KINDS = ['unread', 'partial', 'event', 'ending', 'answer'];
const LIMITED_KINDS = ['refused', 'partial', 'event', 'ending', 'answer'];

/** Shows what the process knows of itself already. */
export function showCounters(registry: Registry, sources: CounterSources): void {
  const show = shower(registry, () => sources.counters.getSnapshot().context);
  show.counter('cache_hits_total', 'Reads answered from the cache', (v) => v.cache.hits);
  show.counter('cache_misses_total', 'Reads that needed a lookup', (v) => v.cache.misses);
  show.counter('cache_stale_total', 'Misses with a record past its TTL', (v) => v.cache.stale);
  show.gauge(
    'circuit_breaker_state',
    '0 closed, 1 half-open, 2 open: nothing is sent to Sanity',
    (v) => BREAKER_STATES[v.breaker.state],
  );
  show.counter('circuit_breaker_changes_total', 'Changes of state', (v) => v.breaker.changes);
  show.gauge('sanity_settings_rejected', '1 while Sanity refuses the settings', (v) =>
    Number(v.sanity.isRejected),
  );
  show.gauge('calls_live', 'Calls under way', (v) => v.calls.live);
  show.counter('calls_opened_total', 'Calls taken up, after a restart too', (v) => v.calls.opened);
  show.counter(
    'calls_missed_total',
    'Ends and reports of calls that were forgotten before',
    (v) => v.calls.missed,
  );
  show.counter('calls_dropped_total', 'Calls let go for want of room', (v) => v.calls.dropped);
  show.counter('dedupe_hits_total', 'Tool calls delivered again', (v) => v.answers.repeated);
  show.counter('auth_failures_total', 'Webhook senders refused', (v) => v.webhook.refused);
  show.counter('hallucinations_total', 'Facts that no record states', (v) => v.ungrounded);
  show.countersBy(
    { name: 'messages_total', help: 'Messages from Vapi by type', label: 'type' },
    (v) => v.webhook.byType,
  );
  show.countersBy(
    {
      name: 'shed_requests_total',
      help: 'Turned away for overload, by what it was',
      label: 'kind',
    },
    (v) => ({ ...zeros(SHED_KINDS), ...v.webhook.shed }),
  );
  show.countersBy(
    { name: 'limited_requests_total', help: 'One too many of a sender, by kind', label: 'kind' },
    (v) => ({ ...zeros(LIMITED_KINDS), ...v.webhook.limited }),
  );
  show.countersBy(
    { name: 'late_answers_total', help: 'Late finds told to a live call', label: 'outcome' },
    (v) => ({ ...zeros(LATE_OUTCOMES), ...v.lateAnswers }),
  );
  showJournal(registry, sources);
}

function showJournal(registry: Registry, { journal, now, heldCalls }: CounterSources): void {
  const show = shower(registry, journal);
  show.gauge('journal_up', '1 while lines are recorded', ({ ok }) => Number(ok));
  show.gauge('journal_lag_lines', 'Lines not on the disk yet', ({ waiting }) => waiting);
  show.gauge('journal_trouble_seconds', 'Time since recording failed', ({ troubleSince }) =>
    troubleSince === null ? 0 : Math.max(0, now() - troubleSince) / 1000,
  );
  show.counter('journal_lost_lines_total', 'Lines never to be recorded', ({ lost }) => lost);
  show.gauge('calls_held', 'Calls in memory, ended ones included', heldCalls);
}

/** Makes metrics that are read from one source at each scrape. */
function shower<Source>(registry: Registry, read: () => Source) {
  const registers = [registry];
  return {
    counter(name: string, help: string, numberIn: (source: Source) => number): void {
      new Counter({
        name,
        help,
        registers,
        collect() {
          this.reset();
          this.inc(numberIn(read()));
        },
      });
    },
    gauge(name: string, help: string, numberIn: (source: Source) => number): void {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(numberIn(read()));
        },
      });
    },
    countersBy(
      { label, ...named }: { name: string; help: string; label: string },
      numbersIn: (source: Source) => Counts,
    ): void {
      new Counter({
        ...named,
        labelNames: [label],
        registers,
        collect() {
          this.reset();
          for (const [value, count = 0] of Object.entries(numbersIn(read()))) {
            this.inc({ [label]: value }, count);
          }
        },
      });
    },
  };
}

function zeros(names: readonly string[]): Counts {
  return Object.fromEntries(names.map((name) => [name, 0]));
}
