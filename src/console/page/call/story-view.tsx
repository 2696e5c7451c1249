import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Step, Story } from '../../schema.ts';
import { useKeys } from '../keys.ts';
import { Overview } from './overview.tsx';
import { Scrubber } from './scrubber.tsx';
import { StepDetails } from './step-details.tsx';
import { Timeline } from './timeline.tsx';

type Props = {
  story: Story;
  /** The step that is looked at; null for the last one, also when more come. */
  seq: number | null;
  onSeek: (seq: number) => void;
};

/** A call from its beginning to its end, with one step of it in view. */
export function StoryView({ story, seq, onSeek }: Props) {
  const { steps } = story;
  const index = indexOf(steps, seq);
  const step = steps[index];
  const event = useSignal<number | null>(null);
  const seek = (to: number) => {
    const next = steps[Math.min(Math.max(to, 0), steps.length - 1)];
    if (next !== undefined && next.seq !== step?.seq) onSeek(next.seq);
  };
  useKeys({
    ArrowLeft: () => seek(index - 1),
    ArrowRight: () => seek(index + 1),
    k: () => seek(index - 1),
    j: () => seek(index + 1),
    Home: () => seek(0),
    End: () => seek(steps.length - 1),
  });
  useEffect(() => {
    event.value = null;
    if (seq !== null) document.getElementById(`step-${seq}`)?.scrollIntoView({ block: 'nearest' });
  }, [seq, event]);
  if (step === undefined) return null;
  return (
    <div class="story">
      <section class="axis" aria-label="The call on its time axis">
        <Overview story={story} step={step} onSeek={seek} />
        <Scrubber steps={steps} index={index} startedAt={story.call.startedAt} onSeek={seek} />
        <button type="button" class="plain to-details" onClick={showDetails}>
          The chart and what changed ↓
        </button>
      </section>
      <Timeline story={story} at={step.seq} onSeek={onSeek} />
      <StepDetails
        story={story}
        step={step}
        index={index}
        event={event.value}
        onEvent={(place) => {
          event.value = place;
        }}
      />
    </div>
  );
}

/** On a narrow page they stand below all that was said. */
function showDetails(): void {
  document.getElementById('details')?.scrollIntoView({ block: 'start' });
}

function indexOf(steps: readonly Step[], seq: number | null): number {
  if (seq === null) return steps.length - 1;
  // A link may name a step that has not come yet, or one that is missing in the record.
  const after = steps.findIndex((step) => step.seq >= seq);
  return after === -1 ? steps.length - 1 : after;
}
