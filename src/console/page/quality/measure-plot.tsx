import { useMemo } from 'preact/hooks';
import { Plot } from '../parts/plot.tsx';
import type { Measure } from './measures.ts';
import type { Days } from './quality-page.tsx';

/** One measure over the days. */
export function MeasurePlot({ measure, days }: { measure: Measure; days: Days }) {
  const { name, what, lines, format, overall } = measure;
  const moments = useMemo(() => days.map(({ day }) => Date.parse(day)), [days]);
  const drawn = useMemo(
    () => lines.map((line) => ({ ...line, values: days.map((day) => line.of(day)) })),
    [lines, days],
  );
  return (
    <section class="panel measure" aria-label={name}>
      <header>
        <h2>{name}</h2>
        {overall !== null && <p class="value">{format(overall(days))}</p>}
      </header>
      <p class="note">{what}</p>
      <Plot
        label={`${name} over ${days.length} days; the table below has the figures`}
        moments={moments}
        lines={drawn}
        format={format}
      />
      {lines.length > 1 && (
        <ul class="legend">
          {lines.map((line) => (
            <li key={line.name} class={line.colour}>
              {line.name}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
