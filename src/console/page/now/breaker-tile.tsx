import { useSignal } from '@preact/signals';
import type { SeriesPoint, State } from '../../schema.ts';
import { announce } from '../announcements.tsx';
import { ask } from '../api.ts';
import { counted, countOf } from '../format.ts';
import { Modal } from '../parts/modal.tsx';
import { Fault } from '../parts/notice.tsx';
import { Tile } from './tiles.tsx';

const WORDS = {
  closed: { value: 'closed', note: 'Sanity is asked', tone: undefined },
  halfOpen: { value: 'half-open', note: 'one lookup tries whether Sanity is back', tone: 'warn' },
  open: { value: 'open', note: 'Sanity is not asked for now', tone: 'bad' },
} as const;

type Props = { breaker: State['breaker']; points: readonly SeriesPoint[]; over: string };

/** The circuit breaker, and what resets it. */
export function BreakerTile({ breaker, points, over }: Props) {
  const isAsking = useSignal(false);
  const { value, note, tone } = WORDS[breaker.state];
  return (
    <Tile
      name="Circuit breaker"
      value={value}
      tone={tone}
      isWide
      note={`${note}; ${counted(breaker.changes, 'change')}`}
      line={{
        label: `Attempts at Sanity ${over}`,
        values: points.map(({ sanityAttempts }) => sanityAttempts),
      }}
    >
      <button
        type="button"
        onClick={() => {
          isAsking.value = true;
        }}
      >
        Reset…
      </button>
      {isAsking.value && (
        <ResetDialog
          changes={breaker.changes}
          onClose={() => {
            isAsking.value = false;
          }}
        />
      )}
    </Tile>
  );
}

function ResetDialog({ changes, onClose }: { changes: number; onClose: () => void }) {
  const fault = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const reset = async () => {
    isBusy.value = true;
    try {
      const { state } = await ask<{ state: string }>('/admin/circuit-breaker/reset', {
        method: 'POST',
      });
      announce(`The circuit breaker is ${state}`);
      onClose();
    } catch (error) {
      fault.value = error instanceof Error ? error.message : `${error}`;
      isBusy.value = false;
    }
  };
  return (
    <Modal title="Reset the circuit breaker?" onClose={onClose}>
      <p>
        It closes at once, and lookups ask Sanity again. If Sanity is still down, callers wait for
        nothing until it opens anew. It has changed {countOf(changes)} times since the start.
      </p>
      {fault.value !== null && <Fault reason={fault.value} />}
      <div class="row end">
        <button type="button" onClick={onClose}>
          Leave it
        </button>
        <button type="button" class="primary" disabled={isBusy} onClick={reset}>
          Reset it
        </button>
      </div>
    </Modal>
  );
}
