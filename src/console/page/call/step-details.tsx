import { useSignal } from '@preact/signals';
import type { Snapshot, Step, Story } from '../../schema.ts';
import { ask } from '../api.ts';
import { counted, offsetOf, spanOf, textOf, timeOf } from '../format.ts';
import { StateName } from '../parts/badge.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Fault, Loading } from '../parts/notice.tsx';
import { Scrolled } from '../parts/scrolled.tsx';
import { formatHash } from '../route.ts';
import { Chart } from './chart.tsx';

type Props = {
  story: Story;
  step: Step;
  index: number;
  /** The event of the step that the chart is to show; null for the last one. */
  event: number | null;
  onEvent: (place: number | null) => void;
};

/** One step: where the chart stood, what came in, what changed. */
export function StepDetails({ story, step, index, event, onEvent }: Props) {
  const { callId, startedAt } = story.call;
  const link = `${location.origin}${location.pathname}${formatHash({ page: 'call', callId, seq: step.seq })}`;
  return (
    <aside id="details" class="panel details" aria-label="This step">
      <header>
        <h2>
          Step {index + 1} <span class="note">of {story.steps.length}</span>
        </h2>
        <StateName state={step.state} />
        <CopyButton label="Copy link to this moment" text={link} />
      </header>
      <Chart story={story} index={index} event={event} />
      <dl class="facts">
        <div>
          <dt>At</dt>
          <dd>
            {timeOf(step.at)} <span class="note">{offsetOf(step.at - startedAt)}</span>
          </dd>
        </div>
        <div>
          <dt>Took</dt>
          <dd>{spanOf(step.latency)}</dd>
        </div>
        <div class="whole">
          <dt>Correlation ID</dt>
          <dd>
            <code>{step.correlationId}</code>{' '}
            <CopyButton label="Copy" text={step.correlationId} isPlain />
          </dd>
        </div>
      </dl>
      <Events callId={callId} step={step} event={event} onEvent={onEvent} />
      <Changes step={step} />
      <SnapshotView key={`${step.seq}`} callId={callId} seq={step.seq} />
    </aside>
  );
}

type EventsProps = Pick<Props, 'step' | 'event' | 'onEvent'> & { callId: string };

function Events({ callId, step, event: chosen, onEvent }: EventsProps) {
  return (
    <section class="block" aria-label="Events">
      <h3>{counted(step.events.length, 'event')} received</h3>
      <ol class="events">
        {step.events.map((event, place) => (
          <li key={place}>
            <details>
              <summary>
                <code>{event.type}</code>
                <span class="note">{timeOf(event.at)}</span>
              </summary>
              <Scrolled label={`Detail of ${event.type}`} name="text">
                {textOf(event.detail)}
              </Scrolled>
              <p class="row">
                <button
                  type="button"
                  aria-pressed={chosen === place}
                  onClick={() => onEvent(chosen === place ? null : place)}
                >
                  Show on the chart
                </button>
                <a
                  class="button"
                  href={formatHash({ page: 'whatIf', callId, seq: step.seq, event: place })}
                >
                  What if it were another?
                </a>
              </p>
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Changes({ step: { changes } }: { step: Step }) {
  return (
    <section class="block" aria-label="What changed">
      <h3>What changed</h3>
      {changes.length === 0 ? (
        <p class="note">Nothing in the snapshot.</p>
      ) : (
        <dl class="changes">
          {changes.map(({ path, before, after }) => (
            <div key={path}>
              <dt>
                <code>{path}</code>
              </dt>
              <dd>
                <del>{textOf(before)}</del> <span aria-hidden="true">→</span>{' '}
                <ins>{textOf(after)}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function SnapshotView({ callId, seq }: { callId: string; seq: number }) {
  const snapshot = useSignal<Snapshot | null>(null);
  const fault = useSignal<string | null>(null);
  const load = async () => {
    if (snapshot.value !== null) return;
    try {
      snapshot.value = await ask<Snapshot>(`/api/calls/${encodeURIComponent(callId)}/steps/${seq}`);
    } catch (error) {
      fault.value = error instanceof Error ? error.message : `${error}`;
    }
  };
  return (
    <section class="block" aria-label="Snapshot">
      <details onToggle={({ currentTarget }) => currentTarget.open && load()}>
        <summary>
          <h3>Snapshot after this step</h3>
        </summary>
        {fault.value !== null && <Fault reason={fault.value} />}
        {snapshot.value === null && fault.value === null && <Loading what="the snapshot" />}
        {snapshot.value !== null && (
          <>
            {snapshot.value.isMasked && <p class="note">Personal data is masked.</p>}
            <Scrolled label="The snapshot as JSON" name="text">
              {textOf(snapshot.value.snapshot)}
            </Scrolled>
          </>
        )}
      </details>
    </section>
  );
}
