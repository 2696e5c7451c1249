import { Scrolled } from '../parts/scrolled.tsx';
import { MEASURES } from './measures.ts';
import type { Days } from './quality-page.tsx';

/** The same figures as a table, for whoever does not see plots or wants the numbers. */
export function DayTable({ days }: { days: Days }) {
  const columns = MEASURES.flatMap(({ name, lines, format }) =>
    lines.map((line) => ({
      title: lines.length === 1 ? name : `${name}: ${line.name}`,
      of: line.of,
      format,
    })),
  );
  return (
    <section class="panel" aria-label="The figures as a table">
      <details>
        <summary>The figures as a table</summary>
        <Scrolled label="Figures by day" name="table-box">
          <table>
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col" class="figure">
                  Calls
                </th>
                {columns.map(({ title }) => (
                  <th key={title} scope="col" class="figure">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {days.map((day) => (
                <tr key={day.day}>
                  <th scope="row">{day.day}</th>
                  <td class="figure">{day.calls}</td>
                  {columns.map(({ title, of, format }) => (
                    <td key={title} class="figure">
                      {format(of(day))}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
      </details>
    </section>
  );
}
