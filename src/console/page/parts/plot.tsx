import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { isDark, theme } from '../theme.ts';

/** One line of a plot. */
export type PlotLine = {
  name: string;
  values: readonly (number | null)[];
  /** The name of a colour of the style sheet, without its dashes. */
  colour: 'accent' | 'good' | 'warn' | 'bad' | 'quiet';
};

type Props = {
  label: string;
  /** Epoch milliseconds, of each value. */
  moments: readonly number[];
  lines: readonly PlotLine[];
  format: (value: number | null) => string;
};

const HEIGHT = 150;
const FONT = '11px system-ui, sans-serif';

/** Figures over time. A table of the same stands beside it for whoever does not see it. */
export function Plot({ label, moments, lines, format }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chosen = theme.value;
  useEffect(() => {
    const shown = box.current;
    if (shown === null) return;
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    let plot: uPlot | null = null;
    const draw = () => {
      plot?.destroy();
      plot = new uPlot(optionsOf(shown, lines, format), dataOf(moments, lines), shown);
    };
    draw();
    const sizes = new ResizeObserver(() => {
      plot?.setSize({ width: shown.clientWidth, height: HEIGHT });
    });
    sizes.observe(shown);
    scheme.addEventListener('change', draw);
    return () => {
      sizes.disconnect();
      scheme.removeEventListener('change', draw);
      plot?.destroy();
    };
  }, [moments, lines, format, chosen]);
  return <div ref={box} class="plot" role="img" aria-label={label} data-dark={isDark()} />;
}

function optionsOf(
  box: HTMLElement,
  lines: readonly PlotLine[],
  format: Props['format'],
): uPlot.Options {
  // A canvas knows nothing of the style sheet's variables, which the box resolves.
  const colourOf = (name: string) => {
    box.style.color = `var(--${name})`;
    return getComputedStyle(box).color;
  };
  const axis = {
    stroke: colourOf('ink-quiet'),
    font: FONT,
    grid: { stroke: colourOf('line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: box.clientWidth,
    height: HEIGHT,
    ms: 1,
    legend: { show: false },
    cursor: { y: false },
    scales: { y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.15 : 1] } },
    axes: [
      { ...axis, size: 24, space: 70, values: (_plot, ticks) => ticks.map(dayOf) },
      { ...axis, size: 58, space: 34, values: (_plot, ticks) => ticks.map((it) => format(it)) },
    ],
    series: [
      {},
      ...lines.map(({ name, colour }) => ({
        label: name,
        stroke: colourOf(colour),
        width: 2,
        points: { show: true, size: 5, fill: colourOf(colour) },
      })),
    ],
  };
}

function dataOf(moments: readonly number[], lines: readonly PlotLine[]): uPlot.AlignedData {
  return [[...moments], ...lines.map(({ values }) => [...values])];
}

const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });

function dayOf(at: number): string {
  return DAY.format(at);
}
