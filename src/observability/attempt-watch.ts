import type { Logger } from 'pino';
import type { LookupFailure } from '../../machines/lookup-outcome.ts';
import type { Vitals } from './vitals.ts';

/** A request to Sanity that has ended; `detail` is safe for a log. */
export type Attempt =
  | { kind: 'found' | 'missing' }
  | { kind: 'failed'; reason: LookupFailure; detail: string };

/** Counts and logs how requests to Sanity end; a refusal of our settings is an operator's alarm. */
export function watchAttempts(vitals: Vitals, logger: Logger): (attempt: Attempt) => void {
  return (attempt) => {
    vitals.trigger.attemptEnded({ end: attempt.kind === 'failed' ? attempt.reason : attempt.kind });
    if (attempt.kind !== 'failed') return;
    const { reason, detail } = attempt;
    if (reason === 'rejected') logger.error({ reason, detail }, 'sanity.rejected');
    else logger.warn({ reason, detail }, 'sanity.attempt_failed');
  };
}
