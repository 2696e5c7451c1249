import { memo } from 'preact/compat';
import type { Lookup, Said, Step, Story } from '../../schema.ts';
import { counted, offsetOf, spanOf, speakerOf, statusOf, textOf, timeOf } from '../format.ts';
import { StateName, StatusBadge } from '../parts/badge.tsx';
import { Facts, Sentence } from './facts.tsx';
import { LookupTrail } from './lookup-trail.tsx';

type Props = { story: Story; at: number; onSeek: (seq: number) => void };

/** Each step of a call: what was said, beside what Waybill did. */
export function Timeline({ story, at, onSeek }: Props) {
  const { steps, stepsTotal, lookups, call } = story;
  const lookupsOf = groupLookups(steps, lookups);
  return (
    <section class="panel timeline" aria-labelledby="timeline-title">
      <header>
        <h2 id="timeline-title">What was said, and what Waybill did</h2>
        <p class="note">{counted(steps.length, 'step')}</p>
      </header>
      <div class="timeline-heads" aria-hidden="true">
        <span>Time</span>
        <span>Said</span>
        <span>Waybill</span>
      </div>
      <ol>
        {steps.map((step) => (
          <StepRow
            key={step.seq}
            step={step}
            lookups={lookupsOf.get(step.seq) ?? NO_LOOKUPS}
            startedAt={call.startedAt}
            isCurrent={step.seq === at}
            onSeek={onSeek}
          />
        ))}
      </ol>
      {steps.length < stepsTotal && (
        <p class="note" role="status">
          {steps.length} of {stepsTotal} steps are here, the rest is on its way
        </p>
      )}
    </section>
  );
}

const NO_LOOKUPS: readonly Lookup[] = [];

type RowProps = {
  step: Step;
  lookups: readonly Lookup[];
  startedAt: number;
  isCurrent: boolean;
  onSeek: (seq: number) => void;
};

// A call may have thousands of steps, of which a move changes two.
const StepRow = memo(
  ({ step, lookups, startedAt, isCurrent, onSeek }: RowProps) => (
    <li id={`step-${step.seq}`} class="step" aria-current={isCurrent ? 'step' : undefined}>
      <button
        type="button"
        class="step-time"
        title={timeOf(step.at)}
        onClick={() => onSeek(step.seq)}
      >
        {offsetOf(step.at - startedAt)}
        <small>#{step.seq}</small>
        <span class="hidden">, {step.state}</span>
      </button>
      <div class="step-said">
        {step.said.map((said, place) => (
          <Bubble key={place} said={said} />
        ))}
      </div>
      <div class="step-done">
        <Path path={step.path} />
        {step.answers.map((answer) => (
          <AnswerCard key={answer.toolCallId} answer={answer} latency={step.latency} />
        ))}
        {lookups.map((lookup) => (
          <LookupTrail key={`${lookup.startedAt}-${lookup.trackingNumber}`} lookup={lookup} />
        ))}
        {step.answers.length === 0 && lookups.length === 0 && (
          <p class="note quiet-step">
            {step.events.map(({ type }) => type).join(', ') || 'nothing'}
          </p>
        )}
      </div>
    </li>
  ),
  (one, other) =>
    one.step === other.step &&
    one.isCurrent === other.isCurrent &&
    one.lookups.length === other.lookups.length,
);

function Path({ path }: { path: Step['path'] }) {
  if (path.length === 0) return null;
  return (
    <p class="path">
      <span class="hidden">Entered: </span>
      {path.map((state, place) => (
        <span key={place}>
          {place > 0 && <span aria-hidden="true">→</span>}
          <StateName state={state} />
        </span>
      ))}
    </p>
  );
}

function Bubble({ said }: { said: Said }) {
  const { role, by, text, facts } = said;
  return (
    <figure class={`bubble from-${role} by-${by}`}>
      <figcaption>{speakerOf({ by })}</figcaption>
      <Sentence text={text} facts={facts} />
      <Facts facts={facts} />
    </figure>
  );
}

type AnswerProps = { answer: Step['answers'][number]; latency: number };

function AnswerCard({ answer, latency }: AnswerProps) {
  const { tool, status, source, ageSeconds, isStale, sentence, facts } = answer;
  return (
    <article class={`answer ${statusOf(status).tone}`} aria-label={`Answer to ${tool}`}>
      <header>
        <code>{tool}</code>
        <StatusBadge status={status} />
        <span class="figure">{spanOf(latency)}</span>
      </header>
      <p class="arguments">{argumentsOf(answer.arguments)}</p>
      <p class="sentence">
        <Sentence text={sentence} facts={facts} />
      </p>
      <Facts facts={facts} />
      {source !== null && source !== 'fallback' && (
        <p class="note">
          from {source === 'cache' ? 'the cache' : 'Sanity'}
          {ageSeconds !== null && ageSeconds > 0 && `, read ${spanOf(ageSeconds * 1_000)} before`}
          {ageSeconds === 0 && ', read just now'}
          {isStale && <b class="warn-words"> (past its time to live)</b>}
        </p>
      )}
    </article>
  );
}

/** `trackingNumber: WB…` rather than JSON, as far as it is no deeper. */
function argumentsOf(given: unknown): string {
  if (typeof given !== 'object' || given === null) return textOf(given);
  const entries = Object.entries(given);
  if (entries.length === 0) return 'without arguments';
  return entries.map(([name, value]) => `${name}: ${textOf(value)}`).join(', ');
}

/** Which lookups began before the end of which step, and after the step before. */
function groupLookups(steps: readonly Step[], lookups: readonly Lookup[]): Map<number, Lookup[]> {
  const last = steps.at(-1)?.seq ?? 0;
  return Map.groupBy(
    lookups,
    ({ startedAt }) => steps.find(({ at }) => at >= startedAt)?.seq ?? last,
  );
}
