import type { Step, Story } from '../../schema.ts';
import { clockOf, offsetOf, spanOf, statusOf } from '../format.ts';

const LANES = ['State', 'Caller', 'Answers', 'Lookups'];
const LANE_HEIGHT = 20;
const HEIGHT = LANES.length * LANE_HEIGHT;
const TICKS_MAX = 6;
/** A stretch that is shorter has no room for its name. */
const NAMED_PERCENT = 9;
const TICK_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600].map((s) => s * 1_000);

type Props = { story: Story; step: Step; onSeek: (index: number) => void };

/** The whole call in one picture, on one time axis. What it shows stands in words below it. */
export function Overview({ story, step, onSeek }: Props) {
  const { steps, lookups, call } = story;
  const from = Math.min(call.startedAt, steps[0]?.startedAt ?? call.startedAt);
  const to = Math.max(call.lastAt, steps.at(-1)?.at ?? 0, from + 1_000);
  const x = (at: number) => `${(((at - from) / (to - from)) * 100).toFixed(3)}%`;
  const width = (ms: number) => `${Math.max((ms / (to - from)) * 100, 0.35).toFixed(3)}%`;
  const seek = ({ currentTarget, clientX }: MouseEvent) => {
    const box = (currentTarget as Element).getBoundingClientRect();
    const at = from + ((clientX - box.left) / box.width) * (to - from);
    onSeek(nearest(steps, at));
  };
  return (
    <div class="overview">
      <ol class="lanes" aria-hidden="true">
        {LANES.map((lane) => (
          <li key={lane}>{lane}</li>
        ))}
      </ol>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the scrubber below is for the keyboard. */}
      <svg class="lane-chart" height={HEIGHT} role="img" aria-label={inWords(story)} onClick={seek}>
        {ticksOf(to - from).map((ms) => (
          <line key={ms} class="tick" x1={x(from + ms)} x2={x(from + ms)} y1="0" y2={HEIGHT} />
        ))}
        {stretchesOf(steps, from, to).map((stretch) => (
          <Stretch key={`${stretch.at}-${stretch.state}`} {...stretch} x={x} width={width} />
        ))}
        {steps.map(({ seq, startedAt, said }) =>
          said.some(({ role }) => role === 'caller') ? (
            <circle key={seq} class="caller-mark" cx={x(startedAt)} cy={LANE_HEIGHT * 1.5} r="4">
              <title>{said.find(({ role }) => role === 'caller')?.text}</title>
            </circle>
          ) : null,
        )}
        {steps.flatMap(({ seq, at, startedAt, answers }) =>
          answers.map(({ toolCallId, tool, status }) => (
            <rect
              key={`${seq}-${toolCallId}`}
              class={`answer-mark ${statusOf(status).tone}`}
              x={x(startedAt)}
              width={width(at - startedAt)}
              y={LANE_HEIGHT * 2 + 4}
              height="12"
              rx="2"
            >
              <title>{`${tool}: ${statusOf(status).words} after ${spanOf(at - startedAt)}`}</title>
            </rect>
          )),
        )}
        {lookups.map(({ startedAt, endedAt, outcome, trackingNumber }) => (
          <rect
            key={`${startedAt}-${trackingNumber}`}
            class={`lookup-mark ${outcome === 'found' || outcome === null ? 'good' : 'bad'}`}
            x={x(startedAt)}
            width={width((endedAt ?? to) - startedAt)}
            y={LANE_HEIGHT * 3 + 4}
            height="12"
            rx="2"
          >
            <title>{`${trackingNumber}: ${outcome ?? 'under way'}`}</title>
          </rect>
        ))}
        <line class="playhead" x1={x(step.at)} x2={x(step.at)} y1="0" y2={HEIGHT} />
      </svg>
      <ol class="ticks" aria-hidden="true">
        {ticksOf(to - from).map((ms) => (
          <li key={ms} style={{ left: x(from + ms) }}>
            {clockOf(ms)}
          </li>
        ))}
      </ol>
    </div>
  );
}

type StretchProps = {
  state: string;
  at: number;
  until: number;
  x: (at: number) => string;
  width: (ms: number) => string;
};

function Stretch({ state, at, until, x, width }: StretchProps) {
  const isNamed = Number.parseFloat(width(until - at)) >= NAMED_PERCENT && state !== 'ended';
  return (
    <g class={`is-${state}`}>
      <rect class="stretch" x={x(at)} width={width(until - at)} y="2" height="16">
        <title>{`${state} for ${spanOf(until - at)}`}</title>
      </rect>
      {isNamed && (
        <text class="stretch-name" x={x(at)} dx="7" y="14">
          {state}
        </text>
      )}
    </g>
  );
}

/** How long the call was in which state, by the time of each event. */
function stretchesOf(steps: readonly Step[], from: number, to: number) {
  const stretches: { state: string; at: number; until: number }[] = [];
  const enter = (state: string, at: number) => {
    const last = stretches.at(-1);
    if (last?.state === state) return;
    if (last !== undefined) last.until = at;
    stretches.push({ state, at, until: to });
  };
  enter('need', from);
  for (const { events, state, at } of steps) {
    for (const event of events) {
      const outer = event.active.find((id) => id.includes('.'))?.split('.')[1];
      if (outer !== undefined) enter(outer, event.at);
    }
    enter(state, at);
  }
  return stretches;
}

/** Round times, few enough to be read. */
function ticksOf(ms: number): number[] {
  const step = TICK_STEPS.find((one) => ms / one <= TICKS_MAX) ?? Math.ceil(ms / TICKS_MAX);
  return Array.from({ length: Math.floor(ms / step) + 1 }, (_, index) => index * step);
}

function nearest(steps: readonly Step[], at: number): number {
  const distances = steps.map((step) => Math.abs(step.at - at));
  return distances.indexOf(Math.min(...distances));
}

function inWords({ steps, call }: Story): string {
  const path = steps.flatMap((step) => step.path).join(', ');
  return `${steps.length} steps in ${offsetOf(call.lastAt - call.startedAt)}; states: ${path}`;
}
