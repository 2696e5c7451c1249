import type { Quality, QualityDay } from '../../schema.ts';
import { counted, countOf, momentOf, moneyOf, NONE, tenthOf } from '../format.ts';
import { Empty, Fault, Faults, Loading } from '../parts/notice.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { formatHash } from '../route.ts';
import { DayTable } from './day-table.tsx';
import { MeasurePlot } from './measure-plot.tsx';
import { MEASURES } from './measures.ts';

const SPANS = [7, 30, 90];

/** What the calls of some days come to. */
export function QualityPage({ days }: { days: number }) {
  const { answer, retry } = useAnswer<Quality>(`/api/quality?days=${days}`);
  const { body, fault, isLoading } = answer.value;
  return (
    <>
      <div class="row page-head">
        <h1>Quality</h1>
        <nav aria-label="Days" class="tabs">
          {SPANS.map((span) => (
            <a
              key={span}
              href={formatHash({ page: 'quality', days: span })}
              aria-current={span === days ? 'page' : undefined}
            >
              {span} days
            </a>
          ))}
        </nav>
      </div>
      {fault !== null && <Fault reason={fault} onRetry={retry} />}
      {body === null && isLoading && <Loading what="the figures" />}
      {body !== null && <Faults faults={body.faults} />}
      {body !== null && <Figures quality={body} />}
    </>
  );
}

function Figures({ quality: { days, evaluation } }: { quality: Quality }) {
  if (days.every(({ calls }) => calls === 0)) {
    return (
      <Empty title="No calls on these days">
        <p>Figures show as soon as there are calls on record.</p>
      </Empty>
    );
  }
  const calls = days.reduce((total, day) => total + day.calls, 0);
  const cost = days.reduce((total, day) => total + day.cost, 0);
  return (
    <>
      <p class="note">
        {counted(calls, 'call')} on {counted(days.length, 'day')} of record
        {cost > 0 && `, ${moneyOf(cost)} in all`}. Days are UTC.
      </p>
      <div class="measures">
        {MEASURES.map((measure) => (
          <MeasurePlot key={measure.name} measure={measure} days={days} />
        ))}
      </div>
      <DayTable days={days} />
      <Evaluation evaluation={evaluation} />
    </>
  );
}

function Evaluation({ evaluation }: Pick<Quality, 'evaluation'>) {
  return (
    <section class="panel" aria-labelledby="evaluation-title">
      <header>
        <h2 id="evaluation-title">The evaluation’s latest report</h2>
        {evaluation !== null && <p class="note">{momentOf(evaluation.at)}</p>}
      </header>
      {evaluation === null ? (
        <Empty title="There is no report yet">
          <p>
            <code>npm run eval</code> makes one.
          </p>
        </Empty>
      ) : (
        <>
          <p class="note">
            <code>{evaluation.path}</code>
          </p>
          <dl class="facts metrics">
            {Object.entries(evaluation.metrics).map(([name, value]) => (
              <div key={name}>
                <dt>{name.replaceAll(/[_-]/g, ' ')}</dt>
                <dd>{metricOf(value)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}

function metricOf(value: number | null): string {
  if (value === null) return NONE;
  return Number.isInteger(value) ? countOf(value) : tenthOf(Math.round(value * 1_000) / 1_000);
}

/** The days that there are figures of. */
export type Days = readonly QualityDay[];
