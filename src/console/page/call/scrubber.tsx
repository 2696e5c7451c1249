import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Step } from '../../schema.ts';
import { offsetOf } from '../format.ts';
import { useKeys } from '../keys.ts';

const SPEEDS = [1, 5, 20];
/** A pause in a call is played no longer than this, and no step is too short to be seen. */
const PLAYED_MS = { min: 250, max: 3_000 };

type Props = {
  steps: readonly Step[];
  index: number;
  startedAt: number;
  onSeek: (index: number) => void;
};

/** Goes through a call step by step, by hand or by itself. */
export function Scrubber({ steps, index, startedAt, onSeek }: Props) {
  const isPlaying = useSignal(false);
  const speed = useSignal(SPEEDS[1] ?? 1);
  const step = steps[index];
  const isLast = index >= steps.length - 1;
  const toggle = () => {
    if (!isPlaying.value && isLast) onSeek(0);
    isPlaying.value = !isPlaying.value;
  };
  useKeys({ ' ': toggle });
  const playing = isPlaying.value;
  const pace = speed.value;
  useEffect(() => {
    if (!playing) return;
    const next = steps[index + 1];
    if (step === undefined || next === undefined) {
      isPlaying.value = false;
      return;
    }
    const gap = (next.at - step.at) / pace;
    const timer = setTimeout(
      () => onSeek(index + 1),
      Math.min(Math.max(gap, PLAYED_MS.min), PLAYED_MS.max),
    );
    return () => clearTimeout(timer);
  }, [playing, pace, index, steps, step, onSeek, isPlaying]);
  if (step === undefined) return null;
  const where = `Step ${index + 1} of ${steps.length}`;
  const offset = offsetOf(step.at - startedAt);
  return (
    <div class="scrubber">
      <button type="button" class="play" onClick={toggle}>
        {playing ? 'Pause' : 'Play'}
      </button>
      <button
        type="button"
        aria-label="Previous step"
        disabled={index === 0}
        onClick={() => onSeek(index - 1)}
      >
        ‹
      </button>
      <input
        type="range"
        aria-label="Step of the call"
        aria-valuetext={`${where}, ${step.state}, at ${offset}`}
        min={0}
        max={steps.length - 1}
        value={index}
        onInput={({ currentTarget }) => onSeek(Number(currentTarget.value))}
      />
      <button
        type="button"
        aria-label="Next step"
        disabled={isLast}
        onClick={() => onSeek(index + 1)}
      >
        ›
      </button>
      <output class="where">
        <b>{offset}</b> <span>{where}</span>
      </output>
      <label class="speed">
        <span class="hidden">Speed</span>
        <select
          onChange={({ currentTarget }) => {
            speed.value = Number(currentTarget.value);
          }}
        >
          {SPEEDS.map((one) => (
            <option key={one} value={one} selected={one === pace}>
              {one}×
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
