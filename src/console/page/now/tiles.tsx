import type { ComponentChildren } from 'preact';
import type { SeriesPoint } from '../../schema.ts';
import { ALL_STATUSES, countOf, statusOf } from '../format.ts';
import { Sparkline } from '../parts/sparkline.tsx';

type Line = { label: string; values: readonly (number | null)[]; tone?: 'accent' | 'bad' };
type Props = {
  name: string;
  value: string;
  note: string;
  tone?: 'bad' | 'warn' | undefined;
  isWide?: boolean;
  line?: Line;
  children?: ComponentChildren;
};

/** One figure with how it went. */
export function Tile({ name, value, note, tone, isWide, line, children }: Props) {
  return (
    <section class={`tile ${tone ?? ''} ${isWide ? 'wide' : ''}`} aria-label={name}>
      <h2>{name}</h2>
      <p class="value">{value}</p>
      {line && <Sparkline {...line} />}
      <p class="note">{note}</p>
      {children}
    </section>
  );
}

type AnswersProps = {
  answers: Record<string, number>;
  points: readonly SeriesPoint[];
  over: string;
};

/** How many answers of each outcome there were since the start. */
export function AnswersTile({ answers, points, over }: AnswersProps) {
  const total = sum(answers);
  const given = Object.keys(answers).filter((status) => (answers[status] ?? 0) > 0);
  const ordered = given.toSorted(
    (one, other) => ALL_STATUSES.indexOf(one) - ALL_STATUSES.indexOf(other),
  );
  return (
    <section class="tile wide" aria-label="Answers">
      <h2>Answers</h2>
      <p class="value">{countOf(total)}</p>
      <Sparkline label={`Answers ${over}`} values={points.map((point) => sum(point.answers))} />
      {total === 0 ? (
        <p class="note">none since the start</p>
      ) : (
        <>
          <svg class="shares" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            {sharesOf(ordered, answers, total).map(({ status, from, width }) => (
              <rect key={status} class={statusOf(status).tone} x={from} width={width} height="4" />
            ))}
          </svg>
          <ul class="legend">
            {ordered.map((status) => (
              <li key={status} class={statusOf(status).tone}>
                {statusOf(status).words} <b>{countOf(answers[status] ?? 0)}</b>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function sharesOf(statuses: string[], answers: Record<string, number>, total: number) {
  let from = 0;
  return statuses.map((status) => {
    const width = (100 * (answers[status] ?? 0)) / total;
    const share = { status, from, width: Math.max(width - 0.4, 0.4) };
    from += width;
    return share;
  });
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
