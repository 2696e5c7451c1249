import { escapeMarkup } from './escape.ts';
import { percentile } from './metrics.ts';

/** Of a plot that takes half the page. */
const WIDTH = 560;
const HEIGHT = 220;
const SIDE = 8;
const BOTTOM = 34;
const TOP = 50;
const ROW_HEIGHT = 38;

/** Where the bars of the latency plot begin and end, in milliseconds: even steps by eye. */
const EDGES_MS = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** How many deliveries were answered within what time, with the three percentiles. */
export function latencyPlot(latenciesMs: readonly number[]): string {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const counts = EDGES_MS.map((from, index) => {
    const to = EDGES_MS[index + 1] ?? Number.POSITIVE_INFINITY;
    return sorted.filter((ms) => ms >= from && ms < to).length;
  });
  const first = Math.max(0, counts.findIndex((count) => count > 0) - 1);
  const last = Math.min(EDGES_MS.length - 1, counts.findLastIndex((count) => count > 0) + 1);
  const shown = counts.slice(first, last + 1);
  const step = (WIDTH - 2 * SIDE) / shown.length;
  const most = Math.max(...shown, 1);
  const floor = HEIGHT - BOTTOM;
  const bars = shown.map((count, index) => {
    const height = (count / most) * (floor - TOP);
    const x = SIDE + index * step;
    const label = count === 0 ? '' : text(x + step / 2, floor - height - 5, 'count', `${count}`);
    return bar({ x: x + 2, y: floor - height, width: step - 4, height, kind: 'bar' }) + label;
  });
  const ticks = shown.map((_, index) => {
    const name = EDGES_MS[first + index]?.toLocaleString('en') ?? '';
    const kind = index === 0 ? 'tick start' : 'tick';
    return text(SIDE + index * step, floor + 16, kind, index === 0 ? `${name} ms` : name);
  });
  const marks = [0.5, 0.95, 0.99].map((share, index) => {
    const ms = percentile(sorted, share) ?? 0;
    const x = SIDE + (placeOf(ms) - first) * step;
    return percentileMark(`p${share * 100} ${ms.toFixed(ms < 100 ? 1 : 0)} ms`, x, index, floor);
  });
  const axis = `<line class="axis" x1="${SIDE}" x2="${WIDTH - SIDE}" y1="${floor}" y2="${floor}"/>`;
  const parts = [...bars, axis, ...ticks, ...marks];
  return plot(`Latency of ${sorted.length} answers`, WIDTH, HEIGHT, parts);
}

/** A row of the plots that compare counts by name. */
export type Row = { name: string; count: number; tone: 'good' | 'plain' | 'doubtful' | 'bad' };

/** How often each thing came, as bars under their names; over the whole page when wide. */
export function countPlot(title: string, rows: readonly Row[], isWide = false): string {
  const wide = isWide ? 2 * WIDTH : WIDTH;
  const length = wide - 2 * SIDE;
  const lettersMax = Math.floor((wide - 110) / 7);
  const most = Math.max(...rows.map(({ count }) => count), 1);
  const all = rows.reduce((sum, { count }) => sum + count, 0);
  const parts = rows.map(({ name, count, tone }, index) => {
    const y = index * ROW_HEIGHT + 6;
    const width = Math.max(2, (count / most) * length);
    const share = all === 0 ? 0 : (count / all) * 100;
    const cut = name.length > lettersMax ? `${name.slice(0, lettersMax)}…` : name;
    const place = { x: SIDE, y: y + 15, height: 9 };
    return (
      text(SIDE, y + 10, 'row-name', cut) +
      text(wide - SIDE, y + 10, 'row-count', `${count} (${share.toFixed(share < 10 ? 1 : 0)} %)`) +
      bar({ ...place, width: length, kind: 'track' }) +
      bar({ ...place, width, kind: `bar ${tone}` })
    );
  });
  return plot(title, wide, rows.length * ROW_HEIGHT + 8, parts);
}

/** Where a time lies on the axis, counted in bars: even within each. */
function placeOf(ms: number): number {
  const index = Math.max(
    0,
    EDGES_MS.findLastIndex((from) => from <= ms),
  );
  const from = EDGES_MS[index] ?? 0;
  const to = EDGES_MS[index + 1] ?? from * 2;
  return index + Math.min(1, (ms - from) / (to - from));
}

function percentileMark(name: string, x: number, index: number, floor: number): string {
  const y = 8 + index * 15;
  // A name that would leave the plot stands on the other side of its line.
  const isFar = x > WIDTH * 0.75;
  const label = text(isFar ? x - 4 : x + 4, y + 4, isFar ? 'mark-name far' : 'mark-name', name);
  return `<line class="mark" x1="${n(x)}" x2="${n(x)}" y1="${y}" y2="${floor}"/>${label}`;
}

type Bar = { x: number; y: number; width: number; height: number; kind: string };

function bar({ x, y, width, height, kind }: Bar): string {
  const size = `width="${n(width)}" height="${n(height)}" rx="3"`;
  return `<rect class="${kind}" x="${n(x)}" y="${n(y)}" ${size}/>`;
}

function plot(title: string, width: number, height: number, parts: string[]): string {
  const name = escapeMarkup(title);
  const head = `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}">`;
  return `${head}<title>${name}</title>${parts.join('')}</svg>`;
}

function text(x: number, y: number, kind: string, said: string): string {
  return `<text class="${kind}" x="${n(x)}" y="${n(y)}">${escapeMarkup(said)}</text>`;
}

function n(value: number): string {
  return value.toFixed(1);
}
