import type { Clock } from '../edges.ts';
import type { CountersSnapshot } from '../observability/counters.ts';
import type { Readiness } from '../observability/readiness.ts';
import type { LiveSeries } from './live-series.ts';
import type { State } from './schema.ts';

/** Where the process's knowledge of itself is read. */
export type StateSources = {
  clock: Pick<Clock, 'now'>;
  counters: () => CountersSnapshot;
  judge: () => Readiness;
  journal: () => { ok: boolean; reason: string | null };
};

/** Makes what tells the state of the process at a moment; it asks nobody. */
export function createStateReader(sources: StateSources, series: LiveSeries): () => State {
  const { clock } = sources;
  const startedAt = clock.now();
  return () => {
    const { calls, answers, ungrounded, cache, breaker } = sources.counters();
    const { ok, reason } = sources.journal();
    return {
      at: clock.now(),
      startedAt,
      readiness: sources.judge(),
      calls: { ...calls, live: Math.max(0, calls.live) },
      answers: { ...answers.byStatus },
      ungrounded,
      cache,
      breaker,
      journal: { ok, reason },
      series: series.read(),
    };
  };
}
