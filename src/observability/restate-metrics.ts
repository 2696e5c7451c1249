import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { RestateHealth, RestateNotice } from '../restate/restate-notice.ts';
import { LATENCY_BUCKETS } from './buckets.ts';

/** Counts and times the steps of calls that Restate keeps; there are no such metrics without it. */
export function createRestateMetrics(
  registry: Registry,
  health: () => RestateHealth,
): (notice: RestateNotice) => void {
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const steps = new Histogram({
    name: 'restate_step_seconds',
    help: 'Time until Restate had taken what a call was told, tries that failed included',
    buckets: LATENCY_BUCKETS,
    registers,
  });
  const retries = counter('restate_retries_total', 'Steps that were sent once more');
  const lost = counter('restate_lost_total', 'Events that calls will never hear of');
  const fallbacks = counter(
    'restate_edge_answers_total',
    'Deliveries that were answered in the place of their call, which was late',
  );
  new Gauge({
    name: 'restate_up',
    help: '1 while Restate takes steps',
    registers,
    collect() {
      this.set(Number(health().ok));
    },
  });
  return (notice) => {
    switch (notice.type) {
      case 'step.taken':
        return steps.observe(Math.max(0, notice.latencyMs) / 1000);
      case 'step.retried':
        return retries.inc();
      case 'step.lost':
        return lost.inc(notice.count);
      case 'edge.answered':
        return fallbacks.inc();
      case 'restate.changed':
        return;
      default:
        return notice satisfies never;
    }
  };
}
