import type { CallScore } from './call-score.ts';
import type { Check } from './limits.ts';
import { type Metrics, measure } from './metrics.ts';

/** All that a report tells, whatever its format. */
export type Report = {
  source: string;
  metrics: Metrics;
  checks: Check[];
  /** The worst first. */
  scores: CallScore[];
  /** Most calls that are shown in full. */
  show: number;
  /** Lines of the journal that could not be read. */
  damaged: number;
  /** Lines that contradict one another, in words. */
  conflicts: string[];
};

/** What of the journal is not as it should be, in words. */
export function faultsOf({ damaged, conflicts }: Report): string[] {
  return [...(damaged > 0 ? [`${damaged} lines could not be read`] : []), ...conflicts];
}

/** Puts the calls that went worst first; among equals, the earlier. */
export function worstFirst(scores: readonly CallScore[]): CallScore[] {
  return scores.toSorted(
    (a, b) => badness(b) - badness(a) || a.startedAt.localeCompare(b.startedAt),
  );
}

/** How a call went: something wrong was said or done, something failed, or neither. */
export type Standing = 'bad' | 'doubtful' | 'good';

/** Tells how a call went. */
export function standingOf(score: CallScore): Standing {
  const isWrong = score.inventions.length > 0 || score.missed > 0 || score.conformance === 'strays';
  if (isWrong || score.answers.some(({ accurate }) => accurate === false)) return 'bad';
  const isFailed = score.answers.some(({ status }) => BROKEN.includes(status));
  return isFailed || score.faults.length > 0 ? 'doubtful' : 'good';
}

/** From when to when the calls began, as dates; null when there are none. */
export function periodOf(scores: readonly CallScore[]): string | null {
  const days = scores.map(({ startedAt }) => startedAt.slice(0, 10)).toSorted();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return null;
  return first === last ? first : `${first} to ${last}`;
}

/** The metrics of each day on which calls began, in order: for trends. Days are UTC. */
export function byDay(scores: readonly CallScore[]): { day: string; metrics: Metrics }[] {
  const days = Map.groupBy(scores, ({ startedAt }) => startedAt.slice(0, 10));
  return [...days]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([day, of]) => ({ day, metrics: measure(of) }));
}

/** What is shown of each day. */
export const TREND: readonly (keyof Metrics)[] = [
  'groundedness',
  'accuracy',
  'toolSuccess',
  'containment',
  'fallbackShare',
  'triesUntilNumber',
  'latencyP95Ms',
  'durationSeconds',
  'cost',
];

const BROKEN = ['error', 'unavailable', 'none', 'unreadable'];

// An invented fact weighs more than anything that was said honestly.
function badness(score: CallScore): number {
  const inaccurate = score.answers.filter(({ accurate }) => accurate === false).length;
  const broken = score.answers.filter(({ status }) => BROKEN.includes(status)).length;
  const strays = score.conformance === 'strays' ? 1 : 0;
  return (
    1000 * score.inventions.length +
    500 * (inaccurate + score.missed) +
    400 * strays +
    50 * broken +
    10 * score.faults.length +
    score.path.filter((state) => state === 'fallback').length +
    Math.min(1, Math.max(0, ...score.latenciesMs) / 10_000)
  );
}
