/**
 * What a lookup went through, step by step, for the record. Pure: its times are those that the
 * events of the lookup tell, so that the same events leave the same trail.
 */
import { type Static, Type } from 'typebox';
import { LookupFailureSchema } from './lookup-outcome.ts';

/** Most steps that are kept, the latest; three attempts with their permits and pauses are nine. */
export const TRAIL_STEPS_MAX = 30;

const TrailStepSchema = Type.Object({
  kind: Type.Enum(['cache', 'permit', 'attempt', 'pause']),
  startedAt: Type.Number(),
  endedAt: Type.Number(),
  result: Type.Union([
    // Of the cache, of the breaker's permit, of an attempt and of a pause; or why it failed.
    Type.Enum(['fresh', 'stale', 'absent']),
    Type.Enum(['granted', 'probe', 'refused']),
    Type.Enum(['found', 'missing']),
    Type.Enum(['waited']),
    LookupFailureSchema,
  ]),
});

/** One step of a lookup: it begins where the one before ends. Times are epoch milliseconds. */
export type TrailStep = Static<typeof TrailStepSchema>;

/** The steps of a lookup, in order: cache, permit, attempt, pause, permit, attempt and so on. */
export const TrailSchema = Type.Array(TrailStepSchema, { maxItems: TRAIL_STEPS_MAX });

/** How a step ended, and when; null where the event does not tell. */
export type StepEnd = { result: TrailStep['result']; at: number | null };

/** Of a lookup, as much as its trail is made of. */
type Trailed = { startedAt: number; trail: readonly TrailStep[] };

/** The trail with the step that is under way, which ended so. */
export function addStep({ startedAt, trail }: Trailed, { result, at }: StepEnd): TrailStep[] {
  const began = stepBegan({ startedAt, trail });
  // A clock that was set back makes no step end before it began.
  const endedAt = Math.max(began, at ?? began);
  const step = { kind: kindAfter(trail.at(-1)?.kind), startedAt: began, endedAt, result };
  return [...trail, step].slice(-TRAIL_STEPS_MAX);
}

/** When the step that is under way began, in epoch milliseconds. */
export function stepBegan({ startedAt, trail }: Trailed): number {
  return trail.at(-1)?.endedAt ?? startedAt;
}

/** What follows a step: a lookup goes round from permit to pause until it ends. */
function kindAfter(last: TrailStep['kind'] | undefined): TrailStep['kind'] {
  switch (last) {
    case undefined:
      return 'cache';
    case 'cache':
    case 'pause':
      return 'permit';
    case 'permit':
      return 'attempt';
    case 'attempt':
      return 'pause';
    default:
      return last satisfies never;
  }
}
