import type { CountersSnapshot } from './counters.ts';

/** Whether the service can do its work, and what is the matter where it cannot. */
export type Readiness = { ready: boolean; checks: Record<string, string> };

/** What stands for a Sanity that nobody has heard of yet. */
const UNKNOWN = 'unknown: Sanity has not answered yet';

/**
 * Judges by what the process knows already, so that a probe costs nothing and asks nobody.
 * Sanity's refusal of the settings is told until Sanity takes them. A Sanity that has never answered
 * is told and keeps nobody out: callers hear that it cannot be reached, where else they heard nothing.
 */
export function judgeReadiness(
  { breaker, sanity }: CountersSnapshot,
  journal: { ok: boolean; reason: string | null },
  isDraining: boolean,
  /** Null where this process keeps the calls itself. */
  restate: { ok: boolean; reason: string | null } | null = null,
): Readiness {
  const checks = {
    draining: isDraining ? 'draining: the process is stopping' : 'ok',
    breaker: breaker.state === 'open' ? 'open: Sanity fails, nothing is sent' : 'ok',
    journal: journal.ok ? 'ok' : `failing: ${journal.reason}`,
    sanity: sanityCheck(sanity),
    ...(restate && { restate: restate.ok ? 'ok' : `unreachable: ${restate.reason}` }),
  };
  const isFine = (check: string) => check === 'ok' || check === UNKNOWN;
  return { ready: Object.values(checks).every(isFine), checks };
}

function sanityCheck({ isRejected, hasAnswered }: CountersSnapshot['sanity']): string {
  if (isRejected) return 'rejected: Sanity refuses the settings';
  return hasAnswered ? 'ok' : UNKNOWN;
}
