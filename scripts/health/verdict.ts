/** How one check came out. */
export type Verdict = 'ok' | 'not_ready' | 'unreachable';

/** One thing that was asked, and what came of it. */
export type HealthAnswer = {
  /** Which server and what of it, such as `admin /readyz`. */
  check: string;
  verdict: Verdict;
  /** HTTP status; null without an answer. */
  status: number | null;
  latencyMs: number;
  /** What is the matter; empty when all is well. */
  detail: string;
};

/** The exit code for each, as machines read it. */
export const EXIT_CODES = { ok: 0, not_ready: 1, unreachable: 2 } as const;

/** How all of it came out: as the worst of it did. */
export function worstOf(answers: readonly HealthAnswer[]): Verdict {
  const verdicts = answers.map(({ verdict }) => verdict);
  if (verdicts.includes('unreachable')) return 'unreachable';
  return verdicts.includes('not_ready') ? 'not_ready' : 'ok';
}
