import type { CountersSnapshot } from './counters.ts';

/** Whether the service can do its work, and what is the matter where it cannot. */
export type Readiness = { ready: boolean; checks: Record<string, string> };

/**
 * Judges by what the process knows already, so that a probe costs nothing and asks nobody.
 * Sanity's refusal of the settings is told until Sanity takes them.
 */
export function judgeReadiness(
  { breaker, sanity }: CountersSnapshot,
  journal: { ok: boolean; reason: string | null },
  isDraining: boolean,
): Readiness {
  const checks = {
    draining: isDraining ? 'draining: the process is stopping' : 'ok',
    breaker: breaker.state === 'open' ? 'open: Sanity fails, nothing is sent' : 'ok',
    journal: journal.ok ? 'ok' : `failing: ${journal.reason}`,
    sanity: sanity.isRejected ? 'rejected: Sanity refuses the settings' : 'ok',
  };
  return { ready: Object.values(checks).every((check) => check === 'ok'), checks };
}
